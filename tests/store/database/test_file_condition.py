"""What is found in the place of the database is named, and left as it is."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from shopsync_gui.core.errors import (
    StoreDamaged,
    StoreForbidden,
    StoreFull,
    StoreNotWritten,
    StoreOnReadOnlyDisk,
    store_not_written,
)
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.database.file_condition import is_on_read_only_disk, refuse_unusable
from tests.broken_files import UNUSABLE, Break
from tests.patience import patient


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(("broken", "code"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_used_is_named(
    store: Store, path: Path, broken: Break, code: str, read_only: bool
) -> None:
    store.close()
    broken(path)
    with (
        pytest.raises(StoreDamaged) as met,
        closing(open_store(path, read_only=read_only)) as opened,
    ):
        opened.settings.load()
    assert type(met.value).__name__ == code


def test_a_file_without_rights_is_named(store: Store, path: Path) -> None:
    with pytest.raises(StoreForbidden):
        refuse_unusable(path, may=lambda _path, _mode: False)


def test_a_file_on_a_disk_that_is_read_only_is_no_matter_of_rights(
    store: Store, path: Path
) -> None:
    assert not is_on_read_only_disk(path)
    with pytest.raises(StoreOnReadOnlyDisk):
        refuse_unusable(path, may=lambda _path, _mode: False, is_read_only=lambda _path: True)


def test_a_refusal_to_write_is_told_by_its_reason(path: Path) -> None:
    told = {
        number: type(store_not_written(path, OSError(number, "")))
        for number in (errno.EROFS, errno.EACCES, errno.ENOSPC)
    }
    assert told == {
        errno.EROFS: StoreOnReadOnlyDisk,
        errno.EACCES: StoreNotWritten,
        errno.ENOSPC: StoreFull,
    }


def test_a_foreign_journal_changes_nothing_in_the_file(store: Store, path: Path) -> None:
    store.settings.set("ui.theme", "dark")
    store.close()
    UNUSABLE["foreign-journal"][0](path)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged):
        open_store(path)
    assert path.read_bytes() == before
    path.with_name(path.name + "-journal").unlink()
    with closing(open_store(path)) as again:
        assert again.settings.get("ui.theme") == "dark"


def test_a_log_that_was_copied_in_part_gives_what_was_whole_in_it(
    store: Store, path: Path, tmp_path: Path
) -> None:
    """At any length the file is one of the moments that were committed, and sound."""
    for number in range(12):
        store.settings.set("ui.row", str(number))
    log = path.with_name(path.name + "-wal")
    content = log.read_bytes()
    seen = []
    for part in range(9):
        copy = tmp_path / f"copy{part}" / "shopsync.db"
        copy.parent.mkdir()
        shutil.copy(path, copy)
        length = len(content) * part // 8 + (7 if part % 2 else 0)
        copy.with_name(copy.name + "-wal").write_bytes(content[:length])
        try:
            with closing(open_store(copy)) as opened:
                assert opened.integrity() == []
                seen.append(opened.settings.get("ui.row"))
        except StoreDamaged:  # before the migrations were whole
            seen.append(None)
    assert seen[-1] == "11"
    numbers = [int(value) for value in seen if value is not None]
    assert numbers == sorted(numbers)


def test_a_log_that_is_nonsense_is_left_out(store: Store, path: Path) -> None:
    store.settings.set("ui.theme", "dark")
    store.close()
    path.with_name(path.name + "-wal").write_bytes(b"\x55" * 5000)
    with closing(open_store(path)) as again:
        assert again.settings.get("ui.theme") == "dark"
        assert again.integrity() == []


def test_two_programs_that_start_at_once_make_one_file(path: Path) -> None:
    faults: list[BaseException] = []
    barrier = threading.Barrier(4)

    def start(number: int) -> None:
        barrier.wait()
        try:
            with closing(open_store(path)) as store:
                store.settings.set(f"key{number}", "x")
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=start, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patient(60))
    assert faults == []
    with closing(open_store(path)) as store:
        assert len(store.settings.all()) == 4
    assert not list(path.parent.glob("*.new"))


def test_a_file_that_was_just_begun_is_finished(path: Path) -> None:
    """The program ended after the file was made and before its tables were."""
    path.parent.mkdir(parents=True)
    raw = apsw.Connection(str(path))
    raw.execute("PRAGMA journal_mode = wal")
    raw.close()
    with pytest.raises(FileNotFoundError):
        open_store(path, read_only=True)
    with closing(open_store(path)) as store:
        assert store.settings.all() == {}


@pytest.mark.skipif(os.name != "posix", reason="links are made by administrators on Windows")
def test_a_link_to_a_database_is_followed(store: Store, path: Path, tmp_path: Path) -> None:
    store.close()
    (tmp_path / "elsewhere").mkdir()
    path.rename(tmp_path / "elsewhere" / "real.db")
    path.symlink_to(tmp_path / "elsewhere" / "real.db")
    with closing(open_store(path)) as again:
        again.settings.set("ui.theme", "dark")
    assert path.is_symlink()
