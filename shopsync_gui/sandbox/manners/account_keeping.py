"""Ways of the account to keep what is written to it; the losses are real and can be inspected."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from html import escape, unescape
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.manners.manner import (
    Adopt,
    Manner,
    keeping_categories,
    keeping_field,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.sandbox.app import Sandbox

_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_TAG: Final = re.compile(r"<[^>]*>?")


def _cut(length: int) -> Callable[[str], str]:
    return lambda text: text[:length]


def _cut_bytes(length: int) -> Callable[[str], str]:
    return lambda text: text.encode()[:length].decode(errors="ignore")


def _at_emoji(text: str) -> str:
    return _ASTRAL.split(text)[0]


def _folded(text: str) -> str:
    return re.sub(r"[ \t\n]+", " ", text)


def _slashed(text: str) -> str:
    return re.sub(r"(['\"\\])", r"\\\1", text)


def _unslashed(text: str) -> str:
    return re.sub(r"\\(.?)", r"\1", text)


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()


def _latin1(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")


def _latin1_folded(text: str) -> str:
    return _latin1(text.translate(str.maketrans("őűŐŰ", "õûÕÛ")))


def _all_entities(text: str) -> str:
    return escape(text).encode("ascii", "xmlcharrefreplace").decode()


def _mojibake(text: str) -> str:
    return text.encode().decode("latin-1")


_TEXTS: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "trimmed": ("lose the blanks around them", str.strip),
    "spaces-folded": ("lose double spaces", _folded),
    "entities": ("are kept with &amp; and &quot;", escape),
    "entities-twice": ("are kept with &amp;amp;", lambda text: escape(escape(text))),
    "all-entities": ("are kept with an entity for each accent", _all_entities),
    "unescaped": ("lose their entities", unescape),
    "slashes": ("get a backslash before quotes", _slashed),
    "backslashes-lost": ("lose their backslashes", _unslashed),
    "quotes-lost": ("lose their quotes", lambda text: re.sub("[\"']", "", text)),
    "tags-stripped": ("lose what looks like a tag", lambda text: _TAG.sub("", text)),
    "angles-lost": ("lose < and >", lambda text: re.sub("[<>]", "", text)),
    "cut-32": ("are cut at 32 characters", _cut(32)),
    "cut-50": ("are cut at 50 characters", _cut(50)),
    "cut-64": ("are cut at 64 characters", _cut(64)),
    "cut-100": ("are cut at 100 characters", _cut(100)),
    "cut-128": ("are cut at 128 characters", _cut(128)),
    "cut-255": ("are cut at 255 characters", _cut(255)),
    "cut-100-bytes": ("are cut at 100 bytes", _cut_bytes(100)),
    "cut-255-bytes": ("are cut at 255 bytes", _cut_bytes(255)),
    "emoji-lost": ("lose their emoji", lambda text: _ASTRAL.sub("", text)),
    "emoji-marked": ("get a question mark for each emoji", lambda text: _ASTRAL.sub("?", text)),
    "cut-at-emoji": ("end at their first emoji", _at_emoji),
    "nfc": ("are kept composed", lambda text: unicodedata.normalize("NFC", text)),
    "nfd": ("are kept decomposed", lambda text: unicodedata.normalize("NFD", text)),
    "nbsp-to-space": ("get plain spaces", lambda text: text.replace("\u00a0", " ")),
    "nbsp-lost": ("lose hard spaces", lambda text: text.replace("\u00a0", "")),
    "latin1": ("get a question mark for ő and ű", _latin1),
    "latin1-folded": ("get õ and û for ő and ű", _latin1_folded),
    "ascii": ("lose their accents", _ascii),
    "mojibake": ("are kept as UTF-8 read as Latin-1", _mojibake),
    "capitalised": ("begin with a capital", lambda text: text[:1].upper() + text[1:]),
    "upper": ("are kept in capitals", str.upper),
    "plus-to-space": ("lose + to a space", lambda text: text.replace("+", " ")),
    "cut-at-ampersand": ("end at their first &", lambda text: text.split("&", maxsplit=1)[0]),
}
_CATEGORY_TEXTS: Final = (
    "trimmed", "spaces-folded", "entities", "all-entities", "slashes", "quotes-lost",
    "tags-stripped", "cut-32", "cut-50", "cut-64", "cut-100-bytes", "emoji-lost", "emoji-marked",
    "cut-at-emoji", "nfd", "latin1", "latin1-folded", "ascii", "mojibake", "capitalised", "upper",
    "cut-at-ampersand",
)  # fmt: skip


def _cast(text: str) -> str:
    """Do what a number column does: "000123" is 123, "1E5" is 100000."""
    try:
        number = float(text)
    except ValueError:
        return text
    return f"{number:.0f}"


def _without_slash(text: str) -> str:
    return text.replace("/", "")


_SKUS: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "upper": ("are kept in capitals", str.upper),
    "lower": ("are kept in lower case", str.lower),
    "ascii": ("lose their accents", _ascii),
    "latin1": ("get a question mark for ő and ű", _latin1),
    "cast": ("become numbers where they look like one", _cast),
    "zeros-lost": ("lose leading zeros", lambda text: text.lstrip("0") or "0"),
    "slash-lost": ("lose their slashes", _without_slash),
    "slash-to-dash": ("get - for /", lambda text: text.replace("/", "-")),
    "spaces-lost": ("lose their spaces", lambda text: text.replace(" ", "")),
    "space-to-dash": ("get - for a space", lambda text: text.replace(" ", "-")),
    "signs-lost": ("lose & + # ?", lambda text: re.sub("[&+#?]", "", text)),
    "entities": ("are kept with &amp;", escape),
    "plus-to-space": ("lose + to a space", lambda text: text.replace("+", " ")),
    "cut-at-ampersand": ("end at their first &", lambda text: text.split("&", maxsplit=1)[0]),
    "cut-64": ("are cut at 64 characters", _cut(64)),
    "cut-70": ("are cut at 70 characters", _cut(70)),
    "cut-255": ("are cut at 255 characters", _cut(255)),
}


def _rounded(places: int, how: str = ROUND_HALF_UP) -> Callable[[Decimal], Decimal]:
    return lambda value: round_to(value, places, how)


def round_to(value: Decimal, places: int, how: str) -> Decimal:
    """The value with so many decimals."""
    return value.quantize(Decimal(1).scaleb(-places), how)


_NUMBERS: Final[dict[str, tuple[str, str, str, Callable[[Decimal], Decimal]]]] = {
    "price-kept-whole": ("price", "prices are rounded to whole", "prod_price", _rounded(0)),
    "price-kept-floored": (
        "price", "prices lose their decimals", "prod_price", _rounded(0, ROUND_DOWN)
    ),
    "price-kept-one-decimal": ("price", "prices keep one decimal", "prod_price", _rounded(1)),
    "price-kept-to-five": (
        "price", "prices are rounded to five", "prod_price",
        lambda value: round_to(value / 5, 0, ROUND_HALF_UP) * 5,
    ),
    "vat-kept-floored": ("vat", "5.5 is kept as 5", "prod_vat_percent", _rounded(0, ROUND_DOWN)),
    "vat-kept-rounded": ("vat", "5.5 is kept as 6", "prod_vat_percent", _rounded(0)),
    "vat-kept-27": ("vat", "every VAT is kept as 27", "prod_vat_percent", lambda _v: Decimal(27)),
}  # fmt: skip


def _unique_sku(length: int) -> Adopt:
    """Cut SKUs and answer the known id where the rest is known."""

    def adopt(sandbox: Sandbox) -> None:
        keeping_field("prod_sku", _cut(length))(sandbox)
        sandbox.account.habits.sku_twice = "existing"

    return adopt


def _linking(link: Callable[[tuple[int, ...], list[int]], tuple[int, ...]]) -> Adopt:
    def adopt(sandbox: Sandbox) -> None:
        sandbox.account.habits.link = link

    return adopt


def _blank_omitted(sandbox: Sandbox) -> None:
    sandbox.account.habits.blanks_omitted = True


def _union(old: tuple[int, ...], new: list[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*old, *new)))


_LINKS: Final[dict[str, tuple[str, Adopt]]] = {
    "categories-appended": ("given categories are added to the old ones", _linking(_union)),
    "categories-never-emptied": (
        "[] leaves the categories", _linking(lambda old, new: tuple(new) if new else old)
    ),
    "categories-first-only": ("only one category is kept", _linking(lambda _old, new: tuple(new[:1]))),
    "categories-last-only": ("only the last is kept", _linking(lambda _old, new: tuple(new[-1:]))),
    "categories-sorted": ("categories by id", _linking(lambda _old, new: tuple(sorted(set(new))))),
    "categories-ignored": ("categories of a write are ignored", _linking(lambda old, _new: old)),
    "modify-blanks-omitted": ("a modify empties what it leaves out", _blank_omitted),
}  # fmt: skip

MANNERS: Final[dict[str, Manner]] = {
    **{
        f"name-{name}": Manner("names", f"names {text}", keeping_field("prod_name", lose))
        for name, (text, lose) in _TEXTS.items()
    },
    **{
        f"category-{name}": Manner(
            "category-names",
            f"category names {_TEXTS[name][0]}",
            keeping_categories(_TEXTS[name][1]),
        )
        for name in _CATEGORY_TEXTS
    },
    **{
        f"sku-{name}": Manner("skus", f"SKUs {text}", keeping_field("prod_sku", lose))
        for name, (text, lose) in _SKUS.items()
    },
    "sku-cut-64-unique": Manner("skus", "SKUs are cut at 64 and unique", _unique_sku(64)),
    **{
        name: Manner(aspect, text, keeping_field(key, lose))
        for name, (aspect, text, key, lose) in _NUMBERS.items()
    },
    **{name: Manner("links", text, adopt) for name, (text, adopt) in _LINKS.items()},
}
