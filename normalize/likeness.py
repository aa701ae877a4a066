"""What makes bodies the same or alike: their words, whatever their case, white space and punctuation.

Equal words have one hash. Alike bodies share runs of four words ("shingles"), of which each article keeps a small
sample: the smallest by hash, so that two articles that share runs have kept some of the same. MinHash compares sets
as wholes and misses an outlet's copy that is cut to a third; a shared run is shared whatever stands behind it.
"""

import re
import struct
import unicodedata
from zlib import crc32

from xxhash import xxh3_128_hexdigest

from normalize.article import Article

POSTINGS = 15
"""Hashes that an article is found by, at most: rows of an index, about 20 bytes each."""

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_FOLDED = bytes(ord(chr(code).lower()) if _WORD.match(chr(code)) else ord(" ") for code in range(128)) + bytes(128)
"""ASCII in small letters, what is no letter, digit or underscore as a space."""
_MARKS = "’“”–—‘…\xa0"
"""No part of a word, whatever they are folded to."""
_LETTERS_A_WORD = 2
"""Of scripts without spaces between words: Chinese, Japanese, Thai, Khmer, Lao."""
_LETTERS_A_PIECE = 5
"""Letters of such a script that stand for a word in a shingle, beginning with each letter: eight letters a shingle."""

_FACTORS = (0x2C1B3C6D, 0x297A2D39, 0x1B56C4E9, 0x32AC3B17)
"""One for each word of a shingle, odd and below 2^30: a sum of four times 32 bits stays within 64."""
_LEAD, _OF_LEAD = 30, 6
"""An outlet often prints the first paragraph alone: so many of the postings are of the first so many words."""
_STUB = 20
"""Words: a shorter body says too little, its headline is sampled with it ("Details to follow.")."""
_SHORTEST_HEADLINE = 3
_SPREAD = 3
"""So many times the hashes that are wanted lie, on the average, below the limit under which they are looked for."""
_SAMPLED_WORDS = 20_000
"""Of a longer text, a book, the beginning is sampled."""


def body_hash(article: Article) -> str:
    """Name the body in 32 hexadecimal digits, equal for bodies of equal words; a body of no words has one too."""
    return str(xxh3_128_hexdigest(b" ".join(_words("\n".join(paragraph.text for paragraph in article.body)))))


def postings(headline: str, body: str) -> tuple[int, ...]:
    """The hashes of 32 bits that an article is found by, at most POSTINGS: sampled shingles and its headline's words.

    None for an article without a word.
    """
    words, above = _pieces(body), _pieces(headline)
    sampled = _sampled(words) if len(words) >= _STUB else sorted(_shingles(above + words))[: POSTINGS - 1]
    if len(above) >= _SHORTEST_HEADLINE:
        sampled.append(crc32(b" ".join(sorted(set(above)))))
    return tuple(dict.fromkeys(sampled))


def count_words(text: str) -> int:
    """Count the words of a text; in scripts without spaces between words, one for each two letters."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text) if unspaced else text)) + unspaced // _LETTERS_A_WORD


def _words(text: str) -> list[bytes]:
    """The words of the text, folded; of ASCII text at a fraction of the time."""
    if not text.isascii():
        for mark in _MARKS:  # all that most copy has beyond ASCII
            text = text.replace(mark, " ")
    if text.isascii():
        return text.encode("ascii").translate(_FOLDED).split()
    return [word.encode("utf-8", "surrogatepass") for word in _word_texts(text)]


def _word_texts(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _pieces(text: str) -> list[bytes]:
    """The words, folded; where words are not spaced, the pieces that stand for them."""
    if text.isascii() or not _UNSPACED.search(text):
        return _words(text)[:_SAMPLED_WORDS]
    pieces: list[str] = []
    for run in _word_texts(text[: _SAMPLED_WORDS * _LETTERS_A_PIECE]):
        if _UNSPACED.search(run):
            pieces += (run[at : at + _LETTERS_A_PIECE] for at in range(len(run)))
        else:
            pieces.append(run)
    return [piece.encode("utf-8", "surrogatepass") for piece in pieces[:_SAMPLED_WORDS]]


def _sampled(words: list[bytes]) -> list[int]:
    """The smallest hashes of the lead, then the smallest of the others."""
    shingles = _shingles(words)
    of_lead = sorted(set(shingles[:_LEAD]))[:_OF_LEAD]
    others = [shingle for shingle in _smallest(shingles, POSTINGS - 1) if shingle not in of_lead]
    return of_lead + others[: POSTINGS - 1 - _OF_LEAD]


def _smallest(shingles: tuple[int, ...], number: int) -> list[int]:
    """The smallest so many, each once; only those that can be among them are sorted."""
    limit = _SPREAD * number * 2**32 // len(shingles)
    few = {shingle for shingle in shingles if shingle < limit}
    return sorted(few if len(few) >= number else set(shingles))[:number]


def _shingles(words: list[bytes]) -> tuple[int, ...]:
    """The hash of every run of four words, in order: the sum of the words' own times their factors, modulo 2^32.

    The whole text is one long number with a word's hash in each 64 bits: four multiplications hash all runs.
    """
    number = len(words)
    if number == 0:
        return ()
    lanes = int.from_bytes(struct.pack(f"<{number}Q", *map(crc32, words)), "little")
    summed = sum(factor * (lanes >> 64 * place) for place, factor in enumerate(_FACTORS))
    runs = max(number - len(_FACTORS) + 1, 1)
    return struct.unpack(f"<{2 * number}I", summed.to_bytes(8 * number, "little"))[: 2 * runs : 2]
