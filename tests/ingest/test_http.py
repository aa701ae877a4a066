"""The client against newsrooms: redirects, credentials, the guard at connect time, proxy and certificates."""

import asyncio
import pickle
import ssl
import subprocess
from datetime import UTC, datetime

import pytest

from ingest.answers import FetchRequest
from ingest.credentials import Credentials, basic, bearer
from ingest.errors import (
    AuthRefused,
    BadAddress,
    BadRedirect,
    BlockedAddress,
    BodyTooLarge,
    ConnectionFailed,
    HostUnknown,
    Throttled,
    TlsFailed,
)
from ingest.http import ClientSettings, open_client
from ingest.validators import Validators
from tests.ingest.conftest import LOOPBACK
from tests.newsroom.answers import FEED, bomb, conditional, flood, head, redirect, reply
from tests.newsroom.server import open_newsroom

KEY = bearer("s3cret")


def secrets(asked):
    return asked.header("Authorization"), asked.header("X-Key")


def test_a_short_chain_is_followed_to_its_end(newsroom, desk):
    newsroom.on("/1", redirect("/2"))
    newsroom.on("/2", redirect("3", "307 Temporary Redirect"))
    newsroom.on("/3", reply())
    outcome = desk.fetch(newsroom.url("/1"))
    assert (outcome.body, outcome.address, outcome.moved_to) == (FEED, newsroom.url("/3"), None)


def test_the_body_of_a_redirect_is_never_read(newsroom, desk):
    newsroom.on("/1", bomb(500, "302 Found", (("Location", "/2"),)))
    newsroom.on("/2", reply())
    assert desk.set(max_bytes=1000).fetch(newsroom.url("/1")).body == FEED


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("301 Moved Permanently", "308 Permanent Redirect", "/3"),
        ("301 Moved Permanently", "302 Found", "/2"),
        ("302 Found", "301 Moved Permanently", None),
    ],
)
def test_moved_to_is_where_permanent_redirects_lead_from_the_start(newsroom, desk, first, second, expected):
    newsroom.on("/1", redirect("/2", first))
    newsroom.on("/2", redirect("/3", second))
    newsroom.on("/3", reply())
    assert desk.fetch(newsroom.url("/1")).moved_to == (expected and newsroom.url(expected))


def test_validators_go_to_the_address_of_their_body_alone(newsroom, desk):
    newsroom.on("/1", redirect("/2"))
    newsroom.on("/2", conditional('"1"'))
    first = desk.fetch(newsroom.url("/1"))
    desk.fetch(newsroom.url("/1"), validators=first.validators)
    assert [asked.header("If-None-Match") for asked in newsroom.asked] == [None, None, None, '"1"']


def test_credentials_stay_within_the_origin(newsroom, desk):
    newsroom.on("/1", redirect("/2"))
    newsroom.on("/2", reply())
    desk.fetch(newsroom.url("/1"), credentials=KEY, headers={"X-Key": "k3y"})
    assert [secrets(asked) for asked in newsroom.asked] == [("Bearer s3cret", "k3y")] * 2


def test_credentials_do_not_cross_to_another_port_nor_come_back(newsroom, elsewhere, desk):
    newsroom.on("/1", redirect(elsewhere.url("/2")))
    elsewhere.on("/2", redirect(newsroom.url("/3")))
    newsroom.on("/3", reply())
    assert desk.fetch(newsroom.url("/1"), credentials=KEY, headers={"X-Key": "k3y"}).body == FEED
    assert [secrets(asked) for asked in newsroom.asked] == [("Bearer s3cret", "k3y"), (None, None)]
    assert [secrets(asked) for asked in elsewhere.asked] == [(None, None)]


def test_credentials_do_not_cross_to_another_host(newsroom, desk):
    newsroom.on("/1", redirect(newsroom.url("/2", host="www.example")))
    newsroom.on("/2", reply())
    desk.fetch(newsroom.url("/1", host="news.example"), credentials=Credentials("X-Key", "k3y"))
    assert [secrets(asked) for asked in newsroom.asked] == [(None, "k3y"), (None, None)]


def test_userinfo_in_addresses_is_never_sent(newsroom, desk):
    newsroom.on("/1", redirect(newsroom.url("/2", host=f"user:s3cret@{newsroom.address}")))
    newsroom.on("/2", reply())
    desk.fetch(newsroom.url("/1", host=f"user:s3cret@{newsroom.address}"))
    assert [secrets(asked) for asked in newsroom.asked] == [(None, None)] * 2


def test_an_operator_may_set_the_user_agent_and_not_the_coding(newsroom, desk):
    desk.fetch(newsroom.on("/1", reply()), headers={"User-Agent": "Mozilla/5.0"}, accept="text/html")
    assert newsroom.asked[0].header("User-Agent") == "Mozilla/5.0"
    assert newsroom.asked[0].header("Accept") == "text/html"


@pytest.mark.parametrize("host", ["127.0.0.2", "[::1]", "[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "0.1.2.3", "10.0.0.1"])
def test_a_private_address_is_refused_at_the_start_too(desk, host):
    with pytest.raises(BlockedAddress):
        desk.fetch(f"http://{host}:9/feed")


@pytest.mark.parametrize("host", ["127.2", "2130706434", "0177.0.0.2"])
def test_an_address_in_an_odd_form_is_refused(newsroom, desk, host):
    with pytest.raises(BadAddress):
        desk.fetch(f"http://{host}:9/feed")
    with pytest.raises(BadRedirect):
        desk.fetch(newsroom.on("/1", redirect(f"http://{host}:9/feed")))


@pytest.mark.parametrize("found", ["127.0.0.2", "::1 10.0.0.1", "169.254.169.254", "64:ff9b::a9fe:a9fe"])
def test_a_name_that_leads_to_a_private_address_is_refused(desk, found):
    desk.names.answers["rebound.example"] = [found]
    with pytest.raises(BlockedAddress) as refusal:
        desk.fetch("http://rebound.example:9/feed")
    assert refusal.value.subject == "http://rebound.example:9/feed"


def test_the_address_that_was_checked_is_the_one_that_is_dialled(newsroom, desk):
    """A name server that changes its answer between a check and the connection finds no gap: it is asked once."""
    desk.names.answers["rebinding.example"] = ["127.0.0.1", "127.0.0.2"]
    with open_newsroom("127.0.0.2", newsroom.port) as inside:
        inside.on("/1", reply())
        newsroom.on("/1", reply())
        url = newsroom.url("/1", host="rebinding.example")
        assert desk.fetch(url).body == FEED
        assert desk.names.asked == ["rebinding.example"]
        with pytest.raises(BlockedAddress):
            desk.fetch(url)
        assert inside.asked == []


def test_an_open_address_is_taken_where_others_of_the_name_are_closed(newsroom, desk):
    desk.names.answers["mixed.example"] = ["10.0.0.1 127.0.0.1"]
    newsroom.on("/1", reply())
    assert desk.fetch(newsroom.url("/1", host="mixed.example")).body == FEED


def test_a_name_that_does_not_resolve(desk):
    with pytest.raises(HostUnknown):
        desk.fetch("http://nowhere.example/")


def test_a_port_where_nobody_listens(desk):
    with open_newsroom() as closed:
        url = closed.url("/1")
    with pytest.raises(ConnectionFailed):
        desk.fetch(url)


def test_those_who_wait_their_turn_hear_of_a_pause_too(newsroom, desk):
    newsroom.on("/1", reply("429 Too Many Requests", headers=(("Retry-After", "60"),)))
    url = newsroom.url("/1", host="news.example")
    pauses = desk.fetch_all(FetchRequest(url), FetchRequest(url), FetchRequest(url))
    assert [(type(pause), pause.asked) for pause in pauses] == [
        (Throttled, True),
        (Throttled, False),
        (Throttled, False),
    ]
    assert len(newsroom.asked) == 1


def test_a_redirect_from_elsewhere_does_not_silence_a_host(newsroom, desk):
    newsroom.on("/trap", redirect(newsroom.url("/busy", host="www.example")))
    newsroom.on("/busy", reply("429 Too Many Requests", headers=(("Retry-After", "60"),)))
    newsroom.on("/1", reply())
    with pytest.raises(Throttled) as pause:
        desk.fetch(newsroom.url("/trap", host="news.example"))
    assert not pause.value.whole_host
    assert desk.fetch(newsroom.url("/1", host="www.example")).body == FEED


def test_the_systems_names_and_clock_serve_without_any_given(newsroom):
    async def fetch_twice():
        settings = ClientSettings("copydesk/0.1", allow_private=(LOOPBACK,), gap_s=0)
        async with open_client(settings, lambda: datetime.now(UTC)) as client:
            return [await client.fetch(FetchRequest(newsroom.url("/1"))) for _ in range(2)]

    newsroom.on("/1", reply())
    assert [one.body for one in asyncio.run(fetch_twice())] == [FEED, FEED]


def test_errors_survive_the_way_between_processes():
    pause = Throttled("http://wire.example/", "a pause")
    pause.retry_at = datetime(2026, 1, 5, tzinfo=UTC)
    copy = pickle.loads(pickle.dumps(pause))  # noqa: S301 - our own
    assert (str(copy), copy.retry_at, copy.advice) == (str(pause), pause.retry_at, Throttled.remedy)


def test_a_proxy_is_asked_for_everything_and_may_be_private(newsroom, desk):
    desk.names.answers["public.example"] = ["93.184.216.34"]
    newsroom.on("http://public.example/feed", reply())
    desk.set(proxy=newsroom.url(""), proxy_credentials=basic("desk", "s3cret"), allow_private=())
    assert desk.fetch("http://public.example/feed").body == FEED
    assert newsroom.asked[0].header("Proxy-Authorization") == basic("desk", "s3cret").value


@pytest.mark.parametrize("host", ["10.0.0.1", "127.2", "private.example", "0x7f.1"])
def test_a_proxy_is_not_asked_for_a_private_target(newsroom, desk, host):
    desk.names.answers |= {"private.example": ["10.0.0.1"], "0x7f.1": ["127.0.0.1"], "127.2": ["127.0.0.2"]}
    desk.names.answers["10.0.0.1"] = ["10.0.0.1"]
    desk.set(proxy=newsroom.url(""), allow_private=())
    with pytest.raises(BlockedAddress):
        desk.fetch(f"http://{host}/feed")
    assert newsroom.asked == []


def test_a_target_that_does_not_resolve_is_not_left_to_the_proxy(newsroom, desk):
    with pytest.raises(HostUnknown):
        desk.set(proxy=newsroom.url("")).fetch("http://nowhere.example/feed")


@pytest.mark.parametrize(
    ("status", "failure"),
    [("407 Proxy Authentication Required", AuthRefused), ("502 Bad Gateway", ConnectionFailed)],
)
def test_a_proxy_that_does_not_let_https_through(newsroom, desk, status, failure):
    newsroom.on("news.example:443", reply(status))
    with pytest.raises(failure, match="proxy"):
        desk.set(proxy=newsroom.url("")).fetch("https://news.example/feed")


def test_a_proxy_that_is_not_there(desk):
    with open_newsroom() as closed:
        url = closed.url("")
    with pytest.raises(ConnectionFailed, match="proxy"):
        desk.set(proxy=url).fetch("http://news.example/feed")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of our own for news.example, with its key, in one file."""
    made = tmp_path_factory.mktemp("tls") / "news.pem"
    asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=news.example"
    command = ["openssl", *asked.split(), "-addext", "subjectAltName=DNS:news.example", "-keyout", made, "-out", "-"]
    issued = subprocess.run(command, check=True, capture_output=True).stdout
    made.write_bytes(made.read_bytes() + issued)
    return made


@pytest.fixture
def sealed(certificate):
    """A newsroom behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with open_newsroom(tls=context) as running:
        running.on("/1", reply())
        yield running


def test_a_certificate_of_an_authority_of_ones_own_is_taken_by_setting(sealed, desk, certificate):
    assert desk.set(ca_file=certificate).fetch(sealed.url("/1", host="news.example")).body == FEED


def test_an_endless_body_over_tls_is_cut_off_and_the_connection_closed(sealed, desk, certificate):
    sealed.on("/endless", flood(head("200 OK", ()), b"C" * 65_536))
    with pytest.raises(BodyTooLarge):
        desk.set(ca_file=certificate).fetch(sealed.url("/endless", host="news.example"))


def test_an_unknown_certificate_is_refused(sealed, desk):
    with pytest.raises(TlsFailed):
        desk.fetch(sealed.url("/1", host="news.example"))


def test_a_certificate_for_another_name_is_refused(sealed, desk, certificate):
    with pytest.raises(TlsFailed):
        desk.set(ca_file=certificate).fetch(sealed.url("/1", host="www.example"))


def test_validators_of_another_address_make_no_condition(newsroom, desk):
    newsroom.on("/1", conditional('"1"'))
    assert desk.fetch(newsroom.url("/1"), validators=Validators("http://other.example/", '"1"')).body == FEED
