"""The question which of several shops is meant."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shopsync_gui.core.text import _
from shopsync_gui.ui.jobs.dialogs.advice import route
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.plain_text import short, tooltip
from shopsync_gui.ui.kit.widgets import button, column

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.ui.jobs.context import AppContext


class ShopChoiceDialog(Dialog):
    """A button for each shop; `chosen` gets the id of the one that was pressed."""

    def __init__(
        self, context: AppContext, parent: QWidget, chosen: Callable[[int], object]
    ) -> None:
        super().__init__(
            parent, "shopChoiceDialog", _("Product sync"), _("Which webshop?"), wide=480
        )
        self._chosen = chosen
        shops = column(gap=8)
        for connection in context.connections:
            whole = route(context.connections.title_of(connection), connection)
            text = route(short(context.connections.title_of(connection)), connection)
            text = text.replace("&", "&&")
            shop = button(text, partial(self._choose, connection.id), name="shopChoiceButton")
            shop.setToolTip(tooltip(whole))
            shop.setAutoDefault(True)
            shop.setEnabled(context.other_programs.may_begin(connection.id))
            shops.addWidget(shop)
        add_layout(self.body, shops)
        self.add_buttons(button(_("Cancel"), self.reject, name="shopChoiceCancelButton"))

    def _choose(self, connection_id: int) -> None:
        self.accept()
        self._chosen(connection_id)
