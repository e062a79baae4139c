"""The products of the open letter, in their order: dragged, or moved by the keyboard."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeySequence, QPainter, QTextLayout
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
)

from shopsync_gui.core.letter import LetterProduct, flaws
from shopsync_gui.core.letter_words import flaw_text
from shopsync_gui.core.price_rule import percent_off
from shopsync_gui.core.text import _, format_money, format_percent
from shopsync_gui.ui.kit.plain_text import tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from shopsync_gui.ui.kit.pictures import Pictures
    from shopsync_gui.ui.kit.theme import Theme

_ROW, _PICTURE, _GAP, _LINE = 68, 48, 10, 18
_PRODUCT = Qt.ItemDataRole.UserRole
_REMARK = Qt.ItemDataRole.UserRole + 1
_MINUS = "\N{MINUS SIGN}"
_Index = QModelIndex | QPersistentModelIndex


class ProductList(QListWidget):
    """Tells when its order has changed, or when products were taken out."""

    #: The ids of its products in their order.
    reordered = Signal(list)
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
        #: The row that the mouse holds, where it was pressed, and whether it has been moved.
        self._held: int | None = None
        self._pressed = QPoint()
        self._dragged = False
        pictures.loaded.connect(self._repaint)
        pictures.switched.connect(self._repaint)

    def ids(self) -> list[int]:
        """The products' ids in their order."""
        return [self.product(row).id for row in range(self.count())]

    def product(self, row: int) -> LetterProduct:
        """The product in a row."""
        product = self.item(row).data(_PRODUCT)
        assert isinstance(product, LetterProduct)
        return product

    def show_products(
        self, products: Sequence[LetterProduct], connection_id: int, *, here: bool
    ) -> None:
        """Show these products; what is selected stays so."""
        chosen = {self.product(index.row()).id for index in self.selectedIndexes()}
        current = self.currentRow()
        self.clear()
        for product in products:
            found = flaws(product, connection_id, here=here)
            remark = ", ".join(flaw_text(flaw, product) for flaw in found)
            left_out = any(flaw.keeps_out for flaw in found)
            item = add_product(self, product, remark, left_out=left_out)
            item.setSelected(product.id in chosen)
        if self.count():
            selection = self.selectionModel()
            index = self.model().index(min(max(current, 0), self.count() - 1), 0)
            selection.setCurrentIndex(index, selection.SelectionFlag.NoUpdate)

    def move_selected(self, step: int) -> None:
        """Move the selected products up (-1) or down (1) by one row, as far as there is room."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        if not rows or rows[0] + step < 0 or rows[-1] + step >= self.count():
            return
        ids = self.ids()
        for row in rows if step < 0 else reversed(rows):
            ids[row], ids[row + step] = ids[row + step], ids[row]
        self.setCurrentRow(self.currentRow() + step, self.selectionModel().SelectionFlag.NoUpdate)
        self.reordered.emit(ids)

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
            self.insertItem(row, self.takeItem(self._held))
            self.setCurrentRow(row)
            self._held = row
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.unsetCursor()
        self._held = None
        if self._dragged:
            self._dragged = False
            self.reordered.emit(self.ids())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the selected products."""
        if not self.selectedIndexes():
            return
        menu = QMenu(self)
        menu.setObjectName("letterProductMenu")
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

    def _repaint(self) -> None:
        self.viewport().update()


def add_product(
    view: QListWidget, product: LetterProduct, remark: str = "", *, left_out: bool = False
) -> QListWidgetItem:
    """A row for a product at the end of a list that `ProductRow` paints."""
    item = QListWidgetItem(view)
    item.setData(_PRODUCT, product)
    item.setData(_REMARK, (remark, left_out))
    parts = (product.name, product.sku, format_money(product.price, product.currency))
    words = ", ".join(part for part in (*parts, remark) if part)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
    item.setToolTip(tooltip(words))
    item.setSizeHint(QSize(0, _ROW))
    return item


class ProductRow(QStyledItemDelegate):
    """A picture, the name above SKU or remark, and the prices at the right."""

    def __init__(self, view: QListWidget, pictures: Pictures, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._pictures = pictures
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a row."""
        product: LetterProduct = index.data(_PRODUCT)
        remark, left_out = index.data(_REMARK)
        tokens = self._theme.tokens
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.accent_soft))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(tokens.accent))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        picture = QRect(rect.left() + 4, rect.top() + (_ROW - _PICTURE) // 2, _PICTURE, _PICTURE)
        self._paint_picture(painter, picture, product.image)
        prices = self._prices(product)
        widest = max(QFontMetrics(font).horizontalAdvance(text) for text, font, _color in prices)
        words = QRect(picture.right() + _GAP, rect.top(), 0, rect.height())
        words.setRight(rect.right() - widest - _GAP - 6)
        # A price in one line leaves the last line of the words all the room.
        below = rect.right() - 6 if len(prices) == 1 else words.right()
        top = self._paint_words(painter, words, below, product, remark, left_out=left_out)
        if len(prices) > 1:
            top = rect.top() + (rect.height() - _LINE * len(prices)) // 2
        for number, (text, font, color) in enumerate(prices):
            painter.setFont(font)
            painter.setPen(QColor(color))
            line = QRect(rect.left(), top + number * _LINE, rect.width() - 6, _LINE)
            sides = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line, sides, text)
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, address: str) -> None:
        pixmap = self._pictures.pixmap(address, _PICTURE, self._view.devicePixelRatioF())
        if pixmap is not None:
            painter.drawPixmap(rect.topLeft(), pixmap)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.chip))
        painter.drawRoundedRect(rect, 6, 6)

    def _prices(self, product: LetterProduct) -> list[tuple[str, QFont, str]]:
        """The price; above it the earlier one, below it the discount."""
        tokens = self._theme.tokens
        bold, struck = QFont(self._view.font()), QFont(self._view.font())
        bold.setBold(True)
        struck.setStrikeOut(True)
        lines = [(format_money(product.price, product.currency), bold, tokens.text)]
        earlier = product.earlier.amount
        if earlier is not None and product.price is not None:
            percent = percent_off(product.price, earlier)
            lines.insert(0, (format_money(earlier, product.currency), struck, tokens.muted))
            off = f"{_MINUS}{format_percent(Decimal(percent))}"
            lines.append((off, QFont(self._view.font()), tokens.good))
        return lines

    def _paint_words(
        self,
        painter: QPainter,
        rect: QRect,
        below_right: int,
        product: LetterProduct,
        remark: str,
        *,
        left_out: bool,
    ) -> int:
        """The name in `rect`, what is below it as far as `below_right`; their upper end."""
        tokens = self._theme.tokens
        small = QFont(self._view.font())
        small.setPixelSize(12)
        below = remark or product.sku
        if left_out:
            below = _("left out: {reasons}").format(reasons=remark)
        color = tokens.bad if left_out else tokens.warning if remark else tokens.muted
        name = _lines(product.name, self._view.font(), rect.width())
        top = rect.top() + (rect.height() - (len(name) + 1) * _LINE) // 2
        lines = [(text, self._view.font(), tokens.text, rect.width()) for text in name]
        lines.append((below, small, color, below_right - rect.left()))
        for number, (text, font, ink, width) in enumerate(lines):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            line = QRect(rect.left(), top + number * _LINE, width, _LINE)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        return top

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """Every row is as high."""
        return QSize(0, _ROW)


def _lines(text: str, font: QFont, width: int) -> list[str]:
    """A text in at most two lines; the second has all that is left."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(max(1, width))
    layout.endLayout()
    first = line.textLength()
    return [text[:first].rstrip(), text[first:]] if first < len(text) else [text]
