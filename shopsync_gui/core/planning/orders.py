"""The plan of an import of old orders: products that only these know -> Plan; pure."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.echoes import NOTHING_KNOWN, Memory, echo_news
from shopsync_gui.core.account.target_index import TargetIndex
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct, sku_key
from shopsync_gui.core.plan.packed_items import PackedItems
from shopsync_gui.core.plan.plan import Echo, KnownProduct, Plan, Target
from shopsync_gui.core.plan.plan_summary import Brake, BrakeKind
from shopsync_gui.core.planning.brakes import lost_account, other_account_brake
from shopsync_gui.core.planning.plan_items import plan_item
from shopsync_gui.core.planning.plan_tally import PlanTally
from shopsync_gui.core.products.mapping import MasterOptions, to_master
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.structures.hash_index import Occurrences
from shopsync_gui.core.structures.id_map import count_outside
from shopsync_gui.core.structures.pieces import PIECE, Pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


#: What is sent where the account does not tell the categories, which stay.
_WITHOUT_CATEGORIES = ("name", "sku", "net", "vat", "currency")


def order_plan(
    known: Iterable[KnownProduct],
    target: Target,
    options: MasterOptions,
    *,
    memory: Memory = NOTHING_KNOWN,
    other_shop: bool = False,
    other_account: bool = False,
) -> Pieces[Plan]:
    """Say, in pieces, which products of old orders are to be written; those of the shop are left alone.

    An order never changes a product that the shop has, nor one that the account held before: a SKU
    that either carries is skipped, as is one that several deleted products carried.
    """
    shop = _Shop()
    for number, product in enumerate(known, 1):
        shop.add(product)
        if not number % PIECE:
            yield
    index = TargetIndex(target)
    yield
    lost = yield from _count_lost(shop.linked, index)
    other_account |= lost_account(lost, len(shop.linked))
    items = PackedItems()
    tally = PlanTally()
    adopted: dict[int, int] = {}
    news: dict[int, Mapping[str, Echo | None]] = {}
    for number, entry in enumerate(shop.ordered, 1):
        match: TargetProduct | None = None
        desired: MasterProduct | SkipReason | None = shop.refusal(entry)
        if desired is None:
            match = _own(entry, index, memory)
            desired = _desired(entry, match, index, options, whole=target.whole)
        item = plan_item(entry, desired, match, index, memory)
        if item is not None and match is not None and match.category_ids is None:
            item = msgspec.structs.replace(item, fields=_WITHOUT_CATEGORIES)
        if match is not None:
            adopted[entry.product_id] = match.sa_id
            if isinstance(desired, MasterProduct):
                tally.look_at(match)
                changes = () if item is None else item.changes
                news[match.sa_id] = echo_news(desired, match, index.category_ids, changes, memory)
        if item is not None:
            items.append(item)
            tally.add(item)
        if not number % PIECE:
            yield
    return Plan(
        items=items,
        counts=msgspec.structs.replace(
            tally.counts(len(shop.ordered) - len(items)),
            only_in_account=count_outside(index.by_id.ids, shop.linked),
        ),
        new_categories=(),
        adopted=adopted,
        linking=adopted,
        brakes=tuple(_brakes(len(shop.ordered), lost, len(shop.linked), other_shop, other_account)),
        duplicates=index.duplicates({sku_key(entry.shop.sku) for entry in shop.ordered}),
        fingerprint=tally.fingerprint(()),
        echo_news=news,
    )


class _Shop:
    """A shop's products that only orders know, and the SKUs of all others."""

    def __init__(self) -> None:
        self.ordered: list[KnownProduct] = []
        #: The account's ids of products, of whatever kind.
        self.linked = array("q")
        self._in_shop, self._deleted = Occurrences(), Occurrences()

    def add(self, product: KnownProduct) -> None:
        """Take in a product."""
        here = product.present and not product.from_order
        (self._in_shop if here else self._deleted).add(sku_key(product.shop.sku))
        if product.from_order:
            self.ordered.append(product)
        if product.sa_id is not None:
            self.linked.append(product.sa_id)

    def refusal(self, entry: KnownProduct) -> SkipReason | None:
        """Tell why a product of an order cannot be told from another one by its SKU; None where it can."""
        key = sku_key(entry.shop.sku)
        if key and key in self._in_shop:
            return SkipReason.SKU_IN_SHOP
        return SkipReason.DUPLICATE_SKU if key and self._deleted[key] > 1 else None


def _count_lost(linked: array[int], index: TargetIndex) -> Pieces[int]:
    """Count the ids that the account does not have."""
    lost = 0
    for number, sa_id in enumerate(linked, 1):
        lost += sa_id not in index.by_id
        if not number % PIECE:
            yield
    return lost


def _desired(
    entry: KnownProduct,
    match: TargetProduct | None,
    index: TargetIndex,
    options: MasterOptions,
    *,
    whole: bool,
) -> MasterProduct | SkipReason:
    """Map an order's line to a product; an order knows no categories, so the account's own stay.

    A product without a `match` is only new where the account's list is `whole` and lacks its SKU.
    """
    if match is None and index.by_sku.get(sku_key(entry.shop.sku)):
        return SkipReason.IN_ACCOUNT
    desired = to_master(entry.shop, {}, options)
    if isinstance(desired, SkipReason):
        return desired
    if match is None:
        return desired if whole else SkipReason.NOT_LISTED
    names = (index.category_names.get(sa_id) for sa_id in match.category_ids or ())
    return msgspec.structs.replace(desired, categories=tuple(name for name in names if name))


def _own(entry: KnownProduct, index: TargetIndex, memory: Memory) -> TargetProduct | None:
    """The account's product that an earlier import created for this one."""
    found = index.by_id.get(entry.sa_id)
    if found is None or sku_key(found.sku) == sku_key(entry.shop.sku):
        return found
    return found if index.shows_ours(entry.sa_id, entry.shop.sku, memory) else None


def _brakes(
    count: int, lost: int, linked: int, other_shop: bool, other_account: bool
) -> Iterator[Brake]:
    if other_shop:
        yield Brake(kind=BrakeKind.OTHER_SHOP, count=count, total=count)
    if other_account:
        yield other_account_brake(count, lost, linked)
