"""The names that a shop's categories have in the flat account, or will have after the next sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import Category
from shopsync_gui.core.products.mapping import category_labels
from shopsync_gui.store.account.connections import options_of

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database

#: What names are made of, as one text: row by row it takes three times as long.
_LISTED = (
    "SELECT json_group_array(json_array(ref, name, parent_ref)) FROM (SELECT ref, name, parent_ref"
    " FROM category WHERE connection_id = ? AND present = 1 ORDER BY id)"
)
_ROWS = msgspec.json.Decoder(list[tuple[str, str, str | None]])


class _Names(msgspec.Struct, frozen=True):
    """The names of one shop that are not the shop's own, and what they were made of.

    A folder may hold a hundred shops of thousands of categories, nearly all of which keep their names.
    """

    stamp: int
    options: str
    categories: int
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
    """The names shop by shop; they are made once while neither categories nor options change."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._kept: dict[int, _Names] = {}

    def of(self, connection_id: int) -> dict[str, str]:
        """The names of the categories that the shop lists, by reference; of those it calls otherwise.

        Empty for one that the account never gets (see `category_labels`).
        """
        kept = self._kept.get(connection_id)
        found = self._db.one(
            "SELECT (SELECT categories FROM catalogue_stamp), options FROM connection WHERE id = ?",
            (connection_id,),
        )
        if found is None:
            return {}
        stamp, options = found
        if kept is not None and (kept.stamp, kept.options) == (stamp, options):
            return kept.by_ref
        text = str(self._db.value(_LISTED, (connection_id,)))
        # Kept in memory only; hashlib would delay the first picture.
        categories = hash(text)
        if kept is not None and (kept.categories, kept.options) == (categories, options):
            by_ref = kept.by_ref
        else:
            listed = [
                Category(ref=ref, inner_id="", name=name, parent_ref=parent)
                for ref, name, parent in _ROWS.decode(text)
            ]
            labels = category_labels(listed, options_of(options).categories)
            by_ref = {c.ref: labels[c.ref] for c in listed if labels[c.ref] != c.name}
        self._kept[connection_id] = _Names(stamp, options, categories, by_ref)
        return by_ref

    def forget(self) -> None:
        """Make them anew, after a transaction that was undone."""
        self._kept.clear()
