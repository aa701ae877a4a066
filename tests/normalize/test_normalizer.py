"""Raw copy is read by its media type's reader and goes through the chain to an article."""

import pytest

from normalize.chain import build_chain
from normalize.errors import NoReader
from normalize.normalizer import normalize, read


def test_plain_text_becomes_an_article(raw_copy):
    article = normalize(raw_copy("Ferries sail\n\nHarbor City said so.\x00"), build_chain())
    assert "Harbor City said so." in [paragraph.text for paragraph in article.body]
    assert article.document.reading is not None


@pytest.mark.parametrize("media_type", ["text/plain", "TEXT/PLAIN; charset=utf-8", " text/plain "])
def test_case_and_parameters_of_the_media_type_do_not_count(raw_copy, media_type):
    assert read(raw_copy("Ferries", media_type)).text == "Ferries"


@pytest.mark.parametrize("media_type", ["image/png", ""])
def test_a_media_type_without_reader_is_refused_by_name(raw_copy, media_type):
    with pytest.raises(NoReader, match="no reader takes"):
        read(raw_copy("x", media_type))
