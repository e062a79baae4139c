"""The limits of the brakes: what is just allowed stops nothing, one more does, and says how many."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.plan.category_changes import CategoryRename
from shopsync_gui.core.plan.plan import AccountEdits, Action, Cause, FieldChange, PlanItem
from shopsync_gui.core.plan.plan_summary import Brake, BrakeKind
from shopsync_gui.core.planning.brakes import BrakeTally, Named, PlanFacts, brakes


def named(count: int) -> Named:
    found = Named()
    for number in range(count):
        found.add(f"Termék {number}")
    return found


def stops(tally: BrakeTally | None = None, **facts: Any) -> list[tuple[BrakeKind, int, int]]:
    """The brakes of a plan among 100 products that all have counterparts, if nothing else is said."""
    usual: dict[str, Any] = {"present": 100, "vanishing": Named(), "matched": 100}
    known = PlanFacts(**usual | facts)
    return [_told(brake) for brake in brakes(tally or BrakeTally(), known)]


def _told(brake: Brake) -> tuple[BrakeKind, int, int]:
    assert len(brake.examples) in (0, min(5, brake.count))
    return brake.kind, brake.count, brake.total


def tallied(**counts: int) -> BrakeTally:
    tally = BrakeTally()
    for name, count in counts.items():
        setattr(tally, name, named(count))
    return tally


@pytest.mark.parametrize(
    ("name", "facts", "most", "kind"),
    [
        ("jumps", {"matched": 100}, 5, BrakeKind.PRICE),
        ("jumps", {"matched": 1000}, 50, BrakeKind.PRICE),
        ("flips", {}, 0, BrakeKind.CURRENCY),
        ("blanked", {}, 20, BrakeKind.BLANK),
        ("blanked", {"present": 1000}, 50, BrakeKind.BLANK),
        ("vat", {"settled": True}, 5, BrakeKind.VAT),
        ("vat", {"settled": True, "matched": 1000}, 50, BrakeKind.VAT),
        ("names", {"settled": True, "matched": 10}, 5, BrakeKind.NAMES),
        ("names", {"settled": True}, 20, BrakeKind.NAMES),
        ("moved", {"settled": True}, 20, BrakeKind.MOVED),
        ("moved", {"settled": True, "matched": 1000}, 200, BrakeKind.MOVED),
        ("untold_flips", {"settled": True, "matched": 10}, 5, BrakeKind.CURRENCY),
        ("untold_flips", {"settled": True}, 20, BrakeKind.CURRENCY),
        ("edited", {"edits": AccountEdits.ASK}, 0, BrakeKind.EDITED),
    ],
)
def test_what_changes_in_the_account(
    name: str, facts: dict[str, Any], most: int, kind: BrakeKind
) -> None:
    total = facts.get("present" if kind is BrakeKind.BLANK else "matched", 100)
    assert stops(tallied(**{name: most}), **facts) == []
    assert stops(tallied(**{name: most + 1}), **facts) == [(kind, most + 1, total)]
    calm = {"settled": False, "edits": AccountEdits.OVERWRITE}
    if calm.keys() & facts.keys():
        assert stops(tallied(**{name: 100}), **facts | calm) == []


def test_what_vanishes_and_what_is_blanked_share_a_limit() -> None:
    assert stops(vanishing=named(20), present=380) == []
    assert stops(vanishing=named(21), present=380) == [(BrakeKind.VANISH, 21, 401)]
    # A twentieth of all that were there before.
    assert stops(vanishing=named(50), present=950) == []
    assert stops(vanishing=named(51), present=950) == [(BrakeKind.VANISH, 51, 1001)]
    both = stops(tallied(blanked=11), vanishing=named(10), present=380)
    assert both == [(BrakeKind.VANISH, 10, 390), (BrakeKind.BLANK, 11, 390)]
    assert stops(tallied(blanked=10), vanishing=named(10), present=380) == []


@pytest.mark.parametrize(("total", "most"), [(100, 20), (1000, 50)])
def test_what_the_account_shows(total: int, most: int) -> None:
    strange, other = BrakeKind.STRANGE_SKUS, BrakeKind.OTHER_SKUS
    assert stops(strange_skus=most, matched=total) == []
    assert stops(strange_skus=most + 1, matched=total) == [(strange, most + 1, total)]
    assert stops(elsewhere=named(most), present=total) == []
    assert stops(elsewhere=named(most + 1), present=total) == [(other, most + 1, total)]


@pytest.mark.parametrize(("categories", "most"), [(10, 5), (100, 20)])
def test_renamed_categories(categories: int, most: int) -> None:
    renames = tuple(CategoryRename(str(n), n, "Régi", f"Új {n}") for n in range(most + 1))
    assert stops(renames=renames[:most], categories=categories) == []
    shown = stops(renames=renames, categories=categories)
    assert shown == [(BrakeKind.CATEGORIES, most + 1, categories)]


def test_other_sides_and_empty_shops_stop_at_once() -> None:
    gone = named(3)
    assert stops(present=0, matched=0) == [(BrakeKind.EMPTY_SHOP, 0, 0)]
    assert stops(present=7, vanishing=gone, other_shop=True) == [(BrakeKind.OTHER_SHOP, 10, 10)]
    assert stops(present=7, vanishing=gone, other_account=True) == [
        (BrakeKind.OTHER_ACCOUNT, 10, 10)
    ]
    # Without a counterpart no price can jump.
    assert stops(tallied(jumps=3), matched=0) == []


NEW = MasterProduct(
    sku="S", name="Új", net=Decimal(100), vat=Decimal(27), currency="HUF", categories=("Cipők",)
)
OLD = TargetProduct(
    sa_id=1, sku="S", name="Régi", net=Decimal(100), vat=Decimal(27), currency="HUF",
    category_ids=(9,),
)  # fmt: skip


def counted(
    fields: str,
    cause: Cause = Cause.SHOP,
    action: Action = Action.UPDATE,
    written: int | None = None,
    old: dict[str, Any] | None = None,
    **new: Any,
) -> set[str]:
    """What an item with these changed fields counts as."""
    tally = BrakeTally()
    item = PlanItem(
        product_id=1, action=action, sku="S", name="Régi", desired=replace(NEW, **new),
        before=replace(OLD, **(old or {})),
        changes=tuple(FieldChange(field, "", "", cause) for field in fields.split()),
    )  # fmt: skip
    tally.add(item, None if written is None else Decimal(written))
    counts = {name: kept for name, kept in vars(tally).items() if isinstance(kept, Named)}
    found = {name: kept for name, kept in counts.items() if kept.count}
    assert all(kept.count == 1 for kept in found.values())
    return set(found)


def test_each_change_counts_for_its_brake() -> None:
    assert counted("vat") == {"vat"}
    assert counted("name") == {"names"}
    assert counted("name vat", Cause.ACCOUNT) == {"edited"}
    assert counted("name", Cause.ACCOUNT, Action.KEEP) == {"edited"}
    assert counted("name vat", Cause.ONCE_MORE) == set()
    assert counted("name vat", Cause.SHOP, Action.KEEP) == set()
    assert counted("") == set()
    assert counted("currency") == {"flips"}
    assert counted("currency", Cause.ACCOUNT) == {"flips", "edited"}
    assert counted("currency", old={"currency": None}) == {"untold_flips"}
    assert counted("currency", Cause.ONCE_MORE, old={"currency": None}) == set()


def test_a_price_jumps_by_more_than_half_of_what_it_was() -> None:
    assert counted("net", net=Decimal(150)) == set()
    assert counted("net", net=Decimal(151)) == {"jumps"}
    assert counted("net", net=Decimal(50)) == set()
    assert counted("net", net=Decimal(49)) == {"jumps"}
    assert counted("name", net=Decimal(500)) == {"names"}
    assert counted("net", old={"net": Decimal(0)}, net=Decimal(500)) == set()
    # An account that tells no price: what was written last counts.
    assert counted("net", old={"net": None}, net=Decimal(500)) == set()
    assert counted("net", old={"net": None}, net=Decimal(500), written=400) == set()
    assert counted("net", old={"net": None}, net=Decimal(500), written=100) == {"jumps"}
    assert counted("net", written=400, net=Decimal(100)) == set()


def test_what_was_there_and_is_none_is_blanked() -> None:
    assert counted("net", net=Decimal(0)) == {"blanked", "jumps"}
    assert counted("name", net=Decimal(0)) == {"names"}
    assert counted("net", net=Decimal(0), old={"net": Decimal(0)}) == set()
    assert counted("categories", categories=()) == {"blanked"}
    assert counted("categories") == {"moved"}
    assert counted("categories", Cause.ACCOUNT) == {"edited"}
    assert counted("categories", old={"category_ids": ()}) == set()
    assert counted("categories", old={"category_ids": None}) == set()
    assert counted("name", categories=()) == {"names"}
    assert counted("categories", categories=(), old={"category_ids": ()}) == set()
    assert counted("categories", categories=("Más",)) == {"moved"}
