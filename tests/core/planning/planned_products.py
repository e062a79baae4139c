"""Products of a shop and of an account, made by a number, and the plan that they lead to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from shopsync_gui.core.catalogue import (
    Category,
    ShopProduct,
    TargetCategory,
    TargetProduct,
)
from shopsync_gui.core.plan.plan import KnownProduct, Plan, Target
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.planning.planner import PlanSteps
from shopsync_gui.core.products.mapping import MasterOptions
from tests.core.planning.known_list import KnownList

CATEGORIES = [
    Category(ref="c1", inner_id="1", name="Cipők"),
    Category(ref="c2", inner_id="2", name="Táskák", enabled=False),
]


def known(number: int, sku: str | None = None, **fields: object) -> KnownProduct:
    own = {k: fields.pop(k) for k in ("sa_id", "present", "newly_gone") if k in fields}
    values: dict[str, object] = {
        "inner_id": str(number),
        "ref": f"r{number}",
        "sku": f"S-{number}" if sku is None else sku,
        "name": f"Termék {number}",
        "net": Decimal(1000),
        "vat": Decimal(27),
        "currency": "HUF",
        "category_refs": ("c1",),
    }
    shop = ShopProduct(**(values | fields))  # type: ignore[arg-type]
    return KnownProduct(product_id=number, shop=shop, **own)  # type: ignore[arg-type]


def account(number: int, sku: str | None = None, **fields: object) -> TargetProduct:
    values: dict[str, object] = {
        "sa_id": 500 + number,
        "sku": f"S-{number}" if sku is None else sku,
        "name": f"Termék {number}",
        "net": Decimal("1000.00"),
        "vat": Decimal(27),
        "currency": "HUF",
        "category_ids": (9,),
    }
    return TargetProduct(**(values | fields))  # type: ignore[arg-type]


def make_plan(
    products: Iterable[KnownProduct],
    categories: Iterable[Category],
    target: Target,
    options: MasterOptions,
    *,
    other_shop: bool = False,
    other_account: bool = False,
    settled: bool = False,
    **named: Any,
) -> Plan:
    """All steps of a plan at once."""
    steps = PlanSteps(KnownList(products), categories, target, options, **named)
    deque(steps.pieces(), maxlen=0)
    return steps.plan(other_shop=other_shop, other_account=other_account, settled=settled)


def plan(products: list[KnownProduct], targets: list[TargetProduct], **flags: Any) -> Plan:
    target = Target(tuple(targets), (TargetCategory(sa_id=9, name=" cipők"),))
    return make_plan(products, CATEGORIES, target, MasterOptions(), **flags)


def kinds(result: Plan) -> set[BrakeKind]:
    return {brake.kind for brake in result.brakes}
