"""The shop's answers as typed structs that name only the needed fields (contract "shoprenter" 8, 9).

Every scalar may arrive as text, number or one of four signs of emptiness ({}, [], "", null), and a
list of one item as the item itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import unquote

import msgspec

from shopsync_gui.core.text import _
from shopsync_gui.remote.http import Answer, Unreadable

S = TypeVar("S", bound=msgspec.Struct)

Scalar: TypeAlias = str | int | float | bool | list[Any] | dict[str, Any] | None

#: Prices, rates and stocks beyond this are no numbers of a shop.
_MOST = Decimal(10) ** 12
_LONGEST_NUMBER = 32


class Link(msgspec.Struct, gc=False):
    """A pointer to another resource; never followed, only its id is taken."""

    href: Scalar = None
    id: Scalar = None


Relation: TypeAlias = Link | list[Any] | str | None


class Description(msgspec.Struct, gc=False):
    """A name in one language, of a product or a category."""

    name: Scalar = None
    language: Relation = None


class CategoryRelation(msgspec.Struct, gc=False):
    """That a product is in a category."""

    category: Relation = None


class PriceGroup(msgspec.Struct, gc=False):
    """The customer group of a price."""

    id: Scalar = None
    default: Scalar = None


class Price(msgspec.Struct, rename="camel", gc=False):
    """Computed prices of one customer group, in the default currency."""

    customer_group: PriceGroup | list[Any] | str | None = None
    net: Scalar = None
    net_original: Scalar = None
    net_special: Scalar = None
    gross: Scalar = None
    gross_original: Scalar = None
    gross_special: Scalar = None
    currency_code: Scalar = None


class Special(msgspec.Struct, rename="camel", gc=False):
    """A discount; net price, dates without a zone."""

    priority: Scalar = None
    price: Scalar = None
    date_from: Scalar = None
    date_to: Scalar = None
    min_quantity: Scalar = None
    customer_group: Relation = None


class Images(msgspec.Struct, rename="camel", gc=False):
    """Full addresses of a product's pictures."""

    main_image: Scalar = None


class Alias(msgspec.Struct, rename="camel", gc=False):
    """The last part of the address of a page."""

    url_alias: Scalar = None


class Product(msgspec.Struct, rename="camel", gc=False):
    """One item of productExtend."""

    href: Scalar = None
    id: Scalar = None
    inner_id: Scalar = None
    sku: Scalar = None
    status: Scalar = None
    price: Scalar = None
    multiplier: Scalar = None
    stock1: Scalar = None
    stock2: Scalar = None
    stock3: Scalar = None
    stock4: Scalar = None
    date_created: Scalar = None
    date_updated: Scalar = None
    tax_class: Relation = None
    parent_product: Relation = None
    all_images: Images | list[Any] | str | None = None
    product_descriptions: list[Description] | Description | str | None = None
    product_category_relations: list[CategoryRelation] | CategoryRelation | str | None = None
    product_prices: list[Price] | Price | str | None = None
    product_specials: list[Special] | Special | str | None = None
    url_aliases: list[Alias] | Alias | str | None = None


class Category(msgspec.Struct, rename="camel", gc=False):
    """One item of categoryExtend."""

    href: Scalar = None
    id: Scalar = None
    inner_id: Scalar = None
    status: Scalar = None
    parent_category: Relation = None
    category_descriptions: list[Description] | Description | str | None = None


class Language(msgspec.Struct, gc=False):
    """One item of languages."""

    href: Scalar = None
    id: Scalar = None
    code: Scalar = None


class TaxRate(msgspec.Struct, rename="camel", gc=False):
    """A rate of a tax class, in percent, for one zone of the world."""

    priority: Scalar = None
    rate: Scalar = None
    geo_zone: Relation = None


class TaxClass(msgspec.Struct, rename="camel", gc=False):
    """One item of taxClassExtend."""

    href: Scalar = None
    id: Scalar = None
    tax_rates: list[TaxRate] | TaxRate | str | None = None


class Country(msgspec.Struct, rename="camel", gc=False):
    """A country of a zone."""

    iso_code2: Scalar = None


class GeoZone(msgspec.Struct, gc=False):
    """One item of geoZones."""

    href: Scalar = None
    id: Scalar = None
    countries: list[Country] | Country | str | None = None


class Currency(msgspec.Struct, gc=False):
    """One item of currencies; the default one has the value 1."""

    code: Scalar = None
    value: Scalar = None


class Setting(msgspec.Struct, gc=False):
    """One item of settings."""

    key: Scalar = None
    value: Scalar = None


class Domain(msgspec.Struct, gc=False):
    """One item of domains."""

    url: Scalar = None
    primary: Scalar = None


class Domains(msgspec.Struct, gc=False):
    """The answer of domains, which is unlike all others (contract 8.11)."""

    domain: list[Domain] | Domain | str | None = None


class Token(msgspec.Struct, gc=False):
    """The answer of the token service."""

    access_token: Scalar = None
    expires_in: Scalar = None


class _Wrapper(msgspec.Struct, gc=False):
    response: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class _Envelope(msgspec.Struct, rename="camel", gc=False):
    response: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    href: Scalar = None
    page_count: Scalar = None
    next: Relation | msgspec.UnsetType = msgspec.UNSET
    last: Relation = None


class _RawPage(_Envelope, rename="camel", gc=False):
    items: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class _NamedItem(msgspec.Struct, rename="camel", gc=False):
    inner_id: Scalar = None


class BadItem(msgspec.Struct, frozen=True):
    """An item that could not be read: its inner id where that is known, and a short reason."""

    inner_id: str
    detail: str


class Page(msgspec.Struct, Generic[S]):
    """One page of a collection. `more` is None where the page does not say whether one follows."""

    items: list[S]
    bad: list[BadItem]
    page_count: int | None
    more: bool | None
    host: str


class PageReader(Generic[S]):
    """Decodes pages whose items are of one type; a bad item fails alone."""

    def __init__(self, item: type[S]) -> None:
        self._item = msgspec.json.Decoder(item)
        page = msgspec.defstruct(
            "_TypedPage",
            [("items", list[item] | item | str | None, None)],  # type: ignore[valid-type]
            bases=(_Envelope,),
            rename="camel",
            gc=False,
        )
        self._page = msgspec.json.Decoder(page)

    def page(self, answer: Answer) -> Page[S]:
        """The decoded page. Raises Unreadable where the answer as a whole is none."""
        body = json_body(answer)
        try:
            envelope: Any = self._page.decode(body)
            if envelope.response is not msgspec.UNSET:
                body = bytes(envelope.response)
                envelope = self._page.decode(body)
        except (ValueError, RecursionError):
            return self._one_by_one(body)
        items = [item for item in as_list(envelope.items) if not _is_blank(item)]
        return self._filled(envelope, items, [])

    def _one_by_one(self, body: bytes) -> Page[S]:
        try:
            envelope = _RAW_PAGE.decode(body)
            if envelope.response is not msgspec.UNSET:
                envelope = _RAW_PAGE.decode(envelope.response)
            raw = b"[]" if envelope.items is msgspec.UNSET else bytes(envelope.items).strip()
            pieces = _RAW_LIST.decode(raw) if raw.startswith(b"[") else [raw]
        except (ValueError, RecursionError):
            raise Unreadable(_("its data are damaged or of another kind")) from None
        items: list[S] = []
        bad: list[BadItem] = []
        for piece in pieces:
            try:
                item = self._item.decode(piece)
            except (ValueError, RecursionError) as error:
                bad.append(BadItem(_inner_id(piece), _reason(error)))
            else:
                if not _is_blank(item):
                    items.append(item)
        return self._filled(envelope, items, bad)

    @staticmethod
    def _filled(envelope: _Envelope, items: list[S], bad: list[BadItem]) -> Page[S]:
        following = envelope.next
        count = whole_number(envelope.page_count)
        if count is None:
            count = _count_from_last(envelope.last)
        return Page(
            items=items,
            bad=bad,
            page_count=count,
            more=None if following is msgspec.UNSET else bool(_href(following)),
            host=_first_label(text(envelope.href)),
        )


class ItemReader(Generic[S]):
    """Decodes single items."""

    def __init__(self, item: type[S]) -> None:
        self._item = msgspec.json.Decoder(item)

    def item(self, answer: Answer) -> S:
        """The item that the answer is. Raises Unreadable."""
        body = json_body(answer)
        try:
            wrapper = _WRAPPER.decode(body)
            if wrapper.response is not msgspec.UNSET:
                body = bytes(wrapper.response)
            return self._item.decode(body)
        except (ValueError, RecursionError) as error:
            raise Unreadable(_reason(error)) from None


_WRAPPER = msgspec.json.Decoder(_Wrapper)
_RAW_PAGE = msgspec.json.Decoder(_RawPage)
_RAW_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_NAMED = msgspec.json.Decoder(_NamedItem)


def json_body(answer: Answer) -> bytes:
    """The body of an answer that calls itself JSON and is not empty. Raises Unreadable."""
    body = answer.body.removeprefix(b"\xef\xbb\xbf")
    if not body.strip():
        raise Unreadable(_("it is empty"))
    if not answer.is_json:
        raise Unreadable(_("it is a web page or text, not data"))
    return body


def _reason(error: Exception) -> str:
    """What msgspec found, which names a place and types but no values."""
    if isinstance(error, msgspec.ValidationError):
        return str(error)[:160]
    return _("its data are damaged")


def _inner_id(piece: msgspec.Raw | bytes) -> str:
    try:
        return text(_NAMED.decode(piece).inner_id).strip()
    except (ValueError, RecursionError):
        return ""


def _is_blank(item: msgspec.Struct) -> bool:
    """Whether the item is `{}`, the sign of an empty collection."""
    return all(getattr(item, name) is None for name in item.__struct_fields__)


def _href(relation: Any) -> str:
    return text(relation.href) if isinstance(relation, Link) else ""


def _count_from_last(last: Relation) -> int | None:
    """Pages by the page number in the link to the last one (contract 4)."""
    _start, _sign, query = _href(last).partition("?")
    for part in query.split("&"):
        name, _equals, value = part.partition("=")
        if name == "page" and (number := whole_number(value)) is not None:
            return number + 1
    return None


def _first_label(href: str) -> str:
    return href.partition("://")[2].partition("/")[0].partition(".")[0].lower()


# --- scalars -----------------------------------------------------------------------------------


def text(value: Scalar) -> str:
    """A scalar as text; empty for every sign of emptiness."""
    if type(value) is str:
        return value
    if value is None or isinstance(value, (list, dict)):
        return ""
    return ("1" if value else "0") if isinstance(value, bool) else str(value)


def number(value: Scalar) -> Decimal | None:
    """A scalar as a finite plain decimal; None for emptiness and for what no shop would mean."""
    digits = value if type(value) is str else text(value)
    if not digits or len(digits) > _LONGEST_NUMBER or "e" in digits or "E" in digits:
        return None
    try:
        found = Decimal(digits)
    except InvalidOperation:
        return None
    return found if found.is_finite() and -_MOST < found < _MOST else None


def whole_number(value: Scalar) -> int | None:
    """A scalar as a whole number of at least 0, None where it is none."""
    found = number(value)
    if found is None or found < 0 or found != found.to_integral_value():
        return None
    return int(found)


def as_list(value: list[S] | S | str | None) -> Sequence[S]:
    """List, single item or emptiness as a list."""
    if type(value) is list:
        return value
    return [value] if isinstance(value, msgspec.Struct) else ()


def ref_in(relation: Relation) -> str:
    """The id a link points to: its own `id`, else the last path segment of its href."""
    if type(relation) is not Link:
        return ""
    if type(relation.id) is str and relation.id:
        return relation.id
    return ref_of_href(relation.href)


def ref_of_href(href: Scalar) -> str:
    """The last path segment before any query, decoded (contract 4: ids are opaque)."""
    if type(href) is not str:
        return ""
    segment = href.rpartition("/")[2] if "?" not in href else _before_query(href)
    return unquote(segment) if "%" in segment else segment


def _before_query(href: str) -> str:
    return href.partition("?")[0].rpartition("/")[2]
