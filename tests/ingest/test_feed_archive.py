"""Where a feed's archive goes on: RFC 5005's relations, JSON Feed's next_url, and the times of a page."""

import json
from datetime import UTC, datetime

import pytest

from ingest.errors import NotAFeed
from ingest.feed_archive import look_at_page
from ingest.raw import Delivery
from ingest.splitting import split_deliveries

HERE = "https://wire.example/feeds/page-3.xml"


def page(raw: str, address: str = HERE) -> Delivery:
    return Delivery("wire", "wire", address, "application/xml", datetime(2026, 3, 6, tzinfo=UTC), raw.encode())


def atom(links: str, *days: int) -> str:
    entries = "".join(f"<entry><id>{day}</id><updated>2024-03-{day:02}T08:00:00Z</updated></entry>" for day in days)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>W</title>{links}{entries}</feed>'


def rss(link: str) -> str:
    return (
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>W</title>{link}'
        "<item><guid>1</guid></item></channel></rss>"
    )


@pytest.mark.parametrize(
    ("raw", "older"),
    [
        (atom('<link rel="prev-archive" href="page-2.xml"/>'), "https://wire.example/feeds/page-2.xml"),
        (atom('<link rel="next" href="/p?2"/>'), "https://wire.example/p?2"),
        (
            atom('<link rel="next" href="b.xml"/><link rel="prev-archive" href="a.xml"/>'),
            "https://wire.example/feeds/a.xml",
        ),
        (
            atom('<link rel="http://www.iana.org/assignments/relation/prev-archive" href="https://old.example/"/>'),
            "https://old.example/",
        ),
        (rss('<atom:link rel="next" href="?page=2"/>'), f"{HERE}?page=2"),
        (atom('<link rel="next-archive" href="4.xml"/><link rel="previous" href="4.xml"/>'), None),
        (atom('<link rel="next" href="javascript:alert(1)"/>'), None),
        (atom('<link rel="self" href="page-3.xml"/>'), None),
        (json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [], "next_url": "?p=2"}), f"{HERE}?p=2"),
    ],
)
def test_the_page_before_is_the_one_that_the_feed_names(raw, older):
    assert look_at_page(page(raw)).older == older


def test_a_page_tells_the_times_of_its_entries_where_all_have_one():
    look = look_at_page(page(atom("", 3, 1, 2)))
    assert (look.oldest, look.newest) == (datetime(2024, 3, 1, 8, tzinfo=UTC), datetime(2024, 3, 3, 8, tzinfo=UTC))
    undated = atom("", 3).replace("</feed>", "<entry><id>x</id></entry></feed>")
    assert look_at_page(page(undated)).newest is None


def test_what_is_no_feed_is_no_page():
    with pytest.raises(NotAFeed):
        look_at_page(page("<html><body>gone</body></html>"))


def test_each_delivery_is_split_by_its_media_type_and_a_broken_one_alone_is_refused():
    lines = Delivery(
        "wire", "wire", "f#line=1", "application/vnd.copydesk.raw-copy+jsonl", page("").received_at, b'{"text":"a"}'
    )
    feed, refused, lined = split_deliveries((page(atom("", 1)), page("<html/>"), lines))
    assert (len(feed), isinstance(refused, NotAFeed), len(lined)) == (1, True, 1)
