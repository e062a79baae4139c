"""The profile of a shop, without which its products cannot be understood: languages, VAT, settings."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from shopsync_gui.core.errors import SHOPRENTER, MissingScope, ShopForbidden, UnexpectedAnswer
from shopsync_gui.remote import shop_payloads as p
from shopsync_gui.remote.normalise import DEFAULT_ZONE, ShopProfile, clean
from shopsync_gui.remote.pages import ItemReader, PageReader
from shopsync_gui.remote.shoprenter_requests import Refusal, ShopRequests

if TYPE_CHECKING:
    from collections.abc import Coroutine

_LANGUAGES = PageReader(p.Language)
_TAX_CLASSES = PageReader(p.TaxClass)
_GEO_ZONES = PageReader(p.GeoZone)
_CURRENCIES = PageReader(p.Currency)
_SETTINGS = PageReader(p.Setting)
_DOMAINS = ItemReader(p.Domains)
#: The country of a shop by its time zone, the only sign of it that the API gives.
_COUNTRIES = {DEFAULT_ZONE: "HU"}


T = TypeVar("T")


async def together(shop: str, *reads: Coroutine[Any, Any, Any]) -> list[Any]:
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
        for read in reads:  # a task that was cancelled before its first step never began its own
            read.close()
        raise
    missing = [result.values["scope"] for result in results if isinstance(result, MissingScope)]
    if missing:
        scopes = ", ".join(sorted(set(", ".join(missing).split(", "))))
        raise MissingScope(service=SHOPRENTER, shop=shop, scope=scopes)
    return results


async def _or_missing(read: Coroutine[Any, Any, T]) -> T | MissingScope:
    try:
        return await read
    except MissingScope as missing:
        return missing


class ShopProfileReader:
    """A reader of a shop's profile, once. `missing` lists permissions that would be good to have."""

    def __init__(self, requests: ShopRequests, shop: str) -> None:
        self._requests = requests
        self._shop = shop
        self.missing: list[str] = []

    async def read(self) -> ShopProfile:
        """The profile. Raises MissingScope for languages and VAT, ServiceError."""
        (languages, label), classes, settings, domain = await together(
            self._shop, self._languages(), self._tax_classes(), self._settings(), self._domain()
        )
        shop_zone = settings.get("config_timezone") or DEFAULT_ZONE
        currency = settings.get("config_currency", "").upper() or await self._default_currency()
        title = settings.get("config_name") or settings.get("config_owner") or domain
        return ShopProfile(
            title=clean(title) or self._shop,
            identity=label or self._shop,
            currency=currency,
            timezone=shop_zone,
            domain=domain,
            languages=languages,
            vat_by_tax_class=await self._vat(classes, _COUNTRIES.get(shop_zone, "")),
            rateless=frozenset(
                p.text(found.id) or p.ref_of_href(found.href)
                for found in classes
                if not p.as_list(found.tax_rates)
            ),
            language=settings.get("config_language", ""),
            customer_group=settings.get("config_customer_group_id", ""),
        )

    async def _languages(self) -> tuple[dict[str, str], str]:
        """Language codes by id, and the host label of the shop's own links."""
        languages, _bad, host = await self._requests.collection("languages", _LANGUAGES)
        codes = {
            p.text(language.id) or p.ref_of_href(language.href): p.text(language.code).lower()
            for language in languages
        }
        return codes, host

    async def _tax_classes(self) -> list[p.TaxClass]:
        classes, _bad, _host = await self._requests.collection("taxClassExtend", _TAX_CLASSES)
        return classes

    async def _vat(self, classes: list[p.TaxClass], country: str) -> dict[str, Decimal]:
        """VAT in percent by tax class; zones are only asked for where a class has several rates."""
        rates = {
            p.text(each.id) or p.ref_of_href(each.href): list(p.as_list(each.tax_rates))
            for each in classes
        }
        home: frozenset[str] = frozenset()
        if country and any(len(several) > 1 for several in rates.values()):
            home = await self._zones_of(country)
        chosen = {ref: choose_rate(several, home) for ref, several in rates.items()}
        return {ref: rate for ref, rate in chosen.items() if ref and rate is not None}

    async def _zones_of(self, country: str) -> frozenset[str]:
        zones = await self._optional(self._requests.collection("geoZones", _GEO_ZONES))
        return frozenset(
            p.text(zone.id) or p.ref_of_href(zone.href)
            for zone in (zones[0] if zones else [])
            if any(p.text(c.iso_code2).upper() == country for c in p.as_list(zone.countries))
        )

    async def _default_currency(self) -> str:
        currencies = await self._optional(self._requests.collection("currencies", _CURRENCIES))
        codes = [
            p.text(currency.code).strip().upper()
            for currency in (currencies[0] if currencies else [])
            if p.number(currency.value) == 1
        ]
        return codes[0] if len(codes) == 1 else ""

    async def _settings(self) -> dict[str, str]:
        answer = await self._optional(self._requests.collection("settings", _SETTINGS))
        settings = answer[0] if answer else []
        return {p.text(each.key): p.text(each.value).strip() for each in settings}

    async def _domain(self) -> str:
        """The primary domain, without scheme."""
        answer = await self._optional(self._requests.get("domains", _DOMAINS.item))
        for domain in p.as_list(answer.domain) if answer else ():
            if p.text(domain.primary) in ("1", "true"):
                return p.text(domain.url).strip().lower().rpartition("://")[2].rstrip("/")
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


def choose_rate(rates: list[p.TaxRate], home_zones: frozenset[str]) -> Decimal | None:
    """The VAT of a tax class in percent, None without a readable rate.

    Of several, the one for a zone with the shop's country, else the one of the lowest priority.
    Contract "shoprenter" 8.6.
    """
    known = [
        (p.ref_in(rate.geo_zone) not in home_zones, p.number(rate.priority) or Decimal(0), percent)
        for rate in rates
        if (percent := p.number(rate.rate)) is not None and 0 <= percent <= 100
    ]
    return min(known)[2].normalize() + 0 if known else None
