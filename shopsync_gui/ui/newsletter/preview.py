"""The preview of a letter: as wide as on a desktop or on a phone, smaller where there is no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QFrame, QWidget

from shopsync_gui.core.contrast import readable_on
from shopsync_gui.core.newsletter.letter_sizes import PAGE, PHONE
from shopsync_gui.core.newsletter.letter_text import letter_text
from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.scrolling import ColumnArea
from shopsync_gui.ui.kit.widgets import button, column, row
from shopsync_gui.ui.newsletter.letter_painter import LetterPainter

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QPixmap, QResizeEvent

    from shopsync_gui.core.newsletter.letter import LetterDocument
    from shopsync_gui.ui.kit.pictures import Pictures

_MARGIN = 24


class LetterPreview(QWidget):
    """The switch between the two widths, and the letter below it."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._sheet = _Sheet(pictures)
        self._sheet.setObjectName("letterPreview")
        layout = column(self, margins=(0, 16, 0, 0), gap=12)
        choice = row(gap=8)
        choice.addStretch(1)
        self._group = QButtonGroup(self)
        for width, words, name in (
            (PAGE, _("Desktop"), "previewDesktop"),
            (PHONE, _("Phone"), "previewPhone"),
        ):
            chip = button(words, kind="chip", name=name)
            chip.setCheckable(True)
            chip.setChecked(width == PAGE)
            self._group.addButton(chip, width)
            choice.addWidget(chip)
        choice.addStretch(1)
        self._group.idClicked.connect(self._sheet.set_width)
        add_layout(layout, choice)
        self._area = area = ColumnArea(self._sheet, takes_focus=True)
        area.setObjectName("letterPreviewArea")
        area.setAccessibleName(_("Preview of the newsletter"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        layout.addWidget(area, 1)

    def show_letter(self, document: LetterDocument | None) -> None:
        """Show a letter, or an empty page."""
        self._sheet.show_letter(document)

    def show_product(self, product_id: int) -> None:
        """Scroll to a product, if it is in the letter and not in sight."""
        place = self._sheet.place_of(product_id)
        if place is not None:
            half = min(place.height(), self._area.viewport().height()) // 2
            self._area.ensureVisible(place.center().x(), place.top() + half, 0, half)

    @property
    def shown_width(self) -> int:
        """The width of the page that is shown, in its own pixels."""
        return self._sheet.page_width

    def show_width(self, width: int) -> None:
        """Show the letter as wide as on a desktop or on a phone."""
        self._group.button(width).setChecked(True)
        self._sheet.set_width(width)


class _Sheet(QWidget):
    """The letter itself, in the middle."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        self._document: LetterDocument | None = None
        self._painter: LetterPainter | None = None
        self.page_width = PAGE
        self.setAccessibleName(_("Preview of the newsletter"))
        pictures.loaded.connect(self._loaded)
        pictures.switched.connect(self.update)

    def show_letter(self, document: LetterDocument | None) -> None:
        self._document = document
        self.setAccessibleDescription("" if document is None else letter_text(document))
        self._lay_out()

    def set_width(self, width: int) -> None:
        self.page_width = width
        self._lay_out()

    def _lay_out(self) -> None:
        document = self._document
        self._painter = None
        if document is not None:
            on_button = readable_on(document.style.button_color)
            self._painter = LetterPainter(document, self.page_width, on_button)
        self._fit()
        self.update()

    def _fit(self) -> None:
        height = 0 if self._painter is None else round(self._painter.size.height() * self._scale())
        self.setMinimumHeight(height + 2 * _MARGIN)

    def _scale(self) -> float:
        return min(1.0, max(0.1, (self.width() - 2 * _MARGIN) / self.page_width))

    def place_of(self, product_id: int) -> QRect | None:
        """The place at which a product is painted."""
        painted = None if self._painter is None else self._painter.products.get(product_id)
        if painted is None:
            return None
        scale = self._scale()
        left = (self.width() - self.page_width * scale) / 2
        corner = QPointF(left + painted.x() * scale, painted.y() * scale)
        return QRectF(corner, painted.size() * scale).toRect()

    def sizeHint(self) -> QSize:
        return QSize(self.page_width + 2 * _MARGIN, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the letter, scaled to the width of the view."""
        if self._painter is None:
            return
        scale = self._scale()
        painter = QPainter(self)
        painter.translate((self.width() - self.page_width * scale) / 2, 0)
        painter.scale(scale, scale)
        self._painter.paint(painter, self._picture)
        painter.end()

    def _picture(self, address: str, side: int) -> QPixmap | None:
        return self._pictures.pixmap(address, side, self.devicePixelRatioF())

    def _loaded(self, address: str) -> None:
        document = self._document
        if document is not None and any(b.picture == address for b in document.blocks):
            self.update()
