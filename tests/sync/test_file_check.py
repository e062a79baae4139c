"""The file is checked before a run writes: at once where it is small, beside the loop where it is not.

What else takes SQLite one long call goes the same way.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest

from shopsync_gui.core.errors import StoreDamaged
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.run.beside import beside
from shopsync_gui.sync.run.file_check import CHECKED_AT_ONCE, check_file, while_checked
from shopsync_gui.system.paths import database_file
from tests.bench.engine import carry_out
from tests.catalogues import fill


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "shopsync.db"
    fill(path, 400)
    with closing(open_store(path)) as opened:
        yield opened


@pytest.mark.parametrize("at_once", [0, 1000])
@pytest.mark.parametrize("indexes", [False, True])
def test_sound_file_passes(store: Store, at_once: int, *, indexes: bool) -> None:
    asyncio.run(check_file(store, indexes=indexes, at_once=at_once))


@pytest.mark.parametrize("at_once", [0, 1000])
def test_index_that_lacks_a_row_is_noticed(store: Store, at_once: int) -> None:
    store.database.execute_sql("PRAGMA writable_schema = on")
    store.database.execute_sql(
        "UPDATE sqlite_master SET sql = 'CREATE INDEX product_by_net ON product (gross)'"
        " WHERE name = 'product_by_net'"
    )
    path = store.path
    store.close()
    with closing(open_store(path)) as again, pytest.raises(StoreDamaged):
        asyncio.run(check_file(again, indexes=True, at_once=at_once))


def test_cancel_ends_the_check_and_its_thread(store: Store) -> None:
    async def cancelled() -> None:
        work = asyncio.create_task(check_file(store, indexes=True, at_once=0))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(cancelled())
    store.settings.set("language", "hu")  # nothing holds the file


class Work:
    """Work beside a check: so many turns, then an end or a failure."""

    def __init__(self, turns: int, failure: Exception | None = None) -> None:
        self.left = turns
        self.failure = failure
        self.cancelled = False

    async def __call__(self) -> str:
        try:
            while self.left:
                self.left -= 1
                await asyncio.sleep(0.001)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        if self.failure is not None:
            raise self.failure
        return "read"


def damage(path: Path) -> None:
    """Damage the table of the products' categories."""
    with closing(open_store(path)) as store:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'product_category'"
        root = int(store.database.value(query))
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096 + 5)
        file.write(b"\xff" * 8)


@pytest.fixture
def damaged(store: Store) -> Iterator[Store]:
    store.close()
    damage(store.path)
    with closing(open_store(store.path)) as again:
        yield again


@pytest.mark.parametrize("at_once", [0, 1000])
def test_work_beside_the_check_of_a_sound_file_has_its_result(store: Store, at_once: int) -> None:
    result = asyncio.run(while_checked(store, Work(5), indexes=True, at_once=at_once))
    assert result == "read"


def test_a_large_file_is_checked_while_the_work_goes_on(store: Store) -> None:
    work = Work(1_000_000)

    async def both() -> None:
        task = asyncio.create_task(while_checked(store, work, indexes=True, at_once=0))
        while work.left > 999_990:
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(both())
    assert work.cancelled
    store.settings.set("language", "hu")  # nothing holds the file


@pytest.mark.parametrize(
    "work",
    [Work(1_000_000), Work(0, OSError("no network")), Work(0)],
    ids=["long", "failed", "done"],
)
def test_damage_ends_the_work_and_counts_before_what_else_failed(
    damaged: Store, work: Work
) -> None:
    with pytest.raises(StoreDamaged):
        asyncio.run(while_checked(damaged, work, indexes=False, at_once=0))
    assert work.cancelled == bool(work.left)


def test_work_does_not_even_begin_with_a_small_damaged_file(damaged: Store) -> None:
    work = Work(3)
    with pytest.raises(StoreDamaged):
        asyncio.run(while_checked(damaged, work, indexes=False, at_once=1000))
    assert work.left == 3


def test_work_that_fails_beside_a_sound_file_says_why(store: Store) -> None:
    with pytest.raises(OSError, match="no network"):
        asyncio.run(while_checked(store, Work(2, OSError("no network")), indexes=True, at_once=0))


@pytest.mark.slow
def test_a_large_file_that_is_damaged_never_syncs(tmp_path: Path) -> None:
    """It is checked while the shop is read; the account has prices that would be written."""
    catalogue, home = tmp_path / "catalogue.db", tmp_path / "home"
    fill(catalogue, CHECKED_AT_ONCE + 100)
    file = database_file(home)
    file.parent.mkdir(parents=True)
    copyfile(catalogue, file)
    damage(file)
    ended = carry_out(catalogue, home, "changed")
    assert (ended["state"], ended["problem"], ended["writes"]) == ("failed", "StoreDamaged", 0)


_ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n, n AS m"


def test_cancel_ends_work_that_would_never_end(store: Store) -> None:
    turns = 0

    def work() -> None:
        with store.database.atomic():
            store.settings.set("language", "hu")
            store.database.value(_ENDLESS)

    async def cancelled() -> None:
        nonlocal turns
        task = asyncio.create_task(beside(store, work))
        for _ in range(20):
            await asyncio.sleep(0.005)
            turns += 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert turns == 20
    assert store.settings.get("language") != "hu"
    store.settings.set("language", "hu")


def test_a_second_cancel_does_not_leave_the_work_alone_with_the_store(store: Store) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait()

    async def cancelled() -> None:
        task = asyncio.create_task(beside(store, work))
        while not begun.is_set():
            await asyncio.sleep(0.001)
        for _ in range(2):
            task.cancel()
            for _turn in range(5):
                await asyncio.sleep(0)
        left_alone = task.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not left_alone

    asyncio.run(cancelled())
