"""The reading part of the compatibility check: what an account's answers show of its ways.

`AnswerNotes` hears every answer of a client; everything else here is pure judgement of what it
heard. Nothing is written, and nothing is asked for that a connection test does not ask for, but
two single products.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from shopsync_gui.core.account.account_traits import Finding, ToldTrait, in_order, told
from shopsync_gui.core.errors import ServiceError, SignInError
from shopsync_gui.remote import AnswerShape, shape_of
from shopsync_gui.remote.account.values import field
from shopsync_gui.store.account.traits import TraitSource
from shopsync_gui.sync.compatibility.seen_rows import id_in, of_rows, of_texts, uncategorised_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from shopsync_gui.remote import AccountClient
    from shopsync_gui.remote.transport.response import Response
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection

Row = dict[str, Any]

_LISTS = {"listproducts": "products.form", "listprodcategories": "categories.form"}
#: The methods of the API that change something.
WRITES = frozenset(
    ("createproduct", "modifyproduct", "deleteproduct", "createprodcategory", "modprodcategory",
     "delprodcategory")
)  # fmt: skip
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
        return _last(self.shapes, resource)


async def read_singles(account: AccountClient, notes: AnswerNotes) -> None:
    """Ask for the first and the last listed product by themselves, so that they can be compared.

    Raises SignInError; an account that does not answer them has shown what it does.
    """
    listed = notes.last("listproducts")
    rows = () if listed is None else listed.rows
    ids = dict.fromkeys(id_in(row) for row in (*rows[:1], *rows[-1:]))
    for sa_id in ids:
        if sa_id is not None:
            try:
                await account.product(sa_id)
            except SignInError:
                raise
            except ServiceError:
                continue


def judge(shapes: Sequence[AnswerShape]) -> list[Finding]:
    """Judge the account by its answers; a point that they do not show is left out."""
    found = [*_of_answers(shapes)]
    before = [*itertools.takewhile(lambda shape: shape.resource not in WRITES, shapes)]
    products, categories = _last(before, "listproducts"), _last(before, "listprodcategories")
    with_rows = [s for s in (*before[::-1], *shapes) if s.resource == "listproducts" and s.rows]
    if with_rows:
        found += of_rows(with_rows[0])
    if products is not None and products.rows:
        found += of_texts(products)
    found += _of_singles(shapes)
    if categories is not None and categories.rows:
        found.append(Finding("uncategorised.row", uncategorised_row(categories.rows)))
    return found


def is_readable(shapes: Sequence[AnswerShape]) -> bool:
    """Whether both lists were answered in a form that the program knows."""
    unread = ("error", "text", "page", "xml", "damaged", "unknown", "refused")
    forms = {f.name: f.value for f in judge(shapes)}
    return all(forms.get(name, "refused") not in unread for name in _LISTS.values())


#: The value, or its end, of a point whose answers had nothing in them.
_NOTHING = "nothing"


def keep_findings(
    store: Store, connection: Connection, findings: Iterable[Finding], now: datetime
) -> tuple[str, ...]:
    """Keep what was found out; the names of points that were known otherwise.

    An answer that held nothing, as that of an account that is still empty, tells no other way.
    """
    identity = connection.account_key
    known = store.traits.all(connection.id, identity, now)
    changed = []
    for finding in findings:
        earlier = known.get(finding.name)
        values = set() if earlier is None else {earlier.value, finding.value}
        if len(values) > 1 and not any(value.endswith(_NOTHING) for value in values):
            changed.append(finding.name)
        source = TraitSource.PROBE if finding.probed else TraitSource.SEEN
        store.traits.note(connection.id, identity, finding.name, finding.value, now, source)
    return tuple(changed)


def known_traits(store: Store, connection: Connection, now: datetime) -> list[ToldTrait]:
    """Describe the account's ways that are known and not too old."""
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


def _last(shapes: Sequence[AnswerShape], resource: str) -> AnswerShape | None:
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
        shape = _last(shapes, resource)
        if shape is not None:
            yield Finding(name, shape.outer if 200 <= shape.status < 300 else "refused")


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
            listed.update({id_in(row): row for row in shape.rows})
        elif shape.resource == "getproduct":
            alone.update({id_in(row): row for row in shape.rows})
    yield from ((listed[own], alone[own]) for own in listed.keys() & alone.keys())


def _agreement(pairs: Sequence[tuple[Row, Row]]) -> str:
    """Name the fields that the list does not tell or shows otherwise than the single product."""
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
