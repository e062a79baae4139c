"""The form of a connection: headed groups of fields, each with a hint that turns into what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit

from shopsync_gui.ui.kit.secret_field import EyeButton
from shopsync_gui.ui.kit.widgets import label, row, set_tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.ui.kit.theme import Theme


@dataclass(frozen=True, slots=True)
class _Hint:
    shown: QLabel
    text: str
    wrong: str


class FieldForm(QGridLayout):
    """Names on the left, fields on the right; calls `typed` whenever one changes."""

    def __init__(self, typed: Callable[[], None], theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._typed = typed
        self._hints: dict[QLineEdit, _Hint] = {}
        self.setHorizontalSpacing(16)
        self.setVerticalSpacing(4)
        self.setColumnStretch(1, 1)

    def add_heading(self, text: str) -> None:
        """Begin a group."""
        place = self.rowCount()
        if place > 1:
            self.setRowMinimumHeight(place, 12)
            place += 1
        self.addWidget(label(text, "title"), place, 0, 1, 2)

    def add_field(
        self, name: str, caption: str, hint: str = "", wrong: str = "", *, secret: bool = False
    ) -> QLineEdit:
        """A field; `wrong` is what its hint says where the text cannot be right."""
        field = QLineEdit()
        field.setObjectName(name)
        field.setAccessibleName(caption)
        field.textChanged.connect(self._typed)
        place = self.rowCount()
        title = label(caption)
        title.setBuddy(field)
        self.addWidget(title, place, 0)
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
            line = row(gap=4)
            line.addWidget(field, 1)
            line.addWidget(EyeButton(field, self._theme))
            self.addLayout(line, place, 1)
        else:
            self.addWidget(field, place, 1)
        if hint or wrong:
            shown = label(hint, "small", wrap=True)
            shown.setVisible(bool(hint))
            self._hints[field] = _Hint(shown, hint, wrong)
            self.addWidget(shown, place + 1, 1)
        return field

    def add_status(self, name: str) -> QLabel:
        """A line for what the side answers."""
        status = label("", "small", wrap=True, name=name)
        self.addWidget(status, self.rowCount(), 1)
        return status

    def mark(self, field: QLineEdit, *, fine: bool, refused: bool = False) -> bool:
        """Show whether the text can be right (`fine`) and was not `refused`; gives `fine` back."""
        set_tone(field, "invalid", not fine or refused)
        hint = self._hints.get(field)
        if hint is not None and hint.wrong:
            text = hint.text if fine else hint.wrong
            hint.shown.setText(text)
            hint.shown.setVisible(bool(text) and not field.isHidden())
            set_tone(hint.shown, "role", "small" if fine else "bad")
        return fine

    def show_rows(self, first: int, shown: bool) -> None:
        """Show or hide everything from a row on; empty hints stay hidden."""
        for place in range(first, self.rowCount()):
            for side in (0, 1):
                item = self.itemAtPosition(place, side)
                widget = None if item is None else item.widget()
                if widget is not None:
                    empty = isinstance(widget, QLabel) and not widget.text()
                    widget.setVisible(shown and not empty)
