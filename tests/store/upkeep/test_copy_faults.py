"""Backup, restore, migration and upkeep, killed or on a full disk: the old data or the new, whole."""

from __future__ import annotations

import os
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import NotABackup, StoreDamaged, StoreNotWritten
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.settings import HistorySettings
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.database.database import Database
from shopsync_gui.store.upkeep.archive import replace_damaged
from tests.store.conftest import NOW
from tests.store.shop_products import product
from tests.store.upkeep.copying import DONE, at_work, died_replacing

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL and limits are POSIX matters")

_OLD, _NEW = 500, 1000
_KILLS = 6


@pytest.fixture
def copy(store: Store, connection: Connection, tmp_path: Path) -> Path:
    """A backup of fewer products, of which today's data, closed here, have more and other names."""
    land(store, connection, _OLD, "Régi", NOW)
    path = tmp_path / "kint" / "saved.db"
    store.backup_to(path)
    for day in range(1, 5):
        land(store, connection, _NEW, f"Új {day}", NOW + timedelta(days=day))
    store.close()
    return path


def land(store: Store, connection: Connection, count: int, word: str, at: datetime) -> None:
    run = store.runs.start(JobKind.SYNC, connection.id, at)
    for page in range(0, count, 500):
        products = [product(n, name=f"{word} {n}") for n in range(page, page + 500)]
        store.pull.land_page(run.run_id, connection.id, page, 500, products, at)
    store.runs.save(replace(run, state=RunState.DONE, finished_at=at))


def content(path: Path) -> tuple[int, int, int]:
    """How many products are there, of these old ones, and how many changes; the file is sound."""
    with closing(opened(path)) as database:
        return (
            int(database.value("SELECT count(*) FROM product")),
            int(database.value("SELECT count(*) FROM product WHERE name LIKE 'Régi%'")),
            int(database.value("SELECT count(*) FROM change")),
        )


def opened(path: Path) -> Database:
    """The file, of whatever version, found sound with its search index."""
    database = Database(path, read_only=False)
    database.connect()
    assert database.rows("PRAGMA integrity_check") == [("ok",)]
    assert database.rows("PRAGMA foreign_key_check") == []
    for index in ("product_text", "product_id_text"):
        database.execute_sql(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
    return database


def kept_aside(path: Path) -> dict[str, bytes]:
    """The file and its log as they are, to begin anew with."""
    return {
        file.name: file.read_bytes()
        for file in (path, path.with_name(path.name + "-wal"))
        if file.exists()
    }


def put_back(path: Path, files: dict[str, bytes]) -> None:
    for suffix in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    for name, body in files.items():
        path.with_name(name).write_bytes(body)


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_killed_at_any_moment(path: Path, copy: Path, tmp_path: Path, name: str) -> None:
    today, saved = content(path), content(copy)
    files = kept_aside(path)
    saved_file = copy.read_bytes()
    target = tmp_path / "out.db" if name == "backup" else copy
    with at_work(name, path, target) as worker:
        began = time.monotonic()
        assert worker.outcome() == (DONE, "")
        whole = time.monotonic() - began
    seen = set()
    for number in range(_KILLS):
        put_back(path, files)
        for file in tmp_path.glob("out.db*"):
            file.unlink()
        with at_work(name, path, target) as worker:
            time.sleep(whole * (number + 0.5) / _KILLS)
            worker.kill()
        after = content(path)
        seen.add(after)
        assert after in ({today} if name == "backup" else {today, saved}), number
        assert copy.read_bytes() == saved_file
        if name == "backup" and target.exists():
            with closing(open_store(path)) as store:
                try:
                    assert store.backup_summary(target).products == today[0]
                except NotABackup:  # it was not finished, and is not taken for one
                    continue
    assert today in seen


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tidy", "merge", "migrate"])
def test_upkeep_that_is_killed_is_done_by_the_next_one(path: Path, copy: Path, name: str) -> None:
    before = content(path)
    files = kept_aside(path)
    with at_work(name, path, copy) as worker:
        began = time.monotonic()
        assert worker.outcome() == (DONE, "")
        whole = time.monotonic() - began
    goal, done = content(path), upkeep_left(path)
    assert name != "merge" or done == (0, 0)
    assert name != "migrate" or done[1] == 1
    for number in range(_KILLS):
        put_back(path, files)
        with at_work(name, path, copy) as worker:
            time.sleep(whole * (number + 0.5) / _KILLS)
            worker.kill()
        after = content(path)
        assert after[:2] == before[:2], number
        assert before[2] >= after[2] >= goal[2], number
        with at_work(name, path, copy) as worker:
            assert worker.outcome() == (DONE, "")
        assert (content(path), upkeep_left(path)) == (goal, done), number


def upkeep_left(path: Path) -> tuple[int, int]:
    """Products that wait for the search, and columns of the later version."""
    with closing(opened(path)) as database:
        columns = "SELECT count(*) FROM pragma_table_info('product') WHERE name = 'later'"
        return (
            int(database.value("SELECT count(*) FROM product_pending")),
            int(database.value(columns)),
        )


@pytest.mark.parametrize("name", ["backup", "restore", "tidy", "merge", "migrate"])
def test_a_disk_that_is_full_at_any_size(path: Path, copy: Path, tmp_path: Path, name: str) -> None:
    today, saved = content(path), content(copy)
    files = kept_aside(path)
    target = tmp_path / "out.db" if name == "backup" else copy
    size = path.stat().st_size
    ends = set()
    for part in (0.02, 0.3, 0.6, 0.95, 3.0):
        put_back(path, files)
        with at_work(name, path, target, largest=int(size * part)) as worker:
            outcome, words = worker.outcome()
        ends.add(outcome)
        assert outcome in (DONE, StoreNotWritten.__name__), words
        after = content(path)
        if outcome != DONE:
            assert len(words.split(": ")[1]) > 30  # what happened and what to do
            assert after[:2] == today[:2]
            assert name == "tidy" or after == today
            assert name != "backup" or not target.exists()
        else:
            assert after[:2] == (saved if name == "restore" else today)[:2]
            assert name != "tidy" or after[2] < today[2]
        if name == "backup":
            target.unlink(missing_ok=True)
    assert ends == {DONE, StoreNotWritten.__name__}
    assert not list(path.parent.glob("restore-*"))


def test_killed_while_a_damaged_file_is_replaced(path: Path, copy: Path) -> None:
    """The next start finds the damaged file, or the backup: never an empty beginning."""
    files = kept_aside(path)
    log = path.with_name(path.name + "-wal")
    saved, number, seen = content(copy), 0, set()
    while True:
        number += 1
        for left in path.parent.glob(f"{path.stem}-*"):
            left.unlink()
        put_back(path, files)
        path.write_bytes(b"damaged" * 1000)
        log.write_bytes(b"log" * 1000)
        if not died_replacing(path, copy, number):
            break
        try:
            after = content_after_start(path)
        except StoreDamaged:
            after = None
            assert path.read_bytes().startswith(b"damaged")
        seen.add(after)
        assert after in (None, saved), number
    assert content_after_start(path) == saved
    assert seen == {None, saved}
    (kept,) = path.parent.glob(f"{path.stem}-damaged-*.db")
    assert kept.read_bytes().startswith(b"damaged")


def content_after_start(path: Path) -> tuple[int, int, int]:
    """What the program finds when it starts. Raises StoreDamaged."""
    open_store(path).close()
    return content(path)


def test_a_renaming_that_fails_puts_everything_back(path: Path, copy: Path) -> None:
    log = path.with_name(path.name + "-wal")
    path.write_bytes(b"damaged")
    log.write_bytes(b"log")
    for fails_at in (1, 2, 3):
        moves = 0

        def move(old: Path, new: Path) -> None:
            nonlocal moves
            moves += 1
            if moves == fails_at:  # noqa: B023
                raise OSError(28, "no space")
            old.replace(new)

        with pytest.raises(StoreNotWritten):
            replace_damaged(path, copy, NOW, move)
        assert (path.read_bytes(), log.read_bytes()) == (b"damaged", b"log")
        assert sorted(file.name for file in path.parent.iterdir() if file.is_file()) == [
            path.name,
            log.name,
        ]


def test_what_a_killed_restore_left_beside_goes_later(path: Path, copy: Path) -> None:
    left, young = path.parent / "restore-abcd1234", path.parent / "restore-efgh5678"
    for folder in (left, young):
        folder.mkdir()
        (folder / "store.db").write_bytes(bytes(4096))
    os.utime(left, (time.time() - 90_000, time.time() - 90_000))
    with closing(open_store(path)) as store:
        store.backup_summary(copy)
    assert not left.exists()
    assert young.exists()


def test_a_restore_that_the_file_has_no_pages_for_changes_nothing(path: Path, copy: Path) -> None:
    before = content(copy)
    with closing(open_store(copy)) as small:  # the file that is to take the larger one
        most = int(small.database.value("PRAGMA page_count"))
        small.database.execute_sql(f"PRAGMA max_page_count = {most}")
        large = copy.with_name("large.db")
        with closing(open_store(path)) as store:
            store.backup_to(large)
        with pytest.raises(StoreNotWritten) as caught:
            small.restore(large, NOW)
        assert caught.value.problem.action
        assert small.integrity() == []
        limits = HistorySettings(days=31)
        for _ in small.retention.pieces(limits, NOW + timedelta(days=365)):
            pass
    assert content(copy)[:2] == before[:2]
