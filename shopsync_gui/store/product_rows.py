"""How a product of the shop stands in its row, and how it is read back."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from shopsync_gui.core.catalogue import ProductState, ShopProduct
from shopsync_gui.core.collation import sort_key
from shopsync_gui.core.text import fold
from shopsync_gui.store.codecs import money_in, money_out, refs_of, time_in, time_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shopsync_gui.store.database import Database

_MONEY = ("net", "gross", "list_net", "list_gross", "vat", "stock")
#: What the shop says of a product, in the order of the columns that hold it.
SHOP_COLUMNS = (
    "inner_id", "ref", "sku", "name", "net", "gross", "list_net", "list_gross", "vat", "currency",
    "category_refs", "parent_ref", "stock", "image", "page", "created_at", "updated_at",
    "shop_state",
)  # fmt: skip
#: Fields whose history is kept.
HISTORY = ("name", "sku", "net", "gross", "vat", "currency", "category_refs", "state", "stock")
HISTORY_REFS = HISTORY.index("category_refs")
HIDDEN = (ProductState.GONE.value, ProductState.FROM_ORDER.value)


class CategoryName(NamedTuple):
    """A category's local id and its name as searches and orders use it."""

    id: int
    folded: str
    sort: str


_COLUMNS = (*SHOP_COLUMNS, "state", "digest", "name_sort", "category_sort")
INSERT = (
    "INSERT INTO product (id, connection_id, first_seen_run, first_seen_at, changed_at,"
    f" {', '.join(_COLUMNS)}) VALUES ({', '.join('?' * (len(_COLUMNS) + 5))})"
)
UPDATE = (
    "UPDATE product SET gone_run = NULL, changed_at = ?, "
    + ", ".join(f"{column} = ?" for column in _COLUMNS)
    + " WHERE id = ?"
)


def order_key(ref: str) -> str:
    """What stands for the shop's inner id of a product that only old orders know, by its ref."""
    return f"order:{ref}"


def digest_of(product: ShopProduct) -> bytes:
    """Equal for products of which the shop says the same."""
    return hashlib.blake2b(msgspec.msgpack.encode(product), digest_size=16).digest()


def folded_text(name: str, sku: str, categories: Iterable[CategoryName]) -> str:
    """The text that searches look at."""
    return "\n".join((fold(name), fold(sku), *(category.folded for category in categories)))


def columns(
    product: ShopProduct, digest: bytes, names: Mapping[str, CategoryName]
) -> tuple[Any, ...]:
    """The values of `_COLUMNS`."""
    first = names[product.category_refs[0]].sort if product.category_refs else ""
    return (*_shop_columns(product), product.state.value, digest, sort_key(product.name), first)


def _shop_columns(product: ShopProduct) -> tuple[Any, ...]:
    return (
        product.inner_id, product.ref, product.sku, product.name, money_in(product.net),
        money_in(product.gross), money_in(product.list_net), money_in(product.list_gross),
        money_in(product.vat), product.currency,
        msgspec.json.encode(product.category_refs).decode(), product.parent_ref,
        money_in(product.stock), product.image, product.page, time_in(product.created_at),
        time_in(product.updated_at), product.state.value,
    )  # fmt: skip


def product_of(row: Sequence[Any]) -> ShopProduct:
    """The product again, from the values of SHOP_COLUMNS."""
    values = dict(zip(SHOP_COLUMNS, row, strict=True))
    for name in _MONEY:
        values[name] = money_out(values[name])
    values["created_at"] = time_out(values["created_at"])
    values["updated_at"] = time_out(values["updated_at"])
    values["category_refs"] = refs_of(values["category_refs"])
    values["state"] = ProductState(values.pop("shop_state"))
    return ShopProduct(**values)


def history_values(product: ShopProduct) -> tuple[Any, ...]:
    """What HISTORY names, as a row holds it."""
    return (
        product.name, product.sku, money_in(product.net), money_in(product.gross),
        money_in(product.vat), product.currency,
        msgspec.json.encode(product.category_refs).decode(), product.state.value,
        money_in(product.stock),
    )  # fmt: skip


def text_of(value: object) -> str | None:
    """A value as the history keeps it."""
    return None if value is None else str(value)


def log_changes(
    database: Database,
    run_id: int,
    at: int | None,
    changes: Sequence[tuple[int, str, str | None, str | None]],
) -> None:
    """Keep what changed: product, field, old and new value."""
    database.many(
        "INSERT INTO change (product_id, run_id, at, field, old, new) VALUES (?, ?, ?, ?, ?, ?)",
        [(product_id, run_id, at, field, old, new) for product_id, field, old, new in changes],
    )
