"""Whole files: the new one or the earlier one, never something between."""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from shopsync_gui.core.errors import (
    FileInUse,
    FileIsFolder,
    FileIsOwnData,
    FileNameForbidden,
    FileNotWritten,
    FolderMissing,
)
from shopsync_gui.system.files import (
    is_portable_name,
    remove_file,
    replace_file,
    try_whole_file,
    whole_file,
)
from tests.patience import patient


def test_the_new_file_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "ki.txt"
    path.write_text("earlier")
    with whole_file(path) as part:
        part.write_text("new")
        assert path.read_text() == "earlier"
    assert path.read_text() == "new"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError])
def test_a_fault_leaves_the_earlier_file(tmp_path: Path, fault: type[BaseException]) -> None:
    path = tmp_path / "ki.txt"
    path.write_text("earlier")

    def write() -> None:
        with whole_file(path) as part:
            part.write_text("half")
            raise fault

    with pytest.raises(fault):
        write()
    assert path.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "There is no room left on the disk: "),
        (errno.EACCES, "Your account on this computer may not write there: "),
        (errno.EROFS, "The disk is read-only: "),
        (errno.EIO, "could not be written."),
    ],
)
def test_a_refusal_of_the_system_is_told_in_plain_words(
    tmp_path: Path, number: int, words: str
) -> None:
    path = tmp_path / "ki.txt"
    with pytest.raises(FileNotWritten) as caught, whole_file(path):
        raise OSError(number, os.strerror(number))
    problem = caught.value.problem
    assert words in problem.message
    assert str(path) in problem.message
    assert os.strerror(number) not in f"{problem.title} {problem.message} {problem.action}"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nincs" / "ki.txt"
    with pytest.raises(FileNotWritten) as caught, whole_file(path):
        raise AssertionError
    assert caught.value.problem.message == f"The folder does not exist: {path.parent}"


class HeldByScanner:
    """A move that Windows refuses a few times, and remembers that nobody waited for nothing."""

    def __init__(self, refusals: int, winerror: int = 32) -> None:
        self.refusals = refusals
        self.winerror = winerror
        self.moved: list[tuple[Path, ...]] = []
        self.waited: list[float] = []

    def __call__(self, *paths: Path) -> None:
        if self.refusals:
            self.refusals -= 1
            error = PermissionError(errno.EACCES, "held")
            error.winerror = self.winerror  # type: ignore[attr-defined, unused-ignore]
            raise error
        self.moved.append(paths)


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_a_file_that_a_scanner_holds_is_waited_for(winerror: int) -> None:
    move = HeldByScanner(3, winerror)
    replace_file(Path("new"), Path("old"), move=move, sleep=move.waited.append)
    assert move.moved == [(Path("new"), Path("old"))]
    assert len(move.waited) == 3


def test_a_file_that_stays_held_is_given_up_after_two_seconds() -> None:
    remove = HeldByScanner(1000)
    with pytest.raises(PermissionError):
        remove_file(Path("old"), remove=remove, sleep=remove.waited.append)
    assert sum(remove.waited) == pytest.approx(2.0)


def test_a_refusal_that_will_not_pass_is_not_waited_for() -> None:
    move = HeldByScanner(1, winerror=3)
    with pytest.raises(PermissionError):
        replace_file(Path("new"), Path("old"), move=move, sleep=move.waited.append)
    assert move.waited == []


def test_a_file_that_is_gone_needs_no_removing(tmp_path: Path) -> None:
    remove_file(tmp_path / "nincs")


@pytest.mark.parametrize(
    "name", ["termékek.xlsx", "com10.csv", "console.db", "a b.txt", ".rejtett", "aux-2.csv"]
)
def test_a_name_that_every_system_takes(name: str) -> None:
    assert is_portable_name(name)


@pytest.mark.parametrize(
    "name",
    ["ab:c.csv", "mi?.txt", "CON", "nul.xlsx", "Com1.csv", "lpt9", "vége.", "vége ", "a\n", ""],
)
def test_a_name_that_means_something_else_on_windows_is_refused_there(
    tmp_path: Path, name: str
) -> None:
    assert not is_portable_name(name)
    if name:
        with pytest.raises(FileNameForbidden), whole_file(tmp_path / name, windows=True):
            raise AssertionError


@pytest.mark.skipif(os.name != "nt", reason="other systems let an open file be replaced")
def test_a_file_that_another_program_has_open_is_called_that(tmp_path: Path) -> None:
    path = tmp_path / "ki.xlsx"
    path.write_text("earlier")
    with path.open(), pytest.raises(FileInUse), whole_file(path) as part:
        part.write_text("new")
    assert path.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="Windows lets few users make links")
@pytest.mark.skipif(os.name != "posix", reason="named pipes are POSIX's")
def test_a_pipe_stays_and_gets_the_whole_file(tmp_path: Path) -> None:
    pipe = tmp_path / "lista"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    with whole_file(pipe) as part:
        part.write_bytes(b"new" * 50_000)
    reader.join(patient(20))
    assert read == [b"new" * 50_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "megosztott" / "lista.csv", tmp_path / "lista.csv"
    target.parent.mkdir()
    target.write_text("earlier")
    link.symlink_to(Path("megosztott") / "lista.csv")
    with whole_file(link) as part:
        part.write_text("new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    target.unlink()
    with whole_file(link) as part:
        part.write_text("again")
    assert (link.is_symlink(), target.read_text()) == (True, "again")
    assert sorted(tmp_path.rglob("*.part")) == []


@pytest.mark.parametrize("name", ["shopsync.db", "shopsync.db-wal", "link.zip"])
def test_the_database_in_use_is_never_written_over(shopsync_home: Path, name: str) -> None:
    shopsync_home.mkdir()
    database = shopsync_home / "shopsync.db"
    database.write_bytes(b"data")
    (shopsync_home / "link.zip").symlink_to(database)
    with pytest.raises(FileIsOwnData), whole_file(shopsync_home / name) as part:
        part.write_bytes(b"other")
    assert database.read_bytes() == b"data"
    with whole_file(shopsync_home / "other.db") as part:
        part.write_bytes(b"other")
    assert (shopsync_home / "other.db").read_bytes() == b"other"


def test_a_folder_is_named_as_such_and_stays(tmp_path: Path) -> None:
    (tmp_path / "in it.txt").write_text("kept")
    with pytest.raises(FileIsFolder), whole_file(tmp_path) as part:
        part.write_text("new")
    assert (tmp_path / "in it.txt").read_text() == "kept"


def test_a_trial_leaves_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    try_whole_file(file)
    assert list(tmp_path.iterdir()) == []
    file.write_text("before")
    try_whole_file(file)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]
    with pytest.raises(FolderMissing):
        try_whole_file(tmp_path / "missing" / "report.txt")
