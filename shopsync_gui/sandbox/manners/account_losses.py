"""Rarer ways of keeping names, SKUs and categories: cut shorter, adorned, spelled out, folded."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from shopsync_gui.sandbox.manners.manner import (
    Adopt,
    Manner,
    keeping_categories,
    keeping_field,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox

_SPELLED: Final = str.maketrans(
    {"ö": "oe", "ő": "oe", "ü": "ue", "ű": "ue", "Ö": "Oe", "Ő": "Oe", "Ü": "Ue", "Ű": "Ue"}
)


def _bytes(length: int) -> Callable[[str], str]:
    return lambda text: text.encode()[:length].decode(errors="ignore")


def _ellipsis(length: int) -> Callable[[str], str]:
    return lambda text: text if len(text) <= length else f"{text[: length - 3]}..."


def _marked_cut(length: int) -> Callable[[str], str]:
    """Cut in the middle of a letter's bytes, which leaves a mark for it."""
    return lambda text: text.encode()[:length].decode(errors="replace")


def _entities_cut(length: int) -> Callable[[str], str]:
    return lambda text: escape(text)[:length]


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFD", text)
    return "".join(c for c in bare if not unicodedata.combining(c)).casefold()


_TEXTS: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "cut-20": ("are cut at 20 characters", lambda text: text[:20]),
    "cut-40": ("are cut at 40 characters", lambda text: text[:40]),
    "cut-40-bytes": ("are cut at 40 bytes", _bytes(40)),
    "cut-64-bytes": ("are cut at 64 bytes", _bytes(64)),
    "cut-33-bytes-marked": ("are cut at 33 bytes, with a mark for half a letter", _marked_cut(33)),
    "cut-60-dots": ("are cut at 60 characters and get ...", _ellipsis(60)),
    "entities-cut-40": ("get entities and are cut at 40 then", _entities_cut(40)),
    "spelled": ("have oe and ue for ö and ü", lambda text: text.translate(_SPELLED)),
    "lower": ("are kept in lower case", str.lower),
    "titled": ("begin each word with a capital", str.title),
    "nfkd": ("are kept as compatible letters", lambda text: unicodedata.normalize("NFKD", text)),
    "commas-lost": ("lose their commas", lambda text: text.replace(",", "")),
    "percent-encoded": ("are kept as in an address", lambda text: quote(text, safe=" ,.")),
    "dots-for-quotes": ("get “ for a quote", lambda text: text.replace('"', "”")),
    "starred": ("get a star before them", lambda text: text if text[:1] == "*" else f"*{text}"),
    "utf8-three-bytes": (
        "get U+FFFD for an emoji", lambda text: re.sub("[\U00010000-\U0010ffff]", "\ufffd", text)
    ),
}  # fmt: skip

_SKUS: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "trimmed": ("are trimmed", str.strip),
    "cut-6": ("are cut at six characters", lambda text: text[:6]),
    "cut-20": ("are cut at 20 characters", lambda text: text[:20]),
    "cut-32-bytes": ("are cut at 32 bytes", _bytes(32)),
    "underscores": ("get _ for spaces and slashes", lambda text: re.sub("[ /]", "_", text)),
    "dashes-lost": ("lose their dashes", lambda text: text.replace("-", "")),
    "digits-cast": (
        "are numbers where they are digits", lambda text: str(int(text)) if text.isdecimal() else text
    ),
    "digits-only": ("keep their digits only", lambda text: re.sub(r"\D", "", text) or "0"),
    "prefixed": ("get SA- before them", lambda text: text if text[:3] == "SA-" else f"SA-{text}"),
    "percent-encoded": ("are kept as in an address", lambda text: quote(text, safe="")),
    "word-signs": ("keep letters, digits and _ only", lambda text: re.sub(r"[^\w]", "", text)),
    "folded": ("lose case and accents", _folded),
}  # fmt: skip


def _to(step: str) -> Callable[[Decimal], Decimal]:
    return lambda value: (value / Decimal(step)).to_integral_value() * Decimal(step)


def _gross(sandbox: Sandbox) -> None:
    """Keep the price that is sent as gross, and the net one of it."""

    def keep(price: Decimal) -> Decimal:
        return (price / Decimal("1.27")).quantize(Decimal("0.01"))

    keeping_field("prod_price", keep)(sandbox)


_NUMBERS: Final[dict[str, tuple[str, str, Adopt]]] = {
    "price-kept-to-ten": ("price", "prices are rounded to ten", keeping_field("prod_price", _to("10"))),
    "price-kept-to-hundred": (
        "price", "prices are rounded to a hundred", keeping_field("prod_price", _to("100"))
    ),
    "price-kept-to-quarter": (
        "price", "prices are rounded to a quarter", keeping_field("prod_price", _to("0.25"))
    ),
    "price-kept-from-gross": ("price", "a price counts as gross, and its net is kept", _gross),
    "price-kept-at-most": (
        "price", "no price is over 99999.99",
        keeping_field("prod_price", lambda value: min(value, Decimal("99999.99"))),
    ),
    "price-kept-at-least-one": (
        "price", "no price is under 1", keeping_field("prod_price", lambda value: max(value, Decimal(1)))
    ),
    "vat-kept-0": ("vat", "every VAT is kept as 0", keeping_field("prod_vat_percent", lambda _v: Decimal(0))),
    "vat-kept-nearest": (
        "vat", "5.5 is kept as 5, others as they are",
        keeping_field("prod_vat_percent", lambda v: Decimal(5) if 5 < v < 6 else v),
    ),
    "currency-kept-eur": ("currency", "every currency is kept as EUR", keeping_field("prod_currency", lambda _c: "EUR")),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    **{
        f"name-{name}": Manner("names", f"names {text}", keeping_field("prod_name", lose))
        for name, (text, lose) in _TEXTS.items()
    },
    **{
        f"category-{name}": Manner("category-names", f"category names {text}", keeping_categories(lose))
        for name, (text, lose) in _TEXTS.items()
    },
    **{
        f"sku-{name}": Manner("skus", f"SKUs {text}", keeping_field("prod_sku", lose))
        for name, (text, lose) in _SKUS.items()
    },
    **{name: Manner(aspect, text, adopt) for name, (aspect, text, adopt) in _NUMBERS.items()},
}  # fmt: skip
