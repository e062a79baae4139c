"""Columns that scroll where they are too high, and the way to what is out of sight in one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

#: Pixels that stay in sight above and below a widget that is scrolled to.
_AROUND = 24


class ColumnArea(QScrollArea):
    """A scroll area for a column. Tab passes it by, unless it holds nothing that takes the focus itself."""

    def __init__(self, inside: QWidget, *, takes_focus: bool = False) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("takesFocus", takes_focus)
        if not takes_focus:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)


def show_tabbed_into(focused: QWidget | None) -> None:
    """Scroll to what Tab gave the focus; Qt does so only where the focus was in the same column before."""
    if focused is not None and focused.visibleRegion().isEmpty():
        above = focused.parentWidget()
        while above is not None and not isinstance(above, ColumnArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(focused, 0, _AROUND)


def bring_into_view(widget: QWidget) -> None:
    """Scroll to a widget, once the layouts around it have been carried out."""

    def scroll() -> None:
        above = widget.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            _scroll_to(above, widget)

    QTimer.singleShot(0, widget, scroll)


def _scroll_to(area: QScrollArea, widget: QWidget) -> None:
    """Have all of a widget in sight, or its beginning; Qt itself is content with the cursor of a field."""
    inside = area.widget()
    if inside is not None:
        half = min(widget.height() // 2 + _AROUND, area.viewport().height() // 2)
        whole = widget.height() <= area.viewport().height()
        middle = widget.height() // 2 if whole else half - _AROUND
        at = widget.mapTo(inside, QPoint(widget.width() // 2, middle))
        area.ensureVisible(at.x(), at.y(), 0, half)
