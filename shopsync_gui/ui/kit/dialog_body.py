"""The part of a dialog that scrolls where the screen is too low for all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.scrolling import bring_into_view
from shopsync_gui.ui.kit.widgets import column

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

#: Pixels between the content and the scroll bar at its right.
_BEFORE_BAR = 4
#: Pixels in which the content can still be read while it scrolls; less than any dialog says, so
#: that the least height of a dialog does not follow its content.
_LEAST_HEIGHT = 64


class _ScrollBar(QScrollBar):
    """A scroll bar that always takes the same width, and is painted only where it is of use."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > 0:
            super().paintEvent(event)


class DialogBody(QScrollArea):
    """A scroll area that scrolls up and down only; the widget in use is kept wholly in sight.

    The content is `content` pixels wide whether or not there is anything to scroll: the bar has a
    margin of its own, `beside_content` pixels wide.
    """

    #: The content may need another height.
    content_changed = Signal()

    def __init__(self, dialog: QWidget, *, gap: int, fills: bool) -> None:
        """`fills`: the content takes all the height there is; else it keeps to the top."""
        super().__init__(dialog)
        self.setObjectName("dialogBody")
        self.setAccessibleName(dialog.windowTitle())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBar(_ScrollBar(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._height = 0
        self._followed: QWidget | None = None
        self._inside = QWidget()
        layout = column(self._inside, margins=(0, 0, _BEFORE_BAR, 0), gap=gap)
        self.content: QVBoxLayout = layout
        if not fills:
            self.content = column(gap=gap)
            add_layout(layout, self.content)
            layout.addStretch(1)
        self.setWidget(self._inside)
        self.verticalScrollBar().rangeChanged.connect(self._range_changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    @property
    def beside_content(self) -> int:
        """Pixels at the right of the content, for the scroll bar."""
        return self._bar_width() + _BEFORE_BAR

    def measure(self, width: int) -> None:
        """Find out how high the content is where the body is so many pixels wide."""
        layout = self._inside.layout()
        assert layout is not None
        layout.activate()
        inner = max(width - self._bar_width(), layout.totalMinimumSize().width())
        high_for_width = layout.hasHeightForWidth()
        height = (
            layout.totalHeightForWidth(inner) if high_for_width else layout.totalSizeHint().height()
        )
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Ask for the size of the content."""
        return QSize(self._inside.sizeHint().width() + self._bar_width(), self._height)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width of the content; it may be lower, as it scrolls."""
        width = self._inside.minimumSizeHint().width() + self._bar_width()
        return QSize(width, min(self._height, _LEAST_HEIGHT))

    def _bar_width(self) -> int:
        return self.verticalScrollBar().sizeHint().width()

    # --- keeping in sight -------------------------------------------------------------------------

    def follow(self, widget: QWidget) -> None:
        """Scroll to a widget, and keep it in sight until the focus moves."""
        self._followed = widget
        bring_into_view(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.content_changed.emit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_in_sight()

    def _range_changed(self) -> None:
        """Tab stops at the body only while there is something to scroll by the keyboard."""
        scrolls = self.verticalScrollBar().maximum() > 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if scrolls else Qt.FocusPolicy.NoFocus)
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        followed = self._followed
        if followed is None or not isValid(followed) or followed.isHidden():
            followed = QApplication.focusWidget()
        if followed is not None and self._inside.isAncestorOf(followed):
            bring_into_view(followed)

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._inside.isAncestorOf(now):
            self.follow(now)
