"""A feed's title gives its source a name that is valid, telling and its own."""

import pytest
from pydantic import TypeAdapter

from ingest.sources import SourceName
from schedules.source_names import name_for

ADDRESS = "https://www.ria.ru/export/rss2/index.xml"

CASES = {
    "Harbour Wire": "harbour-wire",
    "BBC News - World": "bbc-news-world",
    "tagesschau.de – Übersicht": "tagesschau-de-ubersicht",
    "Straße & Ærø, Łódź": "strasse-aero-lodz",
    "İstanbul Haberleri": "istanbul-haberleri",
    "Le Monde.fr : à la une": "le-monde-fr-a-la-une",
    "РИА Новости": "ria.ru",
    "朝日新聞デジタル NEWS": "ria.ru",
    "  ": "ria.ru",
    "x": "ria.ru",
    "***": "ria.ru",
    "A very long title that goes on and on until nobody reads it": "a-very-long-title-that-goes-on-and-on",
    "a" * 80: "a" * 40,
    "\x1b[31mred\u202e": "31mred",
}


@pytest.mark.parametrize(("title", "name"), CASES.items(), ids=range(len(CASES)))
def test_a_title_gives_a_name(title, name):
    assert name_for(title, ADDRESS, ()) == name
    assert TypeAdapter(SourceName).validate_python(name) == name


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://news.example:8080/rss", "news.example"),
        ("https://xn--e1afmkfd.xn--p1ai/rss", "xn--e1afmkfd.xn--p1ai"),
        ("https://пример.рф/rss", "feed"),
        ("http://[2001:db8::1]/rss", "2001-db8-1"),
        ("nonsense", "feed"),
        ("https://" + "a" * 60 + ".example/", "a" * 40),
    ],
)
def test_without_a_title_the_host_gives_it(address, name):
    assert name_for(None, address, ()) == name
    assert TypeAdapter(SourceName).validate_python(name) == name


def test_a_name_that_is_taken_gets_a_number():
    taken = {"wire"}
    for expected in ("wire-2", "wire-3"):
        name = name_for("Wire", ADDRESS, taken)
        assert name == expected
        taken.add(name)
