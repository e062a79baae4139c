"""Általános: language, look, the pace of reading, and where the data are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui import __version__
from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.widgets import label
from shopsync_gui.ui.settings.data_card import DataCard
from shopsync_gui.ui.settings.restart_note import RestartNote
from shopsync_gui.ui.settings.settings_card import SettingsCard, scrolled
from shopsync_gui.ui.settings.start_card import StartCard

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext


class GeneralPage(Page):
    """The program's own settings."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._start = StartCard(context)
        self._data = DataCard(context)
        cards = scrolled(self)
        for card in (
            SettingsCard(
                context,
                _("Language and look"),
                ("ui.language", "ui.theme", "ui.scale", "ui.compact", "ui.pictures"),
            ),
            RestartNote(context),
            SettingsCard(
                context,
                _("Reading the webshop"),
                ("pull.readers", "pull.page_size", "pull.rate"),
            ),
            SettingsCard(context, _("Internet connection"), ("network.proxy",)),
            self._start,
            self._data,
            label(f"ShopSync {__version__}", "muted", name="version"),
        ):
            cards.addWidget(card)
        cards.addStretch(1)

    def state(self) -> tuple[object, str]:
        """How far the page is scrolled, and what the last work on the data came to."""
        return super().state(), self._data.result()

    def restore(self, state: object) -> None:
        """Tell it again: a restored backup may have brought another look."""
        assert isinstance(state, tuple)
        scrolled_to, result = state
        super().restore(scrolled_to)
        self._data.show_result(result)

    def refresh(self) -> None:
        """Measure the data folder again."""
        self._start.refresh()
        self._data.refresh()
