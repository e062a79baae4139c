"""The bar above the list, where the page is too low for both."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

    from shopsync_gui.ui.products.bar.bar_area import BarArea

#: Pixels of a page that has room for a list below whatever stands above it.
_HIGH = 460
#: Pixels that a list has at least in a low page, and those that are left to the bar beside words.
_LEAST_LIST, _LEFT_TO_BAR = 100, 76


class LowPage:
    """The fitting of a low page: the bar above the list scrolls, so that rows of the list are seen."""

    def __init__(self, layout: QVBoxLayout, bar: QWidget, stack: QStackedWidget) -> None:
        """The bar is the first in the layout."""
        self._layout = layout
        self._bar = bar
        self._stack = stack
        self._area: BarArea | None = None
        self._height = 0
        stack.currentChanged.connect(self._share)

    def fit(self, height: int) -> None:
        """The page is so high now."""
        self._height = height
        if (height < _HIGH) is (self._area is not None):
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

    def _share(self) -> None:
        """Keep as much of a low page for what is shown below the bar as that needs."""
        least = 0
        if self._area is not None:
            shown = self._stack.currentWidget()
            needed = 0 if shown is None else shown.minimumSizeHint().height()
            least = max(_LEAST_LIST, min(needed, self._height - _LEFT_TO_BAR))
        self._stack.setMinimumHeight(least)
