"""Writes that wait for a reading of the lists: how many, for how long, and what is found of them."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.remote import WriteAnswer
from shopsync_gui.store.runs.journal_entries import JournalOp
from shopsync_gui.sync.push.read_back import UnreadWrites
from shopsync_gui.sync.run.session import Session
from tests.sync.test_carried_out import NO, OK, entry
from tests.sync.world import World

PRODUCT = entry(op=JournalOp.CREATE_PRODUCT, product_id=1)
CATEGORY = replace(PRODUCT, op=JournalOp.CREATE_CATEGORY, product_id=None)


def parked(unread: UnreadWrites, count: int, answer: WriteAnswer) -> None:
    for _ in range(count):
        unread.park(PRODUCT, answer)


def test_lists_are_read_for_fifty_writes_and_for_more_where_all_were_there(tmp_path: Path) -> None:
    world = World(tmp_path, products=1, orders=0)
    run_id = world.store.runs.start(JobKind.SYNC, world.connection.id, world.now()).run_id

    async def work(session: Session) -> None:
        unread = UnreadWrites(session)
        assert (unread.last, unread.products, unread.is_due(1), unread.take()) == (
            None,
            0,
            False,
            [],
        )
        for all_shown, most in (
            (None, 50),
            (True, 100),
            (True, 200),
            (True, 400),
            (True, 400),
            (False, 50),
        ):
            if all_shown is not None:
                unread.adapt(all_shown=all_shown)
            parked(unread, most - 1, OK)
            assert not unread.is_due(20)
            unread.park(CATEGORY, OK)
            assert unread.is_due(20)
            assert (unread.last, unread.products) == (CATEGORY, most - 1)
            assert len(unread.take()) == most
        # So many that look refused are read for at once; after such a stop each one.
        parked(unread, 19, NO)
        assert (unread.is_due(20), unread.is_due(1)) == (False, True)
        parked(unread, 1, NO)
        assert unread.is_due(20)

    world.in_session(run_id, work)
