"""The place in a dialog for what it answers, one note at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.connections.answer_words import account_words, shop_words
from shopsync_gui.ui.kit.note_box import NoteBox
from shopsync_gui.ui.kit.widgets import clear, column

if TYPE_CHECKING:
    from shopsync_gui.sync.connect import ConnectionCheck


class DialogAnswer(QWidget):
    """A place for one note, hidden until there is something to say."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(self)
        self.hide()

    def say(self, tone: Tone, title: str, *texts: str) -> None:
        """Show a note in place of the one before."""
        clear(self._layout)
        self._layout.addWidget(NoteBox(tone, title, texts, name="dialogNote"))
        self.show()

    def say_both(self, check: ConnectionCheck) -> None:
        """Say what both sides have answered."""
        self.say(
            Tone.PLAIN,
            _("Both sides answer"),
            shop_words(check.title, check.products),
            account_words(check.account_products, check.account_categories),
        )

    def add(self, way_out: QWidget) -> None:
        """Put a button below the note."""
        self._layout.addWidget(way_out)
