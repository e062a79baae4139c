"""Categories that the shop renamed, met by a computer that knows nothing of the account."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.sandbox import faults
from tests.sync.odd_answers import altered
from tests.sync.world import World

MORE = " és más"
LEAVES = ("Sajtok", "Lámpák")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, products=60, orders=0)


def names(world: World) -> dict[int, str]:
    return {c.prodcat_id: c.prodcat_name for c in world.sandbox.account.categories.values()}


def rename(world: World, changes: dict[str, str]) -> None:
    shop = world.sandbox.shop
    for inner, category in list(shop.categories.items()):
        if new := changes.get(category.name):
            shop.update_category(inner, name=new, name_en=new)


def meet_anew(world: World, changes: dict[str, str]) -> dict[int, str]:
    """Sync, rename in the shop, and go on as another computer; the account's names before."""
    world.job()
    before = names(world)
    assert before.keys() & {i for i, name in before.items() if name in changes}
    rename(world, changes)
    world.forget()
    return before


def at_rest(world: World) -> RunReport:
    writes = world.write_count()
    report = world.job()
    assert world.write_count() == writes
    return report


def longer(*those: str) -> dict[str, str]:
    return {name: name + MORE for name in those}


@pytest.mark.parametrize("previewed", [False, True])
@pytest.mark.parametrize(
    "changes",
    [
        longer(*LEAVES),
        longer("Sajtok", "Lámpák", "Konyha", "Ruházat"),
        {"Sajtok": "Saj"},
    ],
)
def test_they_are_renamed_once_and_keep_their_products(
    world: World, changes: dict[str, str], *, previewed: bool
) -> None:
    before = meet_anew(world, changes)
    wanted = {
        own: " > ".join(changes.get(each, each) for each in name.split(" > "))
        for own, name in before.items()
    }
    products = set(world.account_products())
    renamed = sum(before[own] != name for own, name in wanted.items())
    if previewed:
        planned = world.job(JobKind.PREVIEW).planned
        assert planned is not None
        assert planned.renamed_categories == renamed
        assert not world.plans[-1].new_categories
    report = world.job(approve_brake=True)
    assert (report.renamed_categories, report.updated, report.verified) == (renamed, 0, True)
    assert names(world) == wanted
    assert set(world.account_products()) == products
    rest = at_rest(world)
    assert not rest.noted_categories
    assert not rest.kept_differently
    assert rest.verified


def test_where_the_account_refuses_it_the_products_move(world: World) -> None:
    before = meet_anew(world, longer(*LEAVES))
    world.sandbox.faults.at("POST sa/modprodcategory", faults.status(406, body=b"no"), None)
    report = world.job()
    assert report.renamed_categories == 0
    new = {own: name for own, name in names(world).items() if own not in before}
    assert sorted(new.values()) == sorted(longer(*LEAVES).values())
    left = {own for own, name in before.items() if name in LEAVES}
    assert not [p for p in world.account_products() if left & set(p.categories)]
    assert at_rest(world).verified


@pytest.mark.parametrize("length", [9, 20])
def test_what_the_account_cuts_is_not_renamed_again(world: World, length: int) -> None:
    world.sandbox.account.habits.keep_category.append(lambda name: name[:length])
    world.job()
    before = names(world)
    world.forget()
    world.job(approve_brake=True)
    assert names(world) == before
    at_rest(world)


def test_one_that_the_account_cuts_to_the_former_name_is_written_once(world: World) -> None:
    world.job()
    before = names(world)
    world.sandbox.account.habits.keep_category.append(lambda name: name.removesuffix(MORE))
    rename(world, longer(*LEAVES))
    world.forget()
    report = world.job()
    assert report.renamed_categories == len(LEAVES)
    assert names(world) == before
    assert len(at_rest(world).noted_categories) == len(LEAVES)


def test_an_undo_gives_their_names_back(world: World) -> None:
    before = meet_anew(world, longer(*LEAVES))
    run = world.job()
    undone = world.job(JobKind.UNDO, undo_run_id=run.run_id)
    assert undone.renamed_categories == len(LEAVES)
    assert names(world) == before


@pytest.mark.parametrize("deleted", [False, True])
def test_a_list_without_categories_is_no_reason_to_create_them_twice(
    world: World, deleted: bool
) -> None:
    """No product has them any more, by which they would be known to be there."""
    account = world.sandbox.account
    assert world.job().verified
    before = names(world)
    for sa_id in list(account.products):
        account.drop_product(sa_id)
    if deleted:
        account.categories.clear()
    else:
        world.reshape = altered("listprodcategories", body=b"[]")
    for _ in range(3):
        world.job(approve_brake=True)
        world.time += 4000
    world.reshape = None
    assert world.job(approve_brake=True).verified
    assert sorted(names(world).values()) == sorted(before.values())
    assert (names(world) == before) is not deleted
