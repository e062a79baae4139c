"""Products that a reading did not see, asked for one by one: which are gone, and which are not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import ShopProduct
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.structures.pieces import at_once
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.run.session import Session
from shopsync_gui.sync.shop.single_products import look_for_unseen, read_again
from tests.sync.world import World


class Missing:
    """A shop of so many products that are all known, and a run that has seen some of them."""

    def __init__(self, folder: Path, products: int) -> None:
        self.world = World(folder, products=products, orders=0)
        self.store, self.shop = self.world.store, self.world.sandbox.shop
        self.shop_id = self.world.connection.id
        self.keys = [*self.shop.keys()]
        self.products: list[ShopProduct] = []
        self.begin()
        self.in_session(self._read)
        self.begin()
        self.asked = 0
        #: How many are asked for at once, at most.
        self.at_once = 0
        self._now = 0

    def begin(self) -> None:
        self.run_id = self.store.runs.start(JobKind.SYNC, self.shop_id, self.world.now()).run_id

    def in_session(self, work: Callable[[Session], Any]) -> Any:
        return self.world.in_session(self.run_id, work)

    async def _read(self, session: Session) -> None:
        while items := (await session.shop.products(len(self.products) // 50, 50)).items:
            self.products += items
        self._land(self.products)

    def _land(self, products: list[ShopProduct]) -> None:
        now = self.world.now()
        self.store.pull.land_page(self.run_id, self.shop_id, 0, len(products), products, now)

    def answer(self, request: Request) -> f.Action | None:
        self.asked += 1
        return f.own(delay=5.0)

    def look(self, seen: int, *, stable: bool = True, approved: bool = False) -> frozenset[int]:
        """Look for what the run has not seen, of which it has seen the first ones."""
        self._land(self.products[:seen])
        self.world.progress.clear()

        async def work(session: Session) -> frozenset[int]:
            session.job = replace(session.job, approve_brake=approved)
            self.world.sandbox.faults.at("GET shop/productExtend/{id}", self.answer, None)
            return await look_for_unseen(session, stable, seen)

        found = self.in_session(work)
        assert isinstance(found, frozenset)
        return found

    @property
    def gone(self) -> int:
        return len(self.world.rows(GridQuery(gone=True)))

    @property
    def extra(self) -> int:
        return at_once(self.store.pull.held(self.run_id)).extra

    def totals(self) -> list[int | None]:
        """Of how many it was told that they are looked for; each is told again while it is waited for."""
        told = [each for each in self.world.progress if each.phase is Phase.UNSEEN]
        return [total for total, _again in groupby(each.total for each in told if each.done == 0)]


@pytest.mark.parametrize(
    ("seen", "deleted", "stable", "approved", "asked", "gone", "vanished"),
    [
        (300, 0, True, False, [], 0, 0),
        (294, 6, True, False, [6], 6, 0),
        (294, 4, True, False, [6], 4, 0),
        (294, 4, False, False, [6], 0, 0),  # the pages moved: it may be elsewhere
        # Up to twenty, or one in twenty, all are asked for.
        (280, 20, True, False, [20], 20, 0),
        (570, 30, True, False, [30], 30, 0),
        # Of more a sample, spread over them; where all of it is gone, the brake has to say the rest.
        (279, 21, True, False, [21], 0, 21),
        (569, 31, True, False, [25], 0, 31),
        (100, 200, True, False, [25], 0, 200),
        (100, 200, True, True, [200], 200, 0),
        (100, 199, True, False, [25, 199], 199, 0),
    ],
)
def test_what_was_not_seen_is_asked_for(
    tmp_path: Path,
    seen: int,
    deleted: int,
    stable: bool,
    approved: bool,
    asked: list[int],
    gone: int,
    vanished: int,
) -> None:
    missing = Missing(tmp_path, 600 if seen > 300 else 300)
    # Of those not seen the last ones are gone, so that the first of a sample may be there.
    missing.shop.delete(*missing.keys[len(missing.keys) - deleted :])
    found = missing.look(seen, stable=stable, approved=approved)
    assert missing.totals() == asked
    assert (missing.asked, missing.gone, len(found)) == (sum(asked), gone, vanished)
    assert missing.extra == len(missing.keys) - seen - deleted
    told = [each for each in missing.world.progress if each.phase is Phase.UNSEEN]
    places = [place for place, _again in groupby((each.total, each.done) for each in told)]
    assert places == [(total, done) for total in asked for done in range(total + 1)]


def test_so_many_are_asked_for_at_once_as_pages_are_read(tmp_path: Path) -> None:
    missing = Missing(tmp_path, 60)
    missing.store.settings.set("pull.readers", "2")
    before = missing.world.time
    missing.look(52)
    # Four times two, five seconds each.
    assert missing.asked == 8
    assert 20 <= missing.world.time - before < 25


def test_of_products_that_are_read_again_those_that_are_there_are_counted(tmp_path: Path) -> None:
    missing = Missing(tmp_path, 60)
    wanted = [row.id for row in missing.world.rows(GridQuery())][:9]
    missing.shop.delete(missing.keys[0])
    rows = missing.store.database.rows
    ((deleted,),) = rows(
        "SELECT id FROM product WHERE inner_id = ?", (missing.products[0].inner_id,)
    )
    wanted = [deleted, *(each for each in wanted if each != deleted)]

    async def work(session: Session) -> int:
        return await read_again(session, wanted)

    missing.world.progress.clear()
    assert missing.in_session(work) == len(wanted) - 1
    assert (missing.extra, missing.gone) == (len(wanted) - 1, 0)
    told = ((each.phase, each.done, each.total) for each in missing.world.progress)
    # Each is told again while the next one is waited for.
    assert [place for place, _again in groupby(told)] == [
        (Phase.PULL, done, len(wanted)) for done in range(len(wanted) + 1)
    ]
