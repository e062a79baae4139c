"""Saved views: a search with its filters and order, under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.store.search.filters import Filters
from shopsync_gui.store.search.query import GridQuery, GridSort

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """A view that the user has named; its names differ. `id` is 0 before it is kept."""

    name: str
    search: str = ""
    filters: Filters = Filters()
    sort: GridSort = GridSort.NAME
    descending: bool = False
    id: int = 0

    def query(self) -> GridQuery:
        """The question for its products, in its order."""
        plain = GridQuery(text=self.search, sort=self.sort, descending=self.descending)
        return self.filters.applied_to(plain)


class ViewStore:
    """The saved views, by name."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self) -> list[SavedView]:
        """Every view, in the order they were first saved; one that cannot be read is left out."""
        views = []
        for number, body in self._db.rows("SELECT id, body FROM saved_view ORDER BY id"):
            try:
                view = msgspec.json.decode(body, type=SavedView)
            except (ValueError, RecursionError):
                continue
            views.append(msgspec.structs.replace(view, id=number))
        return views

    def named(self, name: str) -> SavedView | None:
        """The view of this name, in whatever case."""
        wanted = " ".join(name.split()).casefold()
        return next((view for view in self.all() if view.name.casefold() == wanted), None)

    def save(self, view: SavedView) -> None:
        """Keep a view; one of the same name gives way to it, in its place."""
        known = self.named(view.name)
        self.keep(msgspec.structs.replace(view, id=0 if known is None else known.id))

    def keep(self, view: SavedView) -> int:
        """Keep a view under its own id, a new one for 0; the id. Its name has to be free."""
        with self._db.atomic():
            self._db.execute_sql(
                "INSERT INTO saved_view (id, body) VALUES (?, ?)"
                " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                (view.id or None, msgspec.json.encode(view).decode()),
            )
            return view.id or int(self._db.value("SELECT last_insert_rowid()"))

    def remove(self, view_id: int) -> None:
        """Forget a view."""
        self._db.execute_sql("DELETE FROM saved_view WHERE id = ?", (view_id,))
