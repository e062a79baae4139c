"""The page Webshop összekapcsolás: one card an integration, and the way to a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from shopsync_gui.core.mapping import Package
from shopsync_gui.core.runs import Job, JobKind, RunReport
from shopsync_gui.core.text import _
from shopsync_gui.system.launch import start_demo
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.connections.facts import CardFacts, read_facts
from shopsync_gui.ui.kit.empty_view import EmptyView
from shopsync_gui.ui.kit.widgets import MARGIN, button, clear, column, label

if TYPE_CHECKING:
    from datetime import date

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.ui.connections.connection_dialog import ConnectionDialog
    from shopsync_gui.ui.jobs.context import AppContext


class ConnectionsPage(QWidget):
    """Cards of all connected shops; the menu of each starts whatever concerns it."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._cards: dict[int, ConnectionCard] = {}
        self._add = button(clicked=self.add_connection, kind="primary", name="addConnectionButton")
        self._add.setParent(self)
        self._add.hide()
        outer = column(self)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        whole = column(inside, margins=MARGIN, gap=16)
        self._list = column(gap=16)
        whole.addLayout(self._list)
        whole.addStretch(1)
        scroll.setWidget(inside)
        self._stack = QStackedWidget()
        self._stack.addWidget(scroll)
        self._empty = self._build_empty()
        self._stack.addWidget(self._empty)
        outer.addWidget(self._stack)
        context.connections.changed.connect(self._build_cards)
        context.theme.changed.connect(self._show_icons)
        self._build_cards()

    def header_buttons(self) -> list[QWidget]:
        """The button that adds a shop."""
        return [self._add]

    def retranslate(self) -> None:
        """Set every text again."""
        self._add.setText(_("Add webshop"))
        self._show_icons()
        self._demo_text.setText(
            _(
                "The demo is an invented shop and account on this computer: nothing leaves it, and"
                " it can be removed with all its data."
            )
        )
        self._empty.say(
            _("Welcome to ShopSync"),
            _(
                "Connect your Shoprenter webshop to your SalesAutopilot account, and the product"
                " master follows the shop's catalogue. Before anything is written you see what"
                " will happen and give your consent."
            ),
        )
        self._empty_button.setText(_("Add webshop"))
        self._demo_button.setText(_("Try it with a demo shop"))
        self._demo_button.setToolTip(
            _("Opens a window of its own with an invented shop and account on this computer")
        )
        for one in self._cards.values():
            one.retranslate()

    def refresh(self) -> None:
        """Read the counts and the last runs of every shop."""
        ids = list(self._cards)
        self.context.store.reader.ask(self, lambda store: read_facts(store, ids), self._show_facts)

    def show_what(
        self,
        *,
        sync: bool = False,
        focused: bool = False,
        edit: int | None = None,
        approve: RunReport | None = None,
        connection_id: int | None = None,
    ) -> None:
        """Open a dialog: the consent of a shop (F5), its brake's approval, or its editor.

        F5 means the card with the focus, if that is where the user looks (`focused`).
        """
        if edit is not None:
            self.edit(edit)
        elif approve is not None:
            self.ask_consent(approve.connection_id, brake=approve)
        elif sync and self._cards:
            meant = connection_id or self._meant(focused=focused)
            if meant is not None:
                self.ask_consent(meant)
            else:
                self._choose_shop()

    def _meant(self, *, focused: bool) -> int | None:
        """The only shop, or the one whose card is `focused`; None where that is not known."""
        if len(self._cards) == 1:
            return next(iter(self._cards))
        focus = self.window().focusWidget() if focused else None
        cards = self._cards.items()
        inside = (shop for shop, one in cards if focus is not None and one.isAncestorOf(focus))
        return next(inside, None)

    def _choose_shop(self) -> None:
        from shopsync_gui.ui.connections.shop_choice_dialog import ShopChoiceDialog

        ShopChoiceDialog(self.context, self.window(), self.ask_consent).open()

    # --- what a card can ask for ------------------------------------------------------------------

    def add_connection(self) -> ConnectionDialog:
        """Open the dialog for a new shop."""
        from shopsync_gui.ui.connections.connection_dialog import ConnectionDialog

        dialog = ConnectionDialog(self.context, self.window())
        dialog.connected.connect(self._connected)
        dialog.open()
        return dialog

    def edit(self, connection_id: int) -> None:
        """Open the dialog filled with a connection."""
        from shopsync_gui.ui.connections.connection_dialog import ConnectionDialog

        connection = self.context.connections.get(connection_id)
        if connection is not None:
            dialog = ConnectionDialog(self.context, self.window(), connection)
            dialog.connected.connect(lambda *_: self.context.connections.reload())
            dialog.open()

    def ask_consent(
        self, connection_id: int, *, brake: RunReport | None = None, products: int = 0
    ) -> None:
        """Open the consent dialog; the sync starts when the user agrees.

        `products` are those that the test of a new connection has counted.
        """
        connection = self._free(connection_id)
        if connection is None:
            return
        from shopsync_gui.ui.jobs.consent_dialog import ConsentDialog

        dialog = ConsentDialog(
            self.context, connection, self.window(), brake=brake, products=products
        )
        dialog.preview_wanted.connect(lambda: self.preview(connection_id))
        dialog.accepted.connect(lambda: self._focus_on(connection_id))
        dialog.open()

    def preview(self, connection_id: int) -> None:
        """Work out what a sync would do, and show it; nothing is written without consent."""
        from shopsync_gui.ui.jobs.preview_dialog import PreviewDialog

        connection = self._free(connection_id)
        if connection is not None:
            PreviewDialog(self.context, connection, self.window()).show()

    def import_orders(self, connection_id: int, since: date | None = None) -> None:
        """Ask for a period, and show what its orders would bring in."""
        from shopsync_gui.ui.jobs.orders_dialog import OrdersDialog

        connection = self._free(connection_id)
        if connection is not None:
            OrdersDialog(self.context, connection, self.window(), since).show()

    def schedule(self, connection_id: int) -> None:
        """Ask when a shop is to be synced by itself."""
        from shopsync_gui.ui.connections.schedule_dialog import ScheduleDialog

        connection = self.context.connections.get(connection_id)
        if connection is not None:
            ScheduleDialog(self.context, connection, self.window()).open()

    def go_on(self, connection_id: int, latest: RunReport | None) -> None:
        """Go on with what was interrupted."""
        if latest is not None and latest.orders_since is not None:
            self.import_orders(connection_id, latest.orders_since)
        else:
            self.ask_consent(connection_id)

    def _focus_on(self, connection_id: int) -> None:
        if connection_id in self._cards:
            self._cards[connection_id].take_focus()

    def _free(self, connection_id: int) -> Connection | None:
        """The connection, if a job of it could begin."""
        free = self.context.other_programs.is_free(connection_id)
        return self.context.connections.get(connection_id) if free else None

    def verify(self, connection_id: int) -> None:
        """Compare both sides, without writing anything."""
        self.context.jobs.add(Job(kind=JobKind.VERIFY, connection_id=connection_id))
        self._focus_on(connection_id)

    def disconnect_shop(self, connection_id: int) -> None:
        """Forget a connection after asking; nothing changes in the shop or the account."""
        connection = self.context.connections.get(connection_id)
        if connection is None:
            return
        from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog

        question = Question(
            name="disconnect",
            title=_("Disconnect {shop}?").format(
                shop=self.context.connections.title_of(connection)
            ),
            text=_(
                "The products, history, backups and passwords of this connection are removed from"
                " this computer. Nothing changes in the shop or in the SalesAutopilot account."
            ),
            yes=_("Disconnect"),
        )
        QuestionDialog(self.window(), question, lambda: self._remove(connection)).open()

    def _try_demo(self) -> None:
        """Open a second window with an invented shop, whose data lie in a folder of their own."""
        start_demo(self.context.home)

    # --- inside -----------------------------------------------------------------------------------

    def _remove(self, connection: Connection) -> None:
        """Forget the shop; a job of it ends first."""
        jobs = self.context.jobs
        jobs.cancel(connection.id)
        if not jobs.running(connection.id):
            self._forget(connection)
            return

        def ended(connection_id: int) -> None:
            if connection_id == connection.id:
                jobs.ended.disconnect(ended)
                self._forget(connection)

        jobs.ended.connect(ended)

    def _forget(self, connection: Connection) -> None:
        secrets = self.context.secrets

        def remove(store: Store) -> None:
            store.connections.remove(connection.id)
            secrets.delete_all(connection.name)

        def removed(_done: None) -> None:
            self.context.connections.reload()

        def failed(error: ShopSyncError) -> None:
            if connection.id in self._cards:
                self._cards[connection.id].show_problem(error.problem)

        self.context.store.writer.ask(self, remove, removed, failed)

    def _connected(self, connection_id: int, products: int) -> None:
        """A shop was added: its consent follows, and then its first sync."""
        self.context.store.reader.ask(
            self,
            lambda store: store.connections.all(),
            lambda connections: self._added(connections, connection_id, products),
        )

    def _added(self, connections: list[Connection], connection_id: int, products: int) -> None:
        self.context.connections.replace(connections)
        added = self.context.connections.get(connection_id)
        if added is not None and added.options.package is Package.ECOMMERCE:
            self.ask_consent(connection_id, products=products)

    def _build_empty(self) -> EmptyView:
        self._empty_button = button(
            clicked=self.add_connection, kind="primary", name="emptyAddButton"
        )
        self._demo_button = button(clicked=self._try_demo, name="emptyDemoButton")
        self._demo_text = label(role="small", wrap=True, name="emptyDemoText")
        empty = EmptyView(self.context.theme, "store-plus-outline", 440)
        empty.offer(self._empty_button, self._demo_button)
        empty.add_words(self._demo_text)
        return empty

    def _build_cards(self) -> None:
        wanted = [connection.id for connection in self.context.connections]
        if list(self._cards) != wanted:
            clear(self._list)
            self._cards = {}
            for connection in self.context.connections:
                one = ConnectionCard(self.context, connection, self)
                self._cards[connection.id] = one
                self._list.addWidget(one)
        for connection in self.context.connections:
            self._cards[connection.id].set_connection(connection)
        self._stack.setCurrentIndex(0 if wanted else 1)
        self.refresh()

    def _show_facts(self, facts: dict[int, CardFacts]) -> None:
        for connection_id, found in facts.items():
            if connection_id in self._cards:
                self._cards[connection_id].set_facts(found)

    def _show_icons(self) -> None:
        tokens = self.context.theme.tokens
        icon = self.context.theme.icon("plus", tokens.on_accent)
        self._add.setIcon(icon)
        self._empty_button.setIcon(icon)
        for one in self._cards.values():
            one.show_icons()
