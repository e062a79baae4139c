"""The order of a push, and what of it depends on what was written before."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox import faults as f
from tests.sync.world import World


def categories_of_products(world: World) -> set[int]:
    return {sa_id for product in world.account_products() for sa_id in product.categories}


@pytest.mark.parametrize("applied", [True, False])
def test_products_go_into_a_category_whose_answer_was_lost_and_that_shows_another_name(
    tmp_path: Path, applied: bool
) -> None:
    world = World(tmp_path)
    world.sandbox.account.habits.keep_category.append(lambda name: f"» {name} «")
    world.sandbox.faults.at("POST sa/createprodcategory", f.drop(apply=applied), skip=1)
    report = world.job()
    assert (report.state, report.verified, report.failed) == (RunState.DONE, True, 0)
    names = [category.prodcat_name for category in world.sandbox.account.categories.values()]
    assert len(names) == len(set(names))
    assert categories_of_products(world) == {*world.sandbox.account.categories}
    writes = world.write_count()
    assert world.job().verified is True
    assert world.write_count() == writes


def test_categories_come_first_and_nothing_is_sent_twice(tmp_path: Path) -> None:
    world = World(tmp_path)
    asked: list[str] = []

    def watch(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        asked.append(request.url.path.rsplit("/", 1)[-1])
        return response

    world.reshape = watch
    report = world.job()
    kinds = [kind for kind, _ in groupby(asked)]
    writes = [kind for kind in asked if kind.startswith("create")]
    assert [kind for kind, _ in groupby(writes)] == ["createprodcategory", "createproduct"]
    assert len(writes) == world.write_count()
    # Before the first product the categories are read once more, and after it the products.
    first = kinds.index("createproduct")
    assert kinds[first - 1] == "listprodcategories"
    assert report.verified is True


def test_a_push_tells_how_many_are_written_and_never_less_than_before(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.sandbox.faults.at("POST sa/createproduct", f.drop(apply=True), skip=5)
    report = world.job()
    told = [each for each in world.progress if each.phase is Phase.PUSH and each.total is not None]
    assert {each.total for each in told} == {report.created}
    assert max(each.done for each in told) == report.created
    shares = [each.share for each in told if each.share is not None]
    assert max(shares) == 1
    assert min(shares) == 0
    assert shares == sorted(shares) or shares.index(1.0) > len(shares) // 2
    assert [phase for phase, _ in groupby(each.phase for each in world.progress)] == [
        "prepare", "pull", "target", "plan", "push", "settle", "push", "verify", "finish",
    ]  # fmt: skip


def test_less_of_the_file_is_kept_in_memory_while_answers_are_awaited(tmp_path: Path) -> None:
    world = World(tmp_path, products=3, orders=0)
    caches: dict[Phase, int] = {}

    def look(_task: object) -> None:
        size = -world.store.database.value("PRAGMA cache_size")
        caches[world.progress[-1].phase] = size

    synced = world.start(look)
    usual = caches[Phase.PULL]
    assert 2 * caches[Phase.PUSH] < usual
    assert caches[Phase.VERIFY] == caches[Phase.PUSH]
    caches.clear()
    world.start(look, JobKind.UNDO, undo_run_id=synced.run_id, remove_created=True)
    assert (caches[Phase.PREPARE], 2 * caches[Phase.PUSH] < usual) == (usual, True)
    assert -world.store.database.value("PRAGMA cache_size") == usual
