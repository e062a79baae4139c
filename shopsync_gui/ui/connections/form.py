"""A form: headed groups of fields, each with a hint that turns into what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.fields import SecretField
from shopsync_gui.ui.kit.steady_label import SteadyLabel
from shopsync_gui.ui.kit.widgets import label, set_style

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.ui.kit.theme import Theme


#: Lines that are kept free for a service's answer.
_STATUS_LINES = 2


class _Hint(msgspec.Struct, frozen=True):
    """The label below a field: what it says, and what it says of a text that cannot be right."""

    label: SteadyLabel
    text: str
    wrong: str


class FieldForm(QGridLayout):
    """Names on the left, fields on the right; calls `typed` whenever one changes."""

    def __init__(self, typed: Callable[[], None], theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._typed = typed
        self._hints: dict[QLineEdit, _Hint] = {}
        #: What stands in which row; the layout's own items are not asked (see `ui/kit/refill.py`).
        self._lines: list[tuple[int, QWidget]] = []
        self.setHorizontalSpacing(16)
        self.setVerticalSpacing(4)
        self.setColumnStretch(1, 1)

    def addWidget(  # type: ignore[override]  # of Qt's forms, the one with a row
        self, widget: QWidget, line: int, column: int, lines: int = 1, columns: int = 1
    ) -> None:
        super().addWidget(widget, line, column, lines, columns)
        self._lines.append((line, widget))

    def add_heading(self, text: str) -> None:
        """Begin a group."""
        line = self.rowCount()
        if line > 1:
            self.setRowMinimumHeight(line, 12)
            line += 1
        self.addWidget(label(text, "title"), line, 0, 1, 2)

    def add_field(
        self, name: str, caption: str, hint: str = "", wrong: str = "", *, secret: bool = False
    ) -> QLineEdit:
        """Add a field; `wrong` is what its hint says where the text cannot be right."""
        field: QLineEdit
        editor: QWidget
        if secret:
            editor = SecretField(name, caption, self._theme)
            field = editor.edit
        else:
            editor = field = QLineEdit()
            field.setObjectName(name)
            field.setAccessibleName(caption)
        field.textChanged.connect(self._typed)
        line = self.rowCount()
        title = label(caption)
        title.setBuddy(field)
        self.addWidget(title, line, 0)
        self.addWidget(editor, line, 1)
        if hint or wrong:
            shown = SteadyLabel(hint, wrong)
            shown.setText(hint)
            shown.setObjectName(f"{name}Hint")
            self._hints[field] = _Hint(shown, hint, wrong)
            self.addWidget(shown, line + 1, 1)
        return field

    def add_note(self, name: str) -> QLabel:
        """Add a line that is hidden until something is to be said of the field above."""
        note = label("", Tone.WARNING, wrap=True, name=name)
        note.hide()
        self.addWidget(note, self.rowCount(), 1)
        return note

    def add_status(self, name: str) -> SteadyLabel:
        """Add an empty line for what a service answers."""
        status = SteadyLabel(lines=_STATUS_LINES, name=name)
        self.addWidget(status, self.rowCount(), 1)
        return status

    def mark(self, field: QLineEdit, *, fine: bool, refused: bool = False, wrong: str = "") -> bool:
        """Show whether the text can be right (`fine`) and was not `refused`; gives `fine` back.

        `wrong` is what the hint says in place of its usual words where it cannot be right.
        """
        set_style(field, "invalid", not fine or refused)
        hint = self._hints.get(field)
        if hint is not None and hint.wrong:
            text = hint.text if fine else wrong or hint.wrong
            hint.label.setText(text)
            set_style(hint.label, "role", "small" if fine else Tone.BAD)
        return fine

    def show_rows(self, first: int, shown: bool) -> None:
        """Show or hide everything from a row on."""
        for line, widget in self._lines:
            if line >= first:
                widget.setVisible(shown)
