"""The page Webshop összekapcsolás: one card an integration, and the way to a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from shopsync_gui.core.text import _
from shopsync_gui.ui.connections.actions import ConnectionActions
from shopsync_gui.ui.connections.card_content import CardContent, read_content
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.connections.numbers_follower import NumbersFollower
from shopsync_gui.ui.jobs.demo_button import demo_button
from shopsync_gui.ui.jobs.missing_secrets import MissingSecrets
from shopsync_gui.ui.jobs.purposes import AddShop, EditShop, ScheduleShop, SyncShop
from shopsync_gui.ui.jobs.steps import ApproveRun, TakeStep
from shopsync_gui.ui.kit.empty_view import EmptyView
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.scrolling import ColumnArea
from shopsync_gui.ui.kit.widgets import MARGIN, button, clear, column, label, set_style

if TYPE_CHECKING:
    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.connections.card_content import CardNumbers
    from shopsync_gui.ui.connections.shops_view import ShopsView
    from shopsync_gui.ui.jobs.context import AppContext


#: From so many shops on they stand in a table.
_MANY = 4


class ConnectionsPage(Page):
    """Cards of the connected shops, or a table of many; a menu starts whatever concerns a shop."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._secrets = MissingSecrets(context, self)
        self.shop_actions = ConnectionActions(context, self)
        self.shop_actions.began.connect(self._focus_on)
        self.shop_actions.failed.connect(self._show_failure)
        self._cards: dict[int, ConnectionCard] = {}
        self._add = button(
            _("Add webshop"), self.shop_actions.add, kind="primary", name="addConnectionButton"
        )
        self._add.setParent(self)
        self._add.hide()
        outer = column(self)
        inside = QWidget()
        whole = column(inside, margins=MARGIN, gap=16)
        self._list = column(gap=16)
        add_layout(whole, self._list)
        whole.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(ColumnArea(inside))
        self._empty = self._build_empty()
        self._stack.addWidget(self._empty)
        #: Made when there are many shops.
        self._shops: ShopsView | None = None
        outer.addWidget(self._stack)
        self._secrets.changed.connect(self._show_missing_secrets)
        context.connections.changed.connect(self._build_cards)
        NumbersFollower(self, context).read.connect(self._show_numbers)
        self._show_icons()
        self._build_cards()

    def header_buttons(self) -> list[QWidget]:
        """The button that adds a shop."""
        return [self._add]

    def refresh(self) -> None:
        """Read the counts and the last runs of every shop that has a card, and how all stand."""
        if self._shops is not None:
            self._shops.reload()
        self._read_contents()
        self._secrets.look()

    def _read_contents(self) -> None:
        connections = [c for c in self.context.connections if c.id in self._cards]
        if not connections:
            return

        def read(store: Store) -> dict[int, CardContent]:
            return {connection.id: read_content(store, connection) for connection in connections}

        self.context.store.reader.ask(self, read, self._show_contents)

    def show_for(self, purpose: object) -> None:
        """Open a dialog: the consent of a shop, its brake's approval, its editor or schedule."""
        match purpose:
            case AddShop():
                self.shop_actions.add()
            case ScheduleShop():
                self.shop_actions.schedule(purpose.connection_id)
            case TakeStep():
                self.shop_actions.take(purpose.step, purpose.connection_id, purpose.run)
            case EditShop():
                self.shop_actions.edit(purpose.connection_id)
            case ApproveRun():
                self.shop_actions.ask_consent(purpose.run.connection_id, brake=purpose.run)
            case SyncShop() if self._cards:
                meant = self._meant(focused=purpose.focused)
                if meant is not None:
                    self.shop_actions.ask_consent(meant)
                else:
                    self.shop_actions.choose_shop()

    def _meant(self, *, focused: bool) -> int | None:
        """The only shop, or the one whose card or row is `focused`; None where that is not known."""
        if len(self.context.connections) == 1:
            return next(iter(self._cards))
        if self._shops is not None:
            return self._shops.table.current if focused and self._shops.has_focus() else None
        focus = self.window().focusWidget() if focused else None
        cards = self._cards.items()
        inside = (shop for shop, card in cards if focus is not None and card.isAncestorOf(focus))
        return next(inside, None)

    def _focus_on(self, connection_id: int) -> None:
        """Have the keyboard work at a shop whose job began, unless the user has gone on to another page."""
        if not self.isVisible():
            return
        if self._shops is not None:
            self._shops.focus_on(connection_id)
        elif connection_id in self._cards:
            self._cards[connection_id].take_focus()

    def _show_failure(self, connection_id: int, error: ShopSyncError) -> None:
        if self._shops is not None:
            self._shops.focus_on(connection_id)
        if connection_id in self._cards:
            self._cards[connection_id].show_problem(error.problem)

    def _build_empty(self) -> EmptyView:
        self._empty_button = button(
            _("Add webshop"), self.shop_actions.add, kind="primary", name="emptyAddButton"
        )
        demo = demo_button(self.context.home, "emptyDemoButton")
        demo.setToolTip(
            _("Opens a window of its own with an invented shop and account on this computer")
        )
        demo_text = _(
            "The demo is an invented shop and account on this computer: nothing leaves it, and"
            " it can be removed with all its data."
        )
        empty = EmptyView(self.context.theme, "store-plus-outline", 440)
        empty.offer(self._empty_button, demo)
        empty.add_words(label(demo_text, role="small", wrap=True, name="emptyDemoText"))
        empty.say(
            _("Welcome to ShopSync"),
            _(
                "Connect your Shoprenter webshop to your SalesAutopilot account, and the product"
                " master follows the shop's catalogue. Before anything is written you see what"
                " will happen and give your consent."
            ),
        )
        return empty

    def state(self) -> tuple[object, frozenset[int]]:
        """Return how far the page is scrolled, and the shops whose card tells of a test."""
        tested = frozenset(shop for shop, card in self._cards.items() if card.shows_test)
        return super().state(), tested

    def restore(self, state: object) -> None:
        """Be where the page before was; what a test found is asked for in the words of now."""
        assert isinstance(state, tuple)
        scrolled_to, tested = state
        super().restore(scrolled_to)
        for shop in tested & self._cards.keys():
            self._cards[shop].test_again()

    def _build_cards(self) -> None:
        connections = list(self.context.connections)
        wanted = [connection.id for connection in connections]
        if len(wanted) >= _MANY:
            self._show_table(connections)
        else:
            self._leave_table()
            if list(self._cards) != wanted:
                clear(self._list)
                self._cards = {}
                for connection in connections:
                    card = ConnectionCard(self.context, connection, self.shop_actions)
                    self._cards[connection.id] = card
                    self._list.addWidget(card)
            for connection in connections:
                self._cards[connection.id].set_connection(connection)
            self._stack.setCurrentIndex(0 if wanted else 1)
        self._show_missing_secrets()
        set_style(self._add, "primary", not wanted)  # of a connected shop, it is the sync
        self._show_icons()
        self.refresh()

    def _show_table(self, connections: list[Connection]) -> None:
        """One row a shop, and a card for the current one only."""
        if self._shops is None:
            from shopsync_gui.ui.connections.shops_view import ShopsView

            clear(self._list)
            self._cards = {}
            self._shops = ShopsView(self.context, self.shop_actions, self._secrets)
            self._shops.card_changed.connect(self._card_changed)
            self._stack.addWidget(self._shops)
        self._shops.set_connections(connections)
        self._stack.setCurrentWidget(self._shops)

    def _leave_table(self) -> None:
        if self._shops is not None:
            self._stack.removeWidget(self._shops)
            self._shops.deleteLater()
            self._shops = None
            self._cards = {}

    def _card_changed(self) -> None:
        card = None if self._shops is None else self._shops.card
        self._cards = {} if card is None else {card.connection.id: card}
        self._show_missing_secrets()
        self._read_contents()

    def _show_contents(self, contents: dict[int, CardContent]) -> None:
        for connection_id, content in contents.items():
            if connection_id in self._cards:
                self._cards[connection_id].set_content(content)

    def _show_missing_secrets(self) -> None:
        for shop, card in self._cards.items():
            card.set_secrets_missing(self._secrets.is_missing(shop))
        if self._shops is not None:
            self._shops.show_rows()

    def _show_numbers(self, numbers: dict[int, CardNumbers]) -> None:
        if self._shops is not None:
            self._shops.set_numbers(numbers)
        for shop in numbers.keys() & self._cards.keys():
            self._cards[shop].set_numbers(numbers[shop])

    def _show_icons(self) -> None:
        tokens = self.context.theme.tokens
        on_accent = self.context.theme.icon("plus", tokens.on_accent)
        connected = bool(self.context.connections)
        self._add.setIcon(self.context.theme.icon("plus", tokens.text) if connected else on_accent)
        self._empty_button.setIcon(on_accent)
        for card in self._cards.values():
            card.show_icons()
