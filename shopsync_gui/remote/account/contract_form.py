"""Products in the form that the account's contract knows, decoded typed and in pieces.

Contract "salesautopilot" 1.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import TargetProduct
from shopsync_gui.remote.account.outer_forms import plain
from shopsync_gui.remote.account.values import FIELDS, MOST_ID, currency, id_number, is_label
from shopsync_gui.remote.decoding.scalars import Scalar, number, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

#: Where a product begins in a list of the contract's form.
BEGINNING = re.compile(rb'\{\s*"prod_id"\s*:')
#: Ids with fewer digits than that are read at once; longer ones are looked at as any number is.
_SHORT = 13
#: How a list of objects begins, and the name in its first one.
_FIRST = re.compile(rb'\[\s*\{\s*("[^"\\]{1,40}")\s*:')
#: So many bytes hold the beginning of another product, or the list is of another form.
_LONGEST = 8 << 20
BLANKS = b" \t\r\n\x00"

#: A mark of a deleted row, by any name, that may say something: `is_deleted` decides of such a list.
_MARKED = re.compile(rb"""[dD]eleted[a-zA-Z_. -]{0,40}"\s*+:\s*+(?!null|false|""|"0"|0\s*+[,}])""")


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
#: Names in a list, those of its products' fields among them.
_NAME = re.compile(rb'"((?:[^"\\]|\\.){1,80})"\s*:')
#: The names of categories that the decoder knows.
_KNOWN = frozenset(name.encode() for name in _ProductRow.__struct_fields__)


class OtherForm(Exception):
    """A body that is no long list of objects that begin alike."""


def lists_of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """JSON lists of some products each, of a list that comes in pieces. Raises OtherForm.

    It is cut where its products begin, which is how the first one does. Each of the lists is JSON
    only if the whole is.
    """
    rest = b""
    beginning: _Beginning | None = None
    for piece in pieces:
        rest += piece
        if beginning is None:
            beginning = _Beginning(rest)
        cut = beginning.last(rest)
        if cut is None:
            if len(rest) > _LONGEST:
                raise OtherForm
            continue
        some = rest[:cut].rstrip(BLANKS)
        if not some.endswith(b","):
            raise OtherForm
        yield some[:-1] + b"]"
        rest = b"[" + rest[cut:]
    yield rest.rstrip(BLANKS)


class _Beginning:
    """The beginning of the objects of a list: as its first one has it."""

    def __init__(self, body: bytes) -> None:
        first = _FIRST.match(body)
        if first is None:
            raise OtherForm
        self._name = first[1]
        self._form = re.compile(rb"\{\s*" + re.escape(self._name) + rb"\s*:")

    def last(self, body: bytes) -> int | None:
        """Find where the last object begins, None where that is the first."""
        at = len(body)
        while (at := body.rfind(self._name, 0, at)) > 0:
            start = body.rfind(b"{", 0, at)
            if self._form.match(body, start):
                return start if body[1:start].strip(BLANKS) else None
            at = max(start, 0)  # no name between stands at the beginning of another object
        return None


def products_of(piece: bytes) -> list[TargetProduct] | None:
    """The products of a list in the contract's form; None where it has another."""
    if piece[:1] != b"[" or (b"eleted" in piece and _MARKED.search(piece)):
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
    if any(row.prodcats is None for row in rows) and _names_categories_otherwise(piece):
        return None
    return found


def _names_categories_otherwise(piece: bytes) -> bool:
    """Whether anything in a list has a name of categories that the decoder passes over."""
    names = set(_NAME.findall(piece)) - _KNOWN
    return any(
        b"\\" in name or plain(name.decode(errors="replace")) in FIELDS["categories"]
        for name in names
    )


def _ordinary_product(row: _ProductRow) -> TargetProduct | None:
    sa_id, net, vat = _id(row.prod_id), _number(row.prod_price), _rate(row.prod_vat_percent)
    code = row.prod_currency
    unit = _known_currency(code) if type(code) is str else currency(text(code))
    if not sa_id or net is None or vat is None or not unit:
        return None
    sku, name = row.prod_sku, row.prod_name
    if sku is None or name is None:  # it may stand there under another name
        return None
    ids: tuple[int, ...] | None = None
    if row.prodcats is not None:
        ids = _ids(row.prodcats)
        if ids is None:
            return None
    elif any(
        other is not msgspec.UNSET for other in (row.prodcat_ids, row.prodcat_id, row.categories)
    ):
        return None
    return TargetProduct(
        sa_id=sa_id,
        sku=sku if type(sku) is str else text(sku),
        name=name if type(name) is str else text(name),
        net=net,
        vat=vat,
        currency=unit,
        category_ids=ids,
    )


def _ids(rows: list[_CategoryRow]) -> tuple[int, ...] | None:
    """Ids of categories without the label of products without one; None where one tells no id."""
    ids: dict[int, None] = {}
    for category in rows:
        own, label = category.prodcat_id, category.prodcat_name
        if type(own) is str and type(label) is str:
            category_id = _known_category(own, label)
        else:
            category_id = _category(own, label)
        if category_id is None:
            return None
        if category_id:
            ids[category_id] = None
    return tuple(ids)


def _id(value: Scalar) -> int | None:
    """A positive whole number below MOST_ID, None for anything else."""
    if type(value) is str and len(value) < _SHORT and value.isascii() and value.isdecimal():
        return int(value) or None
    found = id_number(value)
    if found is None or found <= 0 or found % 1 or found >= MOST_ID:
        return None
    return int(found)


def _number(value: Scalar) -> Decimal | None:
    return _known_number(value) if type(value) is str else number(value)


def _rate(value: Scalar) -> Decimal | None:
    """A VAT rate in percent; None for a share, which is of another form."""
    rate = _number(value)
    return None if rate is None or 0 < rate < 1 else rate


def _category(own: Scalar, name: Scalar) -> int | None:
    """The id of a category, 0 for the label of products without one, None where it tells no id."""
    found = id_number(own)
    if found is None or found % 1 or found >= MOST_ID:
        return None
    return int(found) if found > 0 and not is_label(text(name)) else 0


#: The same texts come again and again.
_known_number = lru_cache(10_000)(number)
_known_category = lru_cache(10_000)(_category)
_known_currency = lru_cache(100)(currency)
