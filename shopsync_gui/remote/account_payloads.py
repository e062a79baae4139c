"""SalesAutopilot's answers: bare numbers, lists, objects or text, read as leniently as the contract asks.

Contract "salesautopilot" 1, 2.
"""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from shopsync_gui.core.catalogue import (
    UNCATEGORISED,
    MasterProduct,
    TargetCategory,
    TargetProduct,
    category_key,
)
from shopsync_gui.core.text import _
from shopsync_gui.remote.http import Response, Unreadable
from shopsync_gui.remote.shop_payloads import Scalar, number, text

if TYPE_CHECKING:
    from collections.abc import Iterator

S = TypeVar("S", bound=msgspec.Struct)

_BARE = re.compile(rb'"?\s*([+-]?\d{1,18})\s*"?')
_BEGINNING = re.compile(rb'\{\s*"prod_id"\s*:')
#: Products read at a time, some 10 ms. A thread that gives way more often than the interpreter
#: changes threads (5 ms), and goes on at once, leaves the window no turn at all.
_BLOCK = 2500
_BLANKS = b" \t\r\n\x00"


class Category(msgspec.Struct, gc=False):
    """A category row."""

    prodcat_id: Scalar = None
    prodcat_name: Scalar = None


class Product(msgspec.Struct, gc=False):
    """A product row; `prodcats` are its categories in answers."""

    prod_id: Scalar = None
    prod_sku: Scalar = None
    prod_name: Scalar = None
    prod_price: Scalar = None
    prod_vat_percent: Scalar = None
    prod_currency: Scalar = None
    prodcats: list[Category | int | str | None] | Category | str | None = None


_PRODUCTS = msgspec.json.Decoder(list[Product])
_PRODUCT = msgspec.json.Decoder(Product)
_CATEGORIES = msgspec.json.Decoder(list[Category])
_CATEGORY = msgspec.json.Decoder(Category)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def stripped(answer: Response) -> bytes:
    """The body without BOM and outer blanks."""
    return answer.body.removeprefix(b"\xef\xbb\xbf").strip(_BLANKS)


def is_blank(answer: Response) -> bool:
    """Whether the answer holds nothing at all, not even an empty list."""
    return not stripped(answer)


def product_blocks(answer: Response) -> Iterator[list[TargetProduct]]:
    """The product list, some thousand at a time; nothing for an empty answer. Raises Unreadable.

    A long list is cut where its products begin, so that no piece keeps the interpreter to itself
    for long; a list of another form is read as a whole.
    """
    body = stripped(answer)
    pieces = _pieces(body)
    if pieces is None:
        yield [_target_product(row) for row in _rows(body, _PRODUCTS, _PRODUCT)]
        return
    for piece in pieces:
        yield [_target_product(row) for row in _rows(piece, _PRODUCTS, _PRODUCT)]


def _pieces(body: bytes) -> Iterator[bytes] | None:
    """JSON lists of some products each, or None where the list is short or of another form."""
    starts = [match.start() for match in _BEGINNING.finditer(body)]
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


def categories(answer: Response) -> list[TargetCategory]:
    """The category list without the label of uncategorised products. Raises Unreadable."""
    found = (_target_category(row) for row in _rows(stripped(answer), _CATEGORIES, _CATEGORY))
    return [category for category in found if category is not None]


def one_product(answer: Response) -> TargetProduct | None:
    """A single product, None where the answer holds none. Raises Unreadable."""
    body = stripped(answer)
    if body == b"false" or ((bare := _BARE.fullmatch(body)) and int(bare[1]) <= 0):
        return None
    found = [_target_product(row) for row in _rows(body, _PRODUCTS, _PRODUCT)]
    return found[0] if found else None


def rows_count(answer: Response) -> int:
    """How many lists `getlists` answered; proves that the keys are right. Raises Unreadable."""
    body = stripped(answer)
    if not body:
        return 0
    try:
        found: Any = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        raise Unreadable(_("its data are damaged")) from None
    return len(found) if isinstance(found, list | dict) else 0


def outcome(answer: Response) -> int | str | None:
    """What a write answered: a number, None for nothing, or text that says something else.

    An object with an id counts as that id, true and false as 1 and 0.
    """
    body = stripped(answer)
    if not body:
        return None
    if bare := _BARE.fullmatch(body):
        return int(bare[1])
    try:
        found: Any = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return body[:400].decode("utf-8", "replace")
    if isinstance(found, bool):
        return int(found)
    if isinstance(found, dict):
        for name in ("prod_id", "prodcat_id", "id"):
            if (value := number(found.get(name))) is not None:
                return int(value)
    if isinstance(found, str) and (bare := _BARE.fullmatch(found.strip().encode())):
        return int(bare[1])
    return body[:400].decode("utf-8", "replace")


def product_body(product: MasterProduct, category_ids: tuple[int, ...]) -> bytes:
    """The JSON of a product: prices as exact numbers, categories as the full desired set."""
    return _ENCODER.encode(
        {
            "prod_name": product.name,
            "prod_sku": product.sku,
            "prod_price": _plain(product.net),
            "prod_vat_percent": _plain(product.vat),
            "prod_currency": product.currency,
            "prodcat_ids": category_ids,
        }
    )


def category_body(name: str) -> bytes:
    """The JSON of a category."""
    return _ENCODER.encode({"prodcat_name": name})


def _plain(value: Decimal) -> Decimal:
    """Without needless zeros and never in exponent form."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _rows(
    body: bytes, many: msgspec.json.Decoder[list[S]], one: msgspec.json.Decoder[S]
) -> list[S]:
    if not body or body in (b"null", b'""', b"{}", b"0"):
        return []
    if body[:1] not in (b"[", b"{"):
        raise Unreadable(_("it is a web page or text, not data"))
    try:
        return many.decode(body) if body[:1] == b"[" else [one.decode(body)]
    except (ValueError, RecursionError) as error:
        detail = str(error) if isinstance(error, msgspec.ValidationError) else ""
        raise Unreadable(detail or _("its data are damaged")) from None


def _target_product(row: Product) -> TargetProduct:
    sa_id = number(row.prod_id)
    if sa_id is None or sa_id <= 0:
        raise Unreadable(_("a product without an id"))
    return TargetProduct(
        sa_id=int(sa_id),
        sku=text(row.prod_sku),
        name=text(row.prod_name),
        net=number(row.prod_price),
        vat=number(row.prod_vat_percent),
        currency=text(row.prod_currency).strip().upper(),
        category_ids=_category_ids(row),
    )


def _category_ids(row: Product) -> tuple[int, ...]:
    raw = row.prodcats
    pieces = raw if isinstance(raw, list) else [raw]
    ids: list[int] = []
    for piece in pieces:
        if isinstance(piece, Category):
            found = _target_category(piece)
            if found is not None:
                ids.append(found.sa_id)
        elif (value := number(piece)) is not None and value > 0:
            ids.append(int(value))
    return tuple(dict.fromkeys(ids))


def _target_category(row: Category) -> TargetCategory | None:
    sa_id, name = number(row.prodcat_id), text(row.prodcat_name)
    if sa_id is None or sa_id <= 0 or category_key(name) == category_key(UNCATEGORISED):
        return None
    return TargetCategory(sa_id=int(sa_id), name=name)
