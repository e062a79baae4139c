"""A row for a product of a letter: its picture, its words and its prices."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate

from shopsync_gui.core.newsletter.price_rule import percent_off
from shopsync_gui.core.products.labels import stock_words
from shopsync_gui.core.text import _, format_money, format_percent
from shopsync_gui.ui.kit.plain_text import tooltip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

    from shopsync_gui.core.newsletter.letter import LetterProduct
    from shopsync_gui.ui.kit.pictures import Pictures
    from shopsync_gui.ui.kit.theme import Theme

_ROW, _PICTURE, _GAP, _LINE = 68, 48, 10, 18
#: The role that holds the product of a row.
PRODUCT = Qt.ItemDataRole.UserRole
_BELOW = Qt.ItemDataRole.UserRole + 1
_MINUS = "\N{MINUS SIGN}"
_Index = QModelIndex | QPersistentModelIndex


class _Below(msgspec.Struct, frozen=True):
    """The words below a product's name, and whether they warn or say why it is left out."""

    text: str
    is_remark: bool
    left_out: bool


def add_product(
    view: QListWidget,
    product: LetterProduct,
    remark: str = "",
    *,
    left_out: bool = False,
    with_stock: bool = False,
) -> QModelIndex:
    """A row for a product at the end of a list that `ProductRow` paints; `with_stock`: and how many are left.

    Qt alone makes the item: of one made here it asks PySide for the Python object when it goes, which
    now and then was another one's by then.
    """
    view.addItem("")
    model = view.model()
    row = model.index(view.count() - 1, 0)
    model.setData(row, product, PRODUCT)
    stock = stock_words(product.stock) if with_stock else ""
    quiet = " · ".join(filter(None, (product.sku, stock)))
    below = _Below(remark or quiet, is_remark=bool(remark), left_out=left_out)
    model.setData(row, below, _BELOW)
    price = format_money(product.price, product.currency)
    parts = (product.name, product.sku, stock, price)
    words = ", ".join(part for part in (*parts, remark) if part)
    model.setData(row, words, Qt.ItemDataRole.AccessibleTextRole)
    model.setData(row, tooltip(words), Qt.ItemDataRole.ToolTipRole)
    model.setData(row, QSize(0, _ROW), Qt.ItemDataRole.SizeHintRole)
    return row


class ProductRow(QStyledItemDelegate):
    """A picture, the name above SKU or remark, and the prices at the right."""

    def __init__(self, view: QListWidget, pictures: Pictures, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._pictures = pictures
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a row."""
        product: LetterProduct = index.data(PRODUCT)
        told: _Below = index.data(_BELOW)
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
        top = self._paint_words(painter, words, below, product.name, told)
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
        title: str,
        told: _Below,
    ) -> int:
        """The name in `rect`, what is below it as far as `below_right`; their upper end."""
        tokens = self._theme.tokens
        small = QFont(self._view.font())
        small.setPixelSize(12)
        below = told.text
        if told.left_out:
            below = _("left out: {reasons}").format(reasons=told.text)
        color = tokens.warning if told.is_remark else tokens.muted
        color = tokens.bad if told.left_out else color
        name = _lines(title, self._view.font(), rect.width())
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
