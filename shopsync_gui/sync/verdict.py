"""Judging a run: what is still unequal, and whether an approval covers what the brake found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.plan import Action, Plan, PlanItem
from shopsync_gui.core.runs import Difference

if TYPE_CHECKING:
    from shopsync_gui.core.plan import Brake
    from shopsync_gui.store.connections import Connection


def unfinished(plan: Plan) -> list[Difference]:
    """What a plan that was made after the writing would still write."""
    differences = []
    for item in plan.items:
        if item.action is Action.CREATE:
            differences.append(_whole(item, wanted=item.name, found=""))
        elif item.action is Action.REMOVE:
            differences.append(_whole(item, wanted="", found=item.name))
        elif item.action is Action.UPDATE:
            differences += [
                Difference(
                    sku=item.sku,
                    sa_id=item.sa_id,
                    field=change.field,
                    wanted=change.new,
                    found=change.old,
                )
                for change in item.changes
            ]
    return differences


def _whole(item: PlanItem, *, wanted: str, found: str) -> Difference:
    return Difference(sku=item.sku, sa_id=item.sa_id, field="product", wanted=wanted, found=found)


def account_identity(connection: Connection) -> str:
    """What tells one account from another."""
    return f"{connection.sa_user}@{connection.sa_url}"


def within(brakes: tuple[Brake, ...], approved: tuple[Brake, ...]) -> bool:
    """Whether every brake is of an approved kind and not about more products."""
    limits = {brake.kind: brake.count for brake in approved}
    return all(brake.count <= limits.get(brake.kind, -1) for brake in brakes)
