"""Whatever the page: each text node of the kit's pages lies in the text once, and once is enough."""

import gzip
from datetime import UTC, datetime

from lxml import etree

from ingest.raw import RawCopy
from normalize.chain import build_chain
from normalize.document import check_conservation
from normalize.explain import trace_of, with_trace
from normalize.normalizer import read

CHAIN = build_chain()


def test_every_kit_page_keeps_all_its_text_and_once_is_enough(corpus):
    paths = sorted(corpus.glob("pages/*/html/*.html.gz"))
    assert len(paths) > 100
    for path in paths:
        raw = gzip.decompress(path.read_bytes())
        copy = RawCopy("kit", "kit", path.name, "text/html", datetime(2026, 1, 1, tzinfo=UTC), raw)
        document = check_conservation(read(copy))
        assert _nodes(raw) == "".join(document.text.split()), path.name
        judged = CHAIN(document)
        assert CHAIN(judged) == judged, path.name
        assert with_trace(judged.text, trace_of(judged)).spans == judged.spans, path.name


def _nodes(raw: bytes) -> str:
    """The characters of all text nodes outside script, style, template and noscript, white space aside."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(raw, parser)
    etree.strip_elements(root, "script", "style", "template", "noscript", with_tail=False)
    return "".join("".join(root.itertext()).split())
