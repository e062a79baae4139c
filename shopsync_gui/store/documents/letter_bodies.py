"""Letters, and the presets of their looks, in words that hold on every computer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import asdict, replace

from shopsync_gui.core.newsletter.saved_letter import LetterItem, SavedLetter
from shopsync_gui.store.database.codecs import json_list
from shopsync_gui.store.documents.document_bodies import LocalDocument
from shopsync_gui.store.documents.shared_documents import (
    SharedItem,
    SharedLetter,
    SharedPreset,
    text_of,
)
from shopsync_gui.store.search.change_sql import OF_FORMER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.core.newsletter.letter import LetterStyle
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.documents.document_bodies import SharedShops
    from shopsync_gui.store.documents.letters import LetterStore


class LetterBodies:
    """The letters as bodies; a local name is a letter's id. Their names need not differ."""

    def __init__(self, database: Database, shops: SharedShops, letters: LetterStore) -> None:
        self._db = database
        self._shops = shops
        self._letters = letters

    def rows(self) -> Iterator[tuple[str, LocalDocument]]:
        """Every letter of the shops by its local name."""
        for shop, shop_id in self._shops.ids().items():
            for letter in self._letters.all(shop_id):
                yield str(letter.id), self._row(shop, letter)

    def row(self, local: str) -> LocalDocument | None:
        """One of them."""
        letter, names = self._letters.get(int(local)), self._shops.names()
        if letter is None or letter.connection_id not in names:
            return None
        return self._row(names[letter.connection_id], letter)

    def _row(self, shop: str, letter: SavedLetter) -> LocalDocument:
        return LocalDocument(shop, text_of(letter), text_of(self._shared(letter)))

    def put(self, shop: str, body: str, local: str | None) -> str | None:
        """Write a letter into the row `local`, or into a new one; its local name, None without its shop."""
        shop_id = self._shops.ids().get(shop)
        if shop_id is None:
            return None
        letter = msgspec.json.decode(body, type=SharedLetter)
        by_key = letter.mark == self._shops.mark(shop_id) != ""
        kept = SavedLetter(
            id=int(local or 0),
            connection_id=shop_id,
            name=letter.name,
            style=letter.style,
            items=tuple(self._item(shop_id, item, by_key=by_key) for item in letter.items),
            made_at=letter.made_at,
            copied_at=letter.copied_at,
        )
        return str(self._letters.save(kept).id)

    def remove(self, local: str) -> None:
        """Delete a letter."""
        self._letters.remove(int(local))

    def name_of(self, body: str) -> str:
        """The name that a letter is known by."""
        return msgspec.json.decode(body, type=SharedLetter).name

    def renamed(self, body: str, name: str) -> str:
        """A letter under another name."""
        return text_of(replace(msgspec.json.decode(body, type=SharedLetter), name=name))

    def holder(self, shop: str, name: str) -> str | None:
        """None: every name is free."""

    def _shared(self, letter: SavedLetter) -> SharedLetter:
        keys = dict(
            self._db.rows(
                "SELECT id, inner_id FROM product WHERE id IN (SELECT value FROM json_each(?))"
                f" AND inner_id NOT {OF_FORMER}",
                (json_list([item.product_id for item in letter.items]),),
            )
        )
        items = tuple(
            SharedItem(inner_id=keys.get(item.product_id, ""), **_said(item))
            for item in letter.items
        )
        return SharedLetter(
            name=letter.name,
            style=letter.style,
            items=items,
            made_at=letter.made_at,
            copied_at=letter.copied_at,
            mark=self._shops.mark(letter.connection_id),
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
        return LetterItem(product_id=int(product_id or 0), **_said(item))


class PresetBodies:
    """The presets as bodies; a local name is the shop's id and the preset's name."""

    def __init__(self, shops: SharedShops, letters: LetterStore) -> None:
        self._shops = shops
        self._letters = letters

    def rows(self) -> Iterator[tuple[str, LocalDocument]]:
        """Every preset of the shops by its local name."""
        for shop, shop_id in self._shops.ids().items():
            for name, style in self._letters.presets(shop_id).items():
                yield _local(shop_id, name), self._row(shop, name, style)

    def row(self, local: str) -> LocalDocument | None:
        """One of them."""
        shop_id, name = _shop_and_name(local)
        style, names = self._letters.presets(shop_id).get(name), self._shops.names()
        if style is None or shop_id not in names:
            return None
        return self._row(names[shop_id], name, style)

    def _row(self, shop: str, name: str, style: LetterStyle) -> LocalDocument:
        body = text_of(SharedPreset(name=name, style=style))
        return LocalDocument(shop, body, body)

    def put(self, shop: str, body: str, local: str | None) -> str | None:
        """Write a preset in the place of `local`, if any; its local name, None without its shop."""
        shop_id = self._shops.ids().get(shop)
        if shop_id is None:
            return None
        preset = msgspec.json.decode(body, type=SharedPreset)
        now = _local(shop_id, preset.name)
        if local is not None and local != now:
            self.remove(local)
        self._letters.save_preset(shop_id, preset.name, preset.style)
        return now

    def remove(self, local: str) -> None:
        """Delete a preset."""
        self._letters.remove_preset(*_shop_and_name(local))

    def name_of(self, body: str) -> str:
        """The name that a preset is known by."""
        return msgspec.json.decode(body, type=SharedPreset).name

    def renamed(self, body: str, name: str) -> str:
        """A preset under another name."""
        return text_of(replace(msgspec.json.decode(body, type=SharedPreset), name=name))

    def holder(self, shop: str, name: str) -> str | None:
        """The preset of the shop that has this name."""
        shop_id = self._shops.ids().get(shop)
        if shop_id is None or name not in self._letters.presets(shop_id):
            return None
        return _local(shop_id, name)


def _said(item: LetterItem | SharedItem) -> dict[str, Any]:
    """All that a letter says of a product, without the key that this kind of item knows it by."""
    said = asdict(item)
    del said["product_id" if isinstance(item, LetterItem) else "inner_id"]
    return said


def _local(shop_id: int, name: str) -> str:
    return f"{shop_id} {name}"


def _shop_and_name(local: str) -> tuple[int, str]:
    shop_id, _gap, name = local.partition(" ")
    return int(shop_id), name
