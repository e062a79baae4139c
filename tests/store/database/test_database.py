"""The file: opened safely, migrated with a backup, its errors in the program's words."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from shopsync_gui.core.errors import (
    FaultySqlite,
    StoreDamaged,
    StoreFull,
    StoreNotWritten,
    StoreTooNew,
)
from shopsync_gui.core.plan.category_changes import CategoryPair
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.database.database import MIGRATIONS
from shopsync_gui.store.database.sqlite_errors import check_sqlite


@pytest.mark.parametrize("version", ["3.7.0", "3.40.1", "3.44.5", "3.50.6", "3.51.2"])
def test_a_sqlite_that_can_lose_data_is_refused(version: str) -> None:
    with pytest.raises(FaultySqlite):
        check_sqlite(version)


@pytest.mark.parametrize("version", ["3.6.23", "3.44.6", "3.50.7", "3.51.3", "3.54.1"])
def test_a_sound_sqlite_is_accepted(version: str) -> None:
    check_sqlite(version)


def test_a_path_may_be_longer_than_windows_once_allowed(tmp_path: Path) -> None:
    path = tmp_path.joinpath(*["árvíztűrő mappa" * 4] * 5) / "shopsync.db"
    assert len(str(path)) > 300
    with closing(open_store(path)) as store:
        assert store.integrity() == []


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_only_the_owner_may_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "shopsync.db"
    with closing(open_store(path)):
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        for file in path.parent.glob("shopsync.db*"):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_the_file_is_sound_and_opens_again(store: Store, path: Path) -> None:
    store.settings.set("ui.theme", "dark")
    assert store.integrity() == []
    reader = open_store(path, read_only=True)
    assert reader.settings.get("ui.theme") == "dark"
    with pytest.raises(StoreNotWritten):
        reader.settings.set("ui.theme", "light")
    reader.close()


def test_a_missing_file_is_not_made_by_a_reader(path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_store(path, read_only=True)
    assert not path.exists()


def test_a_newer_file_is_refused_and_left_alone(store: Store, path: Path) -> None:
    store.close()
    raw = apsw.Connection(str(path))
    raw.execute("INSERT INTO schema_migration (name, applied) VALUES ('0999_future', '2030')")
    raw.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(StoreTooNew):
            open_store(path, read_only=read_only)
    assert path.read_bytes() == before


def test_what_is_no_database_is_called_damaged(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is not a database at all, only some text of the same length" * 40)
    with pytest.raises(StoreDamaged):
        open_store(path)


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations, and the place of one that comes after them."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for script in MIGRATIONS.glob("0*.py"):
        (folder / script.name).write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    return folder / "0900_later.py"


def test_a_later_migration_runs_once_after_a_backup(store: Store, path: Path, later: Path) -> None:
    store.settings.set("pull.readers", "2")
    store.close()
    later.write_text(
        "def up(migrator, db):\n    db.execute_sql('ALTER TABLE setting ADD COLUMN note TEXT')\n",
        encoding="utf-8",
    )
    open_store(path, migrations=later.parent).close()
    open_store(path, migrations=later.parent).close()
    (backup,) = (path.parent / "backups").iterdir()
    old = open_store(backup, read_only=True)
    assert old.settings.get("pull.readers") == "2"
    old.close()


def test_a_migration_that_fails_changes_nothing(store: Store, path: Path, later: Path) -> None:
    store.close()
    later.write_text(
        "def up(migrator, db):\n    db.execute_sql('DROP TABLE setting')\n    raise RuntimeError\n",
        encoding="utf-8",
    )
    with pytest.raises(RuntimeError):
        open_store(path, migrations=later.parent)
    again = open_store(path)
    assert again.settings.all() == {}
    assert again.integrity() == []
    again.close()


def fill(store: Store) -> None:
    for number in range(1000):
        store.settings.set(f"key{number}", "x" * 4000)


def test_a_full_disk_is_named_and_loses_nothing(store: Store) -> None:
    store.settings.set("ui.theme", "dark")
    size = store.database.value("PRAGMA page_count")
    store.database.execute_sql(f"PRAGMA max_page_count = {size}")
    with pytest.raises(StoreFull):
        fill(store)
    store.database.execute_sql("PRAGMA max_page_count = 100000")
    assert store.settings.get("ui.theme") == "dark"
    assert store.integrity() == []


def test_a_backup_is_a_whole_store(store: Store, tmp_path: Path) -> None:
    store.settings.set("ui.compact", "yes")
    store.backup_to(tmp_path / "copy" / "store.db")
    copy = open_store(tmp_path / "copy" / "store.db")
    assert copy.settings.all() == {"ui.compact": "yes"}
    copy.close()


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_a_folder_that_is_there_keeps_its_mode_and_the_files_in_it_are_closed(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    with closing(open_store(folder / "shopsync.db")):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o1777
        files = list(folder.glob("shopsync.db*"))
        assert len(files) == 3
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_the_log_is_emptied_where_nobody_reads_it(store: Store, path: Path) -> None:
    log = path.with_name(path.name + "-wal")
    with closing(open_store(path, read_only=True)) as reader:
        with reader.database.snapshot():
            reader.settings.all()
            store.settings.set("ui.theme", "dark")
            assert not store.shorten_log()
            assert log.stat().st_size > 0
        assert store.shorten_log()
        assert log.stat().st_size == 0
        assert reader.settings.get("ui.theme") == "dark"


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_a_backup_leaves_its_folder_as_it_is(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755)
    store.backup_to(folder / "store.db")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert stat.S_IMODE((folder / "store.db").stat().st_mode) == 0o600


def test_another_program_that_looks_into_the_file_leaves_its_log_alone(
    store: Store, path: Path
) -> None:
    """SQLite's locks hold while this process opens and closes further connections."""
    store.settings.set("ui.theme", "dark")
    open_store(path).close()
    open_store(path, read_only=True).close()
    look = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT * FROM setting')"
    subprocess.run([sys.executable, "-c", look, path], check=True)
    store.settings.set("ui.compact", "yes")
    assert path.with_name(path.name + "-wal").stat().st_size > 0
    again = open_store(path, read_only=True)
    assert again.settings.get("ui.compact") == "yes"
    again.close()
    assert store.integrity() == []


def test_a_transaction_that_reads_first_waits_its_turn(store: Store, path: Path) -> None:
    """Another connection may write before it; it must not fail for having looked too early."""
    other = open_store(path)
    with store.transaction():
        assert store.settings.all() == {}
        other.database.connection().set_busy_timeout(0)
        with pytest.raises(apsw.BusyError):
            other.database.connection().execute("INSERT INTO setting VALUES ('pull.readers', '2')")
        store.settings.set("ui.theme", "dark")
    other.settings.set("pull.readers", "2")
    with store.transaction():
        store.settings.set("ui.compact", "yes")
    assert set(other.settings.all()) == {"ui.theme", "pull.readers", "ui.compact"}
    other.close()


def test_one_statement_for_many_rows_is_one_commit(store: Store, connection: Connection) -> None:
    """On a disk where a commit takes 10 ms, a shop's 2,000 categories would take 20 seconds."""
    commits = 0

    def committed() -> bool:
        nonlocal commits
        commits += 1
        return False

    store.database.connection().set_commit_hook(committed)
    pairs = [CategoryPair(f"{number}", number, "Cipő") for number in range(1, 100)]
    store.echoes.keep_pairs(connection.id, pairs)
    assert commits == 1
    with store.database.atomic():
        store.echoes.keep_pairs(connection.id, pairs)
        assert commits == 1
