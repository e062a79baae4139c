"""SalesAutopilot's lists and objects, read as leniently as the contract asks.

The form that the contract knows is decoded typed and in pieces; any other goes through the general
readers of `account_forms` and `account_values`. Contract "salesautopilot" 1 and 2.
"""

from __future__ import annotations

import itertools
import re
from array import array
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account_products import AccountProducts
from shopsync_gui.core.catalogue import (
    UNCATEGORISED,
    TargetCategory,
    TargetProduct,
    category_key,
)
from shopsync_gui.remote.account_forms import Row, decoded, rows_in
from shopsync_gui.remote.account_notations import as_utf8
from shopsync_gui.remote.account_values import (
    amount,
    category_parts,
    currency,
    field,
    percent,
    resolved,
)
from shopsync_gui.remote.shop_payloads import Scalar, number, text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from shopsync_gui.remote.http import Response

_BARE = re.compile(rb'"?\s*([+-]?\d{1,18})\s*"?')
#: Where a product begins in a list of the contract's form.
BEGINNING = re.compile(rb'\{\s*"prod_id"\s*:')
#: Products read at a time, some 10 ms. A thread that gives way more often than the interpreter
#: changes threads (5 ms), and goes on at once, leaves the window no turn at all.
_BLOCK = 2500
_BOM = b"\xef\xbb\xbf"
_BLANKS = b" \t\r\n\x00"

#: Categories within categories are read so deep.
_DEEPEST = 10


class _CategoryRow(msgspec.Struct, gc=False):
    prodcat_id: Scalar = None
    prodcat_name: Scalar = None


class _ProductRow(msgspec.Struct, gc=False):
    """A product in the contract's form; the other names of categories are there to be noticed."""

    prod_id: Scalar = None
    prod_sku: Scalar = None
    prod_name: Scalar = None
    prod_price: Scalar = None
    prod_vat_percent: Scalar = None
    prod_currency: Scalar = None
    prodcats: list[_CategoryRow] | None = None
    prodcat_ids: msgspec.UnsetType | msgspec.Raw = msgspec.UNSET
    prodcat_id: msgspec.UnsetType | msgspec.Raw = msgspec.UNSET
    categories: msgspec.UnsetType | msgspec.Raw = msgspec.UNSET


_PRODUCTS = msgspec.json.Decoder(list[_ProductRow])
#: Ids beyond this fit into no database.
MOST_ID = 2**63
_OPTIONAL = ("net", "vat", "currency", "category_ids")


def stripped(answer: Response) -> bytes:
    """The body as UTF-8, without BOMs and outer blanks."""
    body = as_utf8(answer.body).strip(_BLANKS)
    while body.startswith(_BOM):
        body = body.removeprefix(_BOM).strip(_BLANKS)
    return body


def is_blank(answer: Response) -> bool:
    """Whether the answer holds nothing at all, not even an empty list."""
    return not stripped(answer)


class ProductList:
    """The products of one reading, and what the account tells of products at all.

    `told` are the optional fields that at least one product has a value for: there a product
    without a value has none, elsewhere the account does not tell. Categories told by their names
    wait for `with_names`.
    """

    def __init__(self, told: Collection[str] = ()) -> None:
        self.products = AccountProducts()
        self._lacking = False
        self.told = set(told)
        self._names: dict[int, tuple[str, ...]] = {}

    def blocks(self, answer: Response) -> Iterator[None]:
        """Read an answer, some thousand products at a time. Raises Unreadable.

        A long list is cut where its products begin, so that no piece keeps the interpreter to
        itself for long; a list of another form is read as a whole.
        """
        body = stripped(answer)
        for piece in _pieces(body) or [body]:
            found = _ordinary(piece)
            if found is None:
                self.products = AccountProducts()
                self._read_forms(decoded(body))
                return
            self._add(found)
            yield

    def read(self, answer: Response) -> ProductList:
        """Read a whole answer at once. Raises Unreadable."""
        for _block in self.blocks(answer):
            pass
        return self

    def _read_forms(self, value: object) -> None:
        """Any form that is not the contract's."""
        found = []
        for row in rows_in(value, is_product):
            product = _product_of(row)
            parts = category_parts(field(row, "categories"))
            if parts is not None:
                product = msgspec.structs.replace(product, category_ids=parts[0])
                if parts[1]:
                    self._names[product.sa_id] = parts[1]
            found.append(product)
        self._add(found)

    def _add(self, found: list[TargetProduct]) -> None:
        self.products.extend(found)
        self._lacking |= any(None in _optional(product) for product in found)
        for name in _OPTIONAL:
            if name not in self.told and any(getattr(p, name) is not None for p in found):
                self.told.add(name)

    @property
    def has_names(self) -> bool:
        """Whether categories are told by their names, which the category list resolves."""
        return bool(self._names)

    def with_names(self, categories: Mapping[str, int]) -> AccountProducts:
        """The products, with categories and with "none" where the account tells these at all.

        `categories` maps `category_key(name)` to the id.
        """
        blank = {name: none for name, none in _NONE.items() if name in self.told}
        if not self._names and not (blank and self._lacking):
            return self.products
        return AccountProducts(self._whole(product, blank, categories) for product in self.products)

    def _whole(
        self, product: TargetProduct, blank: Mapping[str, object], categories: Mapping[str, int]
    ) -> TargetProduct:
        names = self._names.get(product.sa_id)
        if names is not None:
            ids = resolved(names, categories)
            whole = (
                None if ids is None else tuple(dict.fromkeys((product.category_ids or ()) + ids))
            )
            product = msgspec.structs.replace(product, category_ids=whole)
            blank = {name: none for name, none in blank.items() if name != "category_ids"}
        lacking = {name: blank[name] for name in blank if getattr(product, name) is None}
        return msgspec.structs.replace(product, **lacking) if lacking else product


#: The value of a field that the account tells and a product has none for.
_NONE: Mapping[str, object] = {
    "net": Decimal(0),
    "vat": Decimal(0),
    "currency": "",
    "category_ids": (),
}


def _optional(product: TargetProduct) -> tuple[object, ...]:
    return product.net, product.vat, product.currency, product.category_ids


def _pieces(body: bytes) -> Iterator[bytes] | None:
    """JSON lists of some products each, or None where the list is short or of another form."""
    starts = array("q", (match.start() for match in BEGINNING.finditer(body)))
    if (
        len(starts) <= _BLOCK
        or body[:1] != b"["
        or body[-1:] != b"]"
        or body[1 : starts[0]].strip()
    ):
        return None
    cuts = [*starts[::_BLOCK], len(body) - 1]
    spans = [(begin, end) for begin, end in itertools.pairwise(cuts)]
    if any(not body[begin:end].rstrip().endswith(b",") for begin, end in spans[:-1]):
        return None
    return (b"[%b]" % body[begin:end].rstrip().removesuffix(b",") for begin, end in spans)


def _ordinary(piece: bytes) -> list[TargetProduct] | None:
    """The products of a list in the contract's form; None where it has another."""
    if piece[:1] != b"[":
        return None
    try:
        rows = _PRODUCTS.decode(piece)
    except (ValueError, RecursionError):
        return None
    found = []
    for row in rows:
        product = _ordinary_product(row)
        if product is None:
            return None
        found.append(product)
    return found


def _ordinary_product(row: _ProductRow) -> TargetProduct | None:
    sa_id, net, vat = number(row.prod_id), number(row.prod_price), number(row.prod_vat_percent)
    name = text(row.prod_currency)
    plain = name if len(name) == 3 and name.isalpha() and name.isupper() else currency(name)
    if sa_id is None or sa_id <= 0 or sa_id % 1 or sa_id >= MOST_ID:
        return None
    if net is None or vat is None or 0 < vat < 1 or not plain:
        return None
    ids: list[int] | None = None
    if row.prodcats is not None:
        ids = []
        for category in row.prodcats:
            category_id = number(category.prodcat_id)
            if category_id is None:
                return None
            label = text(category.prodcat_name)
            if category_id > 0 and not is_label(label):
                ids.append(int(category_id))
    elif any(
        other is not msgspec.UNSET for other in (row.prodcat_ids, row.prodcat_id, row.categories)
    ):
        return None
    return TargetProduct(
        sa_id=int(sa_id),
        sku=text(row.prod_sku),
        name=text(row.prod_name),
        net=net,
        vat=vat,
        currency=plain,
        category_ids=None if ids is None else tuple(dict.fromkeys(ids)),
    )


def is_label(name: str) -> bool:
    """Whether a category's name is the label of products without one."""
    return name[:5].casefold() == "nincs" and category_key(name) == category_key(UNCATEGORISED)


def is_product(row: Row) -> bool:
    """Whether an object is a product of a list."""
    known = ("sku", "name", "net", "vat", "currency")
    return _sa_id(row, "id") is not None and any(field(row, name) is not None for name in known)


def is_category(row: Row) -> bool:
    """Whether an object is a category of a list."""
    name = field(row, "category_name")
    return isinstance(name, str | int) and (
        _sa_id(row, "category_id") is not None or is_label(str(name).strip())
    )


def _sa_id(row: Row, name: str) -> int | None:
    found = number(field(row, name))
    whole = found is not None and found > 0 and found == found.to_integral_value()
    return int(found) if whole and found is not None and found < MOST_ID else None


def _product_of(row: Row) -> TargetProduct:
    return TargetProduct(
        sa_id=_sa_id(row, "id") or 0,
        sku=text(field(row, "sku")),
        name=text(field(row, "name")),
        net=amount(field(row, "net")),
        vat=percent(field(row, "vat")),
        currency=currency(field(row, "currency")) or None,
    )


def categories(answer: Response) -> list[TargetCategory]:
    """The category list without the label of uncategorised products. Raises Unreadable.

    Categories that stand in a list within another one count like any other.
    """
    found: dict[int, TargetCategory] = {}
    for row in _with_children(rows_in(decoded(stripped(answer)), is_category)):
        sa_id, name = _sa_id(row, "category_id"), text(field(row, "category_name"))
        if sa_id is not None and not is_label(name.strip()):
            found.setdefault(sa_id, TargetCategory(sa_id=sa_id, name=name))
    return list(found.values())


def _with_children(rows: Iterable[Row], depth: int = _DEEPEST) -> Iterator[Row]:
    for row in rows:
        yield row
        for inner in row.values() if depth else ():
            if isinstance(inner, list):
                children = [piece for piece in inner if isinstance(piece, dict)]
                yield from _with_children(filter(is_category, children), depth - 1)


def one_product(answer: Response, told: Collection[str] = ()) -> ProductList | None:
    """A single product as a list of one, None where the answer holds none. Raises Unreadable."""
    body = stripped(answer)
    if body == b"false" or ((bare := _BARE.fullmatch(body)) and int(bare[1]) <= 0):
        return None
    found = ProductList(told).read(answer)
    return found if found.products else None


def rows_count(answer: Response) -> int:
    """How many lists `getlists` answered; proves that the keys are right. Raises Unreadable."""
    body = stripped(answer)
    if not body:
        return 0
    found = decoded(body)
    return len(found) if isinstance(found, list | dict) else 0
