"""Általános: language, look, the pace of reading, and where the data are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from shopsync_gui import __version__
from shopsync_gui.core.text import N_
from shopsync_gui.ui.kit.widgets import label
from shopsync_gui.ui.settings.data_card import DataCard
from shopsync_gui.ui.settings.restart_note import RestartNote
from shopsync_gui.ui.settings.settings_card import SettingsCard, scrolled
from shopsync_gui.ui.settings.start_card import StartCard

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext


class GeneralPage(QWidget):
    """The program's own settings."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        cards = scrolled(self)
        self._look = SettingsCard(
            context, N_("Language and look"), ("ui.language", "ui.theme", "ui.scale", "ui.compact")
        )
        self._reading = SettingsCard(
            context,
            N_("Reading the webshop"),
            ("pull.readers", "pull.page_size", "pull.rate"),
        )
        self._restart = RestartNote(context)
        self._network = SettingsCard(context, N_("Internet connection"), ("network.proxy",))
        cards.addWidget(self._look)
        cards.addWidget(self._restart)
        cards.addWidget(self._reading)
        cards.addWidget(self._network)
        self._start = StartCard(context)
        cards.addWidget(self._start)
        self._data = DataCard(context)
        cards.addWidget(self._data)
        self._version = label(role="muted", name="version")
        cards.addWidget(self._version)
        cards.addStretch(1)
        self.retranslate()

    def header_buttons(self) -> list[QWidget]:
        """Buttons for the top bar: none."""
        return []

    def retranslate(self) -> None:
        """Set every text again."""
        self._look.retranslate()
        self._restart.retranslate()
        self._reading.retranslate()
        self._network.retranslate()
        self._start.retranslate()
        self._data.retranslate()
        self._version.setText(f"ShopSync {__version__}")

    def refresh(self) -> None:
        """Measure the data folder again."""
        self._start.refresh()
        self._data.refresh()
