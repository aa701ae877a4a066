"""What the second reader of feeds finds, with our own dates and addresses."""

from datetime import UTC, datetime

from ingest.feed_entry import Enclosure, Form, Passage, Reader
from ingest.feed_second_reader import read_again

RAW = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Paper</title>
<link>https://paper.example/</link><language>en</language>
<item><guid>1</guid><title>Ferry &amp; talks</title><link>a/1</link><description>&lt;p&gt;Words&lt;/p&gt;</description>
<pubDate>Mon, 1 Jan 0000 10:00:00 +99999999</pubDate><author>Jane Roe</author><category>port</category>
<enclosure url="b.mp3" type="audio/mpeg"/><media:rating>5</media:rating></item>
<item></item></channel></rss>"""


def test_the_second_reader_keeps_what_the_first_would():
    feed = read_again(RAW, "https://else.example/")
    assert feed is not None
    assert (feed.title, feed.link, feed.language, feed.reader) == (
        "Paper",
        "https://paper.example/",
        "en",
        Reader.SECOND,
    )
    (entry,) = feed.entries
    assert (entry.guid, entry.link, entry.categories) == ("1", "https://paper.example/a/1", ("port",))
    assert (entry.title, entry.summary) == (Passage("Ferry & talks", Form.PLAIN), Passage("<p>Words</p>", Form.HTML))
    assert entry.enclosures == (Enclosure("https://paper.example/b.mp3", "audio/mpeg"),)
    assert entry.authors == ("Jane Roe",)
    assert "media_rating" in entry.not_carried


def test_the_second_reader_never_says_what_a_date_means():
    feed = read_again(RAW, "")
    assert feed is not None
    assert feed.entries[0].published is not None
    assert feed.entries[0].published.utc is None
    assert feed.entries[0].updated is None
    dated = read_again(RAW.replace("+99999999", "GMT").replace("0000", "2024"), "")
    assert dated is not None
    assert dated.entries[0].published is not None
    assert dated.entries[0].published.utc == datetime(2024, 1, 1, 10, tzinfo=UTC)


def test_without_an_entry_there_is_no_feed():
    assert read_again("<rss><channel><title>Paper</title></channel></rss>", "") is None


def test_an_address_is_never_opened_whatever_the_text_looks_like():
    assert read_again("http://127.0.0.1:9/feed", "") is None
