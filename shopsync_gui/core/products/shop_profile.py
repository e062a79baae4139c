"""A shop's profile: what holds for all of its products."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

DEFAULT_ZONE = "Europe/Budapest"
#: The names of zones; `zoneinfo` looks for others as for a package, dot by dot.
_ZONE_NAME = re.compile(r"[\w+-]+(/[\w+-]+){0,3}", re.ASCII)
log = logging.getLogger(__name__)


class ShopProfile(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's languages, VAT, currency and time zone.

    VAT is in percent by tax class; `rateless` are those without a rate. Times in the shop are in
    `timezone`. `identity` is the shop's name as its own links carry it, `language` the code of its
    own language. Empty where the shop does not tell.
    """

    title: str
    identity: str
    currency: str = ""
    timezone: str = DEFAULT_ZONE
    domain: str = ""
    languages: Mapping[str, str] = msgspec.field(default_factory=dict)
    vat_by_tax_class: Mapping[str, Decimal] = msgspec.field(default_factory=dict)
    rateless: frozenset[str] = frozenset()
    language: str = ""
    customer_group: str = ""


def zone(name: str) -> tzinfo:
    """The time zone of that name; Budapest's where it is unknown, one hour where even that is."""
    for candidate in (name, DEFAULT_ZONE):
        with suppress(KeyError, ValueError, OSError):
            if _ZONE_NAME.fullmatch(candidate):
                return ZoneInfo(candidate)
        log.warning("the time zone %s is not known on this computer", candidate[:60])
    return timezone(timedelta(hours=1))
