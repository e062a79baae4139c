"""What a sync would do: shop x master x target -> Plan, with its brakes; pure and deterministic."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.brakes import brakes
from shopsync_gui.core.catalogue import (
    Category,
    MasterProduct,
    TargetProduct,
    category_key,
    sku_key,
)
from shopsync_gui.core.mapping import MasterOptions, category_labels, money, to_master
from shopsync_gui.core.plan import (
    Action,
    Duplicate,
    FieldChange,
    KnownProduct,
    Plan,
    PlanCounts,
    PlanItem,
    Target,
)
from shopsync_gui.core.reasons import SkipReason

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping
    from decimal import Decimal


def make_plan(
    known: Iterable[KnownProduct],
    categories: Iterable[Category],
    target: Target,
    options: MasterOptions,
    *,
    other_shop: bool = False,
    other_account: bool = False,
    only: Collection[int] | None = None,
) -> Plan:
    """Compare what the shop has with what the account has and say what is to be written.

    Products match by normalised SKU; an empty SKU matches nothing; a SKU that several products
    of the shop carry is skipped for all of them. A renamed SKU keeps its account product when no
    other product wants that. Nothing is ever deleted. With `only`, the plan is about these local
    ids, judged among all the others.
    """
    everything = list(known)
    products = [product for product in everything if not product.from_order]
    labels = category_labels(categories, options.categories)
    index = TargetIndex(target)
    present = [product for product in products if product.present]
    wanted = Counter(key for p in present if (key := sku_key(p.shop.sku)))
    items: list[PlanItem] = []
    adopted: dict[int, int] = {}
    used = {p.sa_id for p in everything if p.from_order and p.sa_id is not None}
    unchanged = 0
    for entry in present:
        desired: MasterProduct | SkipReason
        if wanted[sku_key(entry.shop.sku)] > 1:
            desired, match = SkipReason.DUPLICATE_SKU, None
        else:
            desired = to_master(entry.shop, labels, options)
            match = index.match(entry, wanted)
        if match is not None:
            adopted[entry.product_id] = match.sa_id
            used.add(match.sa_id)
        item = plan_item(entry, desired, match, index)
        if only is not None and entry.product_id not in only:
            continue
        if item is None:
            unchanged += 1
        else:
            items.append(item)
    gone = [product for product in products if not product.present]
    items += [PlanItem.gone(p) for p in gone if only is None or p.product_id in only]
    used |= {product.sa_id for product in gone if product.sa_id is not None}
    new_categories = _new_categories(items, index)
    tally = Counter(item.action for item in items)
    return Plan(
        items=tuple(items),
        counts=PlanCounts(
            create=tally[Action.CREATE],
            update=tally[Action.UPDATE],
            unchanged=unchanged,
            gone=tally[Action.GONE],
            skip=tally[Action.SKIP],
            categories=len(new_categories),
            only_in_account=sum(1 for p in target.products if p.sa_id not in used),
        ),
        new_categories=new_categories,
        adopted=adopted,
        brakes=tuple(brakes(products, items, len(adopted), other_shop, other_account)),
        duplicates=index.duplicates(wanted),
        fingerprint=fingerprint(items, new_categories),
    )


class TargetIndex:
    """The account's products by id and by normalised SKU, its categories by name."""

    def __init__(self, target: Target) -> None:
        self.by_id = {product.sa_id: product for product in target.products}
        self.by_sku: defaultdict[str, list[TargetProduct]] = defaultdict(list)
        for product in target.products:
            if key := sku_key(product.sku):
                self.by_sku[key].append(product)
        self.category_ids: dict[str, int] = {}
        for category in sorted(target.categories, key=lambda c: c.sa_id):
            self.category_ids.setdefault(category_key(category.name), category.sa_id)
        self.category_names = {category.sa_id: category.name for category in target.categories}

    def match(self, entry: KnownProduct, wanted: Mapping[str, int]) -> TargetProduct | None:
        """The account's product for `entry`: by SKU, else its own former one after a rename."""
        key = sku_key(entry.shop.sku)
        if not key:
            return None
        candidates = self.by_sku.get(key)
        if candidates:
            own = next((c for c in candidates if c.sa_id == entry.sa_id), None)
            return own or min(candidates, key=lambda candidate: candidate.sa_id)
        former = self.by_id.get(entry.sa_id) if entry.sa_id is not None else None
        if former is not None and not wanted.get(sku_key(former.sku)):
            return former
        return None

    def duplicates(self, wanted: Container[str]) -> tuple[Duplicate, ...]:
        """Products of the account that share one of the SKU keys in `wanted`."""
        found = (
            Duplicate(sku=ps[0].sku, sa_ids=tuple(sorted(p.sa_id for p in ps)))
            for key, ps in self.by_sku.items()
            if len(ps) > 1 and key in wanted
        )
        return tuple(sorted(found, key=lambda duplicate: duplicate.sku))


def plan_item(
    entry: KnownProduct,
    desired: MasterProduct | SkipReason,
    match: TargetProduct | None,
    index: TargetIndex,
) -> PlanItem | None:
    """What happens to a product, given its counterpart; None where the two are equal."""
    if isinstance(desired, SkipReason):
        return PlanItem.skip(entry, desired)
    if match is None:
        return PlanItem.create(entry, desired)
    changes = differences(desired, match, index.category_ids, index.category_names)
    if not changes:
        return None
    return PlanItem.update(entry.product_id, desired, match, changes)


def differences(
    desired: MasterProduct,
    found: TargetProduct,
    category_ids: Mapping[str, int],
    category_names: Mapping[int, str],
) -> tuple[FieldChange, ...]:
    """The fields in which the account's product differs from the desired one.

    Prices compare at two decimals, categories as sets of the account's ids; `category_ids` maps
    `category_key(name)` to the account's id. What the account does not tell differs in nothing.
    """
    changes: list[FieldChange] = []
    if desired.name != found.name:
        changes.append(FieldChange("name", found.name, desired.name))
    if desired.sku != found.sku:
        changes.append(FieldChange("sku", found.sku, desired.sku))
    if found.net is not None and money(found.net) != money(desired.net):
        changes.append(FieldChange("net", _number(found.net), _number(desired.net)))
    if found.vat is not None and found.vat != desired.vat:
        changes.append(FieldChange("vat", _number(found.vat), _number(desired.vat)))
    if found.currency is not None and desired.currency != found.currency:
        changes.append(FieldChange("currency", found.currency, desired.currency))
    if found.category_ids is not None:
        wanted = [category_ids.get(category_key(name)) for name in desired.categories]
        if None in wanted or set(wanted) != set(found.category_ids):
            old = sorted(category_names.get(sa_id, f"#{sa_id}") for sa_id in found.category_ids)
            changes.append(FieldChange("categories", ", ".join(old), ", ".join(desired.categories)))
    return tuple(changes)


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _new_categories(items: Iterable[PlanItem], index: TargetIndex) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for item in items:
        if item.desired is not None:
            for name in item.desired.categories:
                key = category_key(name)
                if key not in index.category_ids:
                    names.setdefault(key, name)
    return tuple(names.values())


def fingerprint(items: Iterable[PlanItem], new_categories: tuple[str, ...]) -> str:
    """What tells two plans apart: everything that they would create or update."""
    import hashlib

    digest = hashlib.sha256()
    for name in new_categories:
        digest.update(msgspec.json.encode(name))
    for item in items:
        if item.action in (Action.CREATE, Action.UPDATE):
            digest.update(msgspec.json.encode(item))
    return digest.hexdigest()
