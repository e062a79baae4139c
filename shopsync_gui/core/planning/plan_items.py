"""The item of a plan for one product, by what it should be and what the account shows of it; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.account.echoes import NOTHING_KNOWN, Memory, compared
from shopsync_gui.core.plan.plan import AccountEdits, Action, Cause, FieldChange, PlanItem
from shopsync_gui.core.products.reasons import KeepReason, SkipReason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shopsync_gui.core.account.target_index import TargetIndex
    from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
    from shopsync_gui.core.plan.plan import KnownProduct


def plan_item(
    entry: KnownProduct,
    desired: MasterProduct | SkipReason,
    match: TargetProduct | None,
    index: TargetIndex,
    memory: Memory = NOTHING_KNOWN,
    edits: AccountEdits = AccountEdits.OVERWRITE,
    *,
    deleted: bool = False,
) -> PlanItem | None:
    """Decide what happens to a product, given its counterpart; None where the two are equal.

    `deleted` says that the account had it and has it no more.
    """
    if isinstance(desired, SkipReason):
        return PlanItem.unwritten(Action.SKIP, entry, desired)
    if match is None:
        if not deleted:
            return PlanItem.of(Action.CREATE, entry.product_id, desired)
        gone = (FieldChange("product", "", desired.name, Cause.ACCOUNT),)
        if edits is AccountEdits.LEAVE:
            action, left = Action.KEEP, KeepReason.EDITED
            return PlanItem.of(action, entry.product_id, desired, None, gone, left)
        return PlanItem.of(Action.CREATE, entry.product_id, desired, None, gone)
    changes = compared(desired, match, index.category_ids, index.category_names, memory)
    if not changes:
        return None
    causes = {change.cause for change in changes}
    reason: KeepReason | None = None
    if Cause.ACCOUNT in causes and edits is AccountEdits.LEAVE:
        reason = KeepReason.EDITED
    elif not causes & _WRITTEN:
        reason = KeepReason.NOT_TAKEN if Cause.NOT_TAKEN in causes else KeepReason.ALTERED
    if reason is not None:
        return PlanItem.of(Action.KEEP, entry.product_id, desired, match, changes, reason)
    written = tuple(change for change in changes if change.cause in _WRITTEN)
    return PlanItem.of(Action.UPDATE, entry.product_id, desired, match, written)


#: Causes for which a field is written; one such field has the whole product sent.
_WRITTEN = frozenset({Cause.SHOP, Cause.ACCOUNT, Cause.ONCE_MORE})


def differences(
    desired: MasterProduct,
    found: TargetProduct,
    category_ids: Mapping[str, int],
    category_names: Mapping[int, str],
) -> tuple[FieldChange, ...]:
    """The fields in which the account's product differs from the desired one, be it for good."""
    return compared(desired, found, category_ids, category_names, NOTHING_KNOWN)
