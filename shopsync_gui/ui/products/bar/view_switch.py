"""Three buttons for the ways in which the list can be shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QToolButton

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.widgets import icon_button, row
from shopsync_gui.ui.products.rows.list_view import ListView

if TYPE_CHECKING:
    from shopsync_gui.ui.kit.theme import Theme


class ViewSwitch(QFrame):
    """The choice between the views; one is always chosen."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("viewSwitch")
        layout = row(self, gap=0)
        self._buttons: dict[ListView, QToolButton] = {}
        for view, name, icon, words in (
            (ListView.COMPACT, "viewCompact", "view-headline", _("Compact list")),
            (ListView.PICTURES, "viewPictures", "view-list-outline", _("List with pictures")),
            (ListView.GALLERY, "viewGallery", "view-grid-outline", _("Gallery")),
        ):
            choice = icon_button(words, name)
            choice.setFixedSize(QSize(32, 34))
            choice.setCheckable(True)
            choice.setIcon(theme.icon(icon, theme.tokens.muted))
            choice.clicked.connect(partial(self._clicked, view))
            layout.addWidget(choice)
            self._buttons[view] = choice

    def show_view(self, view: ListView) -> None:
        """Take over the view that is shown."""
        for other, choice in self._buttons.items():
            choice.setChecked(other is view)

    def _clicked(self, view: ListView) -> None:
        self.show_view(view)
        self.chosen.emit(view)
