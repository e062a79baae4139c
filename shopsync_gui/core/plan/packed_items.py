"""The items of a plan, packed: a million of them in a few hundred bytes each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.plan.plan import Action, FieldChange, PlanItem
from shopsync_gui.core.products.reasons import KeepReason, SkipReason
from shopsync_gui.core.structures.packed import Packed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class _PackedItem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A PlanItem as it is packed: its reason is a text, for it may be of two kinds."""

    product_id: int
    action: Action
    sku: str
    name: str
    desired: MasterProduct | None
    sa_id: int | None
    before: TargetProduct | None
    changes: tuple[FieldChange, ...]
    reason: str | None
    fields: tuple[str, ...]


class PackedItems(Packed[PlanItem]):
    """The items of a plan, packed."""

    def __init__(self, items: Iterable[PlanItem] = ()) -> None:
        super().__init__(PlanItem, items)

    def _make_encoder(self) -> Callable[[list[PlanItem]], bytes]:
        encoder = msgspec.msgpack.Encoder()
        return lambda items: encoder.encode([_PackedItem(*_values(item)) for item in items])

    def _make_decoder(self, kind: type[PlanItem]) -> Callable[[bytes], list[PlanItem]]:
        decoder = msgspec.msgpack.Decoder(list[_PackedItem])
        return lambda body: [_item(packed) for packed in decoder.decode(body)]


def _values(item: PlanItem) -> tuple[Any, ...]:
    return (
        item.product_id, item.action, item.sku, item.name, item.desired, item.sa_id, item.before,
        item.changes, item.reason, item.fields,
    )  # fmt: skip


def _item(packed: _PackedItem) -> PlanItem:
    reason = packed.reason
    return PlanItem(
        product_id=packed.product_id,
        action=packed.action,
        sku=packed.sku,
        name=packed.name,
        desired=packed.desired,
        sa_id=packed.sa_id,
        before=packed.before,
        changes=packed.changes,
        reason=None if reason is None else _REASONS[reason],
        fields=packed.fields,
    )


_REASONS: Mapping[str, SkipReason | KeepReason] = {
    reason.value: reason for kind in (SkipReason, KeepReason) for reason in kind
}
