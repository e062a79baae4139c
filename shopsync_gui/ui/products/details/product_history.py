"""The history of a product: each change with its run and date, and the price as a small line."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.labels import PRODUCT_STATES, field_label, uncategorised
from shopsync_gui.core.text import (
    _,
    format_date,
    format_money,
    format_percent,
    format_when,
    translate,
)
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.plain_text import tooltip
from shopsync_gui.ui.kit.widgets import column, label
from shopsync_gui.ui.products.details.comparison import selectable, stock_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.store.lists.details import Change, ProductDetails
    from shopsync_gui.ui.kit.theme import Tokens

Point = tuple[datetime, Decimal]


def history(details: ProductDetails) -> QWidget:
    """Every change that is kept, newest first, and when the product was seen first."""
    box = QWidget()
    box.setObjectName("productHistory")
    layout = column(box, gap=10)
    for change in details.changes:
        old, new = (
            value_text(change, value, details.row.currency) for value in (change.old, change.new)
        )
        entry = column(gap=2)
        head = _("{field} · {when} · run {number}").format(
            field=field_label(change.field), when=format_when(change.at), number=change.run_id
        )
        entry.addWidget(label(head, "small", wrap=True))
        entry.addWidget(selectable(f"{old} → {new}"))
        add_layout(layout, entry)
    first = _("First seen: {when}").format(when=format_when(details.first_seen_at))
    layout.addWidget(label(first, "small", wrap=True))
    return box


def value_text(change: Change, value: object, currency: str) -> str:
    """A changed value as people read it."""
    if isinstance(value, ProductState):
        return translate(PRODUCT_STATES[value])
    if isinstance(value, Decimal):
        if change.field == "vat":
            return format_percent(value)
        return stock_text(value) if change.field == "stock" else format_money(value, currency)
    if isinstance(value, tuple):
        return ", ".join(value) or uncategorised()
    return str(value) if value else "–"


def price_points(details: ProductDetails) -> list[Point]:
    """The net price over time: since when it was how much, up to now."""
    changes = [c for c in reversed(details.changes) if c.field == "net" and c.at is not None]
    if not changes or details.row.net is None:
        return []
    points: list[Point] = []
    begin = details.first_seen_at
    if begin is not None and isinstance(changes[0].old, Decimal):
        points.append((begin, changes[0].old))
    points += [(c.at, c.new) for c in changes if c.at is not None and isinstance(c.new, Decimal)]
    points.append((datetime.now(UTC), details.row.net))
    return points


class PriceLine(QWidget):
    """Steps of the net price over time; the lowest and the highest are written beside it."""

    def __init__(self, points: Sequence[Point], currency: str, tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("priceLine")
        self._points = list(points)
        self._tokens = tokens
        prices = [price for _when, price in points]
        self._low, self._high = min(prices), max(prices)
        self._texts = (format_money(self._high, currency), format_money(self._low, currency))
        self.setMinimumHeight(76)
        text = _("Net price between {low} and {high} since {date}").format(
            low=self._texts[1], high=self._texts[0], date=format_date(points[0][0])
        )
        self.setAccessibleName(text)
        self.setToolTip(tooltip(text))

    def sizeHint(self) -> QSize:
        """Ask for a usual size; the width is that of the room there is."""
        return QSize(200, 76)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        text_width = max(painter.fontMetrics().horizontalAdvance(text) for text in self._texts) + 8
        area = QRectF(2, 8, self.width() - text_width - 4, self.height() - 16)
        painter.setPen(QColor(self._tokens.muted))
        right = QRectF(area.right() + 6, 0, text_width, 16)
        painter.drawText(right, Qt.AlignmentFlag.AlignLeft, self._texts[0])
        right.moveTop(self.height() - 16)
        if self._low != self._high:
            painter.drawText(right, Qt.AlignmentFlag.AlignLeft, self._texts[1])
        painter.setPen(QPen(QColor(self._tokens.accent), 2))
        painter.drawPolyline(QPolygonF(self._steps(area)))

    def _steps(self, area: QRectF) -> list[QPointF]:
        begin, end = self._points[0][0], self._points[-1][0]
        length = (end - begin).total_seconds() or 1.0
        span = float(self._high - self._low) or 1.0
        steps: list[QPointF] = []
        for when, price in self._points:
            x = area.left() + area.width() * (when - begin).total_seconds() / length
            y = area.bottom() - area.height() * float(price - self._low) / span
            if steps:
                steps.append(QPointF(x, steps[-1].y()))
            steps.append(QPointF(x, y))
        return steps
