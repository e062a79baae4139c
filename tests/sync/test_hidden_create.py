"""A create that arrived while the program died, and a list that hides it from the next run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.errors import AccountListIncomplete
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox import faults
from tests.sync.world import Killed, World


def died_in_its_first_create(world: World) -> None:
    """Let the program die once the account has carried out its first create of a product."""

    def die(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "createproduct" in str(request.url):
            raise Killed
        return response

    world.reshape = die
    with pytest.raises(Killed):
        world.job()
    world.reshape = None
    world.restart()
    world.time += 86_400.0


def hide(world: World, readings: int | None) -> None:
    """Let so many readings of the account's products show none; None for all."""
    world.sandbox.faults.at(
        "GET sa/listproducts", faults.Action(answer="status", body=b"[]"), readings
    )


def skus(world: World) -> Counter[str]:
    return Counter(product.prod_sku for product in world.account_products())


@pytest.mark.parametrize("readings", [1, 2, 3])
def test_it_is_not_made_again_before_the_list_has_shown_another_one(
    tmp_path: Path, readings: int
) -> None:
    world = World(tmp_path, products=12, orders=0)
    died_in_its_first_create(world)
    assert len(world.account_products()) == 1
    hide(world, readings)
    report = world.job()
    assert max(skus(world).values()) == 1
    assert report.state is RunState.DONE, report
    assert not report.other_writer


def test_a_list_that_goes_on_hiding_it_stops_the_run(tmp_path: Path) -> None:
    world = World(tmp_path, products=12, orders=0)
    died_in_its_first_create(world)
    hide(world, None)
    report = world.job()
    assert report.problem is not None
    assert report.problem.is_a(AccountListIncomplete)
    assert max(skus(world).values()) == 1
    assert len(world.account_products()) == 2
    world.sandbox.faults.clear()
    world.time += 86_400.0
    assert world.job().state is RunState.DONE
    assert max(skus(world).values()) == 1
