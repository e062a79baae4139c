"""The products of the open letter, in their order: dragged, or moved by the keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListWidget

from shopsync_gui.core.newsletter.letter import LetterProduct, flaws, flaws_that_matter
from shopsync_gui.core.newsletter.letter_words import flaw_text
from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.menu import Menu
from shopsync_gui.ui.kit.widgets import column, label
from shopsync_gui.ui.newsletter.product_row import PRODUCT, ProductRow, add_product

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QMouseEvent

    from shopsync_gui.ui.kit.pictures import Pictures
    from shopsync_gui.ui.kit.theme import Theme


class ProductList(QListWidget):
    """The list of a letter's products; it tells when its order has changed, or when products were taken out."""

    #: The ids of its products in their order.
    reordered = Signal(list)
    #: The user has chosen this product, by its id.
    picked = Signal(int)
    #: The user wants back what was before the last change.
    undo_wanted = Signal()

    def __init__(self, pictures: Pictures, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("letterProducts")
        self.setAccessibleName(_("Products of the newsletter"))
        self.setAccessibleDescription(
            _("Alt+Up and Alt+Down move a product, Delete takes it out, Ctrl+Z undoes that.")
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(ProductRow(self, pictures, theme))
        hint = _("Add products with the button above: they appear here and in the preview.")
        self._empty = label(hint, "muted", wrap=True, name="letterProductsEmpty")
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column(self.viewport()).addWidget(self._empty)
        #: The row that the mouse holds, where it was pressed, and whether it has been moved.
        self._held: int | None = None
        self._pressed = QPoint()
        self._dragged = False
        #: Shows what came while the mouse held a row.
        self._show_later: Callable[[], None] | None = None
        self.currentRowChanged.connect(self._pick)
        #: Whether rows change by themselves, and not by what the user chooses.
        self._filling = False
        pictures.loaded.connect(self._repaint)
        pictures.switched.connect(self._repaint)

    def ids(self) -> list[int]:
        """The products' ids in their order."""
        return [self.product(row).id for row in range(self.count())]

    def product(self, row: int) -> LetterProduct:
        """The product in a row."""
        product = self.model().index(row, 0).data(PRODUCT)
        assert isinstance(product, LetterProduct)
        return product

    def show_products(
        self, products: Sequence[LetterProduct], connection_id: int, *, here: bool
    ) -> None:
        """Show these products, after the drop if the mouse holds one; what is selected stays so."""
        if self._held is not None:
            self._show_later = partial(self.show_products, products, connection_id, here=here)
            return
        chosen = {self.product(index.row()).id for index in self.selectedIndexes()}
        current = self.currentRow()
        self._filling = True
        self.clear()
        for product in products:
            found = flaws_that_matter(flaws(product, connection_id, here=here))
            remark = ", ".join(flaw_text(flaw, product) for flaw in found)
            left_out = any(flaw.keeps_out for flaw in found)
            added = add_product(self, product, remark, left_out=left_out)
            if product.id in chosen:
                self.selectionModel().select(added, QItemSelectionModel.SelectionFlag.Select)
        self._empty.setVisible(not products)
        if self.count():
            selection = self.selectionModel()
            index = self.model().index(min(max(current, 0), self.count() - 1), 0)
            selection.setCurrentIndex(index, selection.SelectionFlag.NoUpdate)
            if not selection.hasSelection():  # keys are for what has the frame
                selection.select(index, selection.SelectionFlag.Select)
        self._filling = False

    def move_selected(self, step: int) -> None:
        """Move the selected products up (-1) or down (1) by one row, as far as there is room."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        if not rows or rows[0] + step < 0 or rows[-1] + step >= self.count():
            return
        ids = self.ids()
        for row in rows if step < 0 else reversed(rows):
            ids[row], ids[row + step] = ids[row + step], ids[row]
        self._filling = True
        self.setCurrentRow(self.currentRow() + step, self.selectionModel().SelectionFlag.NoUpdate)
        self._filling = False
        self.reordered.emit(ids)
        self._pick(self.currentRow())

    def take_out_selected(self) -> None:
        """Take the selected products out of the letter."""
        rows = {index.row() for index in self.selectedIndexes()}
        if rows:
            self.reordered.emit([i for row, i in enumerate(self.ids()) if row not in rows])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_selected(steps[key])
        elif event.matches(QKeySequence.StandardKey.Delete) or key is Qt.Key.Key_Backspace:
            self.take_out_selected()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row = self.indexAt(event.position().toPoint()).row()
        left = event.button() is Qt.MouseButton.LeftButton
        self._held = row if left and row >= 0 else None
        self._pressed = event.position().toPoint()
        self._dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the dragged product to the row below the mouse."""
        if self._held is None:
            super().mouseMoveEvent(event)
            return
        at = event.position().toPoint()
        far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        row = self.indexAt(QPoint(1, at.y())).row()
        if (far or self._dragged) and row >= 0 and row != self._held:
            self._dragged = True
            before = row + 1 if row > self._held else row
            self.model().moveRow(QModelIndex(), self._held, QModelIndex(), before)
            self.setCurrentRow(row)
            self._held = row
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.unsetCursor()
        self._drop()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._held is not None:  # the mouse is released elsewhere
            self._drop()

    def _drop(self) -> None:
        """Let go of the row that the mouse holds, and show what came meanwhile."""
        dragged, show_later = self._dragged, self._show_later
        self._held = self._show_later = None
        self._dragged = False
        ids = self.ids()
        if show_later is not None:
            show_later()
        if dragged:
            self.reordered.emit(ids)
            self._pick(self.currentRow())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the selected products."""
        if not self.selectedIndexes():
            return
        menu = Menu(self, "letterProductMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, keys, action in (
            (_("Move up"), "Alt+Up", lambda: self.move_selected(-1)),
            (_("Move down"), "Alt+Down", lambda: self.move_selected(1)),
            (_("Take out of the newsletter"), "Del", self.take_out_selected),
        ):
            entry = menu.addAction(words)
            entry.setShortcut(QKeySequence(keys))
            entry.triggered.connect(action)
        menu.popup(event.globalPos())

    def _pick(self, row: int) -> None:
        if row >= 0 and not (self._filling or self._dragged):
            self.picked.emit(self.product(row).id)

    def _repaint(self) -> None:
        self.viewport().update()
