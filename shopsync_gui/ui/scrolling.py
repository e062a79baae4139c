"""What scrolls: dialogs with more in them than the screen has room for, and the way to what is out of sight."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QDialog, QLayoutItem, QPushButton, QScrollArea, QWidget

from shopsync_gui.ui.widgets import column

#: The room of the scroll bar at the right of what scrolls.
_BAR = 12
_LEAST_HEIGHT = 96


class DialogBody(QScrollArea):
    """What of a dialog scrolls; it wants to be as high as everything in it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("dialogBody")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(parent.windowTitle())
        self.inside = QWidget(self)
        self.setWidget(self.inside)

    def hasHeightForWidth(self) -> bool:
        """Wrapped texts need more height where there is less width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """So high that nothing has to scroll."""
        layout = self.inside.layout()
        return 0 if layout is None else layout.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """As large as what is inside."""
        return self.inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Less is enough, as it scrolls."""
        bar = self.verticalScrollBar().sizeHint().width()
        width = self.inside.minimumSizeHint().width() + bar
        return QSize(width, _LEAST_HEIGHT)


def let_scroll(dialog: QDialog) -> None:
    """Let a dialog scroll, but for its buttons and for what is `pinned`."""
    layout = dialog.layout()
    if not isinstance(layout, QBoxLayout) or dialog.findChild(DialogBody) is not None:
        return
    focused = dialog.focusWidget()
    parts = [(layout.stretch(0), layout.takeAt(0)) for _ in range(layout.count())]
    body = DialogBody(dialog)
    inside = column(body.inside, margins=(0, 0, _BAR, 0), gap=layout.spacing())
    layout.addWidget(body, 1)
    for stretch, item in parts:
        if item is None:
            continue
        into, share = (layout, 0) if _stays(item) else (inside, stretch)
        if (widget := item.widget()) is not None:
            into.addWidget(widget, share)
        elif (inner := item.layout()) is not None:
            into.addLayout(inner, share)
    inside.addStretch(0)
    if focused is not None:
        focused.setFocus()


def _stays(item: QLayoutItem) -> bool:
    """Whether a part of a dialog is always in sight."""
    if (widget := item.widget()) is not None:
        return bool(widget.property("pinned"))
    inner = item.layout()
    if inner is None:
        return False
    parts = [inner.itemAt(place) for place in range(inner.count())]
    widgets = [part.widget() for part in parts if part is not None and part.widget() is not None]
    return bool(widgets) and all(isinstance(widget, QPushButton) for widget in widgets)


def bring_into_view(widget: QWidget) -> None:
    """Scroll to a widget, once it has its place."""

    def scroll() -> None:
        above = widget.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            above.ensureWidgetVisible(widget, 0, 24)

    QTimer.singleShot(0, widget, scroll)
