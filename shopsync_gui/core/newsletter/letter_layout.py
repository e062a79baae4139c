"""The layout of an older letter: which words belong to which product, as far as it tells.

What has links to one product alone is about that. Of words between several products it is told by what
is usual there: in a column of a table, in all lines, or in the whole of an element, prices stand before
the products or behind them. Where that is not plain, words belong to both neighbours, and count as unsure.
"""

from __future__ import annotations

from collections.abc import Hashable
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from shopsync_gui.core.newsletter.letter_prices import Amount, AmountKind, amounts_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Key: TypeAlias = Hashable


class Words(msgspec.Struct):
    """Words without a link."""

    pieces: list[str]

    @property
    def text(self) -> str:
        """The words in one."""
        return "".join(self.pieces)

    @property
    def have_price(self) -> bool:
        """Whether an amount is among them that may be a product's price."""
        return any(each.kind is not AmountKind.OTHER for each in amounts_in(self.text))


class Product(msgspec.Struct):
    """The links to one product, and the words around them that have no other links."""

    key: Key
    words: Words
    #: Whether it is known as a product; a link to another page may be one.
    known: bool = True

    @property
    def has_price(self) -> bool:
        """Whether its words say a price that is not an earlier one."""
        nothing = (AmountKind.OTHER, AmountKind.OLD)
        return any(each.kind not in nothing for each in amounts_in(self.words.text))


class Several(msgspec.Struct):
    """An element with several products; `priceless` are those of which it says no price."""

    priceless: list[Key]


class Row(msgspec.Struct):
    """A row of a table by its cells."""

    cells: list[Part]


class Break(Enum):
    """The end of a line."""

    LINE = "line"


Part: TypeAlias = Words | Product | Several
Item: TypeAlias = Part | Row | Break


class Said:
    """The words that are said of each product, and whether for certain."""

    def __init__(self) -> None:
        self._sure: dict[Key, list[str]] = {}
        self._unsure: dict[Key, list[str]] = {}

    def of(self, key: Key, words: Iterable[str], *, sure: bool = True) -> None:
        """Note words on a product."""
        kept = (self._sure if sure else self._unsure).setdefault(key, [])
        kept += ["\n", *words]

    def amounts(self, key: Key) -> tuple[Amount, ...]:
        """The amounts in all that was said of a product; unsure ones only where no price is certain."""
        sure = amounts_in("".join(self._sure.get(key, ())))
        if any(each.kind not in (AmountKind.OTHER, AmountKind.OLD) for each in sure):
            return tuple(dict.fromkeys(sure))
        unsure = amounts_in("".join(self._unsure.get(key, ())))
        doubtful = [msgspec.structs.replace(each, unsure=True) for each in unsure]
        return tuple(dict.fromkeys([*sure, *doubtful]))


def part_of(items: Sequence[Item], said: Said, *, whole: bool = True) -> Part:
    """An element as a part of the one around it; of several products in it, it is noted what is said.

    Words belong to the only product of an element, but not to that of a page, unless it has no price.
    """
    products = list(_products(items))
    if not products:
        return _joined_words(items)
    first = products[0]
    if whole and all(_is_of(each, first) for each in products):
        assert isinstance(first, Product)
        return Product(first.key, _joined_words(items), first.known)
    return Several(_settled(_lines(_columns(items, said), said), said))


def _products(items: Iterable[Item]) -> Iterator[Product | Several]:
    for item in items:
        if isinstance(item, Row):
            yield from _products(item.cells)
        elif isinstance(item, Product | Several):
            yield item


def _is_of(part: Product | Several, product: Product | Several) -> bool:
    return isinstance(part, Product) and isinstance(product, Product) and part.key == product.key


def pieces_in(items: Iterable[Item]) -> Iterator[str]:
    """All words in their order."""
    for item in items:
        if isinstance(item, Words):
            yield from item.pieces
        elif isinstance(item, Product):
            yield from item.words.pieces
        elif isinstance(item, Row):
            for cell in item.cells:
                yield from pieces_in((cell, Break.LINE))
        elif item is Break.LINE:
            yield "\n"


def _joined_words(items: Iterable[Item]) -> Words:
    """All words in one piece, so that many elements around them cost little."""
    return Words(["".join(pieces_in(items))])


# --- tables -----------------------------------------------------------------------------------------


def parts_in(items: Iterable[Item], said: Said) -> list[Part]:
    """The parts of a row: its cells."""
    return [part for part in _columns(items, said) if part is not Break.LINE]


def _columns(items: Iterable[Item], said: Said) -> list[Part | Break]:
    """The items with rows as parts: column by column where links and prices stand in rows of their own."""
    parts: list[Part | Break] = []
    rows: list[Row] = []
    for item in items:
        if isinstance(item, Row):
            if rows and len(item.cells) != len(rows[0].cells):
                parts += _rows(rows, said)
                rows = []
            rows.append(item)
        elif item is Break.LINE:
            parts.append(item)
        elif not rows or not isinstance(item, Words) or item.text.strip():
            if rows:
                parts += _rows(rows, said)
                rows = []
            parts.append(item)
    return parts + _rows(rows, said)


def _rows(rows: Sequence[Row], said: Said) -> list[Part | Break]:
    products = [list(_products(row.cells)) for row in rows]
    linked = any(len({p.key for p in of_row if isinstance(p, Product)}) > 1 for of_row in products)
    spoken = any(
        not of_row and _have_price(row) for row, of_row in zip(rows, products, strict=True)
    )
    if not linked or not spoken:
        parts = [part_of(row.cells, said) for row in rows]
        return [each for part in parts for each in (Break.LINE, part, Break.LINE)]
    columns = zip(*(row.cells for row in rows), strict=True)
    priceless = [key for column in columns for key in _settled(list(column), said)]
    return [Break.LINE, Several(priceless), Break.LINE]


def _have_price(row: Row) -> bool:
    return any(isinstance(cell, Words) and cell.have_price for cell in row.cells)


# --- lines ------------------------------------------------------------------------------------------


def _lines(parts: Sequence[Part | Break], said: Said) -> list[Part]:
    """The lines as parts, where each is about one product at most; else all parts in their order."""
    lines: list[list[Part]] = [[]]
    for part in parts:
        if isinstance(part, Break):
            lines.append([])
        else:
            lines[-1].append(part)
    joined: list[Part] = []
    for line in filter(None, lines):
        products = list(_products(line))
        if len(line) == 1 or not products:
            joined += line
        elif all(_is_of(each, products[0]) for each in products):
            joined.append(part_of(line, said))
        else:
            return [part for each in lines for part in (*each, Words(["\n"]))]
        joined.append(Words(["\n"]))
    return joined


# --- parts in a row ---------------------------------------------------------------------------------


def _settled(parts: Sequence[Part], said: Said) -> list[Key]:
    """Note what is said of each product; those of which no price is."""
    priceless: list[Key] = []
    run: list[Part] = []
    for part in _joined(parts):
        if isinstance(part, Product) and part.has_price:
            said.of(part.key, part.words.pieces)
        elif not (isinstance(part, Several) and not part.priceless):
            run.append(part)
            continue
        priceless += _settled_run(run, said)
        run = []
    return priceless + _settled_run(run, said)


def _joined(parts: Iterable[Part]) -> list[Part]:
    """The parts with words joined, and links to one product that have nothing but words between them."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        before = joined[-2] if len(joined) > 1 else None
        if isinstance(part, Words):
            if isinstance(last, Words):
                last.pieces += part.pieces
            else:
                joined.append(Words(list(part.pieces)))
        elif isinstance(part, Several):
            joined.append(part)
        elif isinstance(last, Product) and last.key == part.key:
            last.words.pieces += ["\n", *part.words.pieces]
        elif isinstance(last, Words) and isinstance(before, Product) and before.key == part.key:
            before.words.pieces += [*last.pieces, *part.words.pieces]
            joined.pop()
        else:
            joined.append(msgspec.structs.replace(part, words=Words(list(part.words.pieces))))
    return joined


def _settled_run(run: Sequence[Part], said: Said) -> list[Key]:
    """The same of products without a price in their own words, and the words between these."""
    if (place := _place(run)) is None:
        inner = _without_others_around(run)
        if len(list(_products(inner))) > 1 and _place(inner) is not None:
            run, place = inner, _place(inner)
    priceless: list[Key] = []
    words = _words_around(run)
    for at, part in enumerate(_products(run)):
        around = [each.pieces if each.have_price else [] for each in words[at : at + 2]]
        if place is not None:
            around = [each if side in place else [] for side, each in enumerate(around)]
        before, after = around
        own = part.words.pieces if isinstance(part, Product) else []
        keys = [part.key] if isinstance(part, Product) else part.priceless
        for key in keys:
            said.of(key, own if place is None else [*before, "\n", *own, "\n", *after])
            if place is None:
                said.of(key, [*before, "\n", *after], sure=False)
        if not before and not after:
            priceless += keys
    return priceless


def _place(run: Sequence[Part]) -> tuple[int, ...] | None:
    """The sides of products on which their prices stand: before (0), behind (1); None where that is not plain."""
    products = list(_products(run))
    priced = [each.have_price for each in _words_around(run)]
    if any(isinstance(part, Several) for part in products):
        return None
    if len(products) == 1:
        return 0, 1
    if priced[0] == priced[-1] or sum(priced) == 1:
        return None
    return (0,) if priced[0] else (1,)


def _without_others_around(run: Sequence[Part]) -> Sequence[Part]:
    """The run from the first known product, with the words before it, to the last with those behind it."""
    known = [at for at, part in enumerate(run) if isinstance(part, Product) and part.known]
    if not known:
        return ()
    first, last = known[0], known[-1] + 1
    start = first - 1 if first and isinstance(run[first - 1], Words) else first
    return run[start : last + 1 if last < len(run) and isinstance(run[last], Words) else last]


def _words_around(run: Sequence[Part]) -> list[Words]:
    """The words before each product of a run, and those after the last."""
    words = [Words([])]
    for part in run:
        if isinstance(part, Words):
            words[-1] = part
        else:
            words.append(Words([]))
    return words
