"""The state of the products page, for the page that takes its place."""

# ruff: noqa: TC004 - it is never decoded, so nothing looks at its annotations

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

    from shopsync_gui.store.search.filters import Filters
    from shopsync_gui.ui.products.export_bar import ExportBar
    from shopsync_gui.ui.products.rows.list_reader import Anchor


class ProductsState(msgspec.Struct, frozen=True):
    """The list's question and order, and the products that keep their place.

    `chose`: some of them were chosen by the user, which the bar below the list tells.
    """

    search: str
    filters: Filters
    changes_period: int | None
    sort: tuple[int, Qt.SortOrder]
    anchor: Anchor
    chose: bool
    export_bar: ExportBar | None
