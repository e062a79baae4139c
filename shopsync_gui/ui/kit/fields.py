"""Input fields: choices, numbers and secrets; times have a module of their own."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QWidget,
)

from shopsync_gui.core.text import _, format_decimal, language
from shopsync_gui.ui.kit.plain_text import tooltip
from shopsync_gui.ui.kit.widgets import row, set_up_icon_button

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent

    from shopsync_gui.ui.kit.theme import Theme

    _Field = QWidget
else:
    _Field = object


#: At the end of an amount, as it is copied from a shop.
_CURRENCY = re.compile(r"(Ft|[A-Z]{3}|€)$")

#: Pixels of a field beside the text of its choice, as the style sheet has them.
_BESIDE_CHOICE = 44


class _WheelWhenFocused(_Field):
    """A field, before whose class it stands, that follows the mouse wheel only while it has the focus.

    Otherwise the wheel scrolls the page that the field is on.
    """

    def _set_up(self, name: str) -> None:
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if isinstance(self, QAbstractSpinBox):
            # The style's padding has no effect inside the frame of a spin box.
            self.lineEdit().setTextMargins(8, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceField(_WheelWhenFocused, QComboBox):
    """One of several; a choice that is too long for it is whole in its tooltip."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._set_up(name)
        self.currentTextChanged.connect(self._set_hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_hint()

    def showPopup(self) -> None:
        """Offer the choices, which may be longer than the field is wide."""
        for number in range(self.count()):
            whole = tooltip(self.itemText(number))
            self.setItemData(number, whole, Qt.ItemDataRole.ToolTipRole)
        super().showPopup()

    def _set_hint(self) -> None:
        text = self.currentText()
        room = self.width() - _BESIDE_CHOICE
        is_cut = self.fontMetrics().horizontalAdvance(text) > room
        self.setToolTip(tooltip(text) if is_cut else "")


class NumberField(_WheelWhenFocused, QSpinBox):
    """A whole number."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._set_up(name)


class DecimalField(_WheelWhenFocused, QDoubleSpinBox):
    """A number with decimals, written as the program writes numbers; a point may be typed for a comma."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._set_up(name)
        locale = QLocale(language())
        options = QLocale.NumberOption
        locale.setNumberOptions(options.OmitGroupSeparator | options.RejectGroupSeparator)
        self.setLocale(locale)

    def valueFromText(self, text: str) -> float:
        return super().valueFromText(self._in_locale(text))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        state, *_rest = super().validate(self._in_locale(text), position)
        return state, text, position

    def _in_locale(self, text: str) -> str:
        return text.replace(".", self.locale().decimalPoint())


class LimitField(DecimalField):
    """A limit that may be left open: typing replaces the words that say so, an empty field means the same.

    It is written as the program writes numbers everywhere: Qt leaves out the gap in 1 234.
    """

    def textFromValue(self, value: float) -> str:
        return format_decimal(Decimal(str(value)), self.decimals())

    def valueFromText(self, text: str) -> float:
        return super().valueFromText(text) if text.strip() else self.minimum()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        if not text.strip():
            return QValidator.State.Acceptable, text, position
        return super().validate(text, position)

    def _in_locale(self, text: str) -> str:
        return super()._in_locale(_digits_of(text, self.decimals()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        words = self.specialValueText()
        if words and event.text().isprintable() and self.lineEdit().text() == words:
            self.lineEdit().selectAll()
        super().keyPressEvent(event)


def _digits_of(text: str, decimals: int) -> str:
    """Leave out of a typed or pasted amount its currency and what stands between its thousands.

    A point before three digits is no decimal one where fewer `decimals` are asked for.
    """
    text = _CURRENCY.sub("", "".join(text.split()))
    if language() == "en":
        return text.replace(",", "")
    return re.sub(r"\.(?=\d{3}(?!\d))", "", text) if decimals < 3 else text


class SecretField(QWidget):
    """A line for a secret, hidden at first, and beside it a button with an eye that shows it."""

    def __init__(self, name: str, caption: str, theme: Theme) -> None:
        """`caption` is what screen readers call the line."""
        super().__init__()
        self._theme = theme
        self.edit = QLineEdit()
        self.edit.setObjectName(name)
        self.edit.setAccessibleName(caption)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QToolButton()
        set_up_icon_button(self._eye, f"{name}Eye")
        self._eye.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._eye.clicked.connect(self._turn)
        line = row(self, gap=4)
        line.addWidget(self.edit, 1)
        line.addWidget(self._eye)
        theme.changed.connect(self._show_state)
        self._show_state()

    @property
    def _hidden(self) -> bool:
        return self.edit.echoMode() is QLineEdit.EchoMode.Password

    def _show_state(self) -> None:
        """Have the eye say what a click would do."""
        self._eye.setIcon(self._theme.icon("eye-outline" if self._hidden else "eye-off-outline"))
        words = _("Show: {field}") if self._hidden else _("Hide: {field}")
        words = words.format(field=self.edit.accessibleName())
        self._eye.setAccessibleName(words)
        self._eye.setToolTip(words)

    def _turn(self) -> None:
        mode = QLineEdit.EchoMode.Normal if self._hidden else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
        self._show_state()
