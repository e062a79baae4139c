"""SalesAutopilot fiók: the accounts that are written to, and the pace of writing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QGridLayout

from shopsync_gui.core.text import _, format_int, format_when
from shopsync_gui.ui.kit.disclosure import Disclosure
from shopsync_gui.ui.kit.empty_view import EmptyView
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.widgets import button, clear, column, label, line, row
from shopsync_gui.ui.settings.settings_card import SettingsCard, plain_card, scrolled

if TYPE_CHECKING:
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext

_Facts = dict[int, tuple[int, int]]


class AccountPage(Page):
    """One card an account, and how fast it is written to."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._facts: _Facts = {}
        cards = scrolled(self)
        self._accounts = column(gap=16)
        cards.addLayout(self._accounts)
        pace = SettingsCard(
            context,
            _("Writing to the account"),
            ("push.start_rate", "push.max_rate", "push.quiet_seconds"),
        )
        edits = SettingsCard(context, _("What was changed in the account"), ("sync.account_edits",))
        cards.addWidget(edits)
        self._advanced = Disclosure()
        self._advanced.add(pace)
        cards.addWidget(self._advanced)
        cards.addStretch(1)
        context.connections.changed.connect(self.refresh)
        self._fill()

    def refresh(self) -> None:
        """Read again what is known of the accounts."""
        ids = [connection.id for connection in self._context.connections]

        def read(store: Store) -> _Facts:
            return {number: store.target.counts(number) for number in ids}

        self._context.store.reader.ask(self, read, self._show)

    def _show(self, facts: _Facts) -> None:
        self._facts = facts
        self._fill()

    def _fill(self) -> None:
        clear(self._accounts)
        for connection in self._context.connections:
            self._accounts.addWidget(self._account(connection))
        if not self._context.connections:
            frame, layout = plain_card()
            empty = EmptyView(self._context.theme, "account-outline", 300)
            empty.say(
                _("No account is connected yet"),
                _("The account is given together with the webshop that is connected to it."),
            )
            empty.offer(
                button(
                    _("To the webshop connection"),
                    partial(self._context.requests.open_page, "pageConnections"),
                    kind="primary",
                    name="accountEmptyButton",
                )
            )
            layout.addWidget(empty)
            self._accounts.addWidget(frame)

    def _account(self, connection: Connection) -> QFrame:
        frame, layout = plain_card()
        frame.setObjectName("accountCard")
        head = row(gap=12)
        head.addWidget(label(connection.sa_user, "title", wrap=True, name="accountUser"), 1)
        head.addWidget(
            button(
                _("Edit…"),
                partial(self._context.requests.open_page, "pageConnections", edit=connection.id),
                name="accountEditButton",
            )
        )
        layout.addLayout(head)
        layout.addWidget(line())
        counts = self._facts.get(connection.id)
        products, categories = ("–", "–") if counts is None else map(format_int, counts)
        facts = (
            (_("Webshop"), self._context.connections.title_of(connection)),
            (_("Address"), connection.sa_url),
            (_("All products in the account"), products),
            (_("Categories in the account"), categories),
            (_("Verified"), format_when(connection.verified_at)),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row_number, (name, value) in enumerate(facts):
            grid.addWidget(label(name, "muted"), row_number, 0)
            grid.addWidget(label(value, wrap=True), row_number, 1)
        layout.addLayout(grid)
        return frame
