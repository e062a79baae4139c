"""The base of every dialog: a body that scrolls, and below it a foot that stays in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from shopsync_gui.ui.kit.dialog_body import DialogBody
from shopsync_gui.ui.kit.dialog_position import DialogPosition
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.screen import ScreenBound, available_to, largest_size, resize_within
from shopsync_gui.ui.kit.widgets import MARGIN, column, label, row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QResizeEvent, QShowEvent

#: Pixels between the parts of a dialog.
GAP = 16


class Dialog(ScreenBound, QDialog):
    """A dialog with its title and what it is about on top.

    What is read or filled in belongs into `body`; ticks, buttons and whatever else has to stay in
    sight into `foot`. A dialog that is made `wide` follows the height of its content; one that is
    given a `size` keeps it, and grows only where its content needs more. None is ever larger than
    the screen, and one whose height the user has chosen becomes no lower by itself.
    """

    #: Whether it tells of the data, and has to close where others take their place.
    tells_of_data = True

    def __init__(
        self,
        parent: QWidget,
        name: str,
        title: str,
        about: str = "",
        *,
        wide: int = 0,
        size: QSize | None = None,
        modal: bool = True,
    ) -> None:
        """`wide` and `size` are in pixels, without the frame; one of them has to be given."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if modal:
            self.setWindowModality(Qt.WindowModality.WindowModal)
        self.available = available_to(parent)
        self._position = DialogPosition(self, self.available)
        self._fit_soon = QTimer(self, singleShot=True, interval=0)
        self._fit_soon.timeout.connect(self.fit)
        self._scroll = DialogBody(self, gap=GAP, fills=size is not None)
        self._scroll.content_changed.connect(self._fit_soon.start)
        beside = self._scroll.beside_content
        self._outer = column(self, margins=(MARGIN, MARGIN, MARGIN - beside, MARGIN), gap=GAP)
        self._outer.addWidget(self._scroll, 1)
        self.body: QVBoxLayout = self._scroll.content
        self.foot: QVBoxLayout = column(margins=(0, 0, beside, 0), gap=GAP)
        add_layout(self._outer, self.foot)
        self.head = _head(title, about)
        add_layout(self.body, self.head)
        self._least_height = 0 if size is None else size.height()
        if size is None:
            self.set_width(wide)
        else:
            resize_within(self, size, self.available)
        self._fitted_height = self.height()

    def add_buttons(
        self, *buttons: QPushButton, at_left: Iterable[QPushButton] = ()
    ) -> QHBoxLayout:
        """Put the buttons that end the dialog at the right of its last row."""
        line = row(gap=12)
        for button in at_left:
            line.addWidget(button)
        line.addStretch(1)
        for button in buttons:
            line.addWidget(button)
        add_layout(self.foot, line)
        return line

    def follow(self, widget: QWidget) -> None:
        """Scroll to a part of the body, and keep it in sight until the focus moves."""
        self._scroll.follow(widget)

    # --- size -------------------------------------------------------------------------------------

    def set_width(self, width: int) -> None:
        """Be so many pixels wide, at least, if the screen is."""
        width = min(width, largest_size(self, self.available).width())
        self.setMinimumWidth(width)
        self.resize(width, self.height())

    def fit(self) -> None:
        """Be as high as the content needs, at most as the screen has; seldom needed by hand."""
        most = largest_size(self, self.available)
        self._outer.activate()
        width = max(self.width(), self._outer.totalMinimumSize().width())
        width = min(width, most.width())
        margins = self._outer.contentsMargins()
        self._scroll.measure(width - margins.left() - margins.right())
        self._outer.activate()
        if self.isVisible() and self.height() != self._fitted_height:
            self._least_height = self.height()
        height = max(self._least_height, self._outer.totalSizeHint().height())
        self._fitted_height = min(height, most.height())
        if self.size() != QSize(width, self._fitted_height):
            self.resize(width, self._fitted_height)
            if self.isVisible():
                self._position.keep_on_screen()

    def event(self, event: QEvent) -> bool:
        """The foot has changed: the dialog may need another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_soon.start()
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """The style sheet is on by now, and with it the size of the letters."""
        if not event.spontaneous():
            self.fit()
        super().showEvent(event)
        if not event.spontaneous():
            self._position.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height anew, since texts of another width need another one."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_soon.start()


def _head(title: str, about: str) -> QHBoxLayout:
    head = row(gap=12)
    words = column(gap=2)
    words.addWidget(label(title, "heading", wrap=True))
    if about:
        words.addWidget(label(about, "muted", wrap=True))
    add_layout(head, words, 1)
    return head
