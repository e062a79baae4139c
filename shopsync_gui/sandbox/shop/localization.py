"""The shop's small fixed resources: languages, currencies, VAT, customer groups, settings."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from shopsync_gui.sandbox.shop.categories import opaque_id

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


class CustomerGroup(NamedTuple):
    """A customer group and its discount in percent."""

    inner_id: int
    id: str
    name: str
    discount: int
    default: bool


def _group(inner_id: int, name: str, discount: int, *, default: bool = False) -> CustomerGroup:
    group_id = opaque_id("customerGroup", f"customer_group_id={inner_id}")
    return CustomerGroup(inner_id, group_id, name, discount, default)


CUSTOMER_GROUPS: Final = (
    _group(6, "Törzsvásárló", 0),
    _group(8, "Alapértelmezett", 0, default=True),
    _group(13, "Viszonteladó", 10),
)
LANGUAGE_HU: Final = opaque_id("language", "language_id=1")
LANGUAGE_EN: Final = opaque_id("language", "language_id=2")
TAX_CLASS_IDS: Final = {
    27: opaque_id("taxClass", "tax_class_id=10"),
    18: opaque_id("taxClass", "tax_class_id=14"),
    5: opaque_id("taxClass", "tax_class_id=15"),
    0: opaque_id("taxClass", "tax_class_id=11"),
}
_ZONE_HU: Final = opaque_id("geoZone", "geo_zone_id=5")
_ZONE_EU: Final = opaque_id("geoZone", "geo_zone_id=6")
_BORN: Final = "2019-05-09T22:31:12"


def languages(host: str, empty: Json) -> list[dict[str, Json]]:
    """Hungarian (the default) and English, then one that is switched off."""
    rows = (
        (LANGUAGE_HU, "1", "Hungarian", "hu", "hu_HU.UTF-8,hu_HU", "1"),
        (LANGUAGE_EN, "2", "English", "en", "en_US.UTF-8,en_US", "1"),
        (opaque_id("language", "language_id=4"), "4", "Deutsch", "de", empty, "0"),
    )
    return [
        {"href": f"{host}/languages/{own}", "id": own, "innerId": inner, "name": name,
         "code": code, "locale": locale, "sortOrder": inner, "status": status}
        for own, inner, name, code, locale, status in rows
    ]  # fmt: skip


def currencies(host: str, empty: Json, default: str) -> list[dict[str, Json]]:
    """The default currency (value 1) and the others at an invented rate."""
    rates = {"HUF": 1.0, "EUR": 0.0025, "USD": 0.0027}
    rates.setdefault(default, 0.0125)
    rows: list[dict[str, Json]] = []
    for number, (code, rate) in enumerate(sorted(rates.items()), start=4):
        own = opaque_id("currency", f"currency_id={number}")
        left, right = ("", " Ft") if code == "HUF" else (f"{code} ", "")
        rows.append({
            "href": f"{host}/currencies/{own}", "id": own, "name": f"{code} pénznem", "code": code,
            "symbolLeft": left or empty, "symbolRight": right or empty,
            "decimalPlace": "0" if code == "HUF" else "2",
            "value": f"{rate / rates[default]:.8f}", "status": "1",
            "dateUpdated": "2026-10-30 10:44:07",
        })  # fmt: skip
    return rows


def customer_groups(host: str) -> list[dict[str, Json]]:
    """Three groups; which one is the default is told only by `productPrices` and `settings`."""
    return [
        {"href": f"{host}/customerGroups/{group.id}", "id": group.id,
         "innerId": str(group.inner_id), "name": group.name,
         "percentDiscount": str(group.discount), "percentDiscountSpecialPrices": "0"}
        for group in CUSTOMER_GROUPS
    ]  # fmt: skip


def _rate(host: str, number: int, rate: int, priority: int, zone: str, vat: int) -> dict[str, Json]:
    own = opaque_id("taxRate", f"tax_rate_id={number}")
    return {
        "href": f"{host}/taxRates/{own}", "id": own, "priority": str(priority),
        "rate": f"{rate}.0000", "description": f"ÁFA ({rate}%)", "dateCreated": _BORN,
        "dateUpdated": _BORN, "geoZone": {"href": f"{host}/geoZones/{zone}"},
        "taxClass": {"href": f"{host}/taxClasses/{TAX_CLASS_IDS[vat]}"},
    }  # fmt: skip


def tax_rates(host: str) -> dict[int, list[dict[str, Json]]]:
    """Rates by VAT class; the 27 % class has a foreign rate first, of lower priority."""
    return {
        27: [_rate(host, 97, 19, 2, _ZONE_EU, 27), _rate(host, 95, 27, 1, _ZONE_HU, 27)],
        18: [_rate(host, 98, 18, 1, _ZONE_HU, 18)],
        5: [_rate(host, 99, 5, 1, _ZONE_HU, 5)],
        0: [],
    }


def tax_classes(host: str, empty: Json, *, extend: bool) -> list[dict[str, Json]]:
    """VAT classes; the links of this resource carry a host without its top-level domain."""
    broken = host.removesuffix(".hu")
    path = "taxClassExtend" if extend else "taxClasses"
    rows: list[dict[str, Json]] = []
    for vat, rates in tax_rates(host).items():
        own = TAX_CLASS_IDS[vat]
        linked: Json = {"href": f"{broken}/taxRates?taxClassId={own}"}
        rows.append({
            "href": f"{broken}/{path}/{own}", "id": own,
            "name": f"{vat} %" if vat else "Áfamentes", "description": f"{vat} % ÁFA",
            "dateCreated": _BORN, "dateUpdated": _BORN if vat else "-0001-11-30T00:00:00",
            "taxRates": (list(rates) or empty) if extend else linked,
        })  # fmt: skip
    return rows


def geo_zones(host: str) -> list[dict[str, Json]]:
    """Hungary, and the Union without it."""
    rows: list[dict[str, Json]] = []
    for own, name, codes in ((_ZONE_HU, "Magyarország", ("HU",)), (_ZONE_EU, "EU", ("AT", "DE"))):
        countries: list[Json] = []
        for code in codes:
            country = opaque_id("country", f"country_id={sum(map(ord, code))}")
            countries.append({
                "href": f"{host}/countries/{country}", "id": country, "name": code,
                "isoCode2": code, "isoCode3": f"{code}X", "status": "1",
                "zones": {"href": f"{host}/zones?countryId={country}"},
            })  # fmt: skip
        rows.append({
            "href": f"{host}/geoZones/{own}", "id": own, "name": name, "description": name,
            "countries": countries,
        })  # fmt: skip
    return rows


def settings(host: str, shop_name: str, currency: str) -> list[dict[str, Json]]:
    """The keys a reader may want, among others."""
    rows = (
        ("config", "config_owner", f"{shop_name.capitalize()} Mintabolt"),
        ("config", "config_email", f"bolt@{shop_name}.example"),
        ("config", "config_language", "hu"),
        ("config", "config_timezone", "Europe/Budapest"),
        ("config", "config_currency", currency),
        ("config", "config_tax_class_id", TAX_CLASS_IDS[27]),
        ("config", "config_customer_group_id", CUSTOMER_GROUPS[1].id),
        ("config", "config_stock_count", "1"),
        ("config", "product_url_without_category", "1"),
        ("paf_childdisplay", "fictive_parent", "0"),
        ("system_order_status", "storno_order_status_id", "14"),
    )
    made: list[dict[str, Json]] = []
    for number, (group, key, value) in enumerate(rows, start=64056):
        own = opaque_id("setting", f"setting_id={number}")
        made.append(
            {"href": f"{host}/settings/{own}", "id": own, "group": group, "key": key,
             "value": value}
        )  # fmt: skip
    return made


def domains(shop_name: str) -> Json:
    """Unlike every other resource: no `items`, no paging, a real boolean, a language code."""
    return {
        "domain": [
            {"url": f"www.{shop_name}.example", "primary": True, "language": "hu"},
            {"url": f"en.{shop_name}.example", "primary": False, "language": "en"},
        ]
    }
