"""What makes two bodies the same: their words, whatever their case, white space and punctuation."""

import re
import unicodedata

from xxhash import xxh3_128_digest

from normalize.article import Article

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_FEWEST_WORDS = 12
"""Bodies with fewer words recur under other headlines: "A lobster died.", "No games were scheduled."."""
_LETTERS_A_WORD = 2
"""Of scripts without spaces between words: Chinese, Japanese, Thai, Khmer, Lao."""


def body_hash(article: Article) -> bytes | None:
    """16 bytes that are equal for bodies of equal words, None for a body too short to tell stories apart."""
    text = "\n".join(paragraph.text for paragraph in article.body)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    words = _WORD.findall(text.casefold())
    if len(words) + len(_UNSPACED.findall(text)) // _LETTERS_A_WORD < _FEWEST_WORDS:
        return None
    return xxh3_128_digest(" ".join(words).encode("utf-8", "surrogatepass"))
