"""Rows of settings that take effect at once, with the editor that fits each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from shopsync_gui.core.errors import SettingInvalid
from shopsync_gui.core.settings import SETTINGS, Setting
from shopsync_gui.core.text import N_, NBSP, _, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.fields import ChoiceField, DecimalField, NumberField
from shopsync_gui.ui.kit.scrolling import bring_into_view
from shopsync_gui.ui.kit.widgets import (
    MARGIN,
    button,
    card,
    column,
    label,
    line,
    row,
    set_tone,
    switch,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.ui.jobs.context import AppContext

_CHOICES = {
    "system": N_("Same as the system"),
    "light": N_("Light"),
    "dark": N_("Dark"),
}
#: Each language by its own name, which who looks for it understands.
_LANGUAGES = {"hu": "Magyar", "en": "English"}
_EDITOR_WIDTH, _TEXT_WIDTH = 200, 256
_PAGE_WIDTH = 860

Editor = QCheckBox | ChoiceField | QLineEdit | NumberField | DecimalField


class SettingsCard(QFrame):
    """A titled group of settings."""

    def __init__(self, context: AppContext, title: str, keys: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._context = context
        self._title_text = title
        self._editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        self._wrong: dict[str, QLabel] = {}
        layout = column(self, margins=(20, 16, 20, 16), gap=12)
        head = row()
        self._title = label(role="title")
        head.addWidget(self._title, 1)
        self._reset = button(clicked=lambda: context.settings.reset(keys), kind="link")
        head.addWidget(self._reset)
        layout.addLayout(head)
        for key in keys:
            layout.addWidget(line())
            place = row(gap=16)
            self._labels[key] = label(wrap=True)
            place.addWidget(self._labels[key], 1)
            editor = self._editor(key, SETTINGS[key])
            editor.setObjectName(f"setting:{key}")
            self._editors[key] = editor
            place.addWidget(editor)
            layout.addLayout(place)
            if SETTINGS[key].free:
                self._wrong[key] = label(role=Tone.BAD, wrap=True, name=f"wrong:{key}")
                self._wrong[key].hide()
                layout.addWidget(self._wrong[key])
        self.notes = column(gap=8)
        layout.addLayout(self.notes)
        context.settings.changed.connect(self._changed)

    def retranslate(self) -> None:
        """Set every text again."""
        self._title.setText(translate(self._title_text))
        self._reset.setText(_("Defaults"))
        self._reset.setAccessibleName(f"{translate(self._title_text)}: {_('Defaults')}")
        for key, editor in self._editors.items():
            text = translate(SETTINGS[key].help)
            editor.setLocale(QLocale())
            self._labels[key].setText(text)
            editor.setAccessibleName(text)
            if isinstance(editor, ChoiceField):
                for place in range(editor.count()):
                    editor.setItemText(place, _choice_text(editor.itemData(place)))
            self._show_value(key)

    def _editor(self, key: str, setting: Setting) -> Editor:
        settings = self._context.settings
        if isinstance(setting.default, bool):
            tick = switch()
            tick.toggled.connect(lambda on: settings.set(key, on))
            return tick
        if setting.free:
            text = QLineEdit()
            text.setPlaceholderText(setting.rule.example)
            text.setFixedWidth(_TEXT_WIDTH)
            text.editingFinished.connect(lambda: self._keep(key, text))
            return text
        if setting.choice:
            box = ChoiceField()
            for choice in setting.choice:
                box.addItem("", choice)
            box.setFixedWidth(_EDITOR_WIDTH)
            box.activated.connect(lambda place: settings.set(key, box.itemData(place)))
            return box
        if isinstance(setting.default, int):
            whole = NumberField()
            whole.setRange(int(setting.rule.least), int(setting.rule.most))
            whole.setKeyboardTracking(False)
            whole.valueChanged.connect(lambda value: settings.set(key, value))
            whole.setFixedWidth(_EDITOR_WIDTH)
            return whole
        number = DecimalField()
        number.setRange(setting.rule.least, setting.rule.most)
        number.setDecimals(1)
        number.setSingleStep(0.5)
        number.setKeyboardTracking(False)
        number.valueChanged.connect(lambda value: settings.set(key, f"{value:.1f}"))
        number.setFixedWidth(_EDITOR_WIDTH)
        return number

    def _keep(self, key: str, field: QLineEdit) -> None:
        try:
            self._context.settings.set(key, field.text())
        except SettingInvalid as error:
            set_tone(field, "invalid", True)
            problem = error.problem
            self._wrong[key].setText(f"{problem.title}. {problem.action}")
            self._wrong[key].show()
            field.setAccessibleDescription(self._wrong[key].text())
            bring_into_view(self._wrong[key])
        else:
            self._show_value(key)

    def _changed(self, key: str) -> None:
        if key in self._editors:
            self._show_value(key)

    def _show_value(self, key: str) -> None:
        value = self._context.settings.get(key)
        editor = self._editors[key]
        with QSignalBlocker(editor):
            if isinstance(editor, QLineEdit):
                editor.setText(str(value))
                editor.setAccessibleDescription("")
                self._wrong[key].hide()
                set_tone(editor, "invalid", False)
            elif isinstance(editor, QCheckBox):
                editor.setChecked(bool(value))
            elif isinstance(editor, ChoiceField):
                editor.setCurrentIndex(editor.findData(value))
            elif isinstance(editor, NumberField):
                editor.setValue(int(value))
            else:
                editor.setValue(float(value))


def scrolled(page: QWidget) -> QVBoxLayout:
    """Give a page a scrolled column of cards; the column's layout."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inside = QWidget()
    across = row(inside, margins=MARGIN)
    middle = QWidget()
    middle.setMaximumWidth(_PAGE_WIDTH)
    cards = column(middle, gap=16)
    across.addWidget(middle, 1)
    across.addStretch(0)
    scroll.setWidget(inside)
    column(page).addWidget(scroll)
    return cards


def plain_card() -> tuple[QFrame, QVBoxLayout]:
    """An empty card and its layout."""
    frame = card()
    return frame, column(frame, margins=(20, 16, 20, 16), gap=12)


def _choice_text(choice: str) -> str:
    """The words of a choice; numbers are percents."""
    if choice in _LANGUAGES:
        return _LANGUAGES[choice]
    return f"{choice}{NBSP}%" if choice.isdigit() else translate(_CHOICES[choice])
