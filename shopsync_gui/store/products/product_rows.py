"""The row of a product of the shop: writing it, and reading it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from shopsync_gui.core.catalogue import NOT_IN_SHOP, ProductState, ShopProduct
from shopsync_gui.core.strings.collation import sort_key
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.store.database.codecs import (
    is_money,
    json_list,
    money_in,
    money_out,
    refs_of,
    time_in,
    time_out,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shopsync_gui.store.database.database import Database


class ShopRow(NamedTuple):
    """The columns that hold what the shop says of a product."""

    inner_id: str
    ref: str
    sku: str
    name: str
    net: int | None
    gross: int | None
    list_net: int | None
    list_gross: int | None
    vat: int | None
    currency: str
    category_refs: str
    parent_ref: str | None
    stock: int | None
    image: str
    page: str
    created_at: int | None
    updated_at: int | None
    shop_state: str


class HistoryRow(NamedTuple):
    """The columns whose history is kept."""

    name: str
    sku: str
    net: int | None
    gross: int | None
    vat: int | None
    currency: str
    category_refs: str
    state: str
    stock: int | None


_NAMELESS = sort_key("")

HIDDEN = tuple(state.value for state in NOT_IN_SHOP)


class CategoryName(NamedTuple):
    """A category's local id, its name as searches use it, and that in the account as orders do."""

    id: int
    folded: str
    sort: str


_COLUMNS = (*ShopRow._fields, "state", "name_sort", "category_sort")
#: The column `digest` has a value in every row and is not read any more.
INSERT = (
    "INSERT INTO product (id, connection_id, first_seen_run, first_seen_at, changed_at,"
    f" {', '.join(_COLUMNS)}, digest) VALUES ({', '.join('?' * (len(_COLUMNS) + 5))}, x'')"
)
UPDATE = (
    "UPDATE product SET gone_run = NULL, changed_at = ?, "
    + ", ".join(f"{column} = ?" for column in _COLUMNS)
    + " WHERE id = ?"
)


def order_key(ref: str) -> str:
    """A stand-in for the shop's inner id of a product that only old orders know, by its ref."""
    return f"order:{ref}"


def folded_text(name: str, sku: str, categories: Iterable[CategoryName]) -> str:
    """The text that searches look at."""
    return "\n".join((fold(name), fold(sku), *(category.folded for category in categories)))


def category_order(categories: Iterable[CategoryName]) -> str:
    """Return the name that orders a product among the categories: the first that is not empty, else "".

    Products without any name of a category are the uncategorised ones. The names are those in the
    account, as the list shows them.
    """
    return next((category.sort for category in categories if category.sort != _NAMELESS), "")


def columns(product: ShopProduct, names: Mapping[str, CategoryName]) -> tuple[Any, ...]:
    """The values of `_COLUMNS`."""
    first = category_order(names[ref] for ref in product.category_refs)
    return (*shop_row(product), product.state.value, sort_key(product.name), first)


def shop_row(product: ShopProduct) -> ShopRow:
    """Arrange the shop's data of a product as its columns hold them."""
    return ShopRow(
        product.inner_id, product.ref, product.sku, product.name, money_in(product.net),
        money_in(product.gross), money_in(product.list_net), money_in(product.list_gross),
        money_in(product.vat), product.currency,
        json_list(product.category_refs), product.parent_ref,
        money_in(product.stock), product.image, product.page, time_in(product.created_at),
        time_in(product.updated_at), product.state.value,
    )  # fmt: skip


def says_the_same(values: tuple[Any, ...], product: ShopProduct) -> bool:
    """Whether the values of a ShopRow are what the shop says of a product now.

    Nearly all of them are, and comparing them takes a third of the time that making a row does.
    """
    (
        inner_id, ref, sku, name, net, gross, list_net, list_gross, vat, currency, refs, parent_ref,
        stock, image, page, created_at, updated_at, state,
    ) = values  # fmt: skip
    return (
        name == product.name
        and sku == product.sku
        and is_money(net, product.net)
        and is_money(gross, product.gross)
        and is_money(list_net, product.list_net)
        and is_money(list_gross, product.list_gross)
        and is_money(stock, product.stock)
        and is_money(vat, product.vat)
        and updated_at == time_in(product.updated_at)
        and refs == json_list(product.category_refs)
        and state == product.state
        and currency == product.currency
        and image == product.image
        and page == product.page
        and ref == product.ref
        and parent_ref == product.parent_ref
        and inner_id == product.inner_id
        and created_at == time_in(product.created_at)
    ) or values == shop_row(product)  # a price may have more decimals than are kept


def aliases_in(product: ShopProduct) -> str | None:
    """The names of a product's page as they are kept, a line each; None without any."""
    return "\n".join(product.aliases) or None


def product_of(row: ShopRow) -> ShopProduct:
    """The product again."""
    return ShopProduct(
        inner_id=row.inner_id,
        ref=row.ref,
        sku=row.sku,
        name=row.name,
        net=money_out(row.net),
        gross=money_out(row.gross),
        list_net=money_out(row.list_net),
        list_gross=money_out(row.list_gross),
        vat=money_out(row.vat),
        currency=row.currency,
        category_refs=refs_of(row.category_refs),
        parent_ref=row.parent_ref,
        stock=money_out(row.stock),
        image=row.image,
        page=row.page,
        created_at=time_out(row.created_at),
        updated_at=time_out(row.updated_at),
        state=ProductState(row.shop_state),
    )


def history_of(product: ShopProduct) -> HistoryRow:
    """The product's values whose history is kept."""
    return HistoryRow(
        product.name, product.sku, money_in(product.net), money_in(product.gross),
        money_in(product.vat), product.currency,
        json_list(product.category_refs), product.state.value,
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
