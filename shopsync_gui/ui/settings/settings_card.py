"""Rows of settings that take effect at once, with the editor that fits each."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from shopsync_gui.core.errors import SettingInvalid
from shopsync_gui.core.settings.setting_texts import (
    SETTINGS,
    Setting,
)
from shopsync_gui.core.text import LANGUAGE_NAMES, N_, _, format_percent, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.fields import ChoiceField, DecimalField, NumberField
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.scrolling import ColumnArea, bring_into_view
from shopsync_gui.ui.kit.widgets import (
    MARGIN,
    button,
    column,
    label,
    line,
    row,
    set_style,
    switch,
)
from shopsync_gui.ui.settings.card_frame import CardFrame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.ui.jobs.context import AppContext

_CHOICES = {
    "system": N_("Same as the system"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "shop": N_("The shop's values win"),
    "ask": N_("Ask first"),
}
#: Each language by its own name, which who looks for it understands.
_EDITOR_WIDTH, _TEXT_WIDTH = 200, 256
_PAGE_WIDTH = 860

Editor = QCheckBox | ChoiceField | QLineEdit | NumberField | DecimalField


class SettingsCard(CardFrame):
    """A titled group of settings."""

    def __init__(self, context: AppContext, title: str, keys: Sequence[str]) -> None:
        super().__init__()
        self._context = context
        self._editors: dict[str, Editor] = {}
        self._wrong: dict[str, QLabel] = {}
        layout = self.body
        head = row()
        head.addWidget(label(title, "title"), 1)
        reset = button(_("Defaults"), partial(context.settings.reset, keys), kind="link")
        reset.setAccessibleName(f"{title}: {_('Defaults')}")
        head.addWidget(reset)
        add_layout(layout, head)
        for key in keys:
            layout.addWidget(line())
            text = translate(SETTINGS[key].help)
            setting_row = row(gap=16)
            setting_row.addWidget(label(text, wrap=True), 1)
            editor = self._editor(key, SETTINGS[key])
            editor.setObjectName(f"setting:{key}")
            editor.setAccessibleName(text)
            self._editors[key] = editor
            setting_row.addWidget(editor)
            add_layout(layout, setting_row)
            if SETTINGS[key].free:
                self._wrong[key] = label(role=Tone.BAD, wrap=True, name=f"wrong:{key}")
                self._wrong[key].hide()
                layout.addWidget(self._wrong[key])
            self._show_value(key)
        self.notes = column(gap=8)
        add_layout(layout, self.notes)
        context.settings.changed.connect(self._changed)

    def _editor(self, key: str, setting: Setting) -> Editor:
        settings = self._context.settings
        if isinstance(setting.default, bool):
            tick = switch()
            tick.toggled.connect(partial(settings.set, key))
            return tick
        if setting.free:
            text = QLineEdit()
            text.setPlaceholderText(setting.rule.example)
            text.setFixedWidth(_TEXT_WIDTH)
            text.editingFinished.connect(partial(self._keep, key, text))
            return text
        if setting.choice:
            box = ChoiceField()
            for choice in setting.choice:
                box.addItem(_choice_text(choice), choice)
            box.setFixedWidth(_EDITOR_WIDTH)
            box.activated.connect(partial(self._choose, key, box))
            return box
        if isinstance(setting.default, int):
            whole = NumberField()
            whole.setRange(int(setting.rule.least), int(setting.rule.most))
            whole.setKeyboardTracking(False)
            whole.valueChanged.connect(partial(settings.set, key))
            whole.setFixedWidth(_EDITOR_WIDTH)
            return whole
        number = DecimalField()
        number.setRange(setting.rule.least, setting.rule.most)
        number.setDecimals(1)
        number.setSingleStep(0.5)
        number.setKeyboardTracking(False)
        number.valueChanged.connect(partial(self._set_decimal, key))
        number.setFixedWidth(_EDITOR_WIDTH)
        return number

    def _choose(self, key: str, box: ChoiceField, index: int) -> None:
        self._context.settings.set(key, box.itemData(index))

    def _set_decimal(self, key: str, value: float) -> None:
        self._context.settings.set(key, f"{value:.1f}")

    def _keep(self, key: str, field: QLineEdit) -> None:
        try:
            self._context.settings.set(key, field.text())
        except SettingInvalid as error:
            set_style(field, "invalid", True)
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
                set_style(editor, "invalid", False)
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
    inside = QWidget()
    across = row(inside, margins=MARGIN)
    middle = QWidget()
    middle.setMaximumWidth(_PAGE_WIDTH)
    cards = column(middle, gap=16)
    across.addWidget(middle, 1)
    across.addStretch(0)
    scroll = ColumnArea(inside)
    scroll.setObjectName("settingsArea")
    column(page).addWidget(scroll)
    return cards


def _choice_text(choice: str) -> str:
    """The words of a choice; numbers are percents."""
    if choice in LANGUAGE_NAMES:
        return LANGUAGE_NAMES[choice]
    return format_percent(Decimal(choice)) if choice.isdigit() else translate(_CHOICES[choice])
