"""The drop takes each file once, whole, and nothing that is no file."""

import os
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.drop import FileStamp, fetch_drop, printable_address, release_drop
from ingest.errors import FileTooLarge, IngestError, NotARegularFile, SourceUnreachable, UnreadableFile
from ingest.raw import Delivery
from ingest.sources import DropSource

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OLD = NOW.timestamp() - 3600


class Shelf:
    """An in-memory store that knows the files it was given."""

    def __init__(self) -> None:
        self.stamps: set[FileStamp] = set()

    def kept_files(self, source: str, stamps: Sequence[FileStamp]) -> set[FileStamp]:
        assert source == "wire"
        return self.stamps & set(stamps)

    def keep(self, delivery: Delivery) -> None:
        modified = int(delivery.envelope["modified_ns"])
        self.stamps.add(FileStamp(delivery.address, len(delivery.raw), modified))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def drop(folder: Path, **settings: object) -> DropSource:
    return DropSource.model_validate({"name": "wire", "path": folder, **settings})


def put(folder: Path, name: str, raw: bytes = b"copy", modified: float = OLD) -> Path:
    path = folder / name
    path.write_bytes(raw)
    os.utime(path, (modified, modified))
    return path


def fetch(source: DropSource, shelf: Shelf, wait=lambda _: None) -> list[Delivery | IngestError]:
    return list(fetch_drop(source, shelf.kept_files, lambda: NOW, wait))


def addresses(fetched: list[Delivery | IngestError]) -> list[str]:
    return [one.address for one in fetched if isinstance(one, Delivery)]


def test_a_file_becomes_a_delivery_with_its_bytes_and_time(tmp_path, shelf):
    put(tmp_path, "one.txt", b"A lobster died.\r\n")
    (delivery,) = fetch(drop(tmp_path, provider="northwind", encoding="cp1252"), shelf)
    assert isinstance(delivery, Delivery)
    assert (delivery.source, delivery.provider, delivery.address) == ("wire", "northwind", "one.txt")
    assert delivery.raw == b"A lobster died.\r\n"
    assert delivery.media_type == "text/plain"
    assert delivery.received_at == NOW
    assert delivery.envelope == {"modified_ns": str(int(OLD) * 10**9), "charset": "cp1252"}


def test_files_come_oldest_first(tmp_path, shelf):
    put(tmp_path, "a.txt", modified=OLD + 10)
    put(tmp_path, "b.txt", modified=OLD)
    assert addresses(fetch(drop(tmp_path), shelf)) == ["b.txt", "a.txt"]


@pytest.mark.parametrize("name", ["x.part", "x.TMP", "x.filling", ".x.txt.Ab12"])
def test_a_file_that_is_being_written_is_left_alone(tmp_path, shelf, name):
    put(tmp_path, name)
    assert fetch(drop(tmp_path), shelf) == []


def test_pattern_and_ignore_choose_the_files(tmp_path, shelf):
    for name in ("a.txt", "b.xml", "readme.txt"):
        put(tmp_path, name)
    assert addresses(fetch(drop(tmp_path, pattern="*.txt", ignore=["readme*"]), shelf)) == ["a.txt"]


def test_a_kept_file_is_not_fetched_again(tmp_path, shelf):
    put(tmp_path, "a.txt")
    (delivery,) = fetch(drop(tmp_path), shelf)
    shelf.keep(delivery)
    put(tmp_path, "b.txt")
    assert addresses(fetch(drop(tmp_path), shelf)) == ["b.txt"]


def test_a_file_that_changed_is_fetched_again(tmp_path, shelf):
    put(tmp_path, "a.txt")
    shelf.keep(fetch(drop(tmp_path), shelf)[0])
    put(tmp_path, "a.txt", b"other", OLD + 1)
    assert addresses(fetch(drop(tmp_path), shelf)) == ["a.txt"]


def test_a_young_file_is_taken_after_one_wait_if_it_stayed_the_same(tmp_path, shelf):
    put(tmp_path, "young.txt", modified=NOW.timestamp() - 1)
    waits: list[float] = []
    assert addresses(fetch(drop(tmp_path, settle_s=2), shelf, waits.append)) == ["young.txt"]
    assert waits == [2]


def test_a_young_file_that_grows_is_left_for_the_next_run(tmp_path, shelf):
    put(tmp_path, "growing.txt", modified=NOW.timestamp() - 1)
    put(tmp_path, "settled.txt")
    fetched = fetch(drop(tmp_path), shelf, lambda _: put(tmp_path, "growing.txt", b"copy and more", NOW.timestamp()))
    assert addresses(fetched) == ["settled.txt"]


def test_a_young_file_that_goes_away_is_no_error(tmp_path, shelf):
    path = put(tmp_path, "gone.txt", modified=NOW.timestamp())
    assert fetch(drop(tmp_path), shelf, lambda _: path.unlink()) == []


def test_a_file_that_changes_between_look_and_read_is_reported_and_left(tmp_path, shelf):
    put(tmp_path, "a.txt", modified=OLD)
    put(tmp_path, "b.txt", modified=OLD + 1)
    deliveries = fetch_drop(drop(tmp_path), shelf.kept_files, lambda: NOW, lambda _: None)
    next(deliveries)
    put(tmp_path, "b.txt", b"other", OLD + 2)
    (failure,) = deliveries
    assert isinstance(failure, UnreadableFile)
    assert failure.transient


def test_links_devices_and_pipes_are_refused_and_never_opened(tmp_path, shelf):
    secret = put(tmp_path.parent, "secret.txt")
    (tmp_path / "link.txt").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        (tmp_path / "folder").mkdir()
        put(tmp_path, "good.txt")
        fetched = fetch(drop(tmp_path), shelf)
    assert addresses(fetched) == ["good.txt"]
    refused = [one for one in fetched if isinstance(one, NotARegularFile)]
    assert sorted(one.subject for one in refused) == ["wire/link.txt", "wire/pipe.txt", "wire/s"]


def test_a_file_that_becomes_a_link_is_not_followed(tmp_path, shelf):
    put(tmp_path, "a.txt", modified=OLD)
    put(tmp_path, "b.txt", modified=OLD + 1)
    deliveries = fetch_drop(drop(tmp_path), shelf.kept_files, lambda: NOW, lambda _: None)
    next(deliveries)
    (tmp_path / "b.txt").unlink()
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    (failure,) = deliveries
    assert isinstance(failure, NotARegularFile)


def test_a_file_that_becomes_a_pipe_does_not_hang(tmp_path, shelf):
    put(tmp_path, "a.txt", modified=OLD)
    put(tmp_path, "b.txt", modified=OLD + 1)
    deliveries = fetch_drop(drop(tmp_path), shelf.kept_files, lambda: NOW, lambda _: None)
    next(deliveries)
    (tmp_path / "b.txt").unlink()
    os.mkfifo(tmp_path / "b.txt")
    (failure,) = deliveries
    assert isinstance(failure, UnreadableFile)


def test_a_file_that_vanishes_before_it_is_read_is_reported(tmp_path, shelf):
    put(tmp_path, "a.txt", modified=OLD)
    put(tmp_path, "b.txt", modified=OLD + 1)
    deliveries = fetch_drop(drop(tmp_path), shelf.kept_files, lambda: NOW, lambda _: None)
    next(deliveries)
    (tmp_path / "b.txt").unlink()
    (failure,) = deliveries
    assert isinstance(failure, UnreadableFile)


def test_a_file_that_is_too_large_is_left_and_reported(tmp_path, shelf):
    path = put(tmp_path, "big.txt", b"x" * 101)
    put(tmp_path, "fits.txt", b"x" * 100)
    fetched = fetch(drop(tmp_path, max_bytes=100), shelf)
    assert addresses(fetched) == ["fits.txt"]
    assert [type(one) for one in fetched if isinstance(one, IngestError)] == [FileTooLarge]
    assert path.exists()


@pytest.mark.parametrize("make", [lambda _: None, lambda path: path.write_text("")], ids=["no folder", "a file"])
def test_a_folder_that_is_not_there_is_the_sources_error(tmp_path, shelf, make):
    make(tmp_path / "drop")
    with pytest.raises(SourceUnreachable, match="drop"):
        fetch(drop(tmp_path / "drop"), shelf)


def test_a_name_that_is_no_utf8_has_a_printable_address_and_is_found_again(tmp_path, shelf):
    name = os.fsdecode(b"caf\xe9.txt")
    path = put(tmp_path, name)
    source = drop(tmp_path, after="delete")
    (delivery,) = fetch(source, shelf)
    assert isinstance(delivery, Delivery)
    assert delivery.address == r"caf\xe9.txt" == printable_address(name)
    assert release_drop(source, delivery) is None
    assert not path.exists()


def test_after_keep_leaves_the_file(tmp_path, shelf):
    path = put(tmp_path, "a.txt")
    source = drop(tmp_path)
    assert release_drop(source, fetch(source, shelf)[0]) is None
    assert path.exists()


def test_after_move_never_overwrites_an_earlier_file(tmp_path, shelf):
    source = drop(tmp_path, after="move", move_to=tmp_path / "done")
    for raw in (b"first", b"second"):
        put(tmp_path, "a.txt", raw)
        assert release_drop(source, fetch(source, shelf)[0]) is None
    assert (tmp_path / "done" / "a.txt").read_bytes() == b"first"
    assert (tmp_path / "done" / "a.txt.1").read_bytes() == b"second"


def test_a_file_that_changed_since_it_was_kept_is_not_deleted(tmp_path, shelf):
    path = put(tmp_path, "a.txt")
    source = drop(tmp_path, after="delete")
    (delivery,) = fetch(source, shelf)
    put(tmp_path, "a.txt", b"a new story", OLD + 5)
    assert release_drop(source, delivery) is None
    assert path.exists()


def test_a_file_kept_by_a_run_that_died_is_released_by_the_next(tmp_path, shelf):
    path = put(tmp_path, "a.txt")
    source = drop(tmp_path, after="delete")
    shelf.keep(fetch(source, shelf)[0])
    assert fetch(source, shelf) == []
    assert not path.exists()


def test_a_file_that_is_gone_already_needs_no_release(tmp_path, shelf):
    source = drop(tmp_path, after="delete")
    path = put(tmp_path, "a.txt")
    (delivery,) = fetch(source, shelf)
    path.unlink()
    assert release_drop(source, delivery) is None


def test_a_file_that_cannot_be_moved_is_reported_each_run(tmp_path, shelf):
    (tmp_path / "blocked").write_text("a file where the folder should be")
    source = drop(tmp_path, after="move", move_to=tmp_path / "blocked", pattern="*.txt")
    put(tmp_path, "a.txt")
    (delivery,) = fetch(source, shelf)
    assert isinstance(release_drop(source, delivery), UnreadableFile)
    shelf.keep(delivery)
    assert [type(one) for one in fetch(source, shelf)] == [UnreadableFile]


@pytest.mark.parametrize("settings", [{"after": "move"}, {"move_to": "done"}], ids=["no folder", "no move"])
def test_move_and_its_folder_go_together(tmp_path, settings):
    with pytest.raises(ValueError, match="go together"):
        drop(tmp_path, **settings)
