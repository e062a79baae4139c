"""Products in the form that the account's contract knows, decoded typed and in pieces.

Contract "salesautopilot" 1.
"""

from __future__ import annotations

import itertools
import re
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import TargetProduct
from shopsync_gui.remote.account_values import MOST_ID, currency, id_number, is_label
from shopsync_gui.remote.shop_payloads import Scalar, number, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

#: Where a product begins in a list of the contract's form.
BEGINNING = re.compile(rb'\{\s*"prod_id"\s*:')
#: Ids with fewer digits than that are read at once; longer ones are looked at as any number is.
_SHORT = 13
#: Products read at a time, some 10 ms. A thread that gives way more often than the interpreter
#: changes threads (5 ms), and goes on at once, leaves the window no turn at all.
_BLOCK = 2500


#: A mark of a deleted row, by any name, that may say something: `is_deleted` decides of such a list.
_MARKED = re.compile(rb"""[dD]eleted[a-zA-Z_. -]*"\s*+:\s*+(?!null|false|""|"0"|0\s*+[,}])""")


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


def pieces_of(body: bytes) -> Iterator[bytes] | None:
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
    return found


def _ordinary_product(row: _ProductRow) -> TargetProduct | None:
    sa_id, net, vat = _id(row.prod_id), _number(row.prod_price), _number(row.prod_vat_percent)
    name = text(row.prod_currency)
    plain = name if len(name) == 3 and name.isalpha() and name.isupper() else currency(name)
    if not sa_id or net is None or vat is None or 0 < vat < 1 or not plain:
        return None
    ids: list[int] | None = None
    if row.prodcats is not None:
        ids = []
        for category in row.prodcats:
            own, label = category.prodcat_id, category.prodcat_name
            if type(own) is str and type(label) is str:
                category_id = _known_category(own, label)
            else:
                category_id = _category(own, label)
            if category_id is None:
                return None
            if category_id:
                ids.append(category_id)
    elif any(
        other is not msgspec.UNSET for other in (row.prodcat_ids, row.prodcat_id, row.categories)
    ):
        return None
    return TargetProduct(
        sa_id=sa_id,
        sku=text(row.prod_sku),
        name=text(row.prod_name),
        net=net,
        vat=vat,
        currency=plain,
        category_ids=None if ids is None else tuple(dict.fromkeys(ids)),
    )


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


def _category(own: Scalar, name: Scalar) -> int | None:
    """The id of a category, 0 for the label of products without one, None where it tells no id."""
    found = id_number(own)
    if found is None:
        return None
    return int(found) if found > 0 and not is_label(text(name)) else 0


#: The same texts come again and again.
_known_number = lru_cache(10_000)(number)
_known_category = lru_cache(10_000)(_category)
