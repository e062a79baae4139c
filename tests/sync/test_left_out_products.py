"""An account whose list leaves out some products that it has, and shows newer ones."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from shopsync_gui.cli.receipts import sync_json
from shopsync_gui.core.errors import AccountListLeavesOut
from shopsync_gui.core.runs.account_words import list_text, reading_notes
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunReport, RunState
from tests.sync.world import World

MANNERS = ("list-omits-uncategorised", "list-omits-free")


def listed_apart(world: World) -> tuple[set[str], int]:
    """The SKUs that the account's list leaves out, and how many it shows."""
    held = world.account_products()
    if "list-omits-free" in world.config.manners:
        hidden = {product.prod_sku for product in held if not product.prod_price}
    else:
        hidden = {product.prod_sku for product in held if not product.categories}
    return hidden, len(held) - len(hidden)


def check_names_them(receipt: RunReport, world: World) -> None:
    hidden, shown = listed_apart(world)
    assert (receipt.list_ends_at, receipt.list_leaves_out) == (None, len(hidden))
    text = list_text(receipt)
    assert all(sku in text for sku in hidden)
    assert str(shown) not in text
    assert text in receipt_text(receipt, "shop")
    assert [code for code, _text in reading_notes(receipt)] == ["list_leaves_out"]


@pytest.mark.parametrize("manner", MANNERS)
def test_every_run_names_what_the_list_leaves_out(tmp_path: Path, manner: str) -> None:
    """The first one as well: newer products are listed, so the list is not only behind."""
    world = World(tmp_path, products=100, orders=0, manners=(manner,))
    for kind in (JobKind.SYNC, JobKind.SYNC, JobKind.VERIFY, JobKind.PREVIEW, JobKind.SYNC):
        receipt = world.job(kind)
        assert (receipt.state, receipt.problem) == (RunState.DONE, None)
        assert receipt.verified or kind is JobKind.PREVIEW
        check_names_them(receipt, world)
        world.time += 60.0
    assert "list_ends_at" not in sync_json(receipt)


@pytest.mark.parametrize("manner", MANNERS)
def test_what_keeps_new_products_from_being_created_is_named(tmp_path: Path, manner: str) -> None:
    world = World(tmp_path, products=100, orders=0, manners=(manner,))
    world.job()
    hidden, shown = listed_apart(world)
    world.sandbox.shop.insert(sku="UJ-1", name="Vadonatúj termék")
    world.time += 86_400.0
    receipt = world.job()
    assert (receipt.state, receipt.created) == (RunState.PARTIAL, 0)
    assert receipt.problem is not None
    assert receipt.problem.is_a(AccountListLeavesOut)
    told = f"{receipt.problem.title} {receipt.problem.message}"
    assert all(sku in told for sku in hidden)
    assert str(shown) not in told


def test_a_list_that_was_longer_before_is_not_said_to_end(tmp_path: Path) -> None:
    """It leaves out the newest product alone, and lost ones that it showed."""
    world = World(tmp_path, products=12, orders=0, manners=("list-omits-free",))
    world.job()
    assert not listed_apart(world)[0]
    account = world.sandbox.account
    newest = world.account_products()[-1]
    account.put_product(newest._replace(prod_price=newest.prod_price * 0))
    told = []
    for _ in range(4):
        account.drop_product(world.account_products()[0].prod_id)
        for _again in range(2):
            world.time += 86_400.0
            receipt = world.job(JobKind.VERIFY)
            told.append((receipt.list_ends_at, receipt.left_out_skus))
    assert told[2:] == [(None, (newest.prod_sku,))] * 6


@pytest.mark.parametrize("manner", ["list-cap-50", "list-omits-free"])
@pytest.mark.parametrize("deleted", [1, 4])
def test_what_somebody_deleted_comes_back(tmp_path: Path, manner: str, deleted: int) -> None:
    world = World(tmp_path, products=60, orders=0, rate_limit=0, manners=(manner,))
    assert world.job().verified
    account = world.sandbox.account
    skus = [account.products[own].prod_sku for own in sorted(account.products)[20 : 20 + deleted]]
    for sku in skus:
        account.drop_product(account.by_sku(sku)[0].prod_id)
    world.time += 86_400
    began = world.time
    receipt = world.job()
    assert (receipt.state, receipt.verified, receipt.created) == (RunState.DONE, True, deleted)
    assert world.time - began < 60
    assert [len(account.by_sku(sku)) for sku in skus] == [1] * deleted
    writes = world.write_count()
    assert world.job().verified
    assert world.write_count() == writes


def test_what_somebody_created_in_its_place_is_not_created_again(tmp_path: Path) -> None:
    world = World(tmp_path, products=60, orders=0, rate_limit=0, manners=("list-cap-50",))
    assert world.job().verified
    account = world.sandbox.account
    product = account.products[sorted(account.products)[20]]
    account.drop_product(product.prod_id)
    account.add_product(product.prod_sku, product.prod_name)  # the list ends before it
    world.time += 86_400
    assert world.job(approve_brake=True).verified
    assert len(account.by_sku(product.prod_sku)) == 1


def test_where_products_are_told_by_the_list_alone_nothing_is_taken_for_deleted(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, products=60, orders=0, rate_limit=0, manners=("list-cap-50",))
    assert world.job().verified
    account, count = world.sandbox.account, len(world.account_products())
    listed = set(sorted(account.products)[:50])

    def hide(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        _empty, _sa, kind, *rest = [*request.url.path.split("/"), ""]
        hidden = kind == "getproduct" and int(rest[0]) not in listed
        return httpx.Response(404) if hidden else response

    world.reshape = hide
    for _ in range(3):
        world.time += 86_400
        world.job(approve_brake=True)
    assert len(world.account_products()) <= count + 1


def test_a_list_in_no_order_of_ids_ends_where_lists_are_wont_to(tmp_path: Path) -> None:
    manners = ("list-cap-50", "ids-scattered")
    world = World(tmp_path, products=60, orders=0, rate_limit=0, manners=manners)
    for _ in range(2):
        receipt = world.job()
        assert (receipt.list_ends_at, receipt.list_leaves_out) == (50, 0)
        world.time += 86_400
