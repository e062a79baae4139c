"""Normalising: the shop's irregular payloads become the program's own products and categories."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import UTC, date, datetime, time
from decimal import Decimal
from html.entities import html5
from typing import TYPE_CHECKING
from urllib.parse import quote

from shopsync_gui.core.catalogue import Category, OrderLine, ProductState, ShopProduct
from shopsync_gui.core.products.mapping import derived_vat, gross_of
from shopsync_gui.core.products.shop_profile import ShopProfile, zone
from shopsync_gui.core.runs.reading_notes import ReadingNote
from shopsync_gui.core.strings.addresses import picture_address
from shopsync_gui.core.text import _
from shopsync_gui.remote.decoding import scalars
from shopsync_gui.remote.shop import payloads as p
from shopsync_gui.remote.shop.defaults import language_ids
from shopsync_gui.remote.shop.prices import PriceReader

if TYPE_CHECKING:
    from collections.abc import Callable

HUNGARIAN = "hu"
_STATES = {
    "0": ProductState.DISABLED,
    "1": ProductState.ACTIVE,
    "2": ProductState.DISCONTINUED,
}
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII)
#: The address of a product's page that no setting of the shop changes (contract "shoprenter" 8.1).
_PAGE = "/index.php?route=product/product&product_id="
#: A picture by its path in the shop's image folder (contract "shoprenter" 8.1).
_PICTURE = "https://{shop}.cdn.shoprenter.hu/custom/{shop}/image/cache/w460h460wt1/{path}"
_SHOP_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", re.ASCII)
_PICTURE_PATH = re.compile(
    r"(?!/)(?!.*\.\.)[^?#\\\x00-\x1f]+\.(?:jpe?g|png|gif|webp)", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ZERO = Decimal(0)
#: So many names of a page are kept, none of them longer.
_MOST_ALIASES, _LONGEST_ALIAS = 8, 255
_FIRST_DAY = date(1990, 1, 1)


class BadPayload(Exception):
    """An item that lacks what it cannot do without; the text is short and translated."""


class Normaliser:
    """The conversion of payloads to core types, in one language and the default customer group.

    `now` is only asked for running discounts of shops that send no computed prices. `here` says
    that the shop is on this computer, whose pictures need no https.
    """

    def __init__(
        self,
        profile: ShopProfile,
        language: str,
        now: Callable[[], datetime],
        *,
        here: bool = False,
    ) -> None:
        self._here = here
        self._profile = profile
        self._zone = zone(profile.timezone)
        wanted = (language, HUNGARIAN, profile.language)
        self._languages = language_ids(profile.languages, wanted)
        self._prices = PriceReader(profile, now, self.moment)
        known = bool(_DOMAIN.fullmatch(profile.domain))
        self._page = f"https://{profile.domain}{_PAGE}" if known else ""
        #: How many products and categories so far were odd in a way that a receipt tells.
        self.oddities: Counter[ReadingNote] = Counter()

    def product(self, raw: p.Product) -> ShopProduct:
        """The product as the program knows it (contract "shoprenter" 8.1). Raises BadPayload."""
        inner_id = scalars.text(raw.inner_id).strip()
        ref = scalars.text(raw.id) or p.ref_of_href(raw.href)
        if not inner_id or not ref:
            raise BadPayload(_("it has no id"))
        tax_class = p.ref_in(raw.tax_class)
        vat = self._profile.vat_by_tax_class.get(tax_class)
        prices = self._prices.of(raw)
        if vat is None:
            own = self._profile.vat_by_tax_class.values()
            vat = derived_vat(prices.list_net, prices.list_gross, own, prices.currency)
        untold = bool(prices.list_net) and not prices.list_gross
        if vat is None and tax_class in self._profile.rateless and untold:
            # Where prices tell a gross, or nothing is to be paid, they decide. Of a shop without any
            # rate nothing is known.
            vat = _ZERO if self._profile.vat_by_tax_class else None
        parent = p.ref_in(raw.parent_product)
        if vat and prices.net and prices.net == prices.gross:
            self.oddities[ReadingNote.NET_IS_GROSS] += 1
        return ShopProduct(
            inner_id=inner_id,
            ref=ref,
            sku=scalars.text(raw.sku).strip(),
            name=self._name(raw.product_descriptions),
            state=_STATES.get(scalars.text(raw.status), ProductState.ACTIVE),
            net=prices.net,
            gross=prices.gross or gross_of(prices.net, vat, prices.currency),
            list_net=prices.list_net,
            list_gross=prices.list_gross or gross_of(prices.list_net, vat, prices.currency),
            vat=vat,
            currency=prices.currency,
            category_refs=_category_refs(raw),
            parent_ref=parent if parent and parent != ref else None,
            stock=_stock(raw),
            image=self._image(raw),
            page=self._page_of(inner_id),
            aliases=_aliases(raw),
            created_at=self.moment(raw.date_created),
            updated_at=self.moment(raw.date_updated),
        )

    def _page_of(self, inner_id: str) -> str:
        plain = inner_id.isascii() and inner_id.isdecimal()
        return f"{self._page}{inner_id}" if self._page and plain else ""

    def _image(self, raw: p.Product) -> str:
        """The full address, else one made of the path in the image folder; "" without a picture."""
        if isinstance(raw.all_images, p.Images):
            address = picture_address(scalars.text(raw.all_images.main_image), here=self._here)
            if address:
                return address
        path, shop = scalars.text(raw.main_picture).strip(), self._profile.identity.lower()
        if not _SHOP_NAME.fullmatch(shop) or not _PICTURE_PATH.fullmatch(path):
            return ""
        return picture_address(_PICTURE.format(shop=shop, path=quote(path, safe="/%")))

    def category(self, raw: p.Category) -> Category:
        """The category as the program knows it (contract "shoprenter" 8.3). Raises BadPayload."""
        ref = scalars.text(raw.id) or p.ref_of_href(raw.href)
        if not ref:
            raise BadPayload(_("it has no id"))
        parent = p.ref_in(raw.parent_category)
        return Category(
            ref=ref,
            inner_id=scalars.text(raw.inner_id).strip(),
            name=self._name(raw.category_descriptions),
            parent_ref=parent if parent and parent != ref else None,
            enabled=scalars.text(raw.status) != "0",
        )

    def _name(self, descriptions: list[p.Description] | p.Description | str | None) -> str:
        """Choose a name: in the chosen language, else Hungarian, else the shop's own, else the first not empty."""
        first = ""
        names: dict[str, str] = {}
        for description in p.as_list(descriptions):
            name = clean(scalars.text(description.name))
            if name:
                first = first or name
                names.setdefault(p.ref_in(description.language), name)
        for language in self._languages:
            if language in names:
                return names[language]
        if first and self._languages and "" not in names:
            self.oddities[ReadingNote.OTHER_LANGUAGE] += 1
        return first

    def moment(self, value: scalars.Scalar) -> datetime | None:
        """A date of the shop as aware UTC; None for zero, negative and unreadable ones."""
        if type(value) is not str or len(value) < 10 or value.startswith(("0000", "-")):
            return None
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=self._zone)
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def order_lines(self, raw: p.Order) -> list[OrderLine]:
        """The product lines of an order; empty for an abandoned cart.

        A line that points to no product is kept by its SKU or its name; one that has neither is
        of no use. Contract "shoprenter" 8.9.
        """
        if not p.ref_in(raw.order_status):
            return []
        currency = self._profile.currency
        if not currency and isinstance(raw.currency, p.OrderCurrency):
            currency = scalars.text(raw.currency.code).strip().upper()
        lines = []
        for line in p.as_list(raw.order_products):
            sku, name = scalars.text(line.sku).strip(), clean(scalars.text(line.name))
            ref = p.ref_in(line.product) or f"line:{sku or name}"
            vat = scalars.number(line.tax_rate)
            if sku or name:
                lines.append(
                    OrderLine(
                        product_ref=ref,
                        sku=sku,
                        name=name,
                        net=scalars.number(line.price),
                        vat=vat.normalize() + 0 if vat is not None and 0 <= vat <= 100 else None,
                        currency=currency,
                        ordered_at=self.moment(raw.date_created),
                    )
                )
        return lines

    def first_moment(self, day: date) -> datetime:
        """Return the moment when a day begins where the shop is; no shop is older than the World Wide Web."""
        return datetime.combine(max(day, _FIRST_DAY), time.min, self._zone).astimezone(UTC)

    def shop_time(self, moment: datetime) -> str:
        """A moment as the shop's date filters want it (contract "shoprenter" 4)."""
        return moment.astimezone(self._zone).strftime("%Y-%m-%dT%H:%M:%S")


def _resolved(entity: re.Match[str]) -> str:
    """The sign of an entity; one that HTML does not know stays, for unescape() takes its beginning."""
    text = entity[0]
    return html.unescape(text) if text[1] == "#" or text[1:] in html5 else text


def clean(name: str) -> str:
    """A name as people read it: entities resolved, control characters and outer spaces gone.

    Only whole entities are: "Pen&notebook" has none, although HTML would see "&not" in it.
    """
    if "&" in name:
        name = _ENTITY.sub(_resolved, name)
    if not name.isprintable():
        name = name.translate(_CONTROLS)
    return name.strip()


def _category_refs(raw: p.Product) -> tuple[str, ...]:
    refs = [p.ref_in(relation.category) for relation in p.as_list(raw.product_category_relations)]
    return tuple(dict.fromkeys(ref for ref in refs if ref))


def _aliases(raw: p.Product) -> tuple[str, ...]:
    """The names of the product's page: one, or a list of them (contract "shoprenter" 8.1)."""
    told = raw.url_aliases
    if isinstance(told, p.Alias):
        names = [scalars.text(told.url_alias)]
    elif type(told) is list and told:
        dicts = (each for each in told if isinstance(each, dict))
        names = [scalars.text(each.get("urlAlias")) for each in dicts]
    else:
        return ()
    kept = [name for each in names if 0 < len(name := each.strip("/ ")) <= _LONGEST_ALIAS]
    return tuple(dict.fromkeys(kept))[:_MOST_ALIASES]


def _stock(raw: p.Product) -> Decimal | None:
    """The sum over the warehouses, None where none is given."""
    total: Decimal | None = None
    for value in (raw.stock1, raw.stock2, raw.stock3, raw.stock4):
        if value == "0":
            total = total or _ZERO
        elif (stock := scalars.number(value)) is not None:
            total = stock if total is None else total + stock
    return total
