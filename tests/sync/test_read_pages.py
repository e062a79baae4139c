"""The pages of a shop by themselves: how many at once, of which size, and when they are given up."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

import httpx
import pytest

from shopsync_gui.core.errors import ServiceDown, ServiceTimeout, ShopForbidden
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.structures.pieces import at_once
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.sync.run.session import Session
from shopsync_gui.sync.shop.page_reading import read_pages
from tests.sync.world import World


class Reader:
    """A reading of a shop's pages by itself; what is asked for, and what the shop answers to it."""

    def __init__(self, folder: Path, products: int, *, size: int = 50, readers: int = 1) -> None:
        self.world = World(folder, products=products, orders=0)
        settings = self.world.store.settings
        settings.set("pull.page_size", str(size))
        settings.set("pull.readers", str(readers))
        run = self.world.store.runs.start(JobKind.SYNC, self.world.connection.id, self.world.now())
        self.run_id = run.run_id
        #: First product and size of each page that was asked for, and the seconds since the beginning.
        self.asked: list[tuple[int, int]] = []
        self.at: list[float] = []
        self.answers: dict[tuple[int, int] | int, list[f.Action | None]] = {}
        self.seconds = self.took = 0.0
        self.tasks: set[asyncio.Task[object]] = set()
        self.began = 0.0

    def answer(self, request: Request) -> f.Action | None:
        size = int(request.params["limit"])
        page = (int(request.params["page"]) * size, size)
        self.asked.append(page)
        self.at.append(round(self.world.loop_time() - self.began))
        left = self.answers.get(page) or self.answers.get(size) or []
        action = left.pop(0) if len(left) > 1 else next(iter(left), None)
        if action is None:
            return f.Action(delay=self.seconds) if self.seconds else None
        return action.after(self.seconds)

    def read(self, count: int) -> list[tuple[int, int]]:
        """Read so many products; the pages that were asked for."""
        self.asked.clear()

        async def work(session: Session) -> None:
            await session.shop.count()
            self.world.sandbox.faults.at("GET shop/productExtend", self.answer, None)
            self.began = self.world.loop_time()
            try:
                await read_pages(session, count)
            finally:
                self.world.sandbox.faults.clear()
                self.tasks = asyncio.all_tasks() - {asyncio.current_task()}
                self.took = self.world.loop_time() - self.began

        self.world.in_session(self.run_id, work)
        return self.asked

    def progress(self) -> list[tuple[int, int | None]]:
        """How far it was said to be, each place once, however often it was told while it waited there."""
        told = [each for each in self.world.progress if each.phase is Phase.PULL]
        return [place for place, _again in groupby((each.done, each.total) for each in told)]


@pytest.mark.parametrize(
    ("products", "count", "pages"),
    [
        (100, 100, [0, 50, 100]),
        (120, 120, [0, 50, 100]),
        # A number that is too small does not hide what comes after, one that is too large ends nothing.
        (120, 50, [0, 50, 100]),
        (120, 1, [0, 50, 100]),
        (120, 170, [0, 50, 100, 150]),
        (30, 50, [0]),
        (30, 0, []),
    ],
)
def test_pages_are_read_until_one_is_not_full(
    tmp_path: Path, products: int, count: int, pages: list[int]
) -> None:
    reader = Reader(tmp_path, products)
    assert reader.read(count) == [(start, 50) for start in pages]
    assert reader.took < 4  # as long as the limit of requests asks for


def test_a_reading_tells_how_far_it_is_and_goes_on_where_it_was(tmp_path: Path) -> None:
    reader = Reader(tmp_path, 130)
    reader.answers[100, 50] = [f.status(403)]
    with pytest.raises(ShopForbidden):
        reader.read(130)
    assert reader.progress() == [(0, 130), (50, 130), (100, 130)]
    reader.world.progress.clear()
    reader.answers.clear()
    assert reader.read(120) == [(100, 50)]
    assert reader.progress() == [(100, 120), (120, 120)]


@pytest.mark.parametrize(
    ("answers", "readers"),
    [
        ([], [4, 8, 8, 8, 1]),
        ([f.status(429, retry_after="1"), None], [4, *[2] * 12, 1, 1]),
    ],
)
def test_readers_grow_and_are_halved_where_the_shop_asks_for_patience(
    tmp_path: Path, answers: list[f.Action | None], readers: list[int]
) -> None:
    reader = Reader(tmp_path, 700, size=25, readers=16)
    reader.seconds = 15.0
    reader.answers[0, 25] = answers
    reader.read(700)
    assert [*Counter(at // 15 for at in reader.at).values()] == readers


@pytest.mark.parametrize(
    ("products", "size", "status", "asked"),
    [
        # Nine faults of the shop in a row, whatever the pages.
        (300, 50, 500, 9),
        # Fifty products by themselves: a page, its halves, their fifths, and those.
        (100, 50, 504, 1 + 2 + 10 + 50),
        # One page nine times: at each size, and by itself six times, another one five times.
        (2, 50, 504, 3 + 6 + 5),
    ],
)
def test_a_shop_that_tells_no_page_is_given_up_in_the_end(
    tmp_path: Path, products: int, size: int, status: int, asked: int
) -> None:
    reader = Reader(tmp_path, products, size=size)
    for each in (50, 25, 5, 1):
        reader.answers[each] = [f.status(status)]
    with pytest.raises(ServiceDown if status == 500 else ServiceTimeout):
        reader.read(products)
    # What answers with a fault is asked five times by the client.
    assert len(reader.asked) == asked * (5 if status == 500 else 1)


def test_after_a_heavy_page_smaller_ones_are_asked_for_until_eight_were_good(
    tmp_path: Path,
) -> None:
    reader = Reader(tmp_path, 400)
    reader.answers[0, 50] = [f.status(504)]
    pieces = [(start, 25) for start in range(0, 200, 25)]
    assert reader.read(350) == [(0, 50), *pieces, *((start, 50) for start in range(200, 401, 50))]


def test_eight_faults_in_a_row_are_none_too_many_and_a_product_at_fault_counts_as_told(
    tmp_path: Path,
) -> None:
    reader = Reader(tmp_path, 200, size=100)
    faults = [
        (100, 100),
        (100, 50),
        (150, 50),
        (100, 25),
        (125, 25),
        (150, 25),
        (175, 25),
        (100, 5),
    ]
    reader.answers = {page: [f.status(500)] for page in (*faults, (103, 1))}
    asked = reader.read(200)
    assert [page for page in dict.fromkeys(asked) if page in faults] == faults
    told = [done for done, _total in reader.progress()]
    assert told == [0, *range(100, 200, 5), *range(196, 201)]


def test_what_ends_a_reading_ends_the_pages_that_are_still_read(tmp_path: Path) -> None:
    reader = Reader(tmp_path, 300, readers=4)
    reader.answers = {50: [f.hang()], (50, 50): [f.status(403)]}
    with pytest.raises(ShopForbidden):
        reader.read(300)
    assert reader.tasks == set()
    assert reader.took < 60


@pytest.mark.parametrize("known", [True, False])
def test_a_known_product_that_cannot_be_read_is_in_the_shop_all_the_same(
    tmp_path: Path, known: bool
) -> None:
    reader = Reader(tmp_path, 30)
    world = reader.world
    if known:
        reader.read(30)
        world.store.pull.forget_pull(reader.run_id)

    def spoil(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        params = request.url.params
        if "productExtend" not in request.url.path or params["limit"] == "1":
            return response
        page: Any = response.json()
        page.get("response", page)["items"][3]["productDescriptions"] = 7
        return httpx.Response(200, json=page)

    world.reshape = spoil
    reader.read(30)
    held = at_once(world.store.pull.held(reader.run_id))
    assert (held.seen, world.store.pull.bad_count(reader.run_id)) == (30, 0 if known else 1)


def test_what_landed_of_a_page_in_pieces_before_a_crash_is_not_read_again(tmp_path: Path) -> None:
    reader = Reader(tmp_path, 200)
    reader.answers = {each: [f.status(504)] for each in ((0, 50), (25, 25), (30, 5), (33, 1))}
    reader.answers[32, 1] = [f.status(403)]
    with pytest.raises(ShopForbidden):
        reader.read(200)
    landed = reader.world.store.pull.landed_ranges(reader.run_id)
    assert (30, 1) in landed
    del reader.answers[32, 1]
    reader.read(200)
    landed = reader.world.store.pull.landed_ranges(reader.run_id)
    assert [start for start, _size in landed] == [
        0, *(start + size for start, size in landed[:-1]),
    ]  # fmt: skip
    held = at_once(reader.world.store.pull.held(reader.run_id))
    assert (held.seen, held.repeated) == (200, 0)
