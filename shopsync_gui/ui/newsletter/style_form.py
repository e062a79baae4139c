"""The looks of a letter: layout, heading, buttons and campaign, and presets of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QColorDialog, QLineEdit, QWidget

from shopsync_gui.core.newsletter.letter import (
    MOST_BUTTON_CHARACTERS,
    ROUNDING,
    Layout,
    LetterStyle,
)
from shopsync_gui.core.text import LANGUAGE_NAMES, _, pgettext
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.fields import ChoiceField, NumberField
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.menu import Menu, add_name
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import button, column, label, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton, QVBoxLayout

    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.context import AppContext

_MOST_LETTERS = 120
_SWATCH = 16


class StyleForm(QWidget):
    """The form of a letter's looks; it tells each change at once."""

    changed = Signal(LetterStyle)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._style = LetterStyle()
        self._connection_id = 0
        self._presets: dict[str, LetterStyle] = {}
        layout = column(self, gap=6)
        self._layouts = QButtonGroup(self)
        layout.addWidget(label(_("Layout"), "small"))
        layout.addWidget(self._layout_choice())
        self._heading = self._text(layout, _("Heading"), "letterHeading")
        layout.addSpacing(4)
        layout.addWidget(label(_("Text, colour and rounding of the buttons"), "small"))
        line = row(gap=8)
        self._button = _field("letterButtonText", _("Text of the buttons"))
        self._button.setMaxLength(MOST_BUTTON_CHARACTERS)
        self._button.setToolTip(_("At most {most} characters").format(most=MOST_BUTTON_CHARACTERS))
        self._button.textEdited.connect(self._edited)
        self._button.inputRejected.connect(self._say_most)
        self._most = label(role="small", wrap=True, name="letterButtonMost")
        self._most.hide()
        line.addWidget(self._button, 1)
        self._color = button(clicked=self._choose_color, name="letterColor")
        line.addWidget(self._color)
        self._rounding = NumberField("letterRounding")
        self._rounding.setRange(*ROUNDING)
        self._rounding.setSuffix(" px")
        self._rounding.setAccessibleName(_("Rounding of the buttons' corners"))
        self._rounding.valueChanged.connect(self._edited)
        line.addWidget(self._rounding)
        add_layout(layout, line)
        layout.addWidget(self._most)
        layout.addWidget(label(_("Language of buttons and remarks"), "small"))
        self._language = ChoiceField("letterLanguage")
        self._language.setAccessibleName(_("Language of buttons and remarks"))
        self._language.addItem("", "")
        for code, name in LANGUAGE_NAMES.items():
            self._language.addItem(name, code)
        self._language.activated.connect(self._edited)
        layout.addWidget(self._language)
        self._campaign = self._text(layout, _("Campaign (utm_campaign)"), "letterCampaign")
        presets = button(_("Presets"), name="letterPresetsButton")
        self._menu = Menu(presets, "letterPresetMenu")
        self._menu.aboutToShow.connect(self._fill_menu)
        presets.setMenu(self._menu)
        layout.addSpacing(4)
        layout.addWidget(presets, 0, Qt.AlignmentFlag.AlignLeft)

    def show_usual_button(self, text: str) -> None:
        """Show the caption that the buttons have where none is typed."""
        self._button.setPlaceholderText(text)

    def show_usual_language(self, code: str) -> None:
        """Say in which language the letter is where none is chosen."""
        words = _("as the product names ({language})").format(language=LANGUAGE_NAMES[code])
        self._language.setItemText(0, words)

    def show_style(self, style: LetterStyle, connection_id: int) -> None:
        """Show the looks of another letter, or of the same after a change."""
        if connection_id != self._connection_id:
            self._connection_id = connection_id
            self._read_presets()
        self._style = style
        self._layouts.button(list(Layout).index(style.layout)).setChecked(True)
        for field, text in (
            (self._heading, style.heading),
            (self._button, style.button),
            (self._campaign, style.campaign),
        ):
            if field.text() != text:
                field.setText(text)
        self._language.setCurrentIndex(max(0, self._language.findData(style.language)))
        self._rounding.blockSignals(True)
        self._rounding.setValue(style.corner)
        self._rounding.blockSignals(False)
        self._show_color()

    # --- fields -----------------------------------------------------------------------------------

    def _layout_choice(self) -> QWidget:
        box = QWidget()
        box.setObjectName("letterLayout")
        box.setAccessibleName(_("Layout"))
        line = FlowLayout(box, gap=6)
        words = {
            Layout.ONE: _("1 column"),
            Layout.TWO: _("2 columns"),
            Layout.THREE: _("3 columns"),
            Layout.HERO: _("Wide hero"),
        }
        for number, choice in enumerate(Layout):
            chip = button(words[choice], kind="chip", name=f"layout_{choice.value}")
            chip.setCheckable(True)
            self._layouts.addButton(chip, number)
            line.addWidget(chip)
        self._layouts.idClicked.connect(self._edited)
        return box

    def _text(self, layout: QVBoxLayout, words: str, name: str) -> QLineEdit:
        field = _field(name, words)
        field.textEdited.connect(self._edited)
        caption = label(words, "small")
        caption.setBuddy(field)
        layout.addWidget(caption)
        layout.addWidget(field)
        return field

    def _edited(self) -> None:
        if len(self._button.text()) < MOST_BUTTON_CHARACTERS:
            self._most.hide()
        self._tell(
            replace(
                self._style,
                layout=list(Layout)[self._layouts.checkedId()],
                heading=self._heading.text(),
                button=self._button.text(),
                rounding=self._rounding.value(),
                campaign=self._campaign.text(),
                language=self._language.currentData(),
            )
        )

    def _tell(self, style: LetterStyle) -> None:
        self._style = style
        self.changed.emit(style)

    def _choose_color(self) -> None:
        dialog = QColorDialog(QColor(self._style.button_color), self)
        dialog.setObjectName("letterColorDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(self._color_chosen)
        dialog.open()

    def _color_chosen(self, color: QColor) -> None:
        self._tell(replace(self._style, color=color.name()))
        self._show_color()

    def _show_color(self) -> None:
        color = self._style.button_color
        self._color.setIcon(_swatch(color))
        words = _("Colour of the buttons: {color}").format(color=color)
        self._color.setAccessibleName(words)
        self._color.setToolTip(words)

    def _say_most(self) -> None:
        """Say that what was typed or pasted is longer than a button may be."""
        text = _("A button has room for {most} characters; the rest was left out.")
        self._most.setText(text.format(most=MOST_BUTTON_CHARACTERS))
        self._most.show()

    # --- presets ----------------------------------------------------------------------------------

    def _read_presets(self) -> None:
        shop = self._connection_id

        def show(presets: dict[str, LetterStyle]) -> None:
            if shop == self._connection_id:
                self._presets = presets

        self._context.store.reader.ask(self, lambda store: store.letters.presets(shop), show)

    def _fill_menu(self) -> None:
        self._menu.clear()
        for name, style in self._presets.items():
            add_name(self._menu, name, partial(self._use, style))
        if self._presets:
            self._menu.addSeparator()
        save = self._menu.addAction(_("Save this look as a preset…"))
        save.setObjectName("actionSavePreset")
        save.triggered.connect(self._ask_name)
        if self._presets:
            remove = self._menu.addMenu(_("Delete a preset"))
            for name in self._presets:
                add_name(remove, name, partial(self._remove, name))

    def _use(self, style: LetterStyle) -> None:
        self._tell(replace(style, heading=style.heading or self._style.heading))
        self.show_style(self._style, self._connection_id)

    def _ask_name(self) -> None:
        _PresetDialog(self, self._save).open()

    def _save(self, name: str) -> None:
        shop, style = self._connection_id, self._style
        self._write(lambda store: store.letters.save_preset(shop, name, style))

    def _remove(self, name: str) -> None:
        shop = self._connection_id
        self._write(lambda store: store.letters.remove_preset(shop, name))

    def _write(self, work: Callable[[Store], None]) -> None:
        self._context.store.writer.ask(self, work, lambda _done: self._read_presets())


class _PresetDialog(Dialog):
    """A question for the name of a preset."""

    def __init__(self, parent: QWidget, save: Callable[[str], None]) -> None:
        super().__init__(
            parent,
            "presetDialog",
            _("Save this look as a preset"),
            _("It can be used in every newsletter of this shop. One of the same name is replaced."),
            wide=420,
        )
        self._save = save
        self._name = _field("presetName", _("Name of the preset"))
        self._name.textChanged.connect(self._typed)
        self.body.addWidget(self._name)
        self._ok: QPushButton = button(
            pgettext("preset", "Save"), self._accept, kind="primary", name="presetSaveButton"
        )
        self._ok.setEnabled(False)
        self._ok.setDefault(True)
        self.add_buttons(button(_("Cancel"), self.reject, name="presetCancelButton"), self._ok)

    def _typed(self, text: str) -> None:
        self._ok.setEnabled(bool(text.strip()))

    def _accept(self) -> None:
        self._save(" ".join(self._name.text().split()))
        self.accept()


def _field(name: str, words: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(words)
    field.setMaxLength(_MOST_LETTERS)
    return field


def _swatch(color: str) -> QIcon:
    pixmap = QPixmap(_SWATCH, _SWATCH)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawRoundedRect(0, 0, _SWATCH, _SWATCH, 4, 4)
    painter.end()
    return QIcon(pixmap)
