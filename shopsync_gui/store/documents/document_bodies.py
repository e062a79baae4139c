"""Letters, presets and views in words that hold on every computer: names of shops, keys of the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.newsletter.saved_letter import LetterItem, SavedLetter
from shopsync_gui.core.team.team import DocumentKind
from shopsync_gui.store.documents.shared_documents import (
    SharedItem,
    SharedLetter,
    SharedPreset,
    SharedView,
    mark_of,
    text_of,
)
from shopsync_gui.store.search.change_sql import OF_FORMER
from shopsync_gui.store.search.filters import CategoryChoice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.core.newsletter.letter import LetterStyle
    from shopsync_gui.store.account.connections import Connections
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.documents.letters import LetterStore
    from shopsync_gui.store.documents.views import SavedView, ViewStore


class LocalDocument(NamedTuple):
    """A row of this computer: its shop's name, its state, and the body that says the same everywhere."""

    shop: str
    here: str
    body: str


class DocumentBodies:
    """The rows of this computer that a team shares, or that wait for their shop, as bodies.

    A local name is the id of a letter or view, and the shop's id and the name of a preset.
    """

    def __init__(
        self,
        database: Database,
        connections: Connections,
        letters: LetterStore,
        views: ViewStore,
        *,
        with_demo: bool = False,
    ) -> None:
        self._with_demo = with_demo
        self._db = database
        self._connections = connections
        self._letters = letters
        self._views = views

    def shops(self) -> dict[str, int]:
        """The shops that are connected here by name; the demo's, which no team shares, `with_demo`."""
        known = self._connections.all()
        return {each.name: each.id for each in known if self._with_demo or not each.demo}

    def rows(self) -> dict[tuple[DocumentKind, str], LocalDocument]:
        """Everything on this computer that a team shares."""
        found: dict[tuple[DocumentKind, str], LocalDocument] = {}
        for name, shop_id in self.shops().items():
            for letter in self._letters.all(shop_id):
                found[DocumentKind.LETTER, str(letter.id)] = self._letter_row(name, letter)
            for title, style in self._letters.presets(shop_id).items():
                preset = _preset_row(name, title, style)
                found[DocumentKind.PRESET, f"{shop_id} {title}"] = preset
        for view in self._views.all():
            if (row := self._view_row(view)) is not None:
                found[DocumentKind.VIEW, str(view.id)] = row
        return found

    def row(self, kind: DocumentKind, local: str) -> LocalDocument | None:
        """One of them."""
        names = {shop_id: name for name, shop_id in self.shops().items()}
        if kind is DocumentKind.LETTER:
            letter = self._letters.get(int(local))
            if letter is None or letter.connection_id not in names:
                return None
            return self._letter_row(names[letter.connection_id], letter)
        if kind is DocumentKind.PRESET:
            shop, _, title = local.partition(" ")
            style = self._letters.presets(int(shop)).get(title)
            if style is None or int(shop) not in names:
                return None
            return _preset_row(names[int(shop)], title, style)
        view = next((view for view in self._views.all() if str(view.id) == local), None)
        return None if view is None else self._view_row(view)

    def _letter_row(self, shop: str, letter: SavedLetter) -> LocalDocument:
        return LocalDocument(shop, text_of(letter), text_of(self._shared_letter(letter)))

    def _view_row(self, view: SavedView) -> LocalDocument | None:
        shared = self._shared_view(view)
        return (
            None if shared is None else LocalDocument(shared[0], text_of(view), text_of(shared[1]))
        )

    # --- writing --------------------------------------------------------------------------------

    def put(self, kind: DocumentKind, shop: str, body: str, local: str | None) -> str | None:
        """Write a body into the row `local`, or into a new one; its local name.

        None where it cannot stand on this computer yet: its shop or categories are not known here.
        """
        shop_id = self.shops().get(shop)
        if shop and shop_id is None:
            return None
        if kind is DocumentKind.VIEW:
            return self._put_view(body, shop_id, local)
        assert shop_id is not None
        if kind is DocumentKind.PRESET:
            preset = msgspec.json.decode(body, type=SharedPreset)
            if local is not None and local != f"{shop_id} {preset.name}":
                self.remove(kind, local)
            self._letters.save_preset(shop_id, preset.name, preset.style)
            return f"{shop_id} {preset.name}"
        letter = msgspec.json.decode(body, type=SharedLetter)
        kept = SavedLetter(
            id=int(local or 0),
            connection_id=shop_id,
            name=letter.name,
            style=letter.style,
            items=tuple(
                self._item(shop_id, item, by_key=letter.mark == self._mark(shop_id) != "")
                for item in letter.items
            ),
            made_at=letter.made_at,
            copied_at=letter.copied_at,
        )
        return str(self._letters.save(kept).id)

    def remove(self, kind: DocumentKind, local: str) -> None:
        """Delete a row."""
        if kind is DocumentKind.PRESET:
            shop_id, _, name = local.partition(" ")
            self._letters.remove_preset(int(shop_id), name)
        elif kind is DocumentKind.LETTER:
            self._letters.remove(int(local))
        else:
            self._views.remove(int(local))

    def renamed(self, kind: DocumentKind, body: str, name: str) -> str:
        """A body under another name."""
        if kind is DocumentKind.LETTER:
            return text_of(replace(msgspec.json.decode(body, type=SharedLetter), name=name))
        if kind is DocumentKind.PRESET:
            return text_of(replace(msgspec.json.decode(body, type=SharedPreset), name=name))
        shared = msgspec.json.decode(body, type=SharedView)
        return text_of(replace(shared, view=replace(shared.view, name=name)))

    def name_of(self, kind: DocumentKind, body: str) -> str:
        """The name that a body is known by."""
        if kind is DocumentKind.LETTER:
            return msgspec.json.decode(body, type=SharedLetter).name
        if kind is DocumentKind.PRESET:
            return msgspec.json.decode(body, type=SharedPreset).name
        return msgspec.json.decode(body, type=SharedView).view.name

    def holder(self, kind: DocumentKind, shop: str, name: str) -> str | None:
        """The row that has this name, where names have to differ."""
        if kind is DocumentKind.VIEW:
            view = self._views.named(name)
            return None if view is None else str(view.id)
        shop_id = self.shops().get(shop)
        if kind is DocumentKind.PRESET and shop_id is not None:
            return f"{shop_id} {name}" if name in self._letters.presets(shop_id) else None
        return None

    # --- letters --------------------------------------------------------------------------------

    def _shared_letter(self, letter: SavedLetter) -> SharedLetter:
        keys = dict(
            self._db.rows(
                "SELECT id, inner_id FROM product WHERE id IN (SELECT value FROM json_each(?))"
                f" AND inner_id NOT {OF_FORMER}",
                (text_of([item.product_id for item in letter.items]),),
            )
        )
        items = tuple(
            SharedItem(
                inner_id=keys.get(item.product_id, ""),
                sku=item.sku,
                name=item.name,
                price=item.price,
                earlier=item.earlier,
                currency=item.currency,
                left_out=item.left_out,
            )
            for item in letter.items
        )
        return SharedLetter(
            name=letter.name,
            style=letter.style,
            items=items,
            made_at=letter.made_at,
            copied_at=letter.copied_at,
            mark=self._mark(letter.connection_id),
        )

    def _item(self, shop_id: int, item: SharedItem, *, by_key: bool) -> LetterItem:
        """The item with the local id of its product; 0, which no product has, where it is not here.

        The shop's key alone tells only `by_key`; it may be that of another shop, where it stands for
        a product of another SKU and name.
        """
        product_id = self._db.value(
            "SELECT id FROM product WHERE connection_id = ?1 AND inner_id = ?2 AND inner_id != ''"
            " AND (?5 OR sku = ?3 AND sku != '' OR name = ?4)"
            " UNION ALL SELECT id FROM product WHERE connection_id = ?1 AND sku = ?3 AND sku != ''"
            " LIMIT 1",
            (shop_id, item.inner_id, item.sku, item.name, by_key),
        )
        return LetterItem(
            product_id=int(product_id or 0),
            sku=item.sku,
            name=item.name,
            price=item.price,
            earlier=item.earlier,
            currency=item.currency,
            left_out=item.left_out,
        )

    # --- views ----------------------------------------------------------------------------------

    def _shared_view(self, view: SavedView) -> tuple[str, SharedView] | None:
        """The shop that a view is narrowed to and its body; None for one that is about a local run."""
        filters = view.filters
        if filters.changed_in_run is not None:
            return None
        shops = self.shops()
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
            marks={shop: self._mark(shops[shop]) for shop, _ref in categories},
        )
        return names.get(filters.connection_id or 0, ""), shared

    def _category_keys(
        self, choice: CategoryChoice, names: dict[int, str]
    ) -> Iterator[tuple[str, str]]:
        rows = self._db.rows(
            "SELECT connection_id, ref FROM category WHERE id IN (SELECT value FROM json_each(?))",
            (text_of(sorted(choice.ids)),),
        )
        return ((names[shop_id], ref) for shop_id, ref in rows if shop_id in names)

    def _put_view(self, body: str, shop_id: int | None, local: str | None) -> str | None:
        shared = msgspec.json.decode(body, type=SharedView)
        category = None
        if shared.categories:
            ids = self._category_ids(shared)
            if not ids:
                return None
            category = CategoryChoice(shared.category, ids)
        filters = replace(shared.view.filters, connection_id=shop_id, category=category)
        return str(self._views.keep(replace(shared.view, id=int(local or 0), filters=filters)))

    def _category_ids(self, shared: SharedView) -> frozenset[int]:
        """The categories of a view that are known here.

        The keys of a shop alone tell only under its mark; else one of them has to have its name, too.
        """
        ids = set[int]()
        shops = self.shops()
        for shop in dict.fromkeys(shop for shop, _ref in shared.categories if shop in shops):
            refs = [ref for each, ref in shared.categories if each == shop]
            rows = self._db.rows(
                "SELECT id, name FROM category WHERE connection_id = ?"
                " AND ref IN (SELECT value FROM json_each(?))",
                (shops[shop], text_of(refs)),
            )
            is_same = shared.marks.get(shop) == self._mark(shops[shop]) != ""
            if is_same or any(name and name in shared.category for _id, name in rows):
                ids.update(row_id for row_id, _name in rows)
        return frozenset(ids)

    def _mark(self, shop_id: int) -> str:
        """The mark of the shop whose products and categories are stored here."""
        query = "SELECT linked_shop FROM connection WHERE id = ?"
        return mark_of(str(self._db.value(query, (shop_id,)) or ""))


def _preset_row(shop: str, title: str, style: LetterStyle) -> LocalDocument:
    body = text_of(SharedPreset(name=title, style=style))
    return LocalDocument(shop, body, body)
