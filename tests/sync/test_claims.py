"""What the answers to creates claimed: when it is doubted, what is asked for that, and what is forgotten."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.catalogue import TargetCategory, TargetProduct
from shopsync_gui.core.plan.category_changes import CategoryPair
from shopsync_gui.core.structures.pieces import PIECE
from shopsync_gui.store.runs.journal_entries import NewEntry
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.push.claims import disprove
from shopsync_gui.sync.push.settling import note_removed, settle
from shopsync_gui.sync.run.session import Session
from tests.sync.doubt import WANTED, Doubt, Op, State


@pytest.fixture
def doubt(tmp_path: Path) -> Doubt:
    return Doubt(tmp_path)


def asked(doubt: Doubt) -> tuple[int, int]:
    """How often the list of products was read, and how many products were asked for."""
    world = doubt.world
    before = world.request_count("listproducts"), world.request_count("getproduct")
    doubt.look()
    return (
        world.request_count("listproducts") - before[0],
        world.request_count("getproduct") - before[1],
    )


def test_others_have_their_turn_while_very_many_creates_are_looked_for(doubt: Doubt) -> None:
    journal, many = doubt.store.journal, range(3 * PIECE)
    new = [NewEntry(op=Op.CREATE_PRODUCT, sku=f"S-{n}", name="Kék", desired=WANTED) for n in many]
    with doubt.store.transaction():
        journal.plan(doubt.run_id, doubt.shop_id, new)
        for entry in journal.planned(doubt.run_id, limit=len(new)):
            sa_id = doubt.account.add_product(entry.sku, entry.name)
            journal.done(entry.id, sa_id, doubt.world.now())
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def work(session: Session) -> None:
        target = await read_target(session)
        others = asyncio.create_task(count())
        assert await settle(session, target) is target
        others.cancel()

    doubt.world.in_session(doubt.run_id, work)
    assert turns >= len(many) // PIECE - 1


def test_a_category_that_stands_elsewhere_is_known_at_once(doubt: Doubt) -> None:
    other, real = (doubt.account.add_category(name) for name in ("Egészen más", "Kék cipők"))
    entry = doubt.write(Op.CREATE_CATEGORY, name="Kék cipők", named=other, done=True)
    assert asked(doubt) == (1, 0)
    assert doubt.get(entry).sa_id == real


def test_a_product_that_stands_elsewhere_is_known_at_once(doubt: Doubt) -> None:
    real = doubt.account.add_product("KEK-01", "Kék kancsó")
    entry = doubt.write(Op.CREATE_PRODUCT, named=777_777, done=True)
    assert asked(doubt) == (1, 1)
    assert (doubt.get(entry).sa_id, doubt.linked()) == (real, real)


def test_a_product_that_stands_nowhere_is_looked_for_once_more_after_a_while(doubt: Doubt) -> None:
    entry = doubt.write(Op.CREATE_PRODUCT, named=777_777, done=True)
    begun = doubt.world.now()
    lists, _products = asked(doubt)
    assert lists == 2
    assert (doubt.world.now() - begun).total_seconds() > 100
    assert doubt.get(entry).state is State.DROPPED


def test_an_id_that_the_list_lacks_and_the_account_has_stays_believed(doubt: Doubt) -> None:
    real = doubt.account.add_product("KEK-01", "Kék kancsó")

    def cut(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        listed = "listproducts" in request.url.path
        return httpx.Response(200, json=[]) if listed else response

    doubt.world.reshape = cut
    entry = doubt.write(Op.CREATE_PRODUCT, named=real, done=True)
    assert doubt.outcome(entry) == (State.DONE, real)
    assert doubt.names_ids is None


@pytest.mark.parametrize("removed", [False, True])
def test_what_is_disproved_or_removed_stands_no_more_in_the_picture_of_the_account(
    doubt: Doubt, removed: bool
) -> None:
    op_product = Op.DELETE_PRODUCT if removed else Op.CREATE_PRODUCT
    op_category = Op.DELETE_CATEGORY if removed else Op.CREATE_CATEGORY
    target = doubt.store.target
    target.upsert_product(doubt.shop_id, TargetProduct(sa_id=77, sku=WANTED.sku, name=WANTED.name))
    target.upsert_category(doubt.shop_id, TargetCategory(sa_id=7, name="Kék cipők"))
    doubt.store.catalogue.adopt(doubt.shop_id, {1: 77})
    doubt.store.echoes.keep_pairs(doubt.shop_id, [CategoryPair("5", 7, "Kék cipők", None)])
    if removed:
        product = doubt.write(op_product, sa_id=77)
        category = doubt.write(op_category, name="Kék cipők", sa_id=7)
    else:
        product = doubt.write(op_product, named=77, done=True)
        category = doubt.write(op_category, name="Kék cipők", named=7, done=True)

    async def work(session: Session) -> None:
        for entry in map(doubt.get, (product, category)):
            (note_removed if removed else disprove)(session, entry)

    doubt.world.in_session(doubt.run_id, work)
    assert target.counts(doubt.shop_id) == (0, 0)
    assert doubt.store.echoes.pairs(doubt.shop_id) == {}
    assert doubt.linked() is None
    assert {doubt.get(entry).state for entry in (product, category)} == {
        State.DONE if removed else State.UNKNOWN
    }


# --- categories that two programs made ----------------------------------------------------------------


def test_a_younger_category_that_this_computer_claims_is_a_double(doubt: Doubt) -> None:
    _older, ours = (doubt.account.add_category("Kék cipők") for _ in range(2))
    doubt.write(Op.CREATE_CATEGORY, name="Kék cipők", named=ours, done=True)
    doubt.look()
    assert doubt.found == {ours: "Kék cipők"}


@pytest.mark.parametrize("paired", [False, True], ids=["claimed", "paired"])
def test_where_the_older_category_is_ours_too_the_younger_is_no_double(
    doubt: Doubt, paired: bool
) -> None:
    older, younger = (doubt.account.add_category("Kék cipők") for _ in range(2))
    doubt.write(Op.CREATE_CATEGORY, name="Kék cipők", named=younger, done=True)
    if paired:
        pair = CategoryPair("5", older, "Kék cipők", None)
        doubt.store.echoes.keep_pairs(doubt.shop_id, [pair])
    else:
        doubt.write(Op.CREATE_CATEGORY, name="Kék cipők", named=older, done=True)
    doubt.look()
    assert doubt.found == {}
