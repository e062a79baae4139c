"""The ways in which an account may alter SKUs, as rules that can be tried on one; pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

from shopsync_gui.core.account.likeness import bare, is_rendering, same_letters
from shopsync_gui.core.catalogue import sku_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: A way: its kind, and the length, sign or text that it has to do with.
Way: TypeAlias = tuple[str, str]

#: Kinds that leave all that tells two SKUs apart: letters and digits, or the value of a number.
WHOLE = frozenset({"signs", "number", "encoded"})
_DIGITS = re.compile(r"[^0-9]")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?(e\+?[0-9]{1,2})?")
#: A longer text is no number that an account takes it for.
_MOST_DIGITS = 40


def ways(wanted: str, shown: str) -> Iterator[Way]:
    """Every way by which one SKU may have become another; of two equal ones there is none."""
    ours, theirs = sku_key(wanted), sku_key(shown)
    if not ours or not theirs or ours == theirs:
        return
    if same_letters(ours, unquote(theirs)):
        yield "signs", "".join(sorted({c for c in ours if not c.isalnum() and c not in theirs}))
    elif is_rendering(ours, theirs):
        yield "encoded", ""
    elif (number := as_number(ours)) and number == as_number(theirs):
        yield "number", ""
    if ours.startswith(theirs):
        yield "cut", str(len(theirs))
        if not theirs.isascii():
            yield "bytes", str(len(theirs.encode()))
        sign = ours[len(theirs) :].strip()[0]
        if not sign.isalnum() and sign not in theirs:
            yield "end", sign
    if _DIGITS.sub("", ours) == theirs:
        yield "digits", ""
    if theirs.endswith(ours):
        yield "before", theirs[: -len(ours)]
    if theirs.startswith(ours):
        yield "behind", theirs[len(ours) :]


def as_shown(way: Way, sku: str) -> str:
    """The key of a SKU that the account altered so; of a WHOLE way what it leaves of it."""
    kind, about = way
    return _RULES[kind](sku_key(sku), about)


def speaks_against(way: Way, shown: str) -> bool:
    """Whether an account that shows this SKU as it was written does not alter SKUs so."""
    kind, about = way
    key = sku_key(shown)
    if kind == "signs":
        return any(sign in key for sign in about)
    if kind == "number":
        return as_number(key) not in ("", key)
    return kind != "encoded" and as_shown(way, shown) != key


def as_number(sku: str) -> str:
    """A SKU that looks like a number as a column of numbers shows it; empty for any other one."""
    if len(sku) > _MOST_DIGITS or not _NUMBER.fullmatch(sku):
        return ""
    return f"{Decimal(sku).normalize():f}"


def _bytes(sku: str, size: str) -> str:
    return sku_key(sku.encode()[: int(size)].decode(errors="ignore"))


_RULES: dict[str, Callable[[str, str], str]] = {
    "signs": lambda sku, _signs: bare(sku),
    "encoded": lambda sku, _none: sku,
    "number": lambda sku, _none: as_number(sku),
    "cut": lambda sku, length: sku_key(sku[: int(length)]),
    "bytes": _bytes,
    "end": lambda sku, sign: sku_key(sku.split(sign, maxsplit=1)[0]),
    "digits": lambda sku, _none: _DIGITS.sub("", sku),
    "before": lambda sku, text: sku if sku.startswith(text) else f"{text}{sku}",
    "behind": lambda sku, text: sku if sku.endswith(text) else f"{sku}{text}",
}
