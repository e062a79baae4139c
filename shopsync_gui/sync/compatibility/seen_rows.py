"""Traces in the rows of an account's answers of how it writes numbers, currencies and texts; pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from shopsync_gui.core.account.account_traits import Finding
from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.remote.account.answer_shapes import (
    categories_form,
    currency_form,
    told_values,
    written_form,
)
from shopsync_gui.remote.account.values import amount, currency, field, is_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shopsync_gui.remote import AnswerShape

Row = dict[str, Any]

#: So many names that end at the same length, none longer, are no chance.
_SAME_END = 3
_CUTS = (32, 50, 64, 80, 100, 128, 150, 200, 250, 255)
_ENTITY = re.compile(r"&(amp|quot|lt|gt|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


# --- rows -----------------------------------------------------------------------------------------


def of_rows(products: AnswerShape) -> Iterator[Finding]:
    """Find how a list writes ids, prices, rates, currencies and categories."""
    rows = products.rows
    yield Finding("ids.form", _usual(rows, "id"))
    yield Finding("price.form", _usual(rows, "net"))
    decimals = _decimals(rows)
    if decimals:
        yield Finding("price.decimals", decimals)
    yield Finding("vat.form", _usual(rows, "vat"))
    forms = Counter(currency_form(v) for row in rows for v in _first(row, "currency"))
    yield Finding("currency.form", forms.most_common(1)[0][0] if forms else "missing")
    yield Finding("prodcats.form", _categories(rows))


def _first(row: Row, name: str) -> Iterator[Any]:
    """The field's value that says most, if the row tells the field at all."""
    values = [*told_values(row, name)]
    if values:
        yield next((value for value in values if value not in (None, "", [], {})), values[0])


def _usual(rows: Sequence[Row], name: str) -> str:
    """The form that says most of how a field is written: the longest one."""
    forms = {written_form(value) for row in rows for value in _first(row, name)}
    if not forms:
        return "missing"
    return max(forms, key=lambda form: (form != "null", len(form), form))


def _decimals(rows: Sequence[Row]) -> str:
    """The most decimals of prices by currency: "EUR 2, HUF 0"."""
    most: dict[str, int] = {}
    for row in rows:
        price, code = amount(field(row, "net")), currency(field(row, "currency"))
        if price is not None:
            exponent = price.normalize().as_tuple().exponent
            places = max(0, -exponent) if isinstance(exponent, int) else 0
            most[code] = max(most.get(code, 0), min(places, 4))
    return ", ".join(f"{code} {places}".strip() for code, places in sorted(most.items()))


def _categories(rows: Sequence[Row]) -> str:
    forms = Counter(categories_form(v) for row in rows for v in _first(row, "categories"))
    if not forms:
        return "missing"
    told = Counter({form: count for form, count in forms.items() if form != "nothing"})
    return told.most_common(1)[0][0] if told else "nothing"


def uncategorised_row(rows: Sequence[Row]) -> str:
    """Whether the label of products without a category is a row of the list, and its id."""
    for row in rows:
        if is_label(str(field(row, "category_name") or "").strip()):
            own = str(field(row, "category_id"))
            return own if own in ("0", "1") else "other"
    return "none"


# --- texts ----------------------------------------------------------------------------------------


def of_texts(products: AnswerShape) -> Iterator[Finding]:
    """Find what the names and SKUs of a list show, and how long it is."""
    count, rows = products.count, products.rows
    is_round = count in (50, 100, 500) or (count > 0 and count % 1000 == 0)
    yield Finding("list.length", "round" if is_round else "plain")
    names = [str(field(row, "name") or "") for row in rows]
    skus = [str(field(row, "sku") or "") for row in rows]
    apart = {(id_in(row), sku_key(sku)) for row, sku in zip(rows, skus, strict=True) if sku}
    keys = Counter(key for _own, key in apart)
    yield Finding("sku.twins", "some" if any(n > 1 for n in keys.values()) else "none")
    yield Finding("names.end", _end(names))
    yield Finding("skus.end", _end(skus))
    yield Finding("names.signs", ", ".join(_signs(names)) or "none")


def _end(texts: Sequence[str]) -> str:
    longest = max((len(text) for text in texts), default=0)
    alike = sum(len(text) == longest for text in texts)
    return f"cut {longest}" if longest in _CUTS and alike >= _SAME_END else "none"


def _signs(names: Sequence[str]) -> Iterator[str]:
    whole = "\n".join(names)
    if _ENTITY.search(whole):
        yield "entities"
    if "\\" in whole:
        yield "backslashes"
    if _ASTRAL.search(whole):
        yield "emoji"
    if re.search("[őűŐŰ]", whole):
        yield "hungarian"
    if re.search("[õûÕÛ]", whole):
        yield "tilde"


def id_in(row: Row) -> int | None:
    """The id of a row, of a product."""
    text = str(field(row, "id") or "")
    found = amount(text)
    return int(found) if found is not None and found > 0 else None
