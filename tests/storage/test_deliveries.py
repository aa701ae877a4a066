"""Tests of the first transaction: keeping deliveries and handing out what is pending."""

import pickle

import pytest
from sqlalchemy.exc import IntegrityError

from ingest.drop import FileStamp
from ingest.raw import Delivery
from storage.deliveries import keep, kept_files, pending
from storage.errors import RawCopyLost, Unstorable
from storage.raw_bytes import hash_of, put


def offered(now, raw=b"copy", address="/drop/a.txt", **fields):
    given = {"source": "wire", "provider": "np", "media_type": "text/plain", "envelope": {}} | fields
    return Delivery(address=address, received_at=now, raw=raw, **given)


def test_a_delivery_is_kept_once_with_one_pending_raw_copy(desk):
    one = offered(desk.now, envelope={"charset": "latin-1"})
    first = keep(desk.store, [one], desk.run_id)
    again = keep(desk.store, [one], desk.run_id)
    (waiting,) = pending(desk.store, desk.run_id, 10)
    assert (len(first.deliveries), first.known, first.copies, first.refused) == (1, 0, 1, ())
    assert (again.deliveries, again.known, again.copies) == ((), 1, 0)
    assert waiting.raw_copy() == one.whole()


def test_a_delivery_offered_twice_at_once_is_kept_once(desk):
    kept = keep(desk.store, [offered(desk.now), offered(desk.now)], desk.run_id)
    assert (len(kept.deliveries), kept.known) == (1, 1)


@pytest.mark.parametrize("fields", [{"source": "other"}, {"address": "/drop/b.txt"}, {"raw": b"other"}], ids=str)
def test_source_address_and_bytes_tell_deliveries_apart(desk, fields):
    kept = keep(desk.store, [offered(desk.now), offered(desk.now, **fields)], desk.run_id)
    assert len(kept.deliveries) == 2


def test_the_same_bytes_from_two_places_are_stored_once(desk):
    keep(desk.store, [offered(desk.now), offered(desk.now, address="/drop/b.txt")], desk.run_id)
    with desk.store.reading_raw() as connection:
        assert connection.exec_driver_sql("SELECT count(*), max(size) FROM raw_bytes").one() == (1, 4)


def test_nothing_offered_keeps_nothing(desk):
    assert keep(desk.store, [], desk.run_id).deliveries == ()


@pytest.mark.parametrize("raw", [b"", b"\0\xff", b"x" * 300_000], ids=["empty", "binary", "large"])
def test_bytes_come_back_unaltered(desk, raw):
    keep(desk.store, [offered(desk.now, raw=raw)], desk.run_id)
    assert pending(desk.store, desk.run_id, 1)[0].raw_copy().raw == raw


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"address": "/drop/\udce4.txt"}, id="a file name that is no text"),
        pytest.param({"address": "/drop/" + "x" * 2000}, id="an address too long to look up"),
        pytest.param({"media_type": "text/\0"}, id="NUL in the media type"),
        pytest.param({"envelope": {"charset": "\ud83d"}}, id="half a character in the envelope"),
    ],
)
def test_a_delivery_that_no_database_keeps_is_refused_alone(desk, fields):
    bad, good = offered(desk.now, **fields), offered(desk.now, b"good", "/drop/good.txt")
    kept = keep(desk.store, [bad, good], desk.run_id)
    ((refused, error),) = kept.refused
    assert refused is bad
    assert isinstance(error, Unstorable)
    assert str(error).isprintable()
    assert (len(kept.deliveries), kept.known) == (1, 0)


class TestPending:
    def test_it_comes_in_the_order_kept_in_pages(self, desk):
        numbers = [desk.keep(str(n).encode()) for n in range(5)]
        first = pending(desk.store, desk.run_id, 2)
        rest = pending(desk.store, desk.run_id, 9, after=first[-1].id)
        assert [one.id for one in (*first, *rest)] == numbers

    def test_what_is_done_is_not_handed_out(self, desk, story):
        desk.send(story())
        assert pending(desk.store, desk.run_id, 9) == []

    def test_it_can_be_handed_to_another_process(self, desk):
        desk.keep(b"copy")
        (one,) = pending(desk.store, desk.run_id, 9)
        assert pickle.loads(pickle.dumps(one)).raw_copy().raw == b"copy"  # noqa: S301 - our own bytes

    @pytest.mark.parametrize(
        ("statement", "sentence"),
        [
            ("DELETE FROM raw_bytes", "are not in the store"),
            ("UPDATE raw_bytes SET packed = x'00'", "are damaged"),
        ],
        ids=["gone", "damaged"],
    )
    def test_lost_bytes_cost_their_own_copy_only(self, sqlite_store, desk_on, statement, sentence):
        desk = desk_on(sqlite_store)
        desk.keep(b"lost")
        with sqlite_store.writing_raw() as connection:
            connection.exec_driver_sql(statement)
        desk.keep(b"fine")
        lost, fine = pending(sqlite_store, desk.run_id, 9)
        with pytest.raises(RawCopyLost, match=sentence):
            lost.raw_copy()
        assert fine.raw_copy().raw == b"fine"

    def test_bytes_under_a_false_name_are_not_taken_for_the_copy(self, sqlite_store, desk_on):
        desk = desk_on(sqlite_store)
        desk.keep(b"one")
        desk.keep(b"two")
        with sqlite_store.writing_raw() as connection:
            connection.exec_driver_sql(
                "UPDATE raw_bytes SET packed = (SELECT packed FROM raw_bytes ORDER BY bytes_hash)"
            )
        lost = 0
        for one in pending(sqlite_store, desk.run_id, 9):
            try:
                one.raw_copy()
            except RawCopyLost as error:
                lost += 1
                assert "not those that were kept" in error.sentence
        assert lost == 1


class TestKeptFiles:
    STAMP = FileStamp("/drop/a.txt", 4, 1_700_000_000_000_000_001)

    def file(self, desk, raw=b"copy", modified_ns=1_700_000_000_000_000_001):
        told = {"size": str(len(raw)), "modified_ns": str(modified_ns)}
        return keep(desk.store, [offered(desk.now, raw, envelope=told)], desk.run_id)

    def test_a_file_kept_with_its_size_and_time_need_not_be_read(self, desk):
        self.file(desk)
        others = [FileStamp("/drop/b.txt", 4, 1), FileStamp("/drop/a.txt", 5, self.STAMP.modified_ns)]
        assert kept_files(desk.store, "wire", [self.STAMP, *others]) == {self.STAMP}

    def test_it_is_asked_for_each_source(self, desk):
        self.file(desk)
        assert kept_files(desk.store, "other", [self.STAMP]) == set()

    def test_a_file_touched_but_not_changed_is_known_by_its_new_time(self, desk):
        self.file(desk)
        assert self.file(desk, modified_ns=7).known == 1
        assert kept_files(desk.store, "wire", [self.STAMP, FileStamp("/drop/a.txt", 4, 7)]) == {
            FileStamp("/drop/a.txt", 4, 7)
        }

    def test_a_file_name_that_no_database_keeps_is_not_kept(self, desk):
        assert kept_files(desk.store, "wire", [FileStamp("/drop/\udce4", 1, 1), self.STAMP]) == set()

    def test_a_folder_larger_than_one_look_up(self, desk):
        self.file(desk)
        many = [FileStamp(f"/drop/{n}", 1, 1) for n in range(2500)]
        assert kept_files(desk.store, "wire", [*many, self.STAMP]) == {self.STAMP}


def test_where_the_bytes_cannot_be_kept_nothing_names_them(sqlite_store, desk_on):
    desk = desk_on(sqlite_store)
    with sqlite_store.writing_raw() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON raw_bytes BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    with pytest.raises(IntegrityError):
        desk.keep(b"copy")
    assert pending(sqlite_store, desk.run_id, 9) == []


def test_bytes_that_nothing_names_are_harmless(desk):
    put(desk.store, {hash_of(b"copy"): b"copy"})  # as after a kill between the two commits
    assert len(keep(desk.store, [offered(desk.now)], desk.run_id).deliveries) == 1
    assert pending(desk.store, desk.run_id, 9)[0].raw_copy().raw == b"copy"
