"""Fields that the mouse wheel changes only while one works in them; else it scrolls what they lie on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDateEdit,
    QDoubleSpinBox,
    QSpinBox,
    QTimeEdit,
)

from shopsync_gui.core.text import language

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget as _Field
else:
    _Field = object


class _Calm(_Field):
    """Stands before a widget's class; gives the wheel to whatever it lies on, unless it has the focus."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _set_up(field: QAbstractSpinBox) -> None:
    """Keep the value away from the frame, where the style's padding has no say."""
    field.lineEdit().setTextMargins(8, 0, 0, 0)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class ChoiceField(_Calm, QComboBox):
    """One of several."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class NumberField(_Calm, QSpinBox):
    """A whole number."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        _set_up(self)


class DecimalField(_Calm, QDoubleSpinBox):
    """A number with decimals."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        _set_up(self)


class LimitField(DecimalField):
    """A limit that may be left open: what is typed takes the place of the words that say so."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        words = self.specialValueText()
        if words and event.text().isprintable() and self.lineEdit().text() == words:
            self.lineEdit().selectAll()
        super().keyPressEvent(event)


class TimeField(_Calm, QTimeEdit):
    """A time of day, to the minute."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setDisplayFormat("HH:mm")
        _set_up(self)


class DayField(_Calm, QDateEdit):
    """A day up to today, written as the program writes dates everywhere."""

    def __init__(self, day: QDate, name: str = "") -> None:
        super().__init__(day)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCalendarPopup(True)
        self.setMaximumDate(QDate.currentDate())
        self.retranslate()

    def retranslate(self) -> None:
        """Write the day as the language in use does."""
        self.setLocale(QLocale(language()))
        self.setDisplayFormat("d MMM yyyy" if language() == "en" else "yyyy. MM. dd.")
