"""Article pages by the extractors that others use: reads addresses of pages' files, a line each, from standard input.

For each line one line of JSON: for each extractor the seconds of the processor that the page took, and its text.
Started in the benchmarks' own environment; what it needs of ours is nothing.
"""

import gzip
import json
import logging
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import newspaper  # type: ignore[import-not-found]  # it lives in .venv-bench alone
import trafilatura  # type: ignore[import-not-found]  # it lives in .venv-bench alone
from html_text import extract_text  # type: ignore[import-not-found]  # it lives in .venv-bench alone
from readability import Document  # type: ignore[import-not-found]  # it lives in .venv-bench alone
from resiliparse.extract.html2text import extract_plain_text  # type: ignore[import-not-found]  # as above


def by_trafilatura(html: str) -> str:
    """With metadata, without comments, as a newsroom would call it."""
    found = trafilatura.bare_extraction(html, with_metadata=True, include_comments=False)
    return (found.text or "") if found is not None else ""


def by_newspaper(html: str) -> str:
    """newspaper4k, metadata included: it knows no other way."""
    article = newspaper.Article("http://localhost/", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    return article.text or ""


def by_readability(html: str) -> str:
    """readability-lxml, its summary made text by html-text."""
    return str(extract_text(Document(html).summary()))


def by_resiliparse(html: str) -> str:
    """resiliparse, main content only; it reads no metadata."""
    return str(extract_plain_text(html, main_content=True, alt_texts=False))


PEERS: Mapping[str, Callable[[str], str]] = {
    "trafilatura": by_trafilatura,
    "newspaper4k": by_newspaper,
    "readability": by_readability,
    "resiliparse": by_resiliparse,
}


def measured(work: Callable[[str], str], html: str) -> tuple[float, str]:
    """Seconds of the processor, and the text; none where the extractor gave up."""
    start = time.process_time()
    try:
        text = work(html)
    except Exception as error:  # noqa: BLE001 - peers raise what they raise: a language without data, a NUL
        sys.stderr.write(f"{work.__name__}: {type(error).__name__}\n")
        text = ""
    return time.process_time() - start, text


def main() -> None:
    """Answer until the input ends."""
    logging.disable()
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        html = gzip.decompress(Path(line.strip()).read_bytes()).decode("utf-8", "replace")
        sys.stdout.write(json.dumps({name: measured(work, html) for name, work in PEERS.items()}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
