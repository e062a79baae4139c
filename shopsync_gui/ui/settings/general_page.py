"""Általános: language, look, the pace of reading, where the data are, and the program's version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.text import _
from shopsync_gui.ui.jobs.purposes import ShowVersion
from shopsync_gui.ui.kit.disclosure import Disclosure
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.scrolling import bring_into_view
from shopsync_gui.ui.settings.about_card import AboutCard
from shopsync_gui.ui.settings.data_card import DataCard
from shopsync_gui.ui.settings.restart_note import RestartNote
from shopsync_gui.ui.settings.settings_card import SettingsCard, scrolled
from shopsync_gui.ui.settings.start_card import StartCard

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.settings.data_work import DataWork


class GeneralPage(Page):
    """The program's own settings."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._start = StartCard(context)
        self._data = DataCard(context)
        self._about = AboutCard(context)
        self._advanced = Disclosure()
        reading = ("pull.readers", "pull.page_size", "pull.rate")
        self._advanced.add(SettingsCard(context, _("Reading the webshop"), reading))
        self._advanced.add(SettingsCard(context, _("Several webshops"), ("sync.jobs",)))
        self._advanced.add(SettingsCard(context, _("Internet connection"), ("network.proxy",)))
        cards = scrolled(self)
        for card in (
            SettingsCard(
                context,
                _("Language and look"),
                ("ui.language", "ui.theme", "ui.scale", "ui.compact", "ui.pictures"),
            ),
            RestartNote(context),
            self._start,
            self._data,
            SettingsCard(
                context,
                _("History"),
                ("history.days", "history.undo_days", "history.megabytes"),
            ),
            self._advanced,
            self._about,
        ):
            cards.addWidget(card)
        cards.addStretch(1)

    def state(self) -> tuple[object, DataWork, bool]:
        """Return how far the page is scrolled, what the last work on the data came to, what is open."""
        return super().state(), self._data.work, self._advanced.is_open

    def restore(self, state: object) -> None:
        """Tell it again: a restored backup may have brought another look."""
        assert isinstance(state, tuple)
        scrolled_to, work, is_open = state
        self._advanced.open(is_open)
        super().restore(scrolled_to)
        self._data.take(work)

    def show_for(self, purpose: object) -> None:
        """Show the version of the program."""
        assert isinstance(purpose, ShowVersion)
        bring_into_view(self._about)

    def leave(self) -> None:
        """Say no more why a piece of work on the data, or a switch, has failed."""
        self._start.forget_problem()
        if self._data.work.problem is not None:
            self._data.work.forget()

    def refresh(self) -> None:
        """Measure the data folder again."""
        self._start.refresh()
        self._data.refresh()
