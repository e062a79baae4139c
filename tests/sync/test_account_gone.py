"""An account that is emptied between the parts of a first sync: what its earlier parts made there is gone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from tests.sync.pushing import CREATE, said
from tests.sync.world import Killed, World

#: Seconds after which an account that lost all that was sent is believed.
_HOUR = 3600


class Emptied(World):
    """A first sync that dies after so many categories and products, and an account that is emptied then."""

    def begin(self, categories: int, products: int = 0) -> None:
        account = self.sandbox.account

        def enough(request: httpx.Request) -> bool:
            made = len(account.products), len(account.categories)
            if request.method == "POST" and made == (products, categories):
                raise Killed
            return False

        self.fails = enough
        with pytest.raises(Killed):
            self.job()
        self.fails = lambda request: False
        self.restart()
        self.time += _HOUR

    def empty(self, *, numbers_anew: bool = False) -> None:
        """Empty the account; one that numbers anew is a fresh one behind the same sign-in."""
        account = self.sandbox.account
        if numbers_anew:
            first_product, first_category = 8637, min(account.categories)
            account.clear()
            account.renumber(first_product)
            account.number_categories(first_category)
        else:
            account.clear()

    def is_equal(self) -> bool:
        """Whether the account has every product of the shop in its own categories, and nothing twice."""
        account = self.sandbox.account
        names = Counter(c.prodcat_name for c in account.categories.values())
        held = {
            p.prod_sku: {account.categories[own].prodcat_name for own in p.categories}
            for p in account.products.values()
        }
        wanted = {
            item.desired.sku: set(item.desired.categories)
            for plan in self.plans
            for item in plan.items
            if item.desired is not None
        }
        assert len(wanted) > 40
        return max(names.values()) == 1 and held == wanted


def told(report: RunReport) -> tuple[RunState, bool | None, int, int]:
    return report.state, report.verified, report.failed, report.given_up


@pytest.fixture
def world(tmp_path: Path) -> Emptied:
    return Emptied(tmp_path, products=60, orders=0)


@pytest.mark.parametrize("numbers_anew", [False, True])
@pytest.mark.parametrize("made", [(1, 0), (12, 0), (43, 0), (43, 12)])
def test_categories_that_are_gone_are_created_anew(
    world: Emptied, made: tuple[int, int], numbers_anew: bool
) -> None:
    world.begin(*made)
    world.empty(numbers_anew=numbers_anew)
    report = world.job(approve_brake=True)
    assert told(report) == (RunState.DONE, True, 0, 0)
    assert world.is_equal()
    writes = world.write_count()
    assert told(world.job()) == (RunState.DONE, True, 0, 0)
    assert world.write_count() == writes


def test_a_preview_tells_of_the_categories_that_are_gone_with_the_products(world: Emptied) -> None:
    world.begin(43, 12)
    world.empty()
    report = world.job(JobKind.PREVIEW)
    assert report.planned is not None
    assert report.planned.categories == 43


def test_a_list_that_hides_unused_categories_does_not_double_them(world: Emptied) -> None:
    """Products are refused for another reason; the account shows its categories when it is asked for them."""
    world.begin(43)

    def hidden(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        listed = request.url.path.endswith("listprodcategories")
        return httpx.Response(200, content=b"[]") if listed else response

    world.reshape = hidden
    world.sandbox.faults.at(CREATE, said(b"The package is full of them", 406), None)
    report = world.job()
    assert report.state is RunState.PAUSED
    assert len(world.sandbox.account.categories) == 43
    world.reshape = None
    world.sandbox.faults.clear()
    assert told(world.job()) == (RunState.DONE, True, 0, 0)
    assert world.is_equal()
    assert len(world.sandbox.account.categories) == 43


def test_one_category_that_is_gone_is_created_anew(world: Emptied) -> None:
    """The list shows the others; the account denies this one when it is asked for it."""
    world.begin(43)
    account = world.sandbox.account
    used = {own: c for own, c in account.categories.items() if c.prodcat_name}
    account.categories.pop(max(used))
    for _ in range(3):
        report = world.job()
    assert told(report) == (RunState.DONE, True, 0, 0)
    assert world.is_equal()
