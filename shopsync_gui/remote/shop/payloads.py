"""The shop's answers as typed structs that name only the needed fields (contract "shoprenter" 8, 9).

Every scalar may arrive as text, number or one of four signs of emptiness ({}, [], "", null), and a
list of one item as the item itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import unquote

import msgspec

from shopsync_gui.remote.decoding.scalars import Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

S = TypeVar("S", bound=msgspec.Struct)


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
    """The relation of a product to a category."""

    category: Relation = None


class PriceGroup(msgspec.Struct, rename="camel", gc=False):
    """The customer group of a price."""

    href: Scalar = None
    id: Scalar = None
    inner_id: Scalar = None
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
    """The name of a page in the shop."""

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
    main_picture: Scalar = None
    all_images: Images | list[Any] | str | None = None
    product_descriptions: list[Description] | Description | str | None = None
    product_category_relations: list[CategoryRelation] | CategoryRelation | str | None = None
    product_prices: list[Price] | Price | str | None = None
    product_specials: list[Special] | Special | str | None = None
    url_aliases: list[Any] | Alias | str | int | float | bool | None = None


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
    """The answer of domains, which is unlike all others (contract "shoprenter" 8.11)."""

    domain: list[Domain] | Domain | str | None = None


class OrderProduct(msgspec.Struct, rename="camel", gc=False):
    """A line of an order; net price in the shop's default currency, VAT in percent."""

    name: Scalar = None
    sku: Scalar = None
    price: Scalar = None
    tax_rate: Scalar = None
    product: Relation = None


class OrderCurrency(msgspec.Struct, gc=False):
    """The currency that an order was paid in."""

    code: Scalar = None


class Order(msgspec.Struct, rename="camel", gc=False):
    """One item of orderExtend without the buyer: nothing of a person is ever decoded."""

    href: Scalar = None
    inner_id: Scalar = None
    date_created: Scalar = None
    value: Scalar = None
    order_status: Relation = None
    currency: OrderCurrency | list[Any] | str | None = None
    order_products: list[OrderProduct] | OrderProduct | str | None = None


class Token(msgspec.Struct, gc=False):
    """The answer of the token service."""

    access_token: Scalar = None
    expires_in: Scalar = None


# --- lists and links -----------------------------------------------------------------------------


def as_list(value: list[S] | S | str | None) -> Sequence[S]:
    """List, single item or emptiness as a list."""
    if type(value) is list:
        return value
    return [value] if isinstance(value, msgspec.Struct) else ()


def ref_in(relation: Relation) -> str:
    """The id a link points to: its own `id`, else the last path segment of its href, or the bare id."""
    if type(relation) is str:
        return ref_of_href(relation)
    if type(relation) is not Link:
        return ""
    if type(relation.id) is str and relation.id:
        return relation.id
    return ref_of_href(relation.href)


def ref_of_href(href: Scalar) -> str:
    """The last path segment before any query, decoded (contract "shoprenter" 4: ids are opaque)."""
    if type(href) is not str:
        return ""
    segment = href.rpartition("/")[2] if "?" not in href else _before_query(href)
    return unquote(segment) if "%" in segment else segment


def _before_query(href: str) -> str:
    return href.partition("?")[0].rpartition("/")[2]
