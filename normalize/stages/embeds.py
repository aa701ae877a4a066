"""Embedded posts, players and consent boxes."""

from re import compile as pattern

from normalize.blocks import blocks_of, lay, whole
from normalize.document import Document, Place

_STAGE = "find_embeds"
_POST_SIGNATURE = pattern(r"[—–-]\s?.{1,60}\(@\w{2,20}\)\s?.{0,40}\Z")
"""The last line of an embedded post: "— Elon Musk (@elonmusk) September 9, 2016"."""
_PLAYER = pattern(
    r"(?:View this post on Instagram|A post shared by .{1,80}|View this post on .{1,20}|Voir cette publication sur Instagram|Sieh dir diesen Beitrag auf Instagram an|Ver esta publicación en Instagram"
    r"|Visualizza questo post su Instagram|Ver essa foto no Instagram|Bekijk dit bericht op Instagram|Wyświetl ten post na Instagramie|Посмотреть эту публикацию в Instagram|Lihat postingan ini di Instagram|この投稿をInstagramで見る"
    r"|Empfohlener redaktioneller Inhalt|Externer Inhalt.{0,40}|.{0,40}externe[rn]? Inhalte?n? .{0,160}anzeigen.{0,80}|.{0,40}externe[rn]? Inhalte? (?:angezeigt|angezeigt werden).{0,200}"
    r"|An dieser Stelle finden Sie externen Inhalt.{0,200}|pic\.twitter\.com/\w+|https?://t\.co/\w+)\Z"
)
"""What players and consent boxes print: "View this post on Instagram", "Empfohlener redaktioneller Inhalt"."""


def find_embeds(document: Document) -> Document:
    """Take embedded posts with their signature, players' lines and consent boxes out of the body.

    A post in a story leaves its text behind, closed by the writer's name and handle.
    Before: `Still working on the investigation.` / `— Elon Musk (@elonmusk) September 9, 2016`. After: both in the place EMBED.
    Not touched: a post quoted in a sentence; the paragraph before a post that says more than a post can.
    """
    cuts = []
    blocks = blocks_of(document)
    for i, block in enumerate(blocks):
        if not block.is_open or len(block.text) > 320:
            continue
        if _PLAYER.match(block.text):
            cuts.append(whole(block, Place.EMBED, "player or consent box"))
        elif "(@" in block.text and _POST_SIGNATURE.match(block.text):
            if i and blocks[i - 1].is_open and len(blocks[i - 1].text) <= 300:
                cuts.append(whole(blocks[i - 1], Place.EMBED, "text above a post's signature", 0.8))
            cuts.append(whole(block, Place.EMBED, "signature of a post"))
    return lay(document, _STAGE, cuts)
