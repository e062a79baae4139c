"""An account that is emptied between the parts of a first sync: what its earlier parts made there is gone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.jobs import JobKind
from shopsync_gui.core.runs import RunReport, RunState
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
        account, shop = self.sandbox.account, self.sandbox.shop
        names = Counter(c.prodcat_name for c in account.categories.values())
        held = {
            p.prod_sku: {account.categories[own].prodcat_name for own in p.categories}
            for p in account.products.values()
        }
        wanted = {
            item.desired.sku: set(item.desired.categories)
            for item in self.plans[-1].items
            if item.desired is not None
        }
        assert shop.keys()
        return max(names.values()) == 1 and held.items() >= wanted.items() and len(wanted) > 40


def told(report: RunReport) -> tuple[RunState, bool | None, int, int]:
    return report.state, report.verified, report.failed, report.given_up


@pytest.fixture
def world(tmp_path: Path) -> Emptied:
    return Emptied(tmp_path, products=60, orders=0)


@pytest.mark.parametrize("numbers_anew", [False, True])
@pytest.mark.parametrize("made", [(1, 0), (12, 0), (43, 0), (43, 1), (43, 12)])
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
