"""Embedded posts, players and consent boxes."""

from collections.abc import Iterable, Sequence
from re import compile as pattern

from normalize.blocks import Block, Cut, blocks_of, is_read_page, lay, whole
from normalize.document import Document, Place

_STAGE = "find_embeds"
_LONGEST, _LONGEST_POST = 320, 300
_POST_SIGNATURE = pattern(r"[—–-]\s?.{1,60}\(@\w{2,20}\)\s?.{0,40}\Z")
"""The last line of an embedded post: "— Elon Musk (@elonmusk) September 9, 2016"."""
_PLAYER = pattern(
    r"(?:View this post on .{1,20}|A post shared by .{1,80}|Voir cette publication sur Instagram"
    r"|Sieh dir diesen Beitrag auf Instagram an|Ver esta publicación en Instagram|Visualizza questo post su Instagram"
    r"|Ver essa foto no Instagram|Bekijk dit bericht op Instagram|Wyświetl ten post na Instagramie"
    r"|Посмотреть эту публикацию в Instagram|Lihat postingan ini di Instagram|この投稿をInstagramで見る"
    r"|Empfohlener redaktioneller Inhalt|Externer Inhalt.{0,40}|pic\.twitter\.com/\w+|https?://t\.co/\w+"
    r"|.{0,60}externe[rn]? Inhalte?n? .{0,160}an(?:zeigen|gezeigt).{0,200}"
    r"|An dieser Stelle finden Sie externen Inhalt.{0,200})\Z"
)
"""What players and consent boxes print: "View this post on Instagram", "Empfohlener redaktioneller Inhalt"."""


def find_embeds(document: Document) -> Document:
    """Take embedded posts with their signature, players' lines and consent boxes out of the body.

    A post in a story leaves its text behind, closed by the writer's name and handle.
    Before: `Still working on it.` / `— Elon Musk (@elonmusk) September 9, 2016`. After: both in the place EMBED.
    Not touched: a post quoted in a sentence; the paragraph before a post that says more than a post can; on a
    page, a post that its markup quotes: what the writer chose to show is part of the story.
    """
    blocks = blocks_of(document)
    quoted = {block.number for block in blocks if block.place is Place.QUOTE} if is_read_page(document) else frozenset()
    return lay(
        document,
        _STAGE,
        [cut for i, block in enumerate(blocks) if block.number not in quoted for cut in _cuts(blocks, i)],
    )


def _cuts(blocks: Sequence[Block], i: int) -> Iterable[Cut]:
    block = blocks[i]
    if not block.is_open or len(block.text) > _LONGEST:
        return
    if _PLAYER.match(block.text):
        yield whole(block, Place.EMBED, "player or consent box")
    elif "(@" in block.text and _POST_SIGNATURE.match(block.text):
        if i and blocks[i - 1].is_open and len(blocks[i - 1].text) <= _LONGEST_POST:
            yield whole(blocks[i - 1], Place.EMBED, "text above a post's signature", 0.8)
        yield whole(block, Place.EMBED, "signature of a post")
