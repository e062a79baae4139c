"""The readings of a search that are about categories: a path such as “Women > Shoes”, or none at all.

The text that searches look at has the names of a product's own categories alone. Those above them, and
the label of a product without any, are looked up here, and its products asked for by their categories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.products.labels import uncategorised
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.store.search.conditions import UNCATEGORISED, Condition, in_categories
from shopsync_gui.store.search.search_terms import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.search.search_terms import Path

#: Letters of the label that have to be typed before it is meant.
_LEAST_OF_LABEL = 5
_OF_SHOP = "WHERE connection_id = ?"


class Reading(msgspec.Struct, frozen=True):
    """A reading of a search text: a condition on categories, and the words that are left."""

    words: tuple[str, ...]
    condition: Condition


class _Category(msgspec.Struct, frozen=True):
    """A category: its name as searches have it, and the category above it."""

    name: str
    above: int | None


class _CategoryRow(msgspec.Struct, frozen=True):
    """The columns of a category that its place in a path is made of."""

    id: int
    connection_id: int
    ref: str
    parent_ref: str | None
    name: str


_COLUMNS = ", ".join(_CategoryRow.__struct_fields__)


class CategoryReadings:
    """The readings of a text as categories, which are read once while nothing changes.

    A sync changes products all the time, and hardly ever a category: the places of all in their paths
    are worked out anew only where the rows are others.
    """

    def __init__(self, database: Database) -> None:
        self._db = database
        self._stamp = -1
        self._looked: set[int | None] = set()
        self._rows: dict[int | None, list[tuple[object, ...]]] = {}
        self._categories: dict[int | None, dict[int, _Category]] = {}

    def of(self, text: str, connection_id: int | None, stamp: int) -> tuple[Reading, ...]:
        """The readings of a search in a shop, or in all; none where it is about words alone."""
        return (*_of_label(text), *self._of_path(text, connection_id, stamp))

    def _of_path(self, text: str, connection_id: int | None, stamp: int) -> Iterator[Reading]:
        path = path_of(text)
        if path is None:
            return
        if stamp != self._stamp:
            self._stamp = stamp
            self._looked.clear()
        if connection_id not in self._looked:
            self._look(connection_id)
            self._looked.add(connection_id)
        categories = self._categories[connection_id]
        ends = {
            category_id: rest
            for category_id in categories
            if (rest := _left_of(path, categories, category_id)) is not None
        }
        if ends:
            fewest = min(ends.values(), key=lambda words: (len(words), words))
            tops = {category_id for category_id, rest in ends.items() if rest == fewest}
            inside = _with_those_below(categories, tops, proper=path.goes_on)
            if inside:
                yield Reading(fewest, in_categories(sorted(inside)))

    def _look(self, connection_id: int | None) -> None:
        """Take over the categories as they are now."""
        where = "" if connection_id is None else _OF_SHOP
        params = () if connection_id is None else (connection_id,)
        rows = self._db.rows(f"SELECT {_COLUMNS} FROM category {where}", params)
        if rows == self._rows.get(connection_id):
            return
        named = [_CategoryRow(*row) for row in rows]
        ids = {(row.connection_id, row.ref): row.id for row in named}
        self._rows[connection_id] = rows
        self._categories[connection_id] = {
            row.id: _Category(fold(row.name), ids.get((row.connection_id, row.parent_ref or "")))
            for row in named
        }


def _of_label(text: str) -> Iterator[Reading]:
    """Read a typed label of products without categories, or a good part of it alone."""
    label, typed = fold(uncategorised()), " ".join(fold(text.replace("\0", " ")).split())
    before, found, after = typed.partition(label)
    if found:
        yield Reading(tuple(dict.fromkeys(f"{before} {after}".split())), UNCATEGORISED)
    elif len(typed) >= _LEAST_OF_LABEL and typed in label:
        yield Reading((), UNCATEGORISED)


def _left_of(
    path: Path, categories: Mapping[int, _Category], category_id: int
) -> tuple[str, ...] | None:
    """The words of a path that are no part of these names, from this category upwards; None if it is another.

    Words before the first name of a path, and behind its last one, may be about the product.
    """
    names = _names_from(categories, category_id, len(path.names))
    if names is None:
        return None
    left: tuple[str, ...] = ()
    last = len(path.names) - 1
    for index, (name, words) in enumerate(zip(names, path.names, strict=True)):
        others = tuple(word for word in words if word not in name)
        touching = words[-1] if index == 0 and (last or path.goes_on) else words[0]
        at_an_end = index == 0 or (index == last and not path.goes_on)
        if others and (not at_an_end or touching in others):
            return None
        left += others
    return left


def _names_from(
    categories: Mapping[int, _Category], category_id: int, count: int
) -> Sequence[str] | None:
    """The names of a category and those above it, the uppermost first; None where there are fewer."""
    names: list[str] = []
    seen: set[int] = set()
    at: int | None = category_id
    while at is not None and at not in seen and len(names) < count:
        seen.add(at)
        category = categories[at]
        if category.name:
            names.append(category.name)
        at = category.above
    return names[::-1] if len(names) == count else None


def _with_those_below(
    categories: Mapping[int, _Category], tops: set[int], *, proper: bool
) -> set[int]:
    """Categories that are one of these, or lie below one; only those below where `proper`."""
    inside = set()
    for category_id in categories:
        above = categories[category_id].above if proper else category_id
        seen: set[int] = set()
        while above is not None and above not in seen:
            if above in tops:
                inside.add(category_id)
                break
            seen.add(above)
            above = categories[above].above
    return inside
