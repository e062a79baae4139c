"""The frame of every card on the settings' pages."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from shopsync_gui.ui.kit.widgets import column, label


class CardFrame(QFrame):
    """A card, with its title where it has one; what it shows is added to `body`."""

    def __init__(self, title: str = "", *, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("card", True)
        self.body = column(self, margins=(20, 16, 20, 16), gap=12)
        if title:
            self.body.addWidget(label(title, "title"))
