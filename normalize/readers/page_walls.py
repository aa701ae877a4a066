"""Pages that hold something else in place of a story: a question of consent, or nothing until a script runs."""

import re

from normalize.document import Place
from normalize.errors import ConsentWall, NoText
from normalize.readers.html_blocks import HtmlText
from normalize.readers.page_furniture import CONSENT
from normalize.readers.page_story import Found

_LONGEST = 2_500
"""Characters of running text: a question of consent is seldom longer, a story about cookies seldom shorter."""
_CONSENT = re.compile(
    r"cookie|consent|gdpr|tracking|privacy|einwillig|datenschutz|consentement|confidentialit|consentimiento|privacidad"
    r"|consenso|privacidade|toestemming|samtycke|samtykke|zgod[aęyą]|souhlas|файлы cookie|согласи|onay|同意|동의",
    re.IGNORECASE,
)
_OFTEN, _DENSE = 4, 250
"""How often such words must stand in it, and in how many characters one of them at least."""


def refuse_walls(page: HtmlText, found: Found, *, is_dated: bool) -> None:
    """Raise ConsentWall or NoText for a page without a story. `is_dated`: the page tells when its story came out."""
    story = [block for block, part in zip(page.blocks, found.parts, strict=True) if part is None]
    text = " ".join(page.text[block.start : block.end] for block in story)
    words = len(_CONSENT.findall(text)) if found.told <= _LONGEST and not is_dated else 0
    is_banner = not story and CONSENT in found.parts
    if found.is_consent or is_banner or (words >= _OFTEN and words * _DENSE >= len(text)):
        raise ConsentWall("the page holds a question of consent in place of a story")
    others = sum(part is not None and part[0] not in (Place.META, Place.HEADLINE) for part in found.parts)
    if not story or (found.told == 0 and others >= len(story)):
        raise NoText("the page holds no story; a script may have been meant to fill it")
