"""Secrets are sent where they belong and told nowhere: not on the screen, in logs, in the database or its files."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import make_url

from tests.newsroom.answers import FEED, reply, reset
from tests.newsroom.server import Newsroom, open_newsroom

TELLING = (
    ("--debug", "once", "--now"),
    ("once", "--now"),
    ("status", "--json"),
    ("status",),
    ("status", "--check"),
    ("alarms", "list"),
    ("quarantine", "list", "--json"),
    ("runs", "show", "1"),
    ("sources", "show", "header"),
    ("config", "check"),
    ("db", "check"),
)
SETTINGS = """
log: {{level: debug, format: {form}}}
http: {{allow_private: [127.0.0.1/32], gap_s: 0, per_host: 8, deadline_s: 5{proxy}}}
alarms:
  disk_low_bytes: 1000000000000000000
  webhook: env:HOOK
  webhook_authorization: env:HOOK_KEY
  allow_private: [127.0.0.1/32]
sources:
"""


def canary(name: str) -> str:
    return f"c4n4ry-{name}"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as running:
        yield running


def dumped(install) -> bytes:
    """All that the database holds, as text."""
    tables = install.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    rows = [install.sql(f'SELECT t::text FROM "{name}" t') for (name,) in tables]
    assert len(rows) > 10
    return repr(rows).encode()


def environment(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = newsroom.on(f"/hooks/{canary('webhook')}", reply("500 Internal Server Error"))
    for name, value in {
        "FEED_PASSWORD": canary("basic"),
        "FEED_TOKEN": canary("bearer"),
        "FEED_KEY": canary("header"),
        "HOOK": hook,
        "HOOK_KEY": f"Bearer {canary('hook-key')}",
        "PROXY": f"desk:{canary('proxy')}",
    }.items():
        monkeypatch.setenv(name, value)


CREDENTIALS = {
    "basic": {"kind": "basic", "user": "desk", "password": "env:FEED_PASSWORD"},
    "bearer": {"kind": "bearer", "token": "env:FEED_TOKEN"},
    "header": {"kind": "header", "name": "X-Key", "value": "env:FEED_KEY"},
}
ANSWERS = {"basic": reply(body=FEED), "bearer": reply("401 Unauthorized"), "header": reset()}


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("form", ["console", "json"])
def test_no_canary_is_told(install, newsroom, monkeypatch, form):
    """Each source fails in another way, the webhook refuses, and then everything goes through a proxy that fails."""
    environment(newsroom, monkeypatch)
    address = make_url(install.url).set(password=canary("database")).render_as_string(hide_password=False)
    (install.folder / "database").write_text(address, encoding="utf-8")
    program = replace(install, url=f"file:{install.folder / 'database'}")
    sources = "".join(
        f"  - {json.dumps({'name': name, 'kind': 'feed', 'url': newsroom.url(f'/{name}'), 'credentials': told})}\n"
        for name, told in CREDENTIALS.items()
    )
    for name, answer in ANSWERS.items():
        newsroom.on(f"/{name}", answer)
        newsroom.on(newsroom.url(f"/{name}"), reply("502 Bad Gateway"))  # as a proxy is asked
    proxy = f", proxy: '{newsroom.url('')}', proxy_credentials: 'env:PROXY'"
    written = b""
    for through, commands in (("", TELLING), (proxy, TELLING[:4])):
        install.configure(SETTINGS.format(form=form, proxy=through) + sources)
        for command in commands:
            done = program.run(*command)
            written += done.stdout + done.stderr
    sent = repr(newsroom.asked)
    assert b64encode(f"desk:{canary('basic')}".encode()).decode() in sent
    assert b64encode(f"desk:{canary('proxy')}".encode()).decode() in sent
    assert all(canary(name) in sent for name in ("bearer", "header", "webhook", "hook-key"))
    assert all(word in written for word in (b"auth", b"connection", b"webhook_refused", b"quarantined"))
    kept = dumped(install)
    for secret in (b"c4n4ry", *(b64encode(f"desk:{canary(name)}".encode()) for name in ("basic", "proxy"))):
        assert secret not in written
        assert secret not in kept
