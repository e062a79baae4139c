"""Asks which of several shops is meant."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.dialog_size import fit_height
from shopsync_gui.ui.kit.dialogs import dialog_head, route
from shopsync_gui.ui.kit.widgets import button, column, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.ui.jobs.context import AppContext


class ShopChoiceDialog(QDialog):
    """A button for each shop; `chosen` gets the id of the one that was pressed."""

    def __init__(
        self, context: AppContext, parent: QWidget, chosen: Callable[[int], object]
    ) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self.setObjectName("shopChoiceDialog")
        self.setWindowTitle(_("Product sync"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        layout = column(self, margins=24, gap=16)
        layout.addLayout(dialog_head(_("Product sync"), _("Which webshop?")))
        shops = column(gap=8)
        for connection in context.connections:
            text = route(context.title_of(connection), connection).replace("&", "&&")
            one = button(text, partial(self._choose, connection.id), name="shopChoiceButton")
            one.setAutoDefault(True)
            one.setEnabled(context.is_free(connection.id))
            shops.addWidget(one)
        layout.addLayout(shops)
        buttons = row(gap=12)
        buttons.addStretch(1)
        buttons.addWidget(button(_("Cancel"), self.reject, name="shopChoiceCancelButton"))
        layout.addLayout(buttons)
        layout.addStretch(1)
        fit_height(self)

    def _choose(self, connection_id: int) -> None:
        self.accept()
        self._chosen(connection_id)
