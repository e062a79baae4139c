"""The account is read beside the end of the pull, where nothing depends on what comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.errors import WrongAccountPassword
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from tests.sync.world import World

#: Seconds that an answer takes.
_PAGE, _LIST = 10.0, 40.0


class Slow:
    """A shop of four pages that are read two at once, and an account whose list takes long."""

    def __init__(self, folder: Path, products: int = 400) -> None:
        self.world = World(folder, products=products, orders=0)
        self.world.store.settings.set("pull.page_size", "100")
        self.world.store.settings.set("pull.readers", "2")
        #: When each kind of request arrived, by the seconds since the job began.
        self.pages: list[float] = []
        self.lists: list[float] = []
        self.page: f.Action | None = f.own(_PAGE)
        self.catch_up: f.Action | None = None
        self.list: f.Action | None = f.own(_LIST)
        self.first_list: f.Action | None = None
        self.began = 0.0
        self.watch()

    def watch(self) -> None:
        """Have the services answer so."""
        faults = self.world.sandbox.faults
        faults.at("GET shop/productExtend", self._page, None)
        faults.at("GET sa/listproducts", self._list, None)

    def preview(self) -> float:
        """Make a plan; the seconds that this took."""
        return self.job(JobKind.PREVIEW)

    def job(self, kind: JobKind) -> float:
        """Do a job; the seconds that this took."""
        self.pages.clear()
        self.lists.clear()
        self.world.progress.clear()
        self.began = self.world.time
        self.report = self.world.job(kind)
        return self.world.time - self.began

    def _page(self, request: Request) -> f.Action | None:
        if "updatedAfter" in request.params:
            return self.catch_up
        if request.params["limit"] == "1":
            return None
        self.pages.append(self.world.loop_time() - self.began)
        return self.page

    def _list(self, _request: Request) -> f.Action | None:
        self.lists.append(self.world.loop_time() - self.began)
        return self.first_list if len(self.lists) == 1 and self.first_list else self.list


@pytest.fixture
def slow(tmp_path: Path) -> Slow:
    return Slow(tmp_path)


def test_a_sync_takes_as_long_as_the_slower_of_both_sides(slow: Slow) -> None:
    took = slow.preview()
    assert slow.report.state is RunState.DONE
    assert len(slow.lists) == 1
    assert slow.lists[0] <= slow.pages[0] + 1
    assert _LIST < took < _LIST + _PAGE  # and not the twenty seconds of the pages besides
    phases = list(dict.fromkeys(progress.phase for progress in slow.world.progress))
    assert phases[:4] == [Phase.PREPARE, Phase.PULL, Phase.TARGET, Phase.PLAN]


def test_of_many_pages_most_are_read_first(tmp_path: Path) -> None:
    slow = Slow(tmp_path, 1500)
    slow.world.store.settings.set("pull.page_size", "25")
    slow.page, slow.list = f.own(4.0), f.own(5.0)
    took = slow.preview()
    assert len(slow.lists) == 1
    assert slow.pages[0] + 10 < slow.lists[0] < slow.pages[-1]
    assert took - slow.lists[0] < 60


def test_a_reading_that_waited_long_for_the_shop_is_made_anew(slow: Slow) -> None:
    slow.list = f.own(1.0)
    slow.page = f.own(50.0)
    slow.preview()
    assert len(slow.lists) == 2
    assert slow.lists[0] < slow.pages[-1] < slow.lists[1]
    assert slow.report.state is RunState.DONE


def test_an_account_that_fails_ends_the_reading_of_the_shop(slow: Slow) -> None:
    slow.page = f.own(80.0)
    slow.list = f.status(401)
    took = slow.preview()
    assert slow.report.problem is not None
    assert slow.report.problem.is_a(WrongAccountPassword)
    assert took < slow.lists[0] + 1


def test_a_shop_that_fails_ends_the_reading_of_the_account(slow: Slow) -> None:
    slow.list = f.own(80.0)
    slow.page = f.status(403).after(5.0)
    took = slow.preview()
    assert slow.report.state is not RunState.DONE
    assert took < slow.pages[-1] + 6


def test_while_a_write_is_unsettled_the_account_is_read_after_the_shop(slow: Slow) -> None:
    slow.page = slow.list = None
    slow.world.sandbox.faults.at("POST sa/createproduct", f.drop(apply=True), 1)
    slow.world.sandbox.faults.at("POST sa/createproduct", f.refuse(), None)
    slow.job(JobKind.SYNC)
    assert slow.report.state is RunState.PAUSED
    slow.world.sandbox.faults.clear()
    slow.world.time += 2 * 3600  # the pages, and the time that the write may take, are past
    slow.watch()
    slow.job(JobKind.SYNC)
    assert slow.report.verified
    assert slow.lists[0] > slow.pages[-1]


def test_a_list_that_lacks_what_is_known_to_be_there_is_read_again(slow: Slow) -> None:
    slow.page = slow.list = None
    slow.job(JobKind.SYNC)
    assert slow.report.verified
    slow.first_list = f.wrong_type(b"[]")
    slow.page = f.own(_PAGE)
    slow.preview()
    assert slow.lists[0] <= slow.pages[0] + 1
    assert slow.lists[1] > slow.pages[-1]
    assert slow.world.plans[-1].counts.writes == 0
