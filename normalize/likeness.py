"""What makes two bodies the same: their words, whatever their case, white space and punctuation."""

import re
import unicodedata

from xxhash import xxh3_128_hexdigest

from normalize.article import Article

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_FOLDED = bytes(ord(chr(code).lower()) if _WORD.match(chr(code)) else ord(" ") for code in range(128)) + bytes(128)
"""ASCII in small letters, what is no letter, digit or underscore as a space."""
_MARKS = "’“”–—‘…\xa0"
"""No part of a word, whatever they are folded to."""
_LETTERS_A_WORD = 2
"""Of scripts without spaces between words: Chinese, Japanese, Thai, Khmer, Lao."""


def body_hash(article: Article) -> str:
    """Name the body in 32 hexadecimal digits, equal for bodies of equal words; a body of no words has one too."""
    text = "\n".join(paragraph.text for paragraph in article.body)
    if not text.isascii():
        for mark in _MARKS:  # all that most copy has beyond ASCII
            text = text.replace(mark, " ")
    return str(xxh3_128_hexdigest(_ascii_words(text) if text.isascii() else _words(text)))


def _words(text: str) -> bytes:
    """The words of the text, folded, a space between them."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold())).encode()


def _ascii_words(text: str) -> bytes:
    """What `_words` gives for ASCII text, at a fraction of the time."""
    return b" ".join(text.encode("ascii").translate(_FOLDED).split())


def count_words(text: str) -> int:
    """Count the words of a text; in scripts without spaces between words, one for each two letters."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text) if unspaced else text)) + unspaced // _LETTERS_A_WORD
