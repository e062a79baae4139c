"""The bar above the list, where the page is too low for both."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QStackedWidget

    from shopsync_gui.ui.products.bar.bar_area import BarArea

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
#: Pixels of a page that has room for a list below whatever stands above it, and of a list's few rows.
_HIGH, _FEW_ROWS = 460, 240
#: Pixels that a list has at least in a low page, and those that are left to the bar beside words.
_LEAST_LIST, _LEFT_TO_BAR = 100, 76


class ToldColumn(QVBoxLayout):
    """A vertical layout that says when a part of it has come, gone or grown.

    An event filter would have PySide get to know every kind of event before the first picture.
    """

    laid_out = Signal()

    def __init__(self, gap: int) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self.laid_out.emit()


class LowPage(QObject):
    """The fitting of a low page: the bar above the list scrolls, so that rows of the list are seen.

    A page is low, too, where bars below the list take its room.
    """

    def __init__(
        self, page: QWidget, layout: ToldColumn, bar: QWidget, stack: QStackedWidget
    ) -> None:
        """The bar is the first in the layout, and the list is above the bars for what is done with it."""
        super().__init__(page)
        self._page = page
        self._layout = layout
        self._bar = bar
        self._stack = stack
        self._area: BarArea | None = None
        self._room = 0
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fit)
        stack.currentChanged.connect(self._share)
        # A bar that came, went or grew leaves another height to the list.
        layout.laid_out.connect(self._soon.start)

    def fit(self) -> None:
        """Look how high the page is now, and what else stands in it."""
        height = self._page.height()
        self._room = height - sum(map(self._height_of, self._below()))
        low = height < _HIGH or self._room - self._height_of(self._bar) < _FEW_ROWS
        if low is (self._area is not None):
            self._share()
            return
        focused = cast("QWidget | None", self._bar.window().focusWidget())
        if self._area is None:
            from shopsync_gui.ui.products.bar.bar_area import BarArea

            self._area = BarArea(self._bar)
            self._layout.insertWidget(0, self._area)
        else:
            self._layout.insertWidget(0, self._area.takeWidget())
            self._layout.removeWidget(self._area)
            self._area.deleteLater()
            self._area = None
        self._share()
        self._bar.show()
        if focused is not None and self._bar.isAncestorOf(focused):
            focused.setFocus()

    def _below(self) -> list[QWidget]:
        """The bars that are shown below the list."""
        index, beside = self._layout.indexOf, self._page.findChildren(QWidget, options=_DIRECT)
        list_at = index(self._stack)
        return [each for each in beside if index(each) > list_at and not each.isHidden()]

    def _height_of(self, bar: QWidget) -> int:
        """The height that a bar needs, with the gap beside it."""
        width = self._stack.width()
        wraps = bar.hasHeightForWidth()
        return self._layout.spacing() + (
            bar.heightForWidth(width) if wraps else bar.sizeHint().height()
        )

    def _share(self) -> None:
        """Keep half of a low page for what is shown below the bar, and more for words that need it."""
        least = 0
        if self._area is not None:
            shown = self._stack.currentWidget()
            needed = 0 if shown is None else shown.minimumSizeHint().height()
            least = max(_LEAST_LIST, self._room // 2, min(needed, self._room - _LEFT_TO_BAR))
        self._stack.setMinimumHeight(least)
