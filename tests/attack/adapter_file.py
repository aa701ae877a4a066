"""The attack kit's adapter for files: `python -m tests.attack.adapter_file PATH KIND`.

A feed is served on loopback and fetched; settings are checked as settings; every other file is dropped into a folder.
"""

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from tests.attack.one_ingest import Answer, open_install

_MEDIA_TYPES = {
    ".html": "text/html",
    ".json": "application/json",
    ".txt": "text/plain",
    ".xml": "application/xml",
}
_CONFIG_ERROR = 3


def ingest_file(path: Path, kind: str) -> Answer:
    """Take the one file in as what it claims to be."""
    if kind == "feed":
        return _ingest_feed(path)
    return _check_settings(path) if kind == "config" else _ingest_drop(path)


def _ingest_feed(path: Path) -> Answer:
    with _served(path) as url, open_install() as install:
        return install.ingest({"kind": "feed", "url": url}, "store_clean")


def _ingest_drop(path: Path) -> Answer:
    with open_install() as install:
        drop = install.folder / "drop"
        drop.mkdir()
        shutil.copyfile(path, drop / path.name)
        media_type = _MEDIA_TYPES.get(path.suffix, "application/octet-stream")
        return install.ingest({"kind": "drop", "path": "drop", "media_type": media_type, "settle_s": 0}, "store_clean")


def _check_settings(path: Path) -> Answer:
    if path.suffix != ".yaml":
        return Answer("unsupported")
    with open_install() as install:
        done = install.run("--config", str(path.resolve()), "config", "check")
    return Answer("config_error" if done.returncode == _CONFIG_ERROR else "ok")


@contextmanager
def _served(path: Path) -> Iterator[str]:
    """The address under which a local server gives the file's bytes, whatever is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/feed+json" if path.suffix == ".json" else "application/xml")
            self.end_headers()
            self.wfile.write(path.read_bytes())

        def log_message(self, *_told: object) -> None:
            """Say nothing: the terminal is the program's."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{path.name}"
        server.shutdown()


if __name__ == "__main__":
    ingest_file(Path(sys.argv[1]), sys.argv[2]).tell()
