"""The ids of an account mean nothing in another one; another API user may lead to the same one."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import pytest

from shopsync_gui.core.plan.plan import Action
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.sandbox.account.records import SaProduct
from shopsync_gui.store.search.query import GridQuery
from tests.sync.elsewhere import save
from tests.sync.undoing import undo
from tests.sync.world import World

pytestmark = pytest.mark.usefixtures("own_keyring")
ANOTHER = "another@example.com"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def lead_to_other_account(world: World) -> dict[int, SaProduct]:
    """The user leads the shop to an account in which the same ids stand for other products."""
    account = world.sandbox.account
    for product in world.account_products():
        account.put_product(
            product._replace(
                prod_sku=f"IDEGEN-{product.prod_id}", prod_name=f"Idegen {product.prod_id}"
            )
        )
    for category in list(account.categories.values()):
        account.put_category(category._replace(prodcat_name=f"Idegen {category.prodcat_id}"))
    lead(world)
    return dict(account.products)


def lead(world: World) -> None:
    save(world, sa_user=ANOTHER)
    world.type_secrets(world.connection)


@pytest.mark.parametrize("before", [JobKind.SYNC, JobKind.PREVIEW])
def test_products_of_another_account_are_not_overwritten(world: World, before: JobKind) -> None:
    world.job()
    if before is JobKind.PREVIEW:  # the ids are known, and nothing was written
        world.forget()
        world.type_secrets(world.connection)
        world.job(JobKind.PREVIEW)
    foreign = lead_to_other_account(world)
    preview = world.job(JobKind.PREVIEW)
    assert preview.planned is not None
    assert preview.planned.update == 0
    assert preview.planned.create > 0
    done = world.job(approve_brake=True)
    assert done.verified
    held = world.sandbox.account.products
    assert {sa_id: held[sa_id] for sa_id in foreign} == foreign
    names = {category.prodcat_name for category in world.sandbox.account.categories.values()}
    assert any(name.startswith("Idegen") for name in names)
    assert any(not name.startswith("Idegen") for name in names)


def test_another_user_of_the_same_account_keeps_what_is_known(world: World) -> None:
    world.job()
    product = world.account_products()[0]
    (key,) = (
        k
        for k in world.sandbox.shop.keys()  # noqa: SIM118 - a shop is no mapping
        if world.sandbox.shop.product(k).sku == product.prod_sku
    )
    world.sandbox.shop.update(key, sku="UJ-CIKKSZAM-1")
    count = len(world.account_products())
    known = {row.sku: row.sa_id for row in world.rows(GridQuery())}
    lead(world)
    assert not any(row.sa_id for row in world.rows(GridQuery()))  # nobody knows yet
    world.job(JobKind.PREVIEW)
    assert {row.sku: row.sa_id for row in world.rows(GridQuery())} | known == known | {
        "UJ-CIKKSZAM-1": product.prod_id
    }
    done = world.job(approve_brake=True)
    assert done.verified
    assert len(world.account_products()) == count
    assert world.sandbox.account.products[product.prod_id].prod_sku == "UJ-CIKKSZAM-1"


def test_what_the_former_account_refused_is_tried_in_the_next(world: World) -> None:
    (key,) = world.ordinary(1)
    sku = world.sandbox.shop.product(key).sku
    world.sandbox.account.refuse = lambda product: product.prod_sku == sku
    assert [world.job().given_up for _ in range(3)][-1] == 1
    world.sandbox.account.refuse = None
    lead_to_other_account(world)
    done = world.job(approve_brake=True)
    assert (done.given_up, done.verified) == (0, True)
    assert sku in {product.prod_sku for product in world.account_products()}


def test_what_left_the_shop_is_not_told_of_an_account_that_never_had_it(world: World) -> None:
    world.job()
    world.sandbox.shop.delete(*world.ordinary(3))
    assert world.job().gone == 3
    lead_to_other_account(world)
    preview = world.job(JobKind.PREVIEW)
    assert preview.planned is not None
    assert (preview.planned.gone, preview.gone) == (0, 0)
    assert Action.GONE not in {item.action for item in world.plans[-1].items}
    done = world.job(approve_brake=True)
    assert (done.verified, done.gone) == (True, 0)
    assert len(world.rows(GridQuery(gone=True))) == 3


@pytest.mark.parametrize(
    "manner", ["name-cut-32", "price-kept-whole", "category-cut-20", "sku-digits-only"]
)
def test_what_an_account_makes_of_values_is_known_again_on_return(
    manner: str, tmp_path: Path
) -> None:
    world = World(tmp_path, catalogue="awkward", rate_limit=0, manners=(manner,))
    first, account, user = world.job(), world.sandbox.account, world.connection.sa_user
    products, categories = world.account_products(), list(account.categories.values())
    kept = world.job(JobKind.VERIFY).kept_differently
    assert kept
    account.clear()
    lead(world)
    world.job(approve_brake=True)
    account.clear()
    for category in categories:
        account.put_category(category)
    for product in products:
        account.put_product(product)
    save(world, sa_user=user)
    world.type_secrets(world.connection)
    writes = world.write_count()
    back = world.job(approve_brake=True)
    assert (world.write_count() - writes, back.kept_differently) == (0, kept)
    assert (set(world.account_products()), back.edited) == (set(products), 0)
    undone = undo(world, first, remove_created=True)
    assert undone.removed == first.created


def test_an_account_that_nobody_knows_gets_nothing_of_what_another_made_of_values(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, catalogue="awkward", rate_limit=0, manners=("name-cut-32",))
    world.job()
    user = world.connection.sa_user
    lead(world)
    world.sandbox.account.renumber(90_001)
    assert world.job(JobKind.PREVIEW).planned
    save(world, sa_user=user)
    world.type_secrets(world.connection)
    world.sandbox.account.clear()
    again = world.job(approve_brake=True)  # the same user, and an account of other products
    assert again.created == len(world.account_products())
    assert world.job(JobKind.VERIFY).verified


@pytest.mark.parametrize("manner", ["name-cut-32", "sku-digits-only"])
def test_a_run_that_broke_off_while_it_left_an_account_takes_nothing_from_it(
    manner: str, tmp_path: Path
) -> None:
    world = World(tmp_path, catalogue="awkward", rate_limit=0, manners=(manner,))
    world.job()
    kept = world.job(JobKind.VERIFY).kept_differently
    store, connection = world.store, world.connection
    marks = store.target.landmarks(connection.id)
    for _ in range(2):  # it was killed there, and so was the run that went on with it
        store.former_accounts.remember(connection.id, connection.account_key, marks)
        for forget in (store.catalogue.unlinking, store.target.forgetting):
            deque(forget(connection.id), maxlen=0)
        store.former_accounts.enter(connection.id, ANOTHER, lambda _sa_id: None)
        marks = store.target.landmarks(connection.id)
        assert not store.echoes.all(connection.id)
    writes = world.write_count()
    back = world.job()
    assert (back.kept_differently, back.edited) == (kept, 0)
    assert world.write_count() == writes
