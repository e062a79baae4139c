"""The reading part of the compatibility check: what an account's answers show of its ways.

`AnswerNotes` hears every answer of a client; everything else here is pure judgement of what it
heard. Nothing is written, and nothing is asked for that a connection test does not ask for, but
two single products.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from shopsync_gui.core.account_traits import Finding, ToldTrait, in_order, told
from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import ServiceError, SignInError
from shopsync_gui.remote import AnswerShape, shape_of
from shopsync_gui.remote.account_payloads import is_label
from shopsync_gui.remote.account_values import amount, currency, field
from shopsync_gui.remote.answer_shapes import (
    categories_form,
    currency_form,
    told_values,
    written_form,
)
from shopsync_gui.store.traits import TraitSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from shopsync_gui.remote import AccountClient
    from shopsync_gui.remote.http import Response
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection

Row = dict[str, Any]

_LISTS = {"listproducts": "products.form", "listprodcategories": "categories.form"}
#: The methods of the API that change something.
WRITES = frozenset(
    ("createproduct", "modifyproduct", "deleteproduct", "createprodcategory", "modprodcategory",
     "delprodcategory")
)  # fmt: skip
#: So many names that end at the same length, none longer, are no chance.
_SAME_END = 3
_CUTS = (32, 50, 64, 80, 100, 128, 150, 200, 250, 255)
_ENTITY = re.compile(r"&(amp|quot|lt|gt|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_COMPARED = ("sku", "name", "net", "vat", "currency", "categories")


class AnswerNotes:
    """The shapes of the answers of one client, in their order."""

    def __init__(self) -> None:
        self.shapes: list[AnswerShape] = []

    def hear(self, method: str, path: str, answer: Response, seconds: float) -> None:
        """Note an answer."""
        self.shapes.append(shape_of(method, path, answer, seconds))

    def last(self, resource: str) -> AnswerShape | None:
        """The last answer to a method of the API."""
        return next((s for s in reversed(self.shapes) if s.resource == resource), None)


async def read_singles(account: AccountClient, notes: AnswerNotes) -> None:
    """Ask for the first and the last listed product by themselves, so that they can be compared.

    Raises SignInError; an account that does not answer them has shown what it does.
    """
    listed = notes.last("listproducts")
    rows = () if listed is None else listed.rows
    ids = dict.fromkeys(_id(row) for row in (*rows[:1], *rows[-1:]))
    for sa_id in ids:
        if sa_id is not None:
            try:
                await account.product(sa_id)
            except SignInError:
                raise
            except ServiceError:
                continue


def judge(shapes: Sequence[AnswerShape]) -> list[Finding]:
    """What the answers show; a point that they do not show is left out."""
    found = [*_of_answers(shapes)]
    before = [*itertools.takewhile(lambda shape: shape.resource not in WRITES, shapes)]
    products, categories = _of(before, "listproducts"), _of(before, "listprodcategories")
    with_rows = [s for s in (*before[::-1], *shapes) if s.resource == "listproducts" and s.rows]
    if with_rows:
        found += _of_rows(with_rows[0])
    if products is not None and products.rows:
        found += _of_texts(products)
    found += _of_singles(shapes)
    if categories is not None and categories.rows:
        found.append(Finding("uncategorised.row", _uncategorised(categories.rows)))
    return found


def is_readable(shapes: Sequence[AnswerShape]) -> bool:
    """Whether both lists were answered in a form that the program knows."""
    unread = ("error", "text", "page", "xml", "damaged", "unknown", "refused")
    forms = {f.name: f.value for f in judge(shapes)}
    return all(forms.get(name, "refused") not in unread for name in _LISTS.values())


def keep_findings(
    store: Store, connection: Connection, findings: Iterable[Finding], now: datetime
) -> tuple[str, ...]:
    """Keep what was found out; the names of points that were known otherwise."""
    identity = connection.account_key
    known = store.traits.all(connection.id, identity, now)
    changed = []
    for finding in findings:
        earlier = known.get(finding.name)
        if earlier is not None and earlier.value != finding.value:
            changed.append(finding.name)
        source = TraitSource.PROBE if finding.probed else TraitSource.SEEN
        store.traits.note(connection.id, identity, finding.name, finding.value, now, source)
    return tuple(changed)


def known_traits(store: Store, connection: Connection, now: datetime) -> list[ToldTrait]:
    """What is known of the account's ways and not too old, in words."""
    known = store.traits.all(connection.id, connection.account_key, now)
    return [
        told(
            name,
            known[name].value,
            probed=known[name].source is TraitSource.PROBE,
            seen=known[name].last_seen,
        )
        for name in in_order(known)
    ]


def _of(shapes: Sequence[AnswerShape], resource: str) -> AnswerShape | None:
    return next((s for s in reversed(shapes) if s.resource == resource), None)


# --- answers as a whole ---------------------------------------------------------------------------


def _of_answers(shapes: Sequence[AnswerShape]) -> Iterator[Finding]:
    lists = [s for s in shapes if s.resource in _LISTS]
    good = [s for s in lists if 200 <= s.status < 300]
    if good:
        yield Finding("reads.method", good[-1].method)
        yield Finding("answers.type", good[-1].media)
        yield Finding("answers.bom", "yes" if good[-1].bom else "no")
    for resource, name in _LISTS.items():
        shape = _of(shapes, resource)
        if shape is not None:
            yield Finding(name, shape.outer if 200 <= shape.status < 300 else "refused")


# --- rows -----------------------------------------------------------------------------------------


def _of_rows(products: AnswerShape) -> Iterator[Finding]:
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


def _uncategorised(rows: Sequence[Row]) -> str:
    for row in rows:
        if is_label(str(field(row, "category_name") or "").strip()):
            own = str(field(row, "category_id"))
            return own if own in ("0", "1") else "other"
    return "none"


# --- texts ----------------------------------------------------------------------------------------


def _of_texts(products: AnswerShape) -> Iterator[Finding]:
    count, rows = products.count, products.rows
    is_round = count in (50, 100, 500) or (count > 0 and count % 1000 == 0)
    yield Finding("list.length", "round" if is_round else "plain")
    names = [str(field(row, "name") or "") for row in rows]
    skus = [str(field(row, "sku") or "") for row in rows]
    apart = {(_id(row), sku_key(sku)) for row, sku in zip(rows, skus, strict=True) if sku}
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


# --- list and single products ---------------------------------------------------------------------


def _of_singles(shapes: Sequence[AnswerShape]) -> Iterator[Finding]:
    singles = [s for s in shapes if s.resource == "getproduct"]
    if not singles:
        return
    good = [s for s in singles if 200 <= s.status < 300]
    yield Finding("product.form", good[-1].outer if good else "refused")
    pairs = [*_pairs(shapes)]
    if pairs:
        yield Finding("list.agrees", _agreement(pairs))
    elif any(s.rows for s in shapes if s.resource == "listproducts"):
        yield Finding("list.agrees", "no")


def _pairs(shapes: Sequence[AnswerShape]) -> Iterator[tuple[Row, Row]]:
    """The same product listed and alone, with no write between the two readings."""
    listed: dict[int | None, Row] = {}
    alone: dict[int | None, Row] = {}
    for shape in shapes:
        if shape.resource in WRITES:
            yield from ((listed[own], alone[own]) for own in listed.keys() & alone.keys())
            listed, alone = {}, {}
        elif shape.resource == "listproducts":
            listed.update({_id(row): row for row in shape.rows})
        elif shape.resource == "getproduct":
            alone.update({_id(row): row for row in shape.rows})
    yield from ((listed[own], alone[own]) for own in listed.keys() & alone.keys())


def _agreement(pairs: Sequence[tuple[Row, Row]]) -> str:
    """Which fields the list does not tell or shows otherwise than the single product."""
    less, other = [], []
    for name in _COMPARED:
        values = [
            (field(row, name) or None, field(alone, name) or None)  # nothing, however written
            for row, alone in pairs
        ]
        if any(a is None and b is not None for a, b in values):
            less.append(name)
        elif any(a is not None and b is not None and a != b for a, b in values):
            other.append(name)
    if less:
        return f"less {'+'.join(less)}"
    return f"other {'+'.join(other)}" if other else "yes"


def _id(row: Row) -> int | None:
    text = str(field(row, "id") or "")
    found = amount(text)
    return int(found) if found is not None and found > 0 else None
