"""A create that overwrites another row, since the account takes two SKUs for one."""

from __future__ import annotations

from pathlib import Path

from tests.sync.pushing import Pushing, State


def overwriting(folder: Path) -> Pushing:
    """Both are equal, and of a SKU the account knows six letters from now on."""
    push = Pushing(folder)
    push.world.job()
    push.world.time += 6 * 3600
    push.account.habits.same_sku = lambda sku: sku[:6]
    push.account.habits.sku_twice = "overwritten"
    return push


def linked(push: Pushing) -> dict[str, int | None]:
    """The ids that the shop's products of these SKUs are known by."""
    rows = push.store.database.rows("SELECT sku, sa_id FROM product WHERE sku LIKE 'EGYEZO-%'")
    return dict(rows)


def test_a_row_of_nobody_is_kept_for_an_undo(tmp_path: Path) -> None:
    push = overwriting(tmp_path)
    row = push.account.add_product("EGYEZO-0", "Idegen")
    push.world.sandbox.shop.insert(sku="EGYEZO-1", name="Első")
    push.push()
    (create,) = push.entries()
    assert (create.state, create.sa_id) == (State.DONE, row)
    assert create.before is not None
    assert (create.before.sku, create.before.name) == ("EGYEZO-0", "Idegen")
    assert linked(push) == {"EGYEZO-1": row}


def test_a_product_of_the_shop_loses_its_row_and_is_known_to_have_lost_it(tmp_path: Path) -> None:
    push = Pushing(tmp_path)
    shop = push.world.sandbox.shop
    shop.insert(sku="EGYEZO-1", name="Első")
    push.world.job()
    push.world.time += 6 * 3600
    push.account.habits.same_sku = lambda sku: sku[:6]
    push.account.habits.sku_twice = "overwritten"
    shop.insert(sku="EGYEZO-2", name="Második")
    push.push()
    (create,) = push.entries()
    assert create.before is not None
    assert create.before.sku == "EGYEZO-1"
    assert linked(push) == {"EGYEZO-1": None, "EGYEZO-2": create.sa_id}


def test_what_the_same_run_created_was_nothing_before(tmp_path: Path) -> None:
    push = overwriting(tmp_path)
    for number, name in enumerate(("Első", "Második"), 1):
        push.world.sandbox.shop.insert(sku=f"EGYEZO-{number}", name=name)
    push.push()
    first, second = push.entries()
    assert (first.state, second.state) == (State.DROPPED, State.DONE)
    assert (first.before, second.before) == (None, None)
    assert linked(push) == {"EGYEZO-1": None, "EGYEZO-2": second.sa_id}
