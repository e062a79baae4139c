"""Saved views in words that hold on every computer: their categories by the shops' own keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from shopsync_gui.store.database.codecs import json_list
from shopsync_gui.store.documents.document_bodies import LocalDocument
from shopsync_gui.store.documents.shared_documents import SharedView, text_of
from shopsync_gui.store.search.filters import CategoryChoice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.documents.document_bodies import SharedShops
    from shopsync_gui.store.documents.views import SavedView, ViewStore


class ViewBodies:
    """The views as bodies, those about a local run apart; a local name is a view's id."""

    def __init__(self, database: Database, shops: SharedShops, views: ViewStore) -> None:
        self._db = database
        self._shops = shops
        self._views = views

    def rows(self) -> Iterator[tuple[str, LocalDocument]]:
        """Every view that can be told by its local name."""
        for view in self._views.all():
            if (row := self._row(view)) is not None:
                yield str(view.id), row

    def row(self, local: str) -> LocalDocument | None:
        """One of them."""
        view = next((view for view in self._views.all() if str(view.id) == local), None)
        return None if view is None else self._row(view)

    def _row(self, view: SavedView) -> LocalDocument | None:
        told = self._shared(view)
        if told is None:
            return None
        shop, shared = told
        return LocalDocument(shop, text_of(view), text_of(shared))

    def put(self, shop: str, body: str, local: str | None) -> str | None:
        """Write a view into the row `local`, or into a new one; its local name.

        None where its shop, or none of its categories, is known here.
        """
        shop_id = self._shops.ids().get(shop)
        if shop and shop_id is None:
            return None
        shared = msgspec.json.decode(body, type=SharedView)
        category = None
        if shared.categories:
            ids = self._category_ids(shared)
            if not ids:
                return None
            category = CategoryChoice(shared.category, ids)
        filters = replace(shared.view.filters, connection_id=shop_id, category=category)
        return str(self._views.keep(replace(shared.view, id=int(local or 0), filters=filters)))

    def remove(self, local: str) -> None:
        """Delete a view."""
        self._views.remove(int(local))

    def name_of(self, body: str) -> str:
        """The name that a view is known by."""
        return msgspec.json.decode(body, type=SharedView).view.name

    def renamed(self, body: str, name: str) -> str:
        """A view under another name."""
        shared = msgspec.json.decode(body, type=SharedView)
        return text_of(replace(shared, view=replace(shared.view, name=name)))

    def holder(self, shop: str, name: str) -> str | None:
        """The view that has this name, of whatever shop."""
        view = self._views.named(name)
        return None if view is None else str(view.id)

    def _shared(self, view: SavedView) -> tuple[str, SharedView] | None:
        """The shop that a view is narrowed to and its body; None for one that is about a local run."""
        filters = view.filters
        if filters.changed_in_run is not None:
            return None
        shops = self._shops.ids()
        names = {shop_id: name for name, shop_id in shops.items()}
        if filters.connection_id is not None and filters.connection_id not in names:
            return None
        categories: list[tuple[str, str]] = []
        if filters.category is not None:
            categories = sorted(self._category_keys(filters.category, names))
            if not categories:
                return None
        plain = replace(view, id=0, filters=replace(filters, connection_id=None, category=None))
        shared = SharedView(
            view=plain,
            category="" if filters.category is None else filters.category.name,
            categories=tuple(categories),
            marks={shop: self._shops.mark(shops[shop]) for shop, _ref in categories},
        )
        return names.get(filters.connection_id or 0, ""), shared

    def _category_keys(
        self, choice: CategoryChoice, names: dict[int, str]
    ) -> Iterator[tuple[str, str]]:
        rows = self._db.rows(
            "SELECT connection_id, ref FROM category WHERE id IN (SELECT value FROM json_each(?))",
            (json_list(sorted(choice.ids)),),
        )
        return ((names[shop_id], ref) for shop_id, ref in rows if shop_id in names)

    def _category_ids(self, shared: SharedView) -> frozenset[int]:
        """The categories of a view that are known here.

        The keys of a shop alone tell only under its mark; else one of them has to have its name, too.
        """
        ids = set[int]()
        shops = self._shops.ids()
        for shop in dict.fromkeys(shop for shop, _ref in shared.categories if shop in shops):
            refs = [ref for each, ref in shared.categories if each == shop]
            rows = self._db.rows(
                "SELECT id, name FROM category WHERE connection_id = ?"
                " AND ref IN (SELECT value FROM json_each(?))",
                (shops[shop], json_list(refs)),
            )
            is_same = shared.marks.get(shop) == self._shops.mark(shops[shop]) != ""
            if is_same or any(name and name in shared.category for _id, name in rows):
                ids.update(row_id for row_id, _name in rows)
        return frozenset(ids)
