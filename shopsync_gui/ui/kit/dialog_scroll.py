"""What scrolls: dialogs with more in them than the screen has room for, and the way to what is out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QDialog,
    QFrame,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from shopsync_gui.ui.kit.widgets import column

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

#: Pixels between what scrolls and the bar at its right, which stands in the dialog's margin.
_BEFORE_BAR = 4
_LEAST_HEIGHT = 96
#: Pixels in which a list that scrolls with the rest still shows a few rows.
_LEAST_LIST = 140
#: Pixels that stay in sight above and below what is scrolled to.
_AROUND = 24
_ALWAYS, _WITH_ROOM = "always", "with room"


class _Bar(QScrollBar):
    """Takes the same room whether or not there is anything to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > 0:
            super().paintEvent(event)


class DialogBody(QScrollArea):
    """What of a dialog scrolls; it wants to be as high as everything in it, less is enough."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dialogBody")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBar(_Bar(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(parent.windowTitle())
        self.verticalScrollBar().rangeChanged.connect(self._moved)
        self._height = 0
        self.inside = QWidget(self)
        self.setWidget(self.inside)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def bar_width(self) -> int:
        """Pixels of the bar at the right."""
        return self.verticalScrollBar().sizeHint().width()

    def reckon(self, width: int) -> None:
        """Find out how high everything is at this width."""
        layout = self.inside.layout()
        if layout is None:
            return
        layout.activate()
        inner = max(width - self.bar_width(), layout.totalMinimumSize().width())
        height = layout.totalHeightForWidth(inner)
        if not layout.hasHeightForWidth():
            height = layout.totalSizeHint().height()
        if height != self._height:
            self._height = height
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As large as what is inside."""
        return QSize(self.inside.sizeHint().width() + self.bar_width(), self._height)

    def minimumSizeHint(self) -> QSize:
        """Less is enough, as it scrolls."""
        width = self.inside.minimumSizeHint().width() + self.bar_width()
        return QSize(width, min(self._height, _LEAST_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._moved()

    def _moved(self) -> None:
        """There is other room, or something else in it."""
        self._focus_moved(None, QApplication.focusWidget())

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Whatever one works in is wholly in sight."""
        if now is not None and self.inside.isAncestorOf(now):
            bring_into_view(now)


def pin(widget: QWidget, *, always: bool = True) -> None:
    """Keep a part of a dialog in sight when the rest scrolls, `always` or where there is room for it."""
    widget.setProperty("pinned", _ALWAYS if always else _WITH_ROOM)


def body_of(dialog: QDialog) -> DialogBody | None:
    """What of a dialog scrolls, if anything does."""
    return next((child for child in dialog.children() if isinstance(child, DialogBody)), None)


def let_scroll(dialog: QDialog) -> None:
    """Let a dialog scroll, but for its buttons and for what is pinned; these stand below."""
    layout = dialog.layout()
    if not isinstance(layout, QBoxLayout) or body_of(dialog) is not None:
        return
    focused = dialog.focusWidget()
    parts = layout.count()
    body = DialogBody(dialog)
    inside = column(body.inside, margins=(0, 0, _BEFORE_BAR, 0), gap=layout.spacing())
    margins = layout.contentsMargins()
    beside = min(margins.right(), body.bar_width() + _BEFORE_BAR)
    margins.setRight(margins.right() - beside)
    layout.setContentsMargins(margins)
    foot = column(margins=(0, 0, beside, 0), gap=layout.spacing())
    layout.addWidget(body, 1)
    layout.addLayout(foot)
    for _part in range(parts):
        stays = _stays(layout.itemAt(0))
        _move_first(layout, foot if stays else inside, 0 if stays else layout.stretch(0))
    inside.addStretch(0)
    for view in body.inside.findChildren(QTableView):
        view.setMinimumHeight(max(view.minimumHeight(), _LEAST_LIST))
    if dialog.isVisible():
        body.show()  # Qt would do so later, and until then it counts as nothing
    if focused is not None:
        focused.setFocus()


def unpin(body: DialogBody) -> None:
    """Let what is pinned only where there is room scroll with the rest."""
    dialog = body.parentWidget()
    inside, outer = body.inside.layout(), None if dialog is None else dialog.layout()
    foot = None if outer is None else outer.itemAt(outer.count() - 1)
    if not isinstance(foot, QVBoxLayout) or not isinstance(inside, QVBoxLayout):
        return
    for place in reversed(range(foot.count())):
        item = foot.itemAt(place)
        widget = None if item is None else item.widget()
        if widget is not None and widget.property("pinned") == _WITH_ROOM:
            shown = not widget.isHidden()
            del item
            foot.removeWidget(widget)
            inside.addWidget(widget)
            widget.setVisible(shown)


def _move_first(layout: QBoxLayout, into: QVBoxLayout, stretch: int) -> None:
    """Move what a layout begins with; a spacer is left out.

    A widget's old item has to be gone before it gets a new one: else the new one never learns that
    the widget needs other room.
    """
    item = layout.itemAt(0)
    widget = None if item is None else item.widget()
    if widget is not None:
        del item
        layout.removeWidget(widget)
        into.addWidget(widget, stretch)
        return
    taken = layout.takeAt(0)
    inner = None if taken is None else taken.layout()
    if inner is not None:
        into.addLayout(inner, stretch)


def _stays(item: QLayoutItem | None) -> bool:
    """Whether a part of a dialog is always in sight."""
    if item is None:
        return False
    if (widget := item.widget()) is not None:
        return bool(widget.property("pinned"))
    inner = item.layout()
    if inner is None:
        return False
    items = (inner.itemAt(place) for place in range(inner.count()))
    parts = [one.widget() for one in items if one is not None and one.spacerItem() is None]
    return bool(parts) and all(isinstance(part, QPushButton) for part in parts)


def bring_into_view(widget: QWidget) -> None:
    """Scroll to a widget, once it has its place."""

    def scroll() -> None:
        above = widget.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            _scroll_to(above, widget)

    QTimer.singleShot(0, widget, scroll)


def _scroll_to(area: QScrollArea, widget: QWidget) -> None:
    """Have all of a widget in sight; Qt itself is content with the cursor of a field."""
    inside = area.widget()
    if inside is not None:
        middle = widget.mapTo(inside, widget.rect().center())
        area.ensureVisible(middle.x(), middle.y(), 0, widget.height() // 2 + _AROUND)
