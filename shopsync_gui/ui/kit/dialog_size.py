"""Dialogs as large as their texts need and wholly on the screen; where it is too small, they scroll."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from shopsync_gui.ui.kit.dialog_scroll import DialogBody, body_of, let_scroll, unpin
from shopsync_gui.ui.kit.widgets import area, room

#: Where windows are put by the system alone.
_PLACED_BY_SYSTEM = ("cocoa", "wayland")
#: Milliseconds after which a new window has its frame, and Qt knows where it is.
_SETTLED = 300
#: Pixels of a frame that is not known yet, left and right together, and above and below.
_FRAME = QSize(8, 36)
#: Pixels beyond which a frame is a wrong measure, taken while it was made.
_WIDEST = QSize(64, 96)
#: Pixels between where a window was put and where it may be all the same.
_NEAR = 48


def fit_height(dialog: QDialog) -> None:
    """Make a dialog as high as its texts need, and keep it at least so; Qt alone guesses too low."""
    _fitter(dialog, whole=True).fit(exactly=True)


def fit_content(dialog: QDialog) -> None:
    """Keep a dialog, whose size is its own, at least as high as what is in it needs."""
    _fitter(dialog, whole=False).fit()


def _fitter(dialog: QDialog, *, whole: bool) -> _Fitter:
    known = (child for child in dialog.children() if isinstance(child, _Fitter))
    return next(known, None) or _Fitter(dialog, whole=whole)


class _Fitter(QObject):
    """Measures a dialog anew whenever its texts or its width change, and puts it in its place."""

    def __init__(self, dialog: QDialog, *, whole: bool) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._whole = whole
        self._body: DialogBody | None = None
        self._busy = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.fit)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self._settled)
        dialog.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.LayoutRequest:
            self._soon.start()
        elif watched is self._dialog and kind == QEvent.Type.Show and not event.spontaneous():
            self._settling.start()
            self._soon.start()
            self._place()
        elif (
            watched is self._dialog
            and isinstance(event, QResizeEvent)
            and event.size().width() != event.oldSize().width()
        ):
            self._soon.start()
        return False

    # --- its size -----------------------------------------------------------------------------------

    def fit(self, *, exactly: bool = False) -> None:
        """Give the dialog the height it needs, at most the screen's; it shrinks only if `exactly`."""
        layout = self._dialog.layout()
        if layout is not None and not self._busy:
            self._busy = True
            self._fit(layout, exactly=exactly)
            self._busy = False

    def _fit(self, layout: QLayout, *, exactly: bool) -> None:
        dialog, most = self._dialog, room(self._dialog)
        if exactly:
            for widget in dialog.findChildren(QWidget):
                widget.ensurePolished()  # what was never shown does not know its font
        width = self._width(layout, most.width())
        if self._body is None and self._needed(layout, width) > most.height():
            self._let_scroll()
            width = self._width(layout, most.width())
        if self._body is not None:
            self._reckon(layout, width)
            if _least(layout, width) > most.height():
                unpin(self._body)
                self._reckon(layout, width)
        needed = min(self._needed(layout, width), most.height())
        height = needed if exactly else min(max(self._now(layout).height(), needed), most.height())
        least = needed if self._body is None else min(_least(layout, width), most.height())
        dialog.setMinimumHeight(0)
        if dialog.size() != QSize(width, height):
            dialog.resize(width, height)
            if dialog.isVisible():
                self._place()
        dialog.setMinimumHeight(least)

    def _width(self, layout: QLayout, most: int) -> int:
        layout.activate()
        dialog = self._dialog
        least = max(dialog.minimumWidth(), layout.totalMinimumSize().width())
        return min(max(self._now(layout).width(), least), most)

    def _now(self, layout: QLayout) -> QSize:
        """The size, or what becomes of it where nobody has given one yet."""
        given = self._whole or self._dialog.testAttribute(Qt.WidgetAttribute.WA_Resized)
        return self._dialog.size() if given else layout.totalSizeHint()

    def _needed(self, layout: QLayout, width: int) -> int:
        if not self._whole:
            return _least(layout, width)
        if layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        return layout.totalSizeHint().height()

    def _let_scroll(self) -> None:
        let_scroll(self._dialog)
        self._body = body_of(self._dialog)
        if self._body is not None:
            self._body.inside.installEventFilter(self)

    def _reckon(self, layout: QLayout, width: int) -> None:
        assert self._body is not None
        margins = layout.contentsMargins()
        self._body.reckon(width - margins.left() - margins.right())
        layout.activate()

    # --- its place ----------------------------------------------------------------------------------

    def _place(self) -> None:
        """Put a new dialog over the middle of its window, and any dialog wholly on the screen."""
        if QGuiApplication.platformName() in _PLACED_BY_SYSTEM:
            return
        place = self._wanted()
        if self._settling.isActive() or place != self._dialog.pos():
            self._dialog.move(place)

    def _wanted(self) -> QPoint:
        dialog = self._dialog
        parent = dialog.parentWidget()
        frame = dialog.frameGeometry().size() - dialog.size()
        known = frame.isValid() and not frame.isNull() and frame.boundedTo(_WIDEST) == frame
        outer = dialog.size() + (frame if known else _FRAME)
        wanted = QRect(dialog.pos(), outer)
        if self._settling.isActive() and parent is not None:
            wanted.moveCenter(parent.window().frameGeometry().center())
        allowed = area(dialog if parent is None else parent.window())
        left = min(wanted.left(), allowed.right() + 1 - outer.width())
        top = min(wanted.top(), allowed.bottom() + 1 - outer.height())
        return QPoint(max(left, allowed.left()), max(top, allowed.top()))

    def _settled(self) -> None:
        """Look once more where the new window is: while it is made, some systems put it elsewhere."""
        if not self._dialog.isVisible() or QGuiApplication.platformName() in _PLACED_BY_SYSTEM:
            return
        self._settling.start()
        place = self._wanted()
        self._settling.stop()
        away = (self._dialog.pos() - place).manhattanLength() > _NEAR
        if away or not area(self._dialog).contains(self._dialog.frameGeometry()):
            self._dialog.move(place)


def _least(layout: QLayout, width: int) -> int:
    if layout.hasHeightForWidth():
        return layout.totalMinimumHeightForWidth(width)
    return layout.totalMinimumSize().height()
