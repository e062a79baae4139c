"""The frozen types of the two catalogues, so that every room speaks of products in the same words.

Money is `Decimal`: net and gross unit prices in the product's own currency, VAT rates in percent.
Times are aware UTC. Field names and their sources: contract "shoprenter" 8 and
contract "salesautopilot" 2.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The label of a product without categories; never a category of its own at SalesAutopilot.
UNCATEGORISED = "Nincs kategorizálva"

#: Currencies that SalesAutopilot's product master is known to accept.
ACCEPTED_CURRENCIES = frozenset({"HUF", "EUR", "USD"})


class ProductState(StrEnum):
    """The states of a product of the master, as the shop tells them."""

    ACTIVE = "active"
    DISABLED = "disabled"
    DISCONTINUED = "discontinued"
    GONE = "gone"
    FROM_ORDER = "from_order"


#: The states of products that the shop does not show.
NOT_IN_SHOP = (ProductState.GONE, ProductState.FROM_ORDER)


class Category(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One category of the shop. `ref` is the opaque resource id that products point with."""

    ref: str
    inner_id: str
    name: str
    parent_ref: str | None = None
    enabled: bool = True


class ShopProduct(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One product as the shop shows it, in the chosen language and default customer group.

    `inner_id` is the shop's stable key; `ref` the opaque id used in addresses (it can change).
    `net` and `gross` are the current prices (a running special included), `list_net` and
    `list_gross` the regular ones; None where the shop gave no usable price.
    """

    inner_id: str
    ref: str
    sku: str
    name: str
    state: ProductState = ProductState.ACTIVE
    net: Decimal | None = None
    gross: Decimal | None = None
    list_net: Decimal | None = None
    list_gross: Decimal | None = None
    vat: Decimal | None = None
    currency: str = ""
    category_refs: tuple[str, ...] = ()
    parent_ref: str | None = None
    stock: Decimal | None = None
    image: str = ""
    page: str = ""
    #: The names of its page in the shop, by which links lead there, too; in each language one.
    aliases: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def on_sale(self) -> bool:
        """Whether the current net price is below the regular one."""
        return self.net is not None and self.list_net is not None and self.net < self.list_net


class OrderLine(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A product line of an old order; nothing of the buyer is ever part of it.

    `product_ref` is the opaque id that the order points to; the shop may have deleted its product.
    """

    product_ref: str
    sku: str
    name: str
    net: Decimal | None
    vat: Decimal | None
    currency: str
    ordered_at: datetime | None = None


class MasterProduct(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A product as SalesAutopilot should hold it; `categories` are category names there."""

    sku: str
    name: str
    net: Decimal
    vat: Decimal
    currency: str
    categories: tuple[str, ...] = ()


class TargetProduct(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A product as SalesAutopilot answered it. `sa_id` is only ever what SalesAutopilot gave.

    None means that the account does not tell, which is not the same as none: such a field is not
    compared, counted by a brake or given back. No category is an empty tuple, no currency "".
    """

    sa_id: int
    sku: str
    name: str
    net: Decimal | None = None
    vat: Decimal | None = None
    currency: str | None = None
    category_ids: tuple[int, ...] | None = None

    @property
    def tells_all(self) -> bool:
        """Whether the account tells every field of it."""
        return None not in (self.net, self.vat, self.category_ids) and bool(self.currency)


class TargetCategory(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A category of the account; SalesAutopilot's categories are flat."""

    sa_id: int
    name: str


def sku_key(sku: str) -> str:
    """The form in which SKUs are matched: NFC, in lower case, without what nobody sees.

    Outer and double spaces of every kind go, and signs without a shape (zero-width ones, soft
    hyphens, marks of direction, variation selectors). Letters stay what they are: M2 is not M².
    An empty key never matches anything.
    """
    if sku.isascii():
        return " ".join(sku.lower().split())
    sku = unicodedata.normalize("NFC", re.sub(UNSEEN, "", sku))
    return " ".join(unicodedata.normalize("NFC", sku.lower()).split())


#: Signs without a shape of their own (Unicode's default ignorable code points), as a pattern.
UNSEEN = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


#: Between the names of a category and those above it, where it is called by its path.
PATH_SEPARATOR = " > "


def category_key(name: str) -> str:
    """The form in which category names are matched: NFC, casefolded, spaces folded."""
    return " ".join(_folded(name).split())


def category_keys(names: Sequence[str]) -> list[str]:
    """`category_key` of each name; as one text of a line each, thousands take a third of the time."""
    text = "\n".join(names)
    if not names or text.count("\n") >= len(names):  # some have several lines
        return [category_key(name) for name in names]
    return [" ".join(line.split()) for line in _folded(text).split("\n")]


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
