"""The written forms of numbers, currencies and categories in an account's answers."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shopsync_gui.core.catalogue import UNCATEGORISED, category_key
from shopsync_gui.remote.account.outer_forms import Row, decoded, plain
from shopsync_gui.remote.decoding.scalars import number, text
from shopsync_gui.remote.decoding.written_numbers import plain_digits
from shopsync_gui.remote.transport.response import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shopsync_gui.remote.decoding.scalars import Scalar

#: The names a field may have, without case and separators.
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("prodid", "productid", "id"),
    "sku": ("prodsku", "sku", "productsku", "cikkszam", "itemnumber"),
    "name": ("prodname", "name", "productname", "title"),
    "net": ("prodprice", "price", "productprice", "netprice", "prodnetprice", "pricenet"),
    "vat": ("prodvatpercent", "vatpercent", "prodvat", "vat", "vatrate"),
    "currency": ("prodcurrency", "currency", "currencycode", "pricecurrency"),
    "categories": ("prodcats", "prodcatids", "categories", "categoryids", "prodcategories",
                   "prodcat", "prodcatid", "categoryid", "category"),
    "category_id": ("prodcatid", "categoryid", "catid", "id"),
    "category_name": ("prodcatname", "categoryname", "catname", "name", "title"),
}  # fmt: skip
_CURRENCIES = {
    "FT": "HUF", "FT.": "HUF", "FORINT": "HUF", "€": "EUR", "EURO": "EUR", "$": "USD", "US$": "USD",
}  # fmt: skip
#: Keys of a row that is kept although it was deleted, and values of theirs that say that it was not.
_DELETED = ("deleted", "isdeleted", "proddeleted", "deletedat", "proddeletedat")
_NOT_DELETED = frozenset({"", "0", "false", "no", "n", "null"})
#: Ids beyond this fit into no database.
MOST_ID = 2**63
#: From here on numbers with a decimal point stand for several whole ones.
_MOST_EXACT = 2.0**53
_LONGEST_ID = len(str(MOST_ID))
#: Lists and objects of categories within each other.
_DEEPEST = 6
_NAMES_APART = ("|", ";", ",")


def plain_keys(row: Row) -> dict[str, str]:
    """The keys of a row by their names without case and separators."""
    return {plain(key): key for key in row}


def field(row: Row, name: str) -> Any:
    """The row's value of a field: of its first name that holds something, else an empty one."""
    keys = plain_keys(row)
    empty = None
    for alias in FIELDS[name]:
        value = row[keys[alias]] if alias in keys else None
        if value is not None and value not in ("", [], {}):
            return value
        empty = value if empty is None else empty
    return empty


def is_deleted(row: Row) -> bool:
    """Whether a row says of itself that it was deleted."""
    keys = plain_keys(row)
    told = (str(row[keys[key]] or "").strip().lower() for key in _DELETED if key in keys)
    return any(value not in _NOT_DELETED and not value.startswith("0000-00-00") for value in told)


def amount(value: Any) -> Decimal | None:
    """A price or rate however it is written: "1 900,00", "1,900.00", "1900 Ft", "27%"."""
    plainly = number(value)
    if plainly is not None or not isinstance(value, str):
        return plainly
    return number(plain_digits(value))


def percent(value: Any) -> Decimal | None:
    """A VAT rate in percent; no rate is below one percent, so 0.27 is a share."""
    found = amount(value)
    return found * 100 if found is not None and 0 < found < 1 else found


def currency(value: Any, depth: int = 3) -> str:
    """The ISO code of a currency; empty where the account shows none, or something else.

    Read is also the only one of an object, a list or a text with a sign: {"code": "HUF"}, HUF (Ft).
    """
    if isinstance(value, dict | list):
        parts = (value.values() if isinstance(value, dict) else value) if depth else ()
        codes = {code for part in parts if (code := currency(part, depth - 1))}
        return codes.pop() if len(codes) == 1 else ""
    name = text(value).strip().upper()
    name = _with_sign(name) or _CURRENCIES.get(name, name)
    return name if len(name) == 3 and name.isalpha() else ""


def _with_sign(name: str) -> str | None:
    """The code in a text that has a sign of a currency in brackets after it."""
    found = re.fullmatch(r"([A-Z]{3}) ?[(\[/].{1,5}", name)
    return found[1] if found else None


def category_parts(value: Any) -> tuple[tuple[int, ...], tuple[str, ...]] | None:
    """Ids and names of the categories that a product's value tells; None where it tells nothing.

    Read are objects, ids, names, objects and names by id, lists of them as text or JSON, and one
    of them alone.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _written(value)
    ids: list[int] = []
    names: list[str] = []
    for piece in _pieces(value):
        sa_id, name = piece
        if category_key(name) == category_key(UNCATEGORISED):
            continue
        if sa_id is not None:
            if sa_id > 0:
                ids.append(sa_id)
        elif name:
            names.append(name)
        else:
            return None
    return tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(names))


def _pieces(value: Any, depth: int = _DEEPEST) -> list[tuple[int | None, str]]:
    """Id and name of each category of a value; neither of what lies deeper than any."""
    if isinstance(value, list | dict) and not depth:
        return [(None, "")]
    if isinstance(value, list):
        return [pair for piece in value if piece is not None for pair in _pieces(piece, depth - 1)]
    if isinstance(value, dict):
        return _pieces_of_object(value, depth)
    sa_id = _id(value)
    return [(sa_id, "" if sa_id is not None else text(value).strip())]


def _pieces_of_object(value: Row, depth: int) -> list[tuple[int | None, str]]:
    """One category, or several by their ids."""
    names = (*FIELDS["category_id"], *FIELDS["category_name"])
    if any(plain(key) in names for key in value):
        sa_id, name = _id(field(value, "category_id")), text(field(value, "category_name")).strip()
        return [(sa_id, name)] if sa_id is not None or name else []
    found: list[tuple[int | None, str]] = []
    for key, piece in value.items():
        pairs = [] if piece is None else _pieces(piece, depth - 1)
        if len(pairs) == 1 and pairs[0][0] is None and key.strip().isdecimal():
            pairs = [(_id(key), pairs[0][1])]
        found += pairs
    return found


def _written(value: str) -> tuple[tuple[int, ...], tuple[str, ...]] | None:
    """Read the categories from a text: JSON, ids with commas, or names."""
    told = value.strip()
    if not told or told == "0":
        return (), ()
    if told[:1] in ("[", "{"):
        try:
            return category_parts(decoded(told.encode()))
        except Unreadable:
            return None
    ids = [_id(part) for part in re.split(r"[,;|]", told)]
    if None not in ids:
        return tuple(dict.fromkeys(sa_id for sa_id in ids if sa_id)), ()
    if category_key(told) == category_key(UNCATEGORISED):
        return (), ()
    return (), (told,)


def resolved(names: tuple[str, ...], ids: Mapping[str, int]) -> tuple[int, ...] | None:
    """The ids of categories told by their names; None where the list of categories lacks one."""
    found: list[int] = []
    for name in names:
        known = _known(name, ids)
        if known is None:
            return None
        found += known
    return tuple(dict.fromkeys(found))


def _known(name: str, ids: Mapping[str, int]) -> list[int] | None:
    """A name's id; those of its parts where it is several names in one text."""
    if (sa_id := ids.get(category_key(name))) is not None:
        return [sa_id]
    for mark in _NAMES_APART:
        parts = [ids.get(category_key(part)) for part in name.split(mark)]
        if len(parts) > 1 and all(part is not None for part in parts):
            return [part for part in parts if part is not None]
    return None


def _id(value: Any) -> int | None:
    """The id of a category, 0 for a number that is of none; None where it is no whole number."""
    found = id_number(value)
    if found is None or found % 1 or found >= MOST_ID:
        return None
    return max(0, int(found))


def id_number(value: Scalar) -> Decimal | None:
    """The number that an id is written as; it may have more digits than any amount.

    None of one that was written with a decimal point and has more digits than such numbers keep.
    """
    if isinstance(value, float) and abs(value) >= _MOST_EXACT:
        return None
    digits = text(value).strip()
    if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_ID:
        return Decimal(digits)
    return number(value)


def is_label(name: str) -> bool:
    """Whether a category's name is the label of products without one."""
    return name[:5].casefold() == "nincs" and category_key(name) == category_key(UNCATEGORISED)
