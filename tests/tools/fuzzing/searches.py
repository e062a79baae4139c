"""The language of searches: whatever is typed finds what a plain comparison of each product finds."""

from __future__ import annotations

import random
from functools import cache

from shopsync_gui.core.strings.folding import fold
from shopsync_gui.store.lists.grid_row import GridRow
from shopsync_gui.store.search.query import GridQuery, GridSort
from shopsync_gui.store.search.search_terms import words_of
from tests.tools.fuzzing.mutations import vary_text
from tests.tools.fuzzing.queried import queried_store
from tests.tools.fuzzing.reader import Reader

_SORTS = tuple(GridSort)


def check(content: bytes) -> None:
    """The text as a search, in an order that its length chooses."""
    text = content.decode("utf-8", "replace")
    words = words_of(text)
    assert len(set(words)) == len(words)
    query = GridQuery(
        text=text, sort=_SORTS[len(text) % len(_SORTS)], descending=len(text) % 2 == 0
    )
    grid = queried_store().grid
    found = list(grid.ids(query))
    wanted = {number for number, row in _texts().items() if all(word in row for word in words)}
    assert len(found) == len(set(found)) == grid.count(query)
    assert set(found) == wanted, f"{text!r}: {found}, not {sorted(wanted)}"


@cache
def _texts() -> dict[int, str]:
    """What is searched of each product, folded."""
    return {row.id: _text_of(row) for row in _rows()}


def _text_of(row: GridRow) -> str:
    number = "" if row.sa_id is None else f"#{row.sa_id}"
    return fold("\n".join((row.name, row.sku, *(name for name, _ in row.categories), number)))


def _rows() -> list[GridRow]:
    grid = queried_store().grid
    return grid.rows(list(grid.ids(GridQuery())))


@cache
def samples() -> list[bytes]:
    """Names, SKUs and parts of them; and words of SQLite's own language."""
    texts = [text for row in _rows() for text in (row.name, row.sku, row.name[2:6].upper())]
    texts += [
        '"',
        "AND",
        "NOT a",
        "NEAR(a b)",
        "rowid:1",
        "a*",
        "#1",
        "#",
        "1007",
        "%",
        "_",
        "-",
        "'",
    ]
    return [text.encode() for text in texts]


def vary(content: bytes, chance: random.Random) -> bytes:
    """Mutate a search."""
    return vary_text(content, chance, [text.decode() for text in samples()[:60]])


READER = Reader(check, samples, vary)
