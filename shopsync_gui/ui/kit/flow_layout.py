"""Layouts that put widgets side by side and go on in the next line, as words do."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Widgets in lines as long as the width allows, centred in the height of their line."""

    def __init__(
        self, parent: QWidget | None = None, *, gap: int = 8, in_one_line: bool = False
    ) -> None:
        """`in_one_line`: it asks for the width of all; else for that of the widest, and takes more."""
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._in_one_line = in_one_line
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        least = self.minimumSize()
        if not self._in_one_line:
            return least
        widths = [item.sizeHint().width() for item in self._items if not item.isEmpty()]
        gaps = max(0, len(widths) - 1) * self.spacing()
        margins: QMargins = self.contentsMargins()
        return QSize(sum(widths) + gaps + margins.left() + margins.right(), least.height())

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins: QMargins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        area = rect.marginsRemoved(self.contentsMargins())
        gap, top = self.spacing(), area.top()
        line: list[tuple[QLayoutItem, QSize]] = []
        used = 0
        height = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(1, area.width()), 10_000))
            if line and used + gap + size.width() > area.width():
                _set_line(line, area.left(), top, height, gap, move=move)
                top += height + gap
                line, used, height = [], 0, 0
            used += size.width() + (gap if line else 0)
            height = max(height, size.height())
            line.append((item, size))
        _set_line(line, area.left(), top, height, gap, move=move)
        margins = self.contentsMargins()
        return top + height - rect.top() + margins.bottom()


def _set_line(
    line: list[tuple[QLayoutItem, QSize]], x: int, top: int, height: int, gap: int, *, move: bool
) -> None:
    if not move:
        return
    for item, size in line:
        item.setGeometry(QRect(QPoint(x, top + (height - size.height()) // 2), size))
        x += size.width() + gap


class ColumnsLayout(FlowLayout):
    """Widgets in columns of one width, in as few lines as the width allows, evenly many in each."""

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        area = rect.marginsRemoved(self.contentsMargins())
        items = [item for item in self._items if not item.isEmpty()]
        if not items:
            return 0
        gap = self.spacing()
        widest = max(item.sizeHint().width() for item in items)
        height = max(item.sizeHint().height() for item in items)
        fitting = max(1, (area.width() + gap) // (widest + gap))
        lines = -(-len(items) // fitting)
        columns = -(-len(items) // lines)
        whole = area.width() + gap
        if move:
            for index, item in enumerate(items):
                line, across = divmod(index, columns)
                begin, end = (whole * edge // columns for edge in (across, across + 1))
                at = QPoint(area.left() + begin, area.top() + line * (height + gap))
                item.setGeometry(QRect(at, QSize(end - begin - gap, height)))
        margins = self.contentsMargins()
        used = lines * (height + gap) - gap
        return area.top() - rect.top() + used + margins.bottom()
