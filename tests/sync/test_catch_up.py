"""The shop's list of changes: read in pages that it can give, and measured by a whole reading."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import ServiceTimeout
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.reading_notes import ReadingNote
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.verified_words import verified_text
from shopsync_gui.core.structures.pieces import at_once
from shopsync_gui.core.text import translate
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.sync.run.session import Session
from shopsync_gui.sync.shop.catch_up import CHANGES, catch_up, measure_changes
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.sync.world import World

HOUR = timedelta(hours=1)
REFUSED = f.status(400, body=b'{"message":"40010 updatedAfter","code":40010}')


class Changes:
    """A shop all of whose products changed just now, in pages of `size`."""

    def __init__(self, folder: Path, products: int, size: int) -> None:
        self.world = World(folder, products=products, orders=0)
        self.store, self.shop = self.world.store, self.world.sandbox.shop
        self.store.settings.set("pull.page_size", str(size))
        self.shop_id = self.world.connection.id
        self.run_id = self.begin()
        #: Page and size of what is asked for, and what is answered to some.
        self.asked: list[tuple[int, int]] = []
        self.answers: dict[tuple[int, int], f.Action] = {}
        self.tells_pages = True
        #: Whether each page is the first one all over again.
        self.repeats = False
        self.first: Any = None
        #: Products that the list of changes lacks, by their SKUs.
        self.lacking: set[str] = set()
        self.world.reshape = self.reshape
        self.world.sandbox.faults.at("GET shop/productExtend", self.answer, None)
        self.change()

    def begin(self) -> int:
        return self.store.runs.start(JobKind.SYNC, self.shop_id, self.world.now()).run_id

    def change(self, *keys: int, **fields: Any) -> None:
        for key in keys or [*self.shop.keys()]:
            self.shop.update(key, **fields)

    def answer(self, request: Request) -> f.Action | None:
        if "updatedAfter" not in request.params:
            return None
        self.asked.append((int(request.params["page"]), int(request.params["limit"])))
        return self.answers.get(self.asked[-1])

    def reshape(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "updatedAfter" not in request.url.params or response.status_code != 200:
            return response
        page: Any = response.json()
        wrapped = page.get("response", page)
        items = wrapped.get("items") or []
        items = items if isinstance(items, list) else [items]
        wrapped["items"] = [item for item in items if str(item["sku"]) not in self.lacking]
        if not self.tells_pages:
            for name in ("pageCount", "next", "last"):
                wrapped.pop(name, None)
        if self.repeats:
            page = self.first = self.first or page
        return httpx.Response(200, json=page)

    def read(self) -> bool:
        async def work(session: Session) -> bool:
            return await catch_up(session, session.shop.now() - HOUR)

        return self.world.in_session(self.run_id, work)

    def measure(self, *, since: bool = True) -> str | None:
        """Read the shop whole in another run, and measure its list of changes; what is noted of it."""
        self.run_id = self.begin()

        async def work(session: Session) -> str | None:
            for number in range(50):
                page = await session.shop.products(number, 50)
                if not page.items:
                    break
                now = self.world.now()
                self.store.pull.land_page(
                    self.run_id, self.shop_id, number * 50, 50, page.items, now
                )
            self.asked.clear()
            began = self.store.runs.newest(1)[0].started_at
            await measure_changes(session, began if since else None)
            return session.shop_traits.value(CHANGES)

        return self.world.in_session(self.run_id, work)


@pytest.mark.parametrize(
    ("products", "size", "tells_pages", "heavy", "asked"),
    [
        (130, 50, True, [], [(0, 50), (1, 50), (2, 50)]),
        (100, 50, False, [], [(0, 50), (1, 50), (2, 50)]),
        (100, 50, True, [], [(0, 50), (1, 50)]),
        # What is too heavy is read in halves from there on.
        (130, 50, True, [(1, 50)], [(0, 50), (1, 50), (2, 25), (3, 25), (4, 25), (5, 25)]),
        (130, 100, True, [(0, 100), (1, 50)],
         [(0, 100), (0, 50), (1, 50), (2, 25), (3, 25), (4, 25), (5, 25)]),
    ],
)  # fmt: skip
def test_all_changes_are_read(
    tmp_path: Path,
    products: int,
    size: int,
    tells_pages: bool,
    heavy: list[tuple[int, int]],
    asked: list[tuple[int, int]],
) -> None:
    changes = Changes(tmp_path, products, size)
    changes.tells_pages = tells_pages
    changes.answers = {page: f.status(504) for page in heavy}
    assert changes.read()
    assert changes.asked == asked
    assert at_once(changes.store.pull.held(changes.run_id)).extra == products


def test_a_shop_that_gives_the_same_page_again_and_again_is_read_once(tmp_path: Path) -> None:
    changes = Changes(tmp_path, 130, 50)
    changes.tells_pages, changes.repeats = False, True
    assert changes.read()
    assert changes.asked == [(0, 50), (1, 50)]


@pytest.mark.parametrize(("size", "asked"), [(25, 1), (48, 1), (51, 1), (50, 2), (100, 3)])
def test_pages_that_are_too_heavy_at_every_size_end_a_reading(
    tmp_path: Path, size: int, asked: int
) -> None:
    """They are halved while the half is a whole number, and no less than 25."""
    changes = Changes(tmp_path, 60, size)
    changes.answers = {(0, each): f.status(504) for each in (size, size // 2, size // 4)}
    with pytest.raises(ServiceTimeout):
        changes.read()
    assert len(changes.asked) == asked


def test_a_shop_without_the_filter_is_remembered(tmp_path: Path) -> None:
    changes = Changes(tmp_path, 10, 50)
    changes.answers = {(0, 50): REFUSED}
    assert changes.read() is False
    assert changes.measure() == ReadingNote.NO_CATCH_UP
    assert changes.asked == []


@pytest.mark.parametrize(
    ("lacking", "pages", "noted"),
    [([], 1, None), ([2], 3, "blind"), ([2, 3, 120], 3, "blind")],
)
def test_a_list_that_lacks_a_changed_price_is_blind(
    tmp_path: Path, lacking: list[int], pages: int, noted: str | None
) -> None:
    changes = Changes(tmp_path, 130, 50)
    assert changes.measure() is None  # everything is new
    assert changes.asked == []
    changes.world.time += 60
    keys = [*changes.shop.keys()]
    changes.lacking = {changes.shop.product(keys[number]).sku for number in lacking}
    changes.change(*(keys[number] for number in (0, 2, 3, *lacking)), net=77_700)
    assert changes.measure() == noted
    assert [number for number, _size in changes.asked] == list(range(pages))
    assert changes.measure(since=False) == noted
    assert changes.asked == []


def test_ten_pages_at_most_are_read_to_measure_a_list(tmp_path: Path) -> None:
    changes = Changes(tmp_path, 300, 25)
    changes.measure()
    changes.world.time += 60
    key = next(iter(changes.shop.keys()))
    changes.lacking = {changes.shop.product(key).sku}
    changes.change(key, net=77_700)
    assert changes.measure() is None
    assert len(changes.asked) == 10


def test_a_filter_that_is_refused_while_it_is_measured_tells_nothing(tmp_path: Path) -> None:
    changes = Changes(tmp_path, 10, 50)
    changes.measure()
    changes.world.time += 60
    changes.answers = {(0, 50): REFUSED}
    changes.change(net=77_700)
    assert changes.measure() is None
    assert changes.asked == [(0, 50)]


def test_a_quick_sync_says_no_more_than_it_has_read(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.job()
    proven = read_standing(world.store, world.connection).verified_at
    world.time += 3600.0
    report = world.job(quick=True)
    assert (report.quick, report.verified) == (True, True)
    said = receipt_text(report, "shop")
    assert translate("Both sides are equal") not in said
    assert verified_text(replace(report, quick=False)) not in said
    standing = read_standing(world.store, world.connection)
    assert standing.verified_at == proven
    assert standing.equal_at == report.finished_at
