"""The names that a shop's categories have in the flat account, or will have after the next sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import Category
from shopsync_gui.core.mapping import category_labels
from shopsync_gui.store.connections import options_of

if TYPE_CHECKING:
    from shopsync_gui.store.database import Database


class _Names(msgspec.Struct, frozen=True):
    """The names of one shop, and what they were made of."""

    stamp: int
    options: str
    categories: list[Category]
    by_ref: dict[str, str]


def listed_categories(database: Database, connection_id: int) -> list[Category]:
    """The categories that the shop lists, disabled ones included."""
    rows = database.rows(
        "SELECT ref, inner_id, name, parent_ref, enabled FROM category"
        " WHERE connection_id = ? AND present = 1 ORDER BY id",
        (connection_id,),
    )
    return [
        Category(ref=ref, inner_id=inner, name=name, parent_ref=parent, enabled=bool(enabled))
        for ref, inner, name, parent, enabled in rows
    ]


class AccountNames:
    """Tells the names shop by shop; they are made once while neither categories nor options change."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._kept: dict[int, _Names] = {}

    def of(self, connection_id: int) -> dict[str, str]:
        """The name of each category that the shop lists, by its reference.

        It is empty for one that the account never gets (see `category_labels`).
        """
        kept = self._kept.get(connection_id)
        found = self._db.one(
            "SELECT (SELECT n FROM catalogue_stamp), options FROM connection WHERE id = ?",
            (connection_id,),
        )
        if found is None:
            return {}
        stamp, options = found
        if kept is not None and (kept.stamp, kept.options) == (stamp, options):
            return kept.by_ref
        categories = listed_categories(self._db, connection_id)
        if kept is not None and kept.options == options and kept.categories == categories:
            by_ref = kept.by_ref
        else:
            by_ref = category_labels(categories, options_of(options).categories)
        self._kept[connection_id] = _Names(stamp, options, categories, by_ref)
        return by_ref

    def forget(self) -> None:
        """Make them anew, after a transaction that was undone."""
        self._kept.clear()
