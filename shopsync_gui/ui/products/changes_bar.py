"""Változások: what became new, cheaper, dearer or available again, as the next newsletter's list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton

from shopsync_gui.core.text import _, format_date, format_int
from shopsync_gui.store.query import ChangeKind, GridQuery
from shopsync_gui.ui.kit.fields import ChoiceField
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.widgets import MARGIN, button, label, set_style
from shopsync_gui.ui.products.filter_dialogs import DateDialog
from shopsync_gui.ui.products.filters import Filters, change_text

if TYPE_CHECKING:
    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.store_thread import Request

_DAYS = (7, 30)
#: Milliseconds of silence after which the numbers follow what was typed.
_PAUSE = 150
_LAST_SYNC = "last_sync"
_OTHER = "date"
#: Ends of runs that brought changes in.


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
        self._since: datetime | None = None
        self._place = 0
        self._request: Request | None = None
        self._text = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._count)
        self.period = ChoiceField("changesPeriod")
        self.period.setAccessibleName(_("Period"))
        self.period.addItem(_("since the last sync"), _LAST_SYNC)
        for days in _DAYS:
            self.period.addItem(_("in the last {n} days").format(n=days), str(days))
        self.period.addItem(_("since a date…"), _OTHER)
        self.period.activated.connect(self._period_chosen)
        self.kinds: dict[ChangeKind | None, QPushButton] = {}
        layout = FlowLayout(self)
        layout.setContentsMargins(MARGIN, 0, MARGIN, 0)
        layout.addWidget(label(_("What changed:"), "muted"))
        layout.addWidget(self.period)
        for kind in (None, *ChangeKind):
            name = f"change_{'any' if kind is None else kind.value}"
            chip = button(clicked=partial(self._kind_chosen, kind), kind="chip", name=name)
            chip.setCheckable(True)
            self.kinds[kind] = chip
            layout.addWidget(chip)
        self.hide()
        self._show_counts({})

    def begin(self, filters: Filters) -> None:
        """Show the bar and what changed in the chosen period."""
        self._filters = filters
        self.show()
        self._period_chosen()

    def end(self) -> None:
        """Hide the bar."""
        self.hide()
        self._drop()

    def follow(self, filters: Filters) -> None:
        """Take over filters that were changed elsewhere; the numbers are counted again."""
        self._filters = filters
        if self.period.currentData() == _OTHER and filters.changed_since is not None:
            self.period.setItemText(
                self.period.currentIndex(), self._since_text(filters.changed_since)
            )
        self._show_checked()
        self._count()

    def search(self, text: str) -> None:
        """Count only what the search finds; soon, as the list itself has the first right."""
        self._text = text
        if self.isVisible():
            self._pause.start()

    def _period_chosen(self, _place: int = 0) -> None:
        period = self.period.currentData()
        if period == _OTHER:
            dialog = DateDialog(self.window())
            dialog.chosen.connect(self._date_chosen)
            dialog.rejected.connect(self._date_refused)
            dialog.open()
        elif period == _LAST_SYNC:
            self._drop()
            self._request = self._context.store.reader.ask(self, _last_sync, self._set_since)
        else:
            self._set_since(datetime.now(UTC) - timedelta(days=int(period)))

    def _date_chosen(self, since: datetime) -> None:
        self.period.setItemText(self.period.count() - 1, self._since_text(since))
        self._set_since(since)

    def _date_refused(self) -> None:
        """Go back to the period before; without one the view is not begun."""
        if self._filters.changed_since is None:
            self.end()
            self.refused.emit()
        self.period.setCurrentIndex(self._place)

    @staticmethod
    def _since_text(since: datetime) -> str:
        return _("since {date}").format(date=format_date(since))

    def _set_since(self, since: datetime | None) -> None:
        self._request = None
        self._place = self.period.currentIndex()
        self._since = since or datetime.now(UTC)
        self.chosen.emit(replace(self._filters, changed_since=self._since))

    def _kind_chosen(self, kind: ChangeKind | None) -> None:
        self.chosen.emit(replace(self._filters, change=kind))

    # --- numbers --------------------------------------------------------------------------------

    def _drop(self) -> None:
        if self._request is not None:
            self._request.drop()
            self._request = None

    def _count(self) -> None:
        self._drop()
        filters, found = self._filters, GridQuery(text=self._text)
        if filters.changed_since is None:
            return

        def count(store: Store) -> dict[ChangeKind | None, int]:
            return {
                kind: store.grid.count(replace(filters, change=kind).applied_to(found))
                for kind in (None, *ChangeKind)
            }

        self._request = self._context.store.reader.ask(self, count, self._counted)

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
            _("Sold out, disabled, gone from the shop, renamed and the like")
        )
        self._show_checked()

    def _show_checked(self) -> None:
        for kind, chip in self.kinds.items():
            chip.setChecked(kind is self._filters.change)
            set_style(chip, "active", kind is self._filters.change)


def _last_sync(store: Store) -> datetime | None:
    """When the last run that read the shop began."""
    for run in store.runs.newest(limit=50):
        if run.state.ended and run.pulled and run.started_at is not None:
            return run.started_at
    return None
