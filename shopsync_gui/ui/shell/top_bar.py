"""The bar above a page: the path to it, its name, and its buttons, in whatever width there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.plain_text import tooltip
from shopsync_gui.ui.kit.widgets import MARGIN, ElidedLabel, row, spacer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

_GAP = 8
#: Pixels below which what is left of the path says nothing.
_LEAST_PATH = 64


class TopBar(QFrame):
    """The bar itself: where room is short the path is cut first, then the buttons show their icons only."""

    def __init__(self, menu: QWidget) -> None:
        """`menu` stands before the path, where it is not hidden."""
        super().__init__()
        self.setObjectName("topBar")
        self.setFixedHeight(56)
        self.setMinimumWidth(1)  # what does not fit must not make the window wider
        layout = _BarLayout(self)
        layout.setContentsMargins(MARGIN, 0, MARGIN, 0)
        layout.setSpacing(_GAP)
        layout.addWidget(menu)
        self._path = ElidedLabel(name="breadcrumb")
        self._title = ElidedLabel(name="pageTitle")
        layout.addWidget(self._path)
        layout.addWidget(self._title)
        layout.addWidget(spacer(), 1)
        self._buttons = row(gap=_GAP)
        add_layout(layout, self._buttons)
        self._shown: list[QWidget] = []
        self._page: QWidget | None = None
        #: The buttons, and the width of the rest, for which the width was last shared out.
        self._arranged: tuple[list[QPushButton], int] = ([], 0)
        self._menu = menu

    def say(self, path: Sequence[str], title: str) -> None:
        """Set the texts; the buttons may have new ones as well."""
        self._path.setText("".join(f"{part} › " for part in path).rstrip())
        self._title.setText(title)
        self._arrange()

    def set_buttons(self, buttons: Sequence[QWidget], page: QWidget) -> None:
        """Show these buttons of a page; the earlier ones go back to theirs, out of sight with it."""
        for old in self._shown:
            old.setParent(self._page)
        self._shown, self._page = list(buttons), page
        for button in buttons:
            self._buttons.addWidget(button)
            button.show()

    def fit(self) -> None:
        """Share the width out anew where a button has been shown or hidden."""
        if self._seen() != self._arranged:
            self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _seen(self) -> tuple[list[QPushButton], int]:
        """The buttons, and the width of what else stands beside them."""
        seen = [widget for widget in self._shown if not widget.isHidden()]
        buttons = [widget for widget in seen if isinstance(widget, QPushButton)]
        return buttons, _width([widget for widget in seen if widget not in buttons])

    def _arrange(self) -> None:
        if not self.isVisible():  # it has no measures yet
            return
        self._arranged = self._seen()
        buttons, rest_width = self._arranged
        for button in buttons:
            _show_words(button)
        self._title.setMinimumWidth(0)  # a label's hint is no less, be it of the page before
        available = self.width() - 2 * MARGIN - 2 * _GAP - self._title.sizeHint().width()
        available -= rest_width
        # A page's own line beside its buttons is cut before its name is.
        self._title.setMinimumWidth(min(self._title.sizeHint().width(), self.width() // 3))
        if not self._menu.isHidden():
            available -= self._menu.width() + _GAP
        rest = available - _width(buttons)
        if rest < 0:
            for button in buttons:
                _show_icon_only(button)
            rest = available - _width(buttons)
        shown = rest >= _LEAST_PATH and bool(self._path.text())
        self._path.setVisible(shown)
        self._path.setMaximumWidth(max(1, rest))
        self.setToolTip("" if shown else tooltip(f"{self._path.text()} {self._title.text()}"))


class _BarLayout(QHBoxLayout):
    """The layout of the bar's widgets, as they are seen by then."""

    def __init__(self, bar: TopBar) -> None:
        super().__init__(bar)
        self._bar = bar

    def setGeometry(self, rect: QRect) -> None:
        self._bar.fit()
        super().setGeometry(rect)


def _width(widgets: Sequence[QWidget]) -> int:
    return sum(widget.sizeHint().width() + _GAP for widget in widgets)


def _show_icon_only(button: QPushButton) -> None:
    words = button.text()
    if button.icon().isNull() or not words:
        return
    button.setProperty("words", words)
    button.setText("")
    button.setToolTip(tooltip(words))
    button.setAccessibleName(words)


def _show_words(button: QPushButton) -> None:
    """Undo what was done for want of room; a text set since then is the right one."""
    words = button.property("words")
    if not words:
        return
    button.setProperty("words", None)
    button.setText(button.text() or words)
    button.setToolTip("")
    button.setAccessibleName("")
