"""The second reader of HTML: BeautifulSoup over lxml's tokens; of eight parsers the one that no hostile input broke."""

from normalize.errors import ConservationBroken
from normalize.readers.html_blocks import BlockLayer, HtmlText


def lay_soup(source: str, base: str | None) -> HtmlText:
    """The text of `source` in blocks; the walk keeps its own stack, so no depth exhausts it."""
    # Loading it takes longer than most commands do, and hardly any copy needs it.
    from bs4 import BeautifulSoup, Tag  # noqa: PLC0415
    from bs4.element import NavigableString, PreformattedString  # noqa: PLC0415

    layer = BlockLayer(base)
    read: list[str] = []
    waiting: list[tuple[Tag, int]] = [(BeautifulSoup(source, "lxml", multi_valued_attributes=None), 0)]
    while waiting:
        tag, at = waiting.pop()
        if at >= len(tag.contents):
            if waiting:
                layer.end(tag.name)
            continue
        waiting.append((tag, at + 1))
        child = tag.contents[at]
        if isinstance(child, Tag):
            layer.start(child.name, [(name, str(value)) for name, value in child.attrs.items()])
            waiting.append((child, 0))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            if layer.is_reading:
                read.append(str(child))
            layer.data(str(child))
    return check_text(layer.close(), "".join(read))


def check_text(laid: HtmlText, read: str) -> HtmlText:
    """Return `laid` if its characters, but for white space, are those of all text nodes `read`, in their order.

    Raises ConservationBroken otherwise: the law for HTML, checked at run time.
    """
    if "".join(laid.text.split()) != "".join(read.split()):
        raise ConservationBroken("the text of the blocks is not the text of the page's nodes")
    return laid
