"""The tiles of the first page: how many products changed in which way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from shopsync_gui.core.products.changes import ChangeKind
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.flow_layout import ColumnsLayout
from shopsync_gui.ui.kit.widgets import Role, column, label, set_style

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from shopsync_gui.store.lists.changes import Counts

_HEIGHT = 76
#: Object names of the tiles, in their order.
_NAMES = {
    ChangeKind.NEW: "tileNew",
    ChangeKind.CHEAPER: "tileCheaper",
    ChangeKind.DEARER: "tileDearer",
    ChangeKind.BACK: "tileBack",
    ChangeKind.SOLD_OUT: "tileSoldOut",
    ChangeKind.MOVED: "tileMoved",
}


def tile_text(kind: ChangeKind) -> str:
    """The caption of a tile."""
    return {
        ChangeKind.NEW: _("New products"),
        ChangeKind.CHEAPER: _("Cheaper"),
        ChangeKind.DEARER: _("More expensive"),
        ChangeKind.BACK: _("Available again"),
        ChangeKind.SOLD_OUT: _("Sold out"),
        ChangeKind.MOVED: _("In another category"),
    }[kind]


class Tile(QPushButton):
    """A caption above a number, as a button that leads to the products; its property is `count`."""

    def __init__(self, kind: ChangeKind) -> None:
        super().__init__()
        self.setObjectName(_NAMES[kind])
        self.setProperty("tile", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._kind = kind
        self._parts = column(self, margins=(14, 12, 14, 12), gap=2)
        self._caption = label(tile_text(kind), "muted")
        self._number = self._number_label("…", "muted")
        self._caption.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._parts.addWidget(self._caption)
        self._parts.addWidget(self._number)
        self.setAccessibleName(tile_text(kind))

    def sizeHint(self) -> QSize:
        """Wide enough for the caption."""
        return QSize(self._caption.sizeHint().width() + 30, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_count(self, count: int) -> None:
        """Show how many products there are."""
        role: Role = "" if count else "muted"
        if count and self._kind is ChangeKind.CHEAPER:
            role = Tone.GOOD
        if self.property("count") is None:
            # A new label is dressed as it is first shown. Dressing the old one again would be the first
            # use of Qt's style in the program, for which PySide makes names for 40 ms.
            number = self._number_label("", role)
            self._parts.replaceWidget(self._number, number)
            self._number.hide()
            self._number.deleteLater()
            self._number = number
        self.setProperty("count", count)
        self._number.setText(format_int(count))
        set_style(self._number, "role", role)
        products = ngettext("{n} product", "{n} products", count).format(n=format_int(count))
        self.setAccessibleName(f"{tile_text(self._kind)}: {products}")

    def _number_label(self, text: str, role: Role) -> QLabel:
        number = label(text, role, name=f"{_NAMES[self._kind]}Number")
        number.setProperty("tileNumber", True)
        number.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return number

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it as the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Tiles(QWidget):
    """A tile for each kind of change, in one line, or evenly in two where that is too narrow."""

    #: The list of this kind is wanted.
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        layout = ColumnsLayout(self, gap=12)
        self._tiles = {kind: Tile(kind) for kind in _NAMES}
        for kind, tile in self._tiles.items():
            tile.clicked.connect(partial(self._clicked, kind))
            layout.addWidget(tile)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_counts(self, counts: Counts) -> None:
        """Show the numbers."""
        for kind, tile in self._tiles.items():
            tile.show_count(counts.get(kind, 0))

    def _clicked(self, kind: ChangeKind, _checked: bool = False) -> None:
        self.chosen.emit(kind)
