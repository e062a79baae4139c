"""SalesAutopilot's lists and objects, read as leniently as the contract asks.

The form that the contract knows is read by `account_contract_form`; any other goes through the general
readers of `outer_forms` and `values`. Contract "salesautopilot" 1 and 2.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.catalogue import TargetCategory, TargetProduct
from shopsync_gui.remote.account.contract_form import (
    BLANKS,
    OtherForm,
    lists_of,
    products_of,
)
from shopsync_gui.remote.account.notations import UTF8, as_utf8
from shopsync_gui.remote.account.outer_forms import Row, codes_in, decoded, rows_in, tells_more
from shopsync_gui.remote.account.values import (
    MOST_ID,
    amount,
    category_parts,
    currency,
    field,
    id_number,
    is_deleted,
    is_label,
    percent,
    resolved,
)
from shopsync_gui.remote.decoding.scalars import text
from shopsync_gui.remote.transport.bodies import LongBody
from shopsync_gui.remote.transport.response import Unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from shopsync_gui.remote.transport.response import Response

_BARE = re.compile(rb'"?\s*([+-]?\d{1,19})\s*"?')
_BOM = b"\xef\xbb\xbf"

#: Categories within categories are read so deep.
_DEEPEST = 10


#: How an unknown product is answered; 406: a parameter is wrong (contract "salesautopilot" 1).
_NO_SUCH = frozenset({404, 406})
_OPTIONAL = ("net", "vat", "currency", "category_ids")


def stripped(answer: Response) -> bytes:
    """The body as UTF-8, without BOMs and outer blanks."""
    body = as_utf8(answer.body, answer.charset).strip(BLANKS)
    while body.startswith(_BOM):
        body = body.removeprefix(_BOM).strip(BLANKS)
    return body


def _begun(body: LongBody) -> Iterator[bytes]:
    """The pieces of a body in UTF-8, without BOM and blanks at its beginning."""
    pieces = iter(body)
    yield next(pieces).lstrip(BLANKS).removeprefix(_BOM).lstrip(BLANKS)
    yield from pieces


def is_blank(answer: Response) -> bool:
    """Whether the answer holds nothing at all, not even an empty list."""
    return isinstance(answer.content, bytes) and not stripped(answer)


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
        #: Whether the list says itself that it does not hold everything.
        self.is_cut = False

    def blocks(self, answer: Response) -> Iterator[None]:
        """Read an answer, some thousand products at a time. Raises Unreadable.

        A long list is cut where its products begin, so that no piece keeps the interpreter to
        itself for long, nor takes much memory; a body of another form is read as a whole.
        """
        if answer.charset in UTF8 and isinstance(answer.content, LongBody):
            try:
                for some in lists_of(_begun(answer.content)):
                    self._take(some)
                    yield
            except (OtherForm, Unreadable):
                self.products = AccountProducts()
                self._names = {}
            else:
                return
        self._take(stripped(answer))
        yield

    def _take(self, body: bytes) -> None:
        found = products_of(body)
        if found is None:
            self._read_forms(decoded(body))
        else:
            self._add(found)

    def read(self, answer: Response) -> ProductList:
        """Read a whole answer at once. Raises Unreadable."""
        for _block in self.blocks(answer):
            pass
        return self

    def _read_forms(self, value: object) -> None:
        """Any form that is not the contract's."""
        found = []
        rows = rows_in(value, is_product)
        for row in rows:
            if is_deleted(row):
                continue
            product = _product_of(row)
            parts = category_parts(field(row, "categories"))
            if parts is not None:
                product = msgspec.structs.replace(product, category_ids=parts[0])
                if parts[1]:
                    names = self._names.get(product.sa_id, ()) + parts[1]
                    self._names[product.sa_id] = tuple(dict.fromkeys(names))
            found.append(product)
        self.is_cut = tells_more(value, len(rows), is_product)
        self._add(found)

    def _add(self, found: list[TargetProduct]) -> None:
        self.products.extend(found)
        self._lacking |= any(
            p.net is None or p.vat is None or p.currency is None or p.category_ids is None
            for p in found
        )
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


def once_each(products: AccountProducts) -> AccountProducts:
    """The products with one row for each id.

    An id may have a row for each of its categories. Of rows that differ in more the last one counts.
    """
    if products.ascending or len(set(products.ids)) == len(products):
        return products
    by_id: dict[int, TargetProduct] = {}
    for product in products:
        before = by_id.get(product.sa_id)
        by_id[product.sa_id] = product if before is None else _joined(before, product)
    return AccountProducts(by_id.values())


def _joined(before: TargetProduct, later: TargetProduct) -> TargetProduct:
    first, second = before.category_ids, later.category_ids
    apart = msgspec.structs.replace(before, category_ids=second) != later
    if apart or first is None or second is None:
        return later
    return msgspec.structs.replace(later, category_ids=tuple(dict.fromkeys(first + second)))


#: The value of a field that the account tells and a product has none for.
_NONE: Mapping[str, object] = {
    "net": Decimal(0),
    "vat": Decimal(0),
    "currency": "",
    "category_ids": (),
}


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
    found = id_number(field(row, name))
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


def categories(answer: Response) -> tuple[list[TargetCategory], bool]:
    """The category list without the label of uncategorised products. Raises Unreadable.

    Categories that stand in a list within another one count like any other. Told with it is whether
    the list says itself that it does not hold everything.
    """
    found: dict[int, TargetCategory] = {}
    value = decoded(stripped(answer))
    rows = rows_in(value, is_category)
    for row in _with_children(rows):
        sa_id, name = _sa_id(row, "category_id"), text(field(row, "category_name"))
        if sa_id is not None and not is_label(name.strip()):
            found.setdefault(sa_id, TargetCategory(sa_id=sa_id, name=name))
    return list(found.values()), tells_more(value, len(rows), is_category)


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
    try:
        found = ProductList(told).read(answer)
    except Unreadable:
        if _NO_SUCH.intersection(codes_in(body)):
            return None
        raise
    return found if found.products else None


def rows_count(answer: Response) -> int:
    """Count the lists that `getlists` answered; proves that the keys are right. Raises Unreadable."""
    body = stripped(answer)
    if not body:
        return 0
    found = decoded(body)
    return len(found) if isinstance(found, list | dict) else 0
