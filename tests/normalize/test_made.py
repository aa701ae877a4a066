"""What becomes of one raw copy, as a value."""

from datetime import UTC, datetime

import pytest

from ingest.raw import RawCopy
from normalize.chain import Chain, build_chain
from normalize.errors import MachineGaveOut
from normalize.made import Made, Refused, make, make_all

STORY = b"Ferry sails\n\nPORT ELLERY, March 3 (Reuters) - The ferry Aurora sailed again on Monday.\n"


def copy(raw: bytes = STORY, **envelope: str) -> RawCopy:
    return RawCopy("wire", "wire", "a.txt", "text/plain", datetime(2026, 3, 6, tzinfo=UTC), raw, envelope=envelope)


def test_what_workers_make_is_the_same_without_the_document():
    here, (there,) = make(copy(), build_chain()), make_all(((copy(), ()),))
    assert isinstance(here, Made)
    assert isinstance(there, Made)
    assert (here.fields, here.trace, here.body_hash) == (there.fields, there.trace, there.body_hash)
    assert (here.article.document.text != "", there.article.document.text) == (True, "")
    assert here.article.body == there.article.body


def test_a_guid_that_came_with_plain_text_is_the_articles():
    made = make(copy(guid="ferry-1"), build_chain())
    assert isinstance(made, Made)
    assert made.article.guid == "ferry-1"


def test_copy_that_is_no_text_is_refused_with_the_code_of_its_error():
    (refused,) = make_all(((copy(b"\x89PNG\r\n\x1a\n" + bytes(200)), ()),))
    assert isinstance(refused, Refused)
    assert (refused.code, refused.trace) == ("not_text", "")


def test_a_defect_is_refused_with_its_trace():
    def break_down(document):
        raise KeyError("lorry")

    refused = make(copy(), Chain((break_down,), "1"))
    assert isinstance(refused, Refused)
    assert refused.code == "defect"
    assert "break_down" in refused.trace


@pytest.mark.parametrize(("error", "told"), [(OSError(28, "full"), MachineGaveOut), (MemoryError(), MemoryError)])
def test_for_a_machine_that_gives_out_no_copy_is_refused(error, told):
    def give_out(document):
        raise error

    with pytest.raises(told):
        make(copy(), Chain((give_out,), "1"))
