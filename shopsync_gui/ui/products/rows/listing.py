"""A list that has just been shown, and its relation to the one before it."""

from __future__ import annotations

from enum import Enum

import msgspec

from shopsync_gui.store.database.id_ranges import Ids
from shopsync_gui.ui.products.rows.list_reader import RowRange


class Kind(Enum):
    """The relation of a list to the one before it."""

    NEW = "new"
    REST = "rest"
    AGAIN = "again"


class Listing(msgspec.Struct, frozen=True):
    """A list that has just been shown; `rows` and `ranges` tell where the anchor's products are in it.

    Of single products those were `looked_for`, of very many these `many`.
    """

    kind: Kind
    looked_for: frozenset[int]
    rows: dict[int, int]
    complete: bool
    many: Ids
    ranges: list[RowRange]
