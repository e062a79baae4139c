"""The profile of a shop, without which its products cannot be understood: languages, VAT, settings."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from shopsync_gui.core.errors import (
    SHOPRENTER,
    MissingScope,
    ShopFactsMissing,
    ShopForbidden,
    UnexpectedAnswer,
)
from shopsync_gui.core.products.shop_profile import DEFAULT_ZONE, ShopProfile
from shopsync_gui.remote.decoding import scalars
from shopsync_gui.remote.shop import payloads as p
from shopsync_gui.remote.shop.normaliser import clean
from shopsync_gui.remote.shop.pages import ItemReader, PageReader
from shopsync_gui.remote.shop.refusal import Refusal
from shopsync_gui.remote.shop.requests import SCOPES, ShopRequests

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

_LANGUAGES = PageReader(p.Language)
_TAX_CLASSES = PageReader(p.TaxClass)
_GEO_ZONES = PageReader(p.GeoZone)
_CURRENCIES = PageReader(p.Currency)
_SETTINGS = PageReader(p.Setting)
_DOMAINS = ItemReader(p.Domains)
#: The country of a shop by its time zone, the only sign of it that the API gives.
_COUNTRIES = {DEFAULT_ZONE: "HU"}


T = TypeVar("T")


async def together(shop: str, *reads: Callable[[], Awaitable[Any]]) -> list[Any]:
    """The results of all reads. Raises one MissingScope that names every permission missing.

    Any other failure ends the rest at once.
    """
    tasks = [asyncio.create_task(_or_missing(read)) for read in reads]
    try:
        results = await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    missing = [result.values["scope"] for result in results if isinstance(result, MissingScope)]
    if missing:
        scopes = ", ".join(sorted(set(", ".join(missing).split(", "))))
        raise MissingScope(service=SHOPRENTER, shop=shop, scope=scopes)
    return results


async def _or_missing(read: Callable[[], Awaitable[T]]) -> T | MissingScope:
    try:
        return await read()
    except MissingScope as missing:
        return missing


class ShopProfileReader:
    """A reader of a shop's profile, once. `missing` lists permissions that would be good to have.

    What the shop refuses or does not tell by now is taken from the last good profile: without it
    the VAT or the names of all products would change.
    """

    def __init__(self, requests: ShopRequests, shop: str) -> None:
        self._requests = requests
        self._shop = shop
        self._last: ShopProfile | None = None
        self.missing: list[str] = []

    async def read(self, last_good: ShopProfile | None = None) -> ShopProfile:
        """The profile; `last_good` is the one of an earlier run.

        Raises MissingScope for languages and VAT, ShopFactsMissing where neither the shop nor
        `last_good` tells what products cannot be understood without, ServiceError.
        """
        self._last = last_good
        (languages, label), classes, settings, domain = await together(
            self._shop, self._languages, self._tax_classes, self._settings, self._domain
        )
        last = self._last or ShopProfile(title="", identity="", timezone=DEFAULT_ZONE)
        timezone = settings.get("config_timezone") or last.timezone
        currency = settings.get("config_currency", "").upper() or last.currency
        title = settings.get("config_name") or settings.get("config_owner") or last.title or domain
        if classes is None:
            vat, rateless = dict(last.vat_by_tax_class), last.rateless
        else:
            vat = await self._vat(classes, _COUNTRIES.get(timezone, ""))
            rateless = frozenset(_ref(each) for each in classes if not p.as_list(each.tax_rates))
        return ShopProfile(
            title=clean(title) or self._shop,
            identity=label or last.identity or self._shop,
            currency=currency or await self._default_currency(),
            timezone=timezone,
            domain=domain or last.domain,
            languages=languages,
            vat_by_tax_class=vat,
            rateless=rateless,
            language=settings.get("config_language") or last.language,
            customer_group=settings.get("config_customer_group_id") or last.customer_group,
        )

    async def _languages(self) -> tuple[Mapping[str, str], str]:
        """Language codes by id, and the host label of the shop's own links."""
        languages, _bad, host = await self._requests.collection("languages", _LANGUAGES)
        codes = {_ref(language): scalars.text(language.code).lower() for language in languages}
        told = {ref: code for ref, code in codes.items() if ref and code}
        if told:
            return told, host
        if self._last is not None and self._last.languages:
            return self._last.languages, host
        raise self._not_told("languages")

    async def _tax_classes(self) -> list[p.TaxClass] | None:
        """The tax classes, None where the last good profile knows better."""
        classes, bad, _host = await self._requests.collection("taxClassExtend", _TAX_CLASSES)
        knows = self._last is not None and (self._last.vat_by_tax_class or self._last.rateless)
        if classes and not bad:
            return classes
        if not knows and bad:
            raise self._not_told("taxClassExtend")
        return None if knows else classes

    async def _vat(self, classes: list[p.TaxClass], country: str) -> dict[str, Decimal]:
        """VAT in percent by tax class; zones are only asked for where a class has several rates."""
        last = self._last.vat_by_tax_class if self._last is not None else {}
        rates = {_ref(each): list(p.as_list(each.tax_rates)) for each in classes}
        doubtful = [ref for ref, several in rates.items() if country and differ(several)]
        home: frozenset[str] | None = frozenset()
        if doubtful:
            home = await self._zones_of(country, known=all(ref in last for ref in doubtful))
        chosen: dict[str, Decimal | None] = {}
        for ref, several in rates.items():
            keeps = home is None and ref in doubtful
            chosen[ref] = None if keeps else choose_rate(several, home or frozenset())
            if chosen[ref] is None and several:
                chosen[ref] = last.get(ref)
        return {ref: rate for ref, rate in chosen.items() if ref and rate is not None}

    async def _zones_of(self, country: str, *, known: bool) -> frozenset[str] | None:
        """The zones with this country; None where the shop does not tell and VAT is `known`.

        Without them the VAT of another country might be taken. Where the permission was never
        given, the rates' priorities have to do.
        """
        try:
            zones, bad, _host = await self._requests.collection("geoZones", _GEO_ZONES)
        except MissingScope as error:
            self.missing.append(error.values["scope"])
            return None if known else frozenset()
        except (Refusal, ShopForbidden, UnexpectedAnswer):
            zones, bad = [], []
        if zones and not bad:
            return frozenset(
                _ref(zone)
                for zone in zones
                if any(
                    scalars.text(c.iso_code2).upper() == country for c in p.as_list(zone.countries)
                )
            )
        if not known:
            raise self._not_told("geoZones")
        return None

    def _not_told(self, resource: str) -> ShopFactsMissing:
        return ShopFactsMissing(service=SHOPRENTER, resource=resource, scope=SCOPES[resource])

    async def _default_currency(self) -> str:
        currencies = await self._optional(self._requests.collection("currencies", _CURRENCIES))
        codes = [
            scalars.text(currency.code).strip().upper()
            for currency in (currencies[0] if currencies else [])
            if scalars.number(currency.value) == 1
        ]
        return codes[0] if len(codes) == 1 else ""

    async def _settings(self) -> dict[str, str]:
        answer = await self._optional(self._requests.collection("settings", _SETTINGS))
        settings = answer[0] if answer else []
        return {scalars.text(each.key): scalars.text(each.value).strip() for each in settings}

    async def _domain(self) -> str:
        """The primary domain, without scheme."""
        answer = await self._optional(self._requests.get("domains", _DOMAINS.item))
        for domain in p.as_list(answer.domain) if answer else ():
            if scalars.text(domain.primary) in ("1", "true"):
                return scalars.text(domain.url).strip().lower().rpartition("://")[2].rstrip("/")
        return ""

    async def _optional(self, read: Coroutine[Any, Any, Any]) -> Any:
        """The result, or None where the shop does not give it; a missing scope is noted."""
        try:
            return await read
        except MissingScope as error:
            self.missing.append(error.values["scope"])
        except (Refusal, ShopForbidden, UnexpectedAnswer):
            pass
        return None


def _ref(item: p.Language | p.TaxClass | p.GeoZone) -> str:
    return scalars.text(item.id) or p.ref_of_href(item.href)


def differ(rates: list[p.TaxRate]) -> bool:
    """Whether a tax class has rates of more than one percentage."""
    return len({scalars.number(rate.rate) for rate in rates} - {None}) > 1


def choose_rate(rates: list[p.TaxRate], home_zones: frozenset[str]) -> Decimal | None:
    """The VAT of a tax class in percent, None without a readable rate.

    Of several, the one for a zone with the shop's country, else the one of the lowest priority.
    Contract "shoprenter" 8.6.
    """
    known = [
        (
            p.ref_in(rate.geo_zone) not in home_zones,
            scalars.number(rate.priority) or Decimal(0),
            percent,
        )
        for rate in rates
        if (percent := scalars.number(rate.rate)) is not None and 0 <= percent <= 100
    ]
    return min(known)[2].normalize() + 0 if known else None
