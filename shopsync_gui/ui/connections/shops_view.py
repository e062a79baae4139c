"""Many shops: their table, and the card of the one in the current row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from shopsync_gui.sync.standing.moved_shops import moved_problem
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.stored_standings import read_standings
from shopsync_gui.ui.connections.card_area import CardArea
from shopsync_gui.ui.connections.check_offer import CheckOffer, CheckOfferMemory
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.connections.several_shops import SeveralShops
from shopsync_gui.ui.connections.shop_rows import shop_row, shop_rows
from shopsync_gui.ui.connections.shop_table import ShopTable
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import clear, column

if TYPE_CHECKING:
    from shopsync_gui.core.errors import Problem
    from shopsync_gui.core.runs.jobs import Job, Progress
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.job_worker import Outcome
    from shopsync_gui.ui.connections.actions import ConnectionActions
    from shopsync_gui.ui.connections.card_content import CardNumbers
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.missing_secrets import MissingSecrets
    from shopsync_gui.ui.jobs.services.store_thread import Request

    #: How the shops stand, and the accounts that were tried out.
    _Read = tuple[dict[int, ShopStanding], frozenset[tuple[int, str]]]


class ShopsView(QWidget):
    """A table with a row for each shop, and below it one card: no widget is made for each shop."""

    #: The card shows another shop, whose content has to be read.
    card_changed = Signal()

    def __init__(
        self, context: AppContext, actions: ConnectionActions, secrets: MissingSecrets
    ) -> None:
        super().__init__()
        self._context = context
        self._actions = actions
        self._secrets = secrets
        self._read: dict[int, ShopStanding] = {}
        self._tried_out: frozenset[tuple[int, str]] = frozenset()
        self._request: Request | None = None
        #: What kept a shop's job from leaving a receipt.
        self._problems: dict[int, Problem] = {}
        self.card: ConnectionCard | None = None
        self.table = ShopTable(context)
        self.table.current_changed.connect(self._show_card)
        several = SeveralShops(context, self)
        self.table.sync_wanted.connect(several.sync)
        self.table.verify_wanted.connect(several.verify)
        self.table.cancel_wanted.connect(several.cancel)
        self.table.labels_wanted.connect(several.ask_labels)
        self._offer = CheckOffer(self._check, self._dismiss)
        self._build()
        jobs = context.jobs
        jobs.queued.connect(self._job_changed)
        jobs.started.connect(self._job_changed)
        jobs.progressed.connect(self._job_progressed)
        jobs.ended.connect(self._job_ended)
        context.scheduler.changed.connect(self.show_rows)
        context.other_programs.changed.connect(self.show_rows)

    def _build(self) -> None:
        area = CardArea()
        self._card_layout = column()
        add_layout(area.content, self._card_layout)
        area.content.addWidget(self._offer)
        area.content.addStretch(1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(self.table)
        split.addWidget(area)
        split.setStretchFactor(0, 1)
        split.splitterMoved.connect(area.leave_to_the_user)
        column(self).addWidget(split)

    def reload(self) -> None:
        """Read how all shops stand: a handful of queries, however many there are."""
        if self._request is not None:
            self._request.drop()
        connections = list(self._context.connections)

        def read(store: Store) -> _Read:
            return read_standings(store, connections), store.traits.tried_out()

        self._request = self._context.store.reader.ask(self, read, self._take)

    def focus_on(self, shop: int) -> None:
        """Make a shop the current one."""
        self.table.choose(shop)
        if self.card is not None and self.card.connection.id == shop:
            self.card.take_focus()

    def has_focus(self) -> bool:
        """Whether the keyboard is at work here."""
        return any(widget.hasFocus() for widget in self.findChildren(QWidget))

    def _take(self, found: _Read) -> None:
        standings, self._tried_out = found
        self._request = None
        before, self._read = self._read, standings
        for shop in before.keys() & standings.keys():
            ran = standings[shop].latest != before[shop].latest
            if ran and not self._standing(shop).is_left_running:
                self._problems.pop(shop, None)  # something has run since
        self.show_rows()

    def set_numbers(self, numbers: dict[int, CardNumbers]) -> None:
        """Show the numbers of shops at work, as they are just now."""
        for shop, number in numbers.items():
            if shop in self._read:
                self._read[shop] = replace(self._read[shop], in_shop=number.in_shop)
                self._show_shop(shop)

    def show_rows(self) -> None:
        """Show every shop as it stands now; only rows that differ are painted anew."""
        if self._read:
            standings = {shop: self._standing(shop) for shop in self._read}
            self.table.show_shops(shop_rows(self._context, standings))
        self._show_offer()

    def _show_offer(self) -> None:
        """Offer the compatibility check for one shop, unless it was answered for any of them."""
        offered = self._offered()
        if offered is not None:
            self._offer.name_shop(self._context.connections.title_of(offered))
        self._offer.offer(offered=offered is not None, give_focus=self.table.setFocus)

    def _offered(self) -> Connection | None:
        shops = [c for c in self._context.connections if not c.demo]
        if not all(CheckOfferMemory(self._context.memory, c.name).is_open for c in shops):
            return None
        if any((c.id, c.account_key) in self._tried_out for c in shops):
            return None
        current = [c for c in shops if self.card is not None and c.id == self.card.connection.id]
        return next(iter([*current, *shops]), None)

    def _check(self) -> None:
        offered = self._offered()
        if offered is not None:
            self._actions.check_compatibility(offered.id)

    def _dismiss(self) -> None:
        for connection in self._context.connections:
            CheckOfferMemory(self._context.memory, connection.name).close()
        self._show_offer()

    def _standing(self, shop: int) -> ShopStanding:
        read, connection = self._read.get(shop, ShopStanding()), self._context.connections.get(shop)
        return replace(
            read,
            activity=self._context.other_programs.activity(shop, read.latest),
            problem=self._problems.get(shop),
            moved=read.moved if connection is None else moved_problem(connection),
            secrets_missing=self._secrets.is_missing(shop),
        )

    def _show_shop(self, shop: int) -> None:
        connection = self._context.connections.get(shop)
        if connection is not None and shop in self._read:
            same = sum(other.title == connection.title for other in self._context.connections)
            self.table.model.show_shop(
                shop_row(self._context, connection, self._standing(shop), same > 1)
            )

    def _show_card(self, shop: int | None) -> None:
        if self.card is not None and self.card.connection.id == shop:
            return
        clear(self._card_layout)
        self.card = None
        connection = None if shop is None else self._context.connections.get(shop)
        if connection is not None:
            self.card = ConnectionCard(self._context, connection, self._actions, offers_check=False)
            self.card.show_icons()
            self._card_layout.addWidget(self.card)
        self._show_offer()
        self.card_changed.emit()

    def set_connections(self, connections: list[Connection]) -> None:
        """The connections were read again."""
        card = self.card
        if card is not None:
            known = next((c for c in connections if c.id == card.connection.id), None)
            if known is None:
                self._show_card(None)
            else:
                card.set_connection(known)

    def _job_changed(self, shop: int, _job: Job) -> None:
        self._problems.pop(shop, None)
        self._show_shop(shop)

    def _job_progressed(self, shop: int, _progress: Progress) -> None:
        self._show_shop(shop)

    def _job_ended(self, shop: int, _job: Job, outcome: Outcome) -> None:
        if outcome.problem is not None and not outcome.is_of_others_here:
            self._problems[shop] = outcome.problem
        if outcome.report is not None and shop in self._read:
            self._read[shop] = self._read[shop].after(outcome.report)
        self._show_shop(shop)
