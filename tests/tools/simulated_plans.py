"""What the account of a simulation is asked to write, beside the plan that a preview showed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NamedTuple

import httpx

from shopsync_gui.core.catalogue import MasterProduct, category_key, sku_key
from shopsync_gui.core.plan.plan import Action, Plan
from shopsync_gui.sandbox.account.api import WRITES
from shopsync_gui.sandbox.account.state import Account

#: How a product's fields are called in the requests, and in a plan.
_FIELDS = {
    "prod_name": "name", "prod_sku": "sku", "prod_price": "net", "prod_vat_percent": "vat",
    "prod_currency": "currency",
}  # fmt: skip


class AskedWrite(NamedTuple):
    """A write that the account was asked for: its kind, the id in its address, and its values."""

    kind: str
    sa_id: int
    values: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.kind} #{self.sa_id} {self.values}"


def asked_write(request: httpx.Request) -> AskedWrite | None:
    """The write that a request asks for, if it does."""
    _empty, service, kind, *rest = [*request.url.path.split("/"), "", ""]
    if service != "sa" or kind not in WRITES:
        return None
    values = json.loads(request.content or b"{}", parse_float=Decimal, parse_int=Decimal)
    return AskedWrite(kind, int(rest[0] or 0), values)


class SeenPlan:
    """The writes of a plan that was looked at."""

    def __init__(self, plan: Plan, account: Account) -> None:
        self.fingerprint = plan.fingerprint
        self._account = account
        items = [(item.action, item.sa_id, item.desired) for item in plan.items]
        self._creates = [new for action, _id, new in items if action is Action.CREATE and new]
        self._updates = {own: new for action, own, new in items if action is Action.UPDATE and new}
        self._names = {*plan.new_categories}
        self._renames = {(rename.sa_id, rename.new) for rename in plan.categories.renames}
        self._ids = dict(plan.categories.ids)

    def covers(self, asked: AskedWrite) -> bool:
        """Whether the plan says this write, with these values."""
        kind, own, values = asked
        match kind:
            case "createproduct":
                return any(self._says(new, values) for new in self._creates)
            case "modifyproduct" if own in self._updates:
                return self._says(self._updates[own], values)
            case "modifyproduct":  # the run created it, and it is not yet as it was meant to be
                return any(
                    self._says(new, values) for new in self._creates if self._is_held(own, new)
                )
            case "createprodcategory":
                return values["prodcat_name"] in self._names
            case "modprodcategory":
                return (own, values["prodcat_name"]) in self._renames
            case "delprodcategory":  # doubled by the run itself, and not used
                return not any(own in each.categories for each in self._account.products.values())
        return False

    def _says(self, desired: MasterProduct, values: dict[str, Any]) -> bool:
        """Whether a request sends nothing but what the plan wants of a product."""
        same = all(
            getattr(desired, name) == values.get(sent, getattr(desired, name))
            for sent, name in _FIELDS.items()
        )
        if not same or "prodcat_ids" not in values:
            return same
        wanted = {category_key(name) for name in desired.categories}
        return len(wanted) == len(values["prodcat_ids"]) and all(
            self._is_one_of(int(own), wanted) for own in values["prodcat_ids"]
        )

    def _is_one_of(self, own: int, wanted: set[str]) -> bool:
        """Whether a category of the account is one that the plan wants."""
        if own in {self._ids.get(key) for key in wanted}:
            return True
        category = self._account.categories.get(own)
        kept = {category_key(self._account.habits.kept_category(key)) for key in wanted}
        return category is not None and category_key(category.prodcat_name) in wanted | kept

    def _is_held(self, own: int, desired: MasterProduct) -> bool:
        """Whether a product of the account is one that the plan has created."""
        held = self._account.products.get(own)
        if held is None:
            return False
        kept = self._account.habits.kept(held._replace(prod_sku=desired.sku)).prod_sku
        return sku_key(held.prod_sku) in (sku_key(desired.sku), sku_key(kept))
