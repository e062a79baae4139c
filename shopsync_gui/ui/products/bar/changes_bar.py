"""Változások: what became new, cheaper, dearer or available again, as the next newsletter's list."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton

from shopsync_gui.core.products.changes import ChangeKind, Period, Since
from shopsync_gui.core.products.period_words import begin_text, period_text
from shopsync_gui.core.text import _, format_int
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.ui.jobs.newsletter import note_newsletter
from shopsync_gui.ui.kit.fields import ChoiceField
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.menu import Menu
from shopsync_gui.ui.kit.widgets import MARGIN, button, label, set_style
from shopsync_gui.ui.products.bar.filter_dialogs import DateDialog
from shopsync_gui.ui.products.bar.filters import change_text, changes_begin

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.services.store_thread import Request

#: Milliseconds of silence after which the numbers follow what was typed.
_PAUSE = 150
_OTHER = "date"
#: Their moments move with what happens.
_MOVING = (Period.LAST_SYNC, Period.NEWSLETTER)


class ChangesBar(QFrame):
    """A period, and a button for each kind of change with its number of products."""

    #: The filters that the choice makes of those given.
    chosen = Signal(object)
    #: The user gave no date, and there was no period before.
    refused = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("changesBar")
        self._context = context
        self._filters = Filters()
        self._since: Since | None = None
        self._period = 0
        self._request: Request | None = None
        self._moments: Request | None = None
        self._text = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._count)
        self.period = ChoiceField("changesPeriod")
        self.period.setAccessibleName(_("Period"))
        for period in Period:
            self.period.addItem(period_text(period), period.value)
        self.period.addItem(_("since a date…"), _OTHER)
        self.period.activated.connect(self._period_chosen)
        self._begins = label(role="muted", name="changesBegin")
        self._sent = button(_("My newsletter went out…"), name="newsletterSent")
        self._sent.setToolTip(_("What changes from then on is the list for the next one"))
        menu = Menu(self._sent)
        menu.addAction(_("Just now"), self._newsletter_sent).setObjectName("newsletterSentNow")
        on_date = menu.addAction(_("On a date…"), self._ask_newsletter_date)
        on_date.setObjectName("newsletterSentOn")
        self._sent.setMenu(menu)
        self.kinds: dict[ChangeKind | None, QPushButton] = {}
        layout = FlowLayout(self)
        layout.setContentsMargins(MARGIN, 0, MARGIN, 0)
        layout.addWidget(label(_("What changed:"), "muted"))
        layout.addWidget(self.period)
        layout.addWidget(self._begins)
        layout.addWidget(self._sent)
        for kind in (None, *ChangeKind):
            name = f"change_{'any' if kind is None else kind.value}"
            chip = button(clicked=partial(self._kind_chosen, kind), kind="chip", name=name)
            chip.setCheckable(True)
            self.kinds[kind] = chip
            layout.addWidget(chip)
        context.connections.changed.connect(self._moments_changed)
        self.hide()
        self._show_counts({})
        self._show_begin()

    def begin(self, filters: Filters, period: Period | None = None) -> None:
        """Show the bar and what changed in a period, or in the one that is chosen."""
        if period is not None:
            self.period.setCurrentIndex(self.period.findData(period.value))
        self._filters = filters
        self.show()
        self._period_chosen()

    def end(self) -> None:
        """Hide the bar."""
        self.hide()
        self._drop()
        self._drop_moments()

    def follow(self, filters: Filters) -> None:
        """Take over filters that were changed elsewhere; the numbers are counted again."""
        self._filters = filters
        self._since = filters.changed_since
        self._show_begin()
        self._show_checked()
        self._count()

    def search(self, text: str) -> None:
        """Count only what the search finds; soon, as the list itself has the first right."""
        self._text = text
        if self.isVisible():
            self._pause.start()

    def _period_chosen(self, _period: int = 0) -> None:
        period = self.period.currentData()
        self._drop_moments()
        if period == _OTHER:
            dialog = DateDialog(self.window())
            dialog.chosen.connect(self._date_chosen)
            dialog.rejected.connect(self._date_refused)
            dialog.open()
        else:
            self._ask_moments(Period(period))

    def _ask_moments(self, period: Period, *, only_new: bool = False) -> None:
        now = datetime.now(UTC)

        def answered(since: Since) -> None:
            self._moments = None
            if not only_new or since != self._since:
                self._set_since(since)

        self._moments = self._context.store.reader.ask(
            self, lambda store: store.changes.since(period, now), answered
        )

    def _moments_changed(self) -> None:
        """A sync has ended or a newsletter went out: the period may begin at another moment."""
        if self.isVisible() and self.period.currentData() in _MOVING and self._moments is None:
            self._ask_moments(Period(self.period.currentData()), only_new=True)

    def _date_chosen(self, begin: datetime) -> None:
        self._set_since(Since(begin))

    def _date_refused(self) -> None:
        """Go back to the period before; without one the view is not begun."""
        if self._filters.changed_since is None:
            self.end()
            self.refused.emit()
        self.period.setCurrentIndex(self._period)

    def _set_since(self, since: Since) -> None:
        self._period = self.period.currentIndex()
        self._since = since
        self.chosen.emit(replace(self._filters, changed_since=since))

    def _show_begin(self) -> None:
        """Say when the period began, and offer to begin one with a newsletter."""
        self._sent.setVisible(self.period.currentData() == Period.NEWSLETTER)
        begin = changes_begin(
            replace(self._filters, changed_since=self._since), self._context.connections
        )
        chosen = self.period.currentData()
        period = None if chosen == _OTHER else Period(chosen)
        text = "" if begin is None else begin_text(period, begin)
        self._begins.setText(text)
        self._begins.setVisible(bool(text))

    def _newsletter_sent(self, at: datetime | None = None) -> None:
        chosen = self._filters.connection_id
        shops = [c.id for c in self._context.connections if chosen in (None, c.id)]
        note_newsletter(self._context, shops, at)

    def _ask_newsletter_date(self) -> None:
        dialog = DateDialog(self.window())
        dialog.chosen.connect(self._newsletter_sent)
        dialog.open()

    def _kind_chosen(self, kind: ChangeKind | None) -> None:
        self.chosen.emit(replace(self._filters, change=kind))

    # --- numbers --------------------------------------------------------------------------------

    def _drop(self) -> None:
        if self._request is not None:
            self._request.drop()
            self._request = None

    def _drop_moments(self) -> None:
        if self._moments is not None:
            self._moments.drop()
            self._moments = None

    def _count(self) -> None:
        self._drop()
        if self._filters.changed_since is None:
            return
        query = self._filters.applied_to(GridQuery(text=self._text))
        self._request = self._context.store.reader.ask(
            self, lambda store: store.changes.counts(query), self._counted
        )

    def _counted(self, counts: dict[ChangeKind | None, int]) -> None:
        self._request = None
        self._show_counts(counts)

    def _show_counts(self, counts: dict[ChangeKind | None, int]) -> None:
        for kind, chip in self.kinds.items():
            text = _("All changed products") if kind is None else change_text(kind)
            chip.setText(f"{text} {format_int(counts[kind])}" if kind in counts else text)
        self.kinds[None].setToolTip(
            _("Each product once. What changed in several ways is in the number of each of them.")
        )
        self.kinds[ChangeKind.OTHER].setToolTip(
            _("Disabled, gone from the shop, renamed and the like")
        )
        self._show_checked()

    def _show_checked(self) -> None:
        for kind, chip in self.kinds.items():
            chip.setChecked(kind is self._filters.change)
            set_style(chip, "active", kind is self._filters.change)
