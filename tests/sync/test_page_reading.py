"""Pages of the shop: each product is read once, in pieces where the shop fails, never twice for nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from tests.sync.world import Killed, World


class Pages:
    """A shop that answers `status` for each page with one of its bad products, and what it is asked for."""

    def __init__(
        self, folder: Path, count: int, size: int, bad: set[int] | None = None, status: int = 500
    ) -> None:
        self.world = World(folder, products=count, orders=0)
        self.world.store.settings.set("pull.page_size", str(size))
        self.bad, self.status = bad or set[int](), status
        #: First product and size of the pages that were refused and told, each time they were.
        self.refused: list[tuple[int, int]] = []
        self.told: list[tuple[int, int]] = []
        self.world.sandbox.faults.at("GET shop/productExtend", self.answer, None)

    def answer(self, request: Request) -> f.Action | None:
        """Refuse a page with a bad product, and note what is asked for."""
        params = request.params
        if "updatedAfter" in params or not params.get("page"):
            return None
        size = int(params["limit"])
        first = int(params["page"]) * size
        is_count = (first, size) == (0, 1) and not self.told
        if not is_count and self.bad & {*range(first, first + size)}:
            self.refused.append((first, size))
            return f.status(self.status)
        self.told.append((first, size))
        return None

    def preview(self) -> RunReport:
        """Read the shop; the two questions for the number of products are none for a page."""
        report = self.world.job(JobKind.PREVIEW)
        if report.state is RunState.DONE:
            self.told.remove((0, 1))
            self.told.remove((0, 1))
        return report

    def tiles(self) -> list[int]:
        """The products that pages told, in order, up to the end of the shop."""
        count = self.world.config.products
        places = (place for first, size in self.told for place in range(first, first + size))
        return sorted(place for place in places if place < count)


@pytest.mark.parametrize("status", [500, 504])
@pytest.mark.parametrize(("size", "bad"), [(50, {77}), (50, {99, 100, 199}), (25, {30}), (32, {5})])
def test_a_product_that_the_shop_cannot_tell_is_found_in_ever_smaller_pages(
    tmp_path: Path, size: int, bad: set[int], status: int
) -> None:
    pages = Pages(tmp_path, 200, size, bad, status)
    report = pages.preview()
    assert (report.state, report.pulled) == (RunState.DONE, 200)
    assert pages.tiles() == [place for place in range(200) if place not in bad]
    assert all(first % each == 0 for first, each in pages.told)
    alone = {first for first, each in pages.refused if each == 1}
    assert alone == bad
    (known,) = pages.world.store.database.rows("SELECT count(*) FROM product")
    assert known == (200 - len(bad),)


def test_good_pages_are_asked_for_once(tmp_path: Path) -> None:
    pages = Pages(tmp_path, 210, 50)
    pages.preview()
    assert sorted(pages.told) == [(0, 50), (50, 50), (100, 50), (150, 50), (200, 50)]
    assert pages.refused == []


def test_a_heavy_page_makes_the_next_ones_smaller_and_each_stays_whole(tmp_path: Path) -> None:
    pages = Pages(tmp_path, 1000, 200, {30}, 504)
    report = pages.preview()
    assert report.pulled == 1000
    assert pages.tiles() == [place for place in range(1000) if place != 30]
    assert all(first % each == 0 for first, each in pages.told)
    assert {each for _first, each in pages.told} & {100, 50}


@pytest.mark.parametrize("status", [500, 504])
def test_a_shop_that_tells_no_page_is_given_up(tmp_path: Path, status: int) -> None:
    pages = Pages(tmp_path, 200, 50, {*range(200)}, status)
    report = pages.preview()
    assert report.state is RunState.PAUSED
    assert report.problem is not None
    assert report.problem.code == ("ServiceDown" if status == 500 else "ServiceTimeout")
    assert len(pages.refused) < 120


def test_what_landed_before_a_crash_is_not_read_again(tmp_path: Path) -> None:
    pages = Pages(tmp_path, 400, 50)
    world = pages.world
    killed = len(world.sandbox.log) + 14
    world.kill_at = killed
    with pytest.raises(Killed):
        world.job()
    world.kill_at = None
    world.restart()
    landed = world.store.pull.landed_ranges(1)
    assert 2 <= len(landed) <= 6
    pages.told.clear()
    world.job()
    left = {*range(0, 400, 50)} - {first for first, _size in landed}
    # First of all the number of products is asked for.
    assert {first for first, _size in pages.told[1 : len(left) + 1]} == left


@pytest.mark.parametrize("status", [500, 504])
def test_many_products_that_cannot_be_told_at_the_beginning_hide_no_others(
    tmp_path: Path, status: int
) -> None:
    # The first one is what the number of products is asked for with.
    bad = {*range(1, 49)} if status == 504 else {1, 2, 3}
    pages = Pages(tmp_path, 200, 50, bad, status)
    report = pages.preview()
    assert (report.state, report.pulled) == (RunState.DONE, 200)
    assert pages.tiles() == sorted({*range(200)} - bad)


def first_pages(pages: Pages, hours: float, at: str) -> set[int]:
    """Where the pages begin that are read first by a run that goes on so many hours after a kill."""
    world = pages.world
    before = len(world.sandbox.log)
    if at == "pull":
        world.kill_at = before + 16
    else:
        world.sandbox.faults.at("POST sa/createproduct", f.drop(), None)
    try:
        world.job()
    except Killed:
        world.kill_at = None
    world.sandbox.faults.clear()
    world.sandbox.faults.at("GET shop/productExtend", pages.answer, None)
    world.restart()
    world.time += hours * 3600
    pages.told.clear()
    begun: list[int] = []

    def count(_task: object) -> None:
        if world.progress[-1].phase is Phase.TARGET:
            begun.append(len(pages.told))

    world.start(count)
    # By then the shop's pages are read.
    return {first for first, size in pages.told[: begun[0]] if size > 1}


@pytest.mark.parametrize(
    ("at", "hours", "pages_read"),
    [("pull", 1, 3), ("pull", 23, 3), ("pull", 25, 8), ("push", 0.5, 0), ("push", 1.5, 8)],
)
def test_what_an_interrupted_run_has_read_counts_for_some_time(
    tmp_path: Path, at: str, hours: float, pages_read: int
) -> None:
    """Pages for a day, a whole reading for an hour."""
    pages = Pages(tmp_path, 200, 25)
    found = first_pages(pages, hours, at)
    assert len(found - {200}) == pages_read
