"""Newsletters: the products they are made of, the letters that are kept, and presets of their looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.newsletter.letter import LetterProduct, LetterStyle
from shopsync_gui.core.newsletter.price_rule import PriceHistory, earlier_price
from shopsync_gui.core.newsletter.saved_letter import LetterItem, SavedLetter
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.store.database.codecs import moment_out, time_in, time_out
from shopsync_gui.store.documents.linked_products import LinkedProducts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.lists.grid import Grid
    from shopsync_gui.store.lists.grid_row import GridRow
    from shopsync_gui.store.products.price_history import PriceHistories


class _LetterRow(msgspec.Struct, frozen=True):
    """A letter as the database holds it."""

    id: int
    connection_id: int
    name: str
    style: str
    items: str
    made_at: int
    copied_at: int | None


class LetterStore:
    """The letters of all shops, and their presets."""

    def __init__(self, database: Database, grid: Grid, prices: PriceHistories) -> None:
        self._db = database
        self._grid = grid
        self._prices = prices
        self.links = LinkedProducts(database, grid)

    # --- products ---------------------------------------------------------------------------------

    def products(self, ids: Sequence[int]) -> list[LetterProduct]:
        """Read these products as they are now, in the same order; vanished ones are left out."""
        histories = self._prices.of(ids)
        return [
            _product(row, histories[row.id]) for row in self._grid.rows(ids) if row.id in histories
        ]

    def prices_of(self, connection_id: int) -> datetime | None:
        """The moment that a shop's prices are of: when its last complete reading began."""
        body = self._db.value(
            "SELECT report FROM run WHERE connection_id = ?1 AND pull_completed_at IS NOT NULL"
            " AND shop_number = (SELECT shop_number FROM connection WHERE id = ?1)"
            " ORDER BY pull_completed_at DESC LIMIT 1",
            (connection_id,),
        )
        if body is None:
            return None
        run = msgspec.json.decode(body, type=RunReport)
        return run.read_since or run.started_at

    def ids_of_skus(self, connection_id: int, skus: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """The shop's products by the SKUs as given, matched as a sync does; unknown ones are left out.

        Of several that match, the one that is spelled so, else each spelling. Of several products
        with one spelling that is taken which is still sold; one that only old orders know is taken
        where the shop has none.
        """
        spelled: dict[str, dict[str, tuple[int, int]]] = {}
        for product_id, sku, rank in self._db.stream(
            "SELECT id, sku, (state != 'from_order') + (state = 'active') AS rank FROM product"
            " WHERE connection_id = ? ORDER BY rank, id",
            (connection_id,),
        ):
            spelled.setdefault(sku_key(sku), {})[sku] = (rank, product_id)
        found = {}
        for sku in skus:
            if sku_key(sku) and (matches := spelled.get(sku_key(sku))):
                best = max(rank for rank, _id in matches.values())
                rank, exact = matches.get(sku, (-1, 0))
                ids = sorted(one for rank_of_it, one in matches.values() if rank_of_it == best)
                found[sku] = (exact,) if rank >= min(best, 1) else tuple(ids)
        return found

    # --- letters ----------------------------------------------------------------------------------

    def all(self, connection_id: int | None = None) -> list[SavedLetter]:
        """The letters of one shop, or of all, the newest first."""
        rest = "ORDER BY made_at DESC, id DESC"
        if connection_id is None:
            return self._select(rest)
        return self._select(f"WHERE connection_id = ? {rest}", connection_id)

    def get(self, letter_id: int) -> SavedLetter | None:
        """The letter with this id."""
        return next(iter(self._select("WHERE id = ?", letter_id)), None)

    def again(self, letter: SavedLetter) -> SavedLetter | None:
        """The letter as it is kept by now; one without an id is known by when it was begun."""
        if letter.id:
            return self.get(letter.id)
        begun = "WHERE connection_id = ? AND made_at = ? ORDER BY id DESC LIMIT 1"
        kept = self._select(begun, letter.connection_id, time_in(letter.made_at))
        return next(iter(kept), None)

    def save(self, letter: SavedLetter) -> SavedLetter:
        """Keep a letter, or its new state; as it is kept, with its id."""
        values = (
            letter.connection_id,
            letter.name,
            msgspec.json.encode(letter.style).decode(),
            msgspec.json.encode(letter.items).decode(),
            time_in(letter.made_at),
            time_in(letter.copied_at),
        )
        with self._db.atomic():
            if letter.id:
                self._db.execute_sql(
                    "UPDATE letter SET connection_id = ?, name = ?, style = ?, items = ?,"
                    " made_at = ?, copied_at = ? WHERE id = ?",
                    (*values, letter.id),
                )
                return letter
            self._db.execute_sql(
                "INSERT INTO letter (connection_id, name, style, items, made_at, copied_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                values,
            )
            return replace(letter, id=int(self._db.value("SELECT last_insert_rowid()")))

    def free_name(self, letter: SavedLetter) -> str:
        """The letter's name, with a number where another letter of the shop has that name."""
        taken = {
            name
            for (name,) in self._db.rows(
                "SELECT name FROM letter WHERE connection_id = ? AND id != ?",
                (letter.connection_id, letter.id),
            )
        }
        name, number = letter.name, 2
        while name in taken:
            name = f"{letter.name} ({number})"
            number += 1
        return name

    def save_over(self, letter: SavedLetter, known: SavedLetter | None) -> SavedLetter:
        """Keep the new state of a letter that was last known to be kept as `known`; as it is kept.

        Where it is another by now, as by a colleague, or was deleted, this becomes one of its own.
        """
        with self._db.atomic():
            same = known is not None and self.get(known.id) == known
            saved = self.save(replace(letter, id=known.id if known is not None and same else 0))
            kept = self.get(saved.id)
        assert kept is not None
        return kept

    def remove(self, letter_id: int) -> None:
        """Forget a letter."""
        self._db.execute_sql("DELETE FROM letter WHERE id = ?", (letter_id,))

    def _select(self, rest: str, *params: object) -> list[SavedLetter]:
        return [
            SavedLetter(
                id=row.id,
                connection_id=row.connection_id,
                name=row.name,
                style=_style(row.style),
                items=msgspec.json.decode(row.items, type=tuple[LetterItem, ...]),
                made_at=moment_out(row.made_at),
                copied_at=time_out(row.copied_at),
            )
            for row in self._db.named(_LetterRow, f"FROM letter {rest}", params)
        ]

    # --- presets ----------------------------------------------------------------------------------

    def presets(self, connection_id: int) -> dict[str, LetterStyle]:
        """The shop's presets by name."""
        rows = self._db.rows(
            "SELECT name, style FROM letter_preset WHERE connection_id = ? ORDER BY name",
            (connection_id,),
        )
        return {name: _style(style) for name, style in rows}

    def save_preset(self, connection_id: int, name: str, style: LetterStyle) -> None:
        """Keep a preset, in place of one of the same name."""
        self._db.execute_sql(
            "INSERT INTO letter_preset (connection_id, name, style) VALUES (?, ?, ?)"
            " ON CONFLICT (connection_id, name) DO UPDATE SET style = excluded.style",
            (connection_id, name, msgspec.json.encode(style).decode()),
        )

    def remove_preset(self, connection_id: int, name: str) -> None:
        """Forget a preset."""
        self._db.execute_sql(
            "DELETE FROM letter_preset WHERE connection_id = ? AND name = ?", (connection_id, name)
        )


def _product(row: GridRow, history: PriceHistory) -> LetterProduct:
    return LetterProduct(
        id=row.id,
        connection_id=row.connection_id,
        sku=row.sku,
        name=row.name,
        price=row.gross,
        currency=row.currency,
        earlier=earlier_price(history),
        watched_since=history.watched_since,
        on_sale=row.on_sale,
        state=row.state,
        stock=row.stock,
        in_account=row.sa_id is not None,
        image=row.image,
        page=row.page,
    )


def _style(text: str) -> LetterStyle:
    """The style; the usual one for what a newer program wrote."""
    try:
        return msgspec.json.decode(text, type=LetterStyle)
    except (ValueError, RecursionError):
        return LetterStyle()
