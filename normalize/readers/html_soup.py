"""The second reader of HTML: BeautifulSoup over lxml's tokens; of eight parsers the one that no hostile input broke."""

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from normalize.readers.html_blocks import BlockLayer, HtmlText


def lay_soup(source: str, base: str | None) -> HtmlText:
    """The text of `source` in blocks; the walk keeps its own stack, so no depth exhausts it."""
    layer = BlockLayer(base)
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
            layer.data(str(child))
    return layer.close()
