"""What a stretch of text looks like by itself: running text or a line, cut off or whole, known to the phrase lists."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from re import compile as pattern

from normalize.date_lines import is_bare_time, is_date_line
from normalize.datelines import opens_dated
from normalize.once import once
from normalize.phrasebook import UNSPACED, WORD, Known, Phrasebook, Sign, first_key, fold, phrasebook
from normalize.values import value

SHORT = 200
"""Characters: lines up to this are looked up in all phrase lists."""
LONGEST_CAPTION = 700
"""Characters: a picture's legal lines can make a caption this long, hardly longer."""

_TAIL = 60
"""Characters in which the end of a sentence is looked for."""
_CLOSERS = r"(?:[\"'”’»›)\]」』】）]|\s)*"
_SENTENCE_END = pattern(rf"[.!?:;…。！？；：।॥؟۔။។።]{_CLOSERS}(?:[(（][^()（）\n]{{1,40}}[)）])?\Z")
"""The end of a sentence, closing marks and a word in parentheses included: `he said."`, "verstorben. (nz)"."""
_FULL_STOP = pattern(rf"[.:;…。：；।॥۔။។።]{_CLOSERS}\Z")
"""The end of a statement; a question or a cry can as well be a headline."""
_STOP_INSIDE = pattern(r"[.!?…。！？।॥؟۔][\"'”’»›)\]」』】）]*(?:\s|(?<=[。！？]))\S")
"""A sentence that ends inside the text."""
_ABBREVIATED = pattern(r"\b[A-Z]\.[A-Z]\.\Z")
"""Capitals with stops end no sentence for sure: "in the U.S."."""
_CUT_OFF = pattern(r"(?:\.\.\.|…|\[\.\.\.\]|\[…\])\s*\Z")
"""Text that was cut with dots: "Pope Francis on Sunday again..."."""
_URL = pattern(r"(?:https?://|www\.)\S+\Z")
"""A line that is an address: "https://apnews.com/article/x"."""
_SEAM = pattern(r"(?<=[a-zß-ÿ+])(?=[A-ZÀ-Þ])")
"""Where two words were fused: "FacebookTwitter"."""
_FUSED = pattern(r"[a-zß-ÿ+][A-ZÀ-Þ]")
"""Whether there is such a seam; cheaper to search for."""
_PART = pattern(r"[^\W\d_]+|\d+")
"""Letters and figures apart: "readApril 25, 20232:26"."""
_DIGIT = pattern(r"\d")
_FIRST_PAIRED, _THAI_RUN = "\u1000", 5
_FIRST_UNSPACED, _FIRST_HANGUL, _LAST_HANGUL = "\u0e00", "\uac00", "\ud7af"
_LETTERS_A_WORD, _SYLLABLES_A_WORD, _LETTERS_A_WORD_LONG = 2, 3, 7
"""How many letters count as a word: in scripts without spaces, in Hangul, and by rule of thumb in long text."""
_PARAGRAPH = 8
"""Words: what is shorter is a line, whatever it ends with."""
_THAI_PARAGRAPH = 100
"""Characters: headlines in Thai and Lao are shorter."""
_LONG_QUESTION = 17
"""Words: a question or cry that is longer is a paragraph, hardly a headline."""
_QUOTES = frozenset("\"“„«‘'「『")
_QUOTE_END = pattern(r"[,.!?][\"”“»’'][ ,]|[\"”“»][,.]? [^\W\d_]|[」』]")
_QUOTED = 5
"""Words: a line that opens with a quotation and has more is a sentence of the story."""
_MOST_SHARE_WORDS, _MOST_DATE_WORDS, _LONGEST_DATE_LINE = 12, 24, 90
_SEAM_REACH = 40
_COUNTER = pattern(r"\d{1,5}(?:\s?(?:[/|-]|\s)\s?\d{1,5})?")
"""A page's number or counter: "3", "1 / 8"; a price ("12.50") or a result with a sign ("+3") is none."""
_TOPIC_WORD, _TOPIC_LETTERS = 4, 6


@value(slots=False)  # `once` writes into its `__dict__`
class Look:
    """What a text alone says, whatever stands round it; each of it is found out when first asked, and remembered."""

    text: str

    @once
    def folded(self) -> str:
        """The text as the phrase lists compare it; empty where it is longer than any caption."""
        return fold(self.text) if len(self.text) <= LONGEST_CAPTION else ""

    @once
    def words(self) -> tuple[str, ...]:
        """The words of a short text, folded."""
        return tuple(WORD.findall(self.folded)) if len(self.text) <= SHORT else ()

    @once
    def size(self) -> float:
        """How many words; in scripts without spaces two letters count as one."""
        is_short = len(self.text) <= SHORT
        return _size(self.text, self.words) if is_short else len(self.text) / _LETTERS_A_WORD_LONG

    @once
    def ends_sentence(self) -> bool:
        """Whether a sentence ends with the text."""
        tail = self.text[-_TAIL:]
        ends = _SENTENCE_END.search(tail) is not None
        if ends and not (len(self.text) <= SHORT and _ABBREVIATED.search(tail)):
            return True
        return _is_thai_paragraph(self.text)

    @once
    def is_cut_off(self) -> bool:
        """Whether dots end the text."""
        tail = self.text[-_TAIL:]
        return ("..." in tail or "…" in tail) and _CUT_OFF.search(tail) is not None

    @once
    def is_prose(self) -> bool:
        """Whether it is a paragraph of running text."""
        if len(self.text) > SHORT:
            return self.ends_sentence or _STOP_INSIDE.search(self.text) is not None
        return self.ends_sentence and _is_paragraph(self.text, self.size)

    @once
    def is_dated(self) -> bool:
        """Whether a dateline with agency or date opens the text, and it is not cut off like a snippet."""
        return not self.is_cut_off and opens_dated(self.text)

    @once
    def known(self) -> Known | None:
        """The phrase by which the lists know the text."""
        if len(self.text) > LONGEST_CAPTION:
            return None
        return _known(self.text, self.folded, self.words, phrasebook())


@lru_cache(maxsize=2048)
def content_words(text: str) -> frozenset[str]:
    """The words that carry a topic, by their first six letters.

    Of scripts without spaces the pairs of letters, of Thai runs of five.
    """
    words = WORD.findall(text.casefold())
    pairs = [
        word[i : i + size]
        for word in words
        if word[0] >= _FIRST_UNSPACED and (size := 2 if word[0] >= _FIRST_PAIRED else _THAI_RUN)
        for i in range(len(word) - size + 1)
    ]
    spaced = [word[:_TOPIC_LETTERS] for word in words if len(word) >= _TOPIC_WORD and word[0] < _FIRST_UNSPACED]
    return frozenset([*pairs, *spaced])


def _is_thai_paragraph(text: str) -> bool:
    """Thai and Lao end no sentence with a mark: what is longer than a headline is one."""
    if len(text) < _THAI_PARAGRAPH or not "\u0e00" <= text[len(text) // 2] <= "\u0eff":
        return False
    return sum("\u0e00" <= character <= "\u0eff" for character in text) * 2 > len(text)


def _is_paragraph(text: str, size: float) -> bool:
    """Whether a short text that ends a sentence is running text."""
    if size < _PARAGRAPH:
        return False
    return size >= _LONG_QUESTION or _FULL_STOP.search(text) is not None or _STOP_INSIDE.search(text) is not None


def _size(text: str, words: Sequence[str]) -> float:
    if text.isascii() or UNSPACED.search(text) is None:
        return len(words)
    letters = len(UNSPACED.findall(text))
    is_hangul = _FIRST_HANGUL <= text[0] <= _LAST_HANGUL
    return max(len(words), letters / (_SYLLABLES_A_WORD if is_hangul else _LETTERS_A_WORD))


def _known(text: str, folded: str, words: Sequence[str], book: Phrasebook) -> Known | None:
    if len(text) > SHORT:
        return _known_in_long(folded, book)
    if text[0] in _QUOTES and len(words) > _QUOTED and _QUOTE_END.search(text, 1, len(text) - 1):
        return None  # somebody's words, and who said them: `"Share this post," the message read.`
    return _known_line(text, folded, words, book) or _known_inside(folded, words, book)


def _known_in_long(folded: str, book: Phrasebook) -> Known | None:
    for phrase, sign in book.within_long:
        if phrase in folded and _stands(folded, phrase, folded.find(phrase)):
            return Known(sign, phrase)
    return None


def _known_line(text: str, folded: str, words: Sequence[str], book: Phrasebook) -> Known | None:
    if not folded:
        return Known(Sign.NAV, "marks alone", is_whole=True)
    if sign := book.whole.get(folded):
        return Known(sign, folded, is_whole=True)
    if words and words[0].isdecimal() and _COUNTER.fullmatch(folded) and all(word.isdecimal() for word in words):
        return Known(Sign.NAV, "a number alone", is_whole=True)
    if _URL.match(folded):
        return Known(Sign.NAV, "an address alone", is_whole=True)
    return _known_words(text, folded, words, book) or _known_start(text, folded, book)


def _known_words(text: str, folded: str, words: Sequence[str], book: Phrasebook) -> Known | None:
    """Lines made of nothing but share words, date words, or a listed phrase and a counter."""
    if len(words) <= _MOST_SHARE_WORDS and _is_share(text, folded, words, book):
        return Known(Sign.SHARE, "share words alone", is_whole=True)
    if len(words) > _MOST_DATE_WORDS or not _DIGIT.search(folded):
        return None
    if _is_date(text, words, book):
        return Known(Sign.META, "date words alone", is_whole=True)
    if is_date_line(text):
        return Known(Sign.META, "a date by its form", is_whole=True)
    if len(folded) <= _LONGEST_DATE_LINE and (found := _starting(folded, book.date_leads)):
        return found
    bare = " ".join(word for word in words if not word.isdecimal())
    return Known(book.whole[bare], bare, is_whole=True) if bare in book.whole else None


def _is_date(text: str, words: Sequence[str], book: Phrasebook) -> bool:
    if all(word.isdecimal() for word in words):
        return is_bare_time(text)
    if all(_tells_date(word, book) for word in words):
        return True
    return all(_tells_date(word, book) for word in _PART.findall(_SEAM.sub(" ", text).casefold()))


def _tells_date(word: str, book: Phrasebook) -> bool:
    return word[0].isdecimal() or word in book.date_words or word in book.agencies


def _is_share(text: str, folded: str, words: Sequence[str], book: Phrasebook) -> bool:
    if folded in book.networks or folded in book.verbs:
        return True
    tried = words if book.share_words.issuperset(words) else ()
    if not tried and _FUSED.search(text):
        parts = WORD.findall(_SEAM.sub(" ", text).casefold())
        tried = tuple(parts) if book.share_words.issuperset(parts) else ()
    return any(word in book.networks or word in book.verbs for word in tried)


def _known_start(text: str, folded: str, book: Phrasebook) -> Known | None:
    found = _starting(folded, book.starts)
    if found is None and _FUSED.search(text, 0, _SEAM_REACH):
        found = _starting(fold(_SEAM.sub(" ", text)), book.starts)
    return found


def _starting(folded: str, starts: Mapping[str, tuple[tuple[str, Sign], ...]]) -> Known | None:
    for phrase, sign in starts.get(first_key(folded), ()):
        if folded.startswith(phrase) and _stands(folded, phrase, 0):
            return Known(sign, phrase)
    return None


def _known_inside(folded: str, words: Sequence[str], book: Phrasebook) -> Known | None:
    """Phrases that give a line away wherever they stand in it."""
    for word in () if book.within.keys().isdisjoint(words) else words:
        for phrase, sign in book.within.get(word, ()):
            if phrase in folded and _stands(folded, phrase, folded.find(phrase)):
                return Known(sign, phrase)
    if not folded.isascii() and UNSPACED.search(folded):
        return next((Known(sign, phrase) for phrase, sign in book.within_unspaced if phrase in folded), None)
    return None


def _stands(folded: str, phrase: str, at: int) -> bool:
    """Whether words begin and end where the phrase does; in a script without spaces they may end anywhere."""
    end = at + len(phrase)
    if folded[at - 1 : at].isalnum() and folded[at].isalnum():
        return False
    return not (folded[end : end + 1].isalnum() and folded[end - 1].isalnum()) or UNSPACED.match(phrase[-1]) is not None
