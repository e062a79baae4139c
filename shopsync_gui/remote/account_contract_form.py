"""Products in the form that the account's contract knows, decoded typed and in pieces.

Contract "salesautopilot" 1.
"""

from __future__ import annotations

import itertools
import re
from array import array
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import TargetProduct
from shopsync_gui.remote.account_values import MOST_ID, currency, is_label
from shopsync_gui.remote.shop_payloads import Scalar, number, text

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Where a product begins in a list of the contract's form.
BEGINNING = re.compile(rb'\{\s*"prod_id"\s*:')
#: Products read at a time, some 10 ms. A thread that gives way more often than the interpreter
#: changes threads (5 ms), and goes on at once, leaves the window no turn at all.
_BLOCK = 2500


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
