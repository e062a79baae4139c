"""Áttekintés: the page that the program opens with, filled by one reading in the background."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QWidget

from shopsync_gui.core.products.changes import ChangeKind
from shopsync_gui.sync.schedule.schedule_obstacles import Obstacle
from shopsync_gui.sync.standing.overview import OverviewContent, read_overview
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.todo import TodoKind, todos_on
from shopsync_gui.ui.jobs.missing_secrets import MissingSecrets
from shopsync_gui.ui.jobs.purposes import EditShop, ListPurpose, ScheduleShop
from shopsync_gui.ui.jobs.steps import open_step
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.scrolling import ColumnArea
from shopsync_gui.ui.kit.tab_order import tab_through
from shopsync_gui.ui.kit.widgets import MARGIN, column
from shopsync_gui.ui.overview.empty_overview import EmptyOverview
from shopsync_gui.ui.overview.overview_choice import OverviewChoice
from shopsync_gui.ui.overview.price_falls import PriceFalls
from shopsync_gui.ui.overview.shop_lines import Shop, ShopLines
from shopsync_gui.ui.overview.tiles import Tiles
from shopsync_gui.ui.overview.todo_list import Entry, TodoList

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.services.store_thread import Request

#: Pixels from which on the cards stand beside each other.
_WIDE = 760
_NUMBERS = "overview/numbers"


class OverviewPage(Page):
    """Tiles, the largest falls of prices, what is to be done, and a line for each shop."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("pageOverview")
        self._context = context
        self._content: OverviewContent | None = None
        self._request: Request | None = None
        self._secrets = MissingSecrets(context, self)
        self._choice = OverviewChoice(context, self)
        self._ask()  # it is read while the page is built
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_filled())
        self._empty = EmptyOverview(context)
        self._stack.addWidget(self._empty)
        column(self).addWidget(self._stack)
        #: Whether something has changed that was not shown yet.
        self._stale = False
        self._connect()
        self._show()

    def header_buttons(self) -> list[QWidget]:
        """The choice of shop and period."""
        return [self._choice]

    def refresh(self) -> None:
        """Read everything again."""
        self._secrets.look()
        self._ask()

    # --- building -------------------------------------------------------------------------------

    def _build_filled(self) -> ColumnArea:
        theme = self._context.theme
        inside = QWidget()
        whole = column(inside, margins=MARGIN, gap=16)
        self._tiles = Tiles()
        whole.addWidget(self._tiles)
        self._cards = QHBoxLayout()
        self._cards.setSpacing(16)
        self._falls = PriceFalls(self._context)
        self._cards.addWidget(self._falls, 3)
        side = column(gap=16)
        self._todo = TodoList(theme)
        self._shops = ShopLines(theme)
        side.addWidget(self._todo)
        side.addWidget(self._shops)
        side.addStretch(1)
        add_layout(self._cards, side, 2)
        add_layout(whole, self._cards)
        whole.addStretch(1)
        return ColumnArea(inside)

    def _open_connections(self) -> None:
        self._context.requests.open_page("pageConnections")

    def _connect(self) -> None:
        context = self._context
        self._choice.period_changed.connect(self._ask)
        self._choice.shop_changed.connect(self._shop_chosen)
        self._tiles.chosen.connect(self._open_changes)
        self._falls.list_wanted.connect(partial(self._open_changes, ChangeKind.CHEAPER))
        self._todo.chosen.connect(self._open_todo)
        self._shops.chosen.connect(self._open_connections)
        self._secrets.changed.connect(self._show_again)
        context.connections.changed.connect(self._secrets.look)
        context.scheduler.changed.connect(self._show_again)
        context.other_programs.activity_changed.connect(self._show_again)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards below each other where the room is scarce."""
        super().resizeEvent(event)
        beside = self.width() >= _WIDE
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._cards.setDirection(direction)

    # --- reading --------------------------------------------------------------------------------

    def _shop_chosen(self) -> None:
        self._ask()
        self._show()

    def _ask(self) -> None:
        if self._request is not None:
            self._request.drop()
        connections, period = list(self._context.connections), self._choice.period
        shop = self._choice.shop
        now = datetime.now(UTC)
        kept = str(self._context.memory.value(_NUMBERS, ""))

        def read(store: Store) -> OverviewContent:
            return read_overview(store, connections, period, now, shop, kept)

        self._request = self._context.store.reader.ask(self, read, self._read)

    def _read(self, content: OverviewContent) -> None:
        self._request = None
        self._content = content
        self._context.memory.setValue(_NUMBERS, content.kept)
        self._show()

    # --- what it shows --------------------------------------------------------------------------

    def _show_again(self) -> None:
        """Show what has changed, now or when somebody looks."""
        self._stale = not self.isVisible()
        if not self._stale:
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show_again()

    def _show(self) -> None:
        self._choice.show_shops()
        chosen = self._choice.shop
        shops = [c for c in self._context.connections if chosen in (None, c.id)]
        if self._content is None:
            self._show_filled(bool(shops))
            self._empty.show_state(running=False)
            return
        known = [(shop, self._standing(shop)) for shop in shops]
        entries = [
            entry for shop, standing in known for entry in self._entries(shop, standing, len(shops))
        ]
        read = any(shop.first_read_at is not None for shop in shops)
        waits = any(entry.todo.kind is not TodoKind.RUN for entry in entries) or any(
            standing.latest is not None for _shop, standing in known
        )
        running = any(not standing.activity.is_free for _shop, standing in known)
        self._show_filled(read or (waits and not running))
        self._empty.show_state(running=running)
        self._show_begin(shops)
        self._tiles.show_counts(self._content.counts)
        cheaper = self._content.counts.get(ChangeKind.CHEAPER, 0)
        one = chosen is not None
        self._falls.show_rows(self._content.falls, cheaper, of_one_shop=one)
        self._todo.show_entries(entries)
        scheduler, connections = self._context.scheduler, self._context.connections
        self._shops.show_shops(
            [
                Shop(
                    shop.id,
                    connections.title_of(shop),
                    standing,
                    scheduler.next_text(shop.id) if shop.options.schedule.repeats else "",
                )
                for shop, standing in known
            ]
        )
        tab_through((self._tiles, self._falls, self._todo, self._shops))

    def _show_filled(self, filled: bool) -> None:
        self._stack.setCurrentIndex(0 if filled else 1)
        self._choice.show_period(filled)

    def _standing(self, shop: Connection) -> ShopStanding:
        assert self._content is not None
        read = self._content.standings.get(shop.id, ShopStanding())
        activity = self._context.other_programs.activity(shop.id, read.latest)
        return replace(read, activity=activity)

    def _entries(self, shop: Connection, standing: ShopStanding, shops: int) -> list[Entry]:
        title = self._context.connections.title_of(shop) if shops > 1 else ""
        todos = todos_on(
            standing,
            secrets_missing=self._secrets.is_missing(shop.id),
            obstacles=self._context.scheduler.obstacles(shop.id),
            missing=self._context.scheduler.missing_consent(shop.id),
        )
        return [Entry(shop.id, title, todo) for todo in todos]

    def _show_begin(self, shops: list[Connection]) -> None:
        """Say from when on changes count."""
        assert self._content is not None
        begin = self._content.since.begin((shop.id, shop.first_read_at) for shop in shops)
        self._choice.show_begin(begin)

    # --- where it leads -------------------------------------------------------------------------

    def _open_changes(self, kind: ChangeKind) -> None:
        self._context.requests.open_for(
            ListPurpose(changes=self._choice.period, change=kind, connection_id=self._choice.shop)
        )

    def _open_todo(self, entry: Entry) -> None:
        requests, shop = self._context.requests, entry.connection_id
        match entry.todo.kind:
            case TodoKind.KEPT:
                requests.open_for(ListPurpose(kept_differently=True, connection_id=shop))
            case TodoKind.SCHEDULE:
                self._open_obstacle(shop)
            case _ if entry.todo.step is not None:
                open_step(requests, entry.todo.step, shop, entry.todo.run)

    def _open_obstacle(self, shop_id: int) -> None:
        """Open what mends the first obstacle of a schedule; where nothing does, the schedule."""
        requests = self._context.requests
        first = next(iter(self._context.scheduler.obstacles(shop_id)), None)
        if first is Obstacle.NOT_STARTED:
            requests.open_page("pageGeneral")
        elif first in (Obstacle.LOGIN_MISSING, Obstacle.LOGIN_NOT_KEPT):
            requests.open_for(EditShop(shop_id))
        else:
            requests.open_for(ScheduleShop(shop_id))
