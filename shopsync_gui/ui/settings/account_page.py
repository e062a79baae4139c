"""SalesAutopilot fiók: the accounts that are written to, and the pace of writing."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout

from shopsync_gui.core.account.account_traits import ToldTrait
from shopsync_gui.core.text import _, format_int, format_when, ngettext, one_line
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.stored_standings import read_standing
from shopsync_gui.ui.jobs.purposes import EditShop
from shopsync_gui.ui.jobs.steps import open_step
from shopsync_gui.ui.kit.disclosure import Disclosure
from shopsync_gui.ui.kit.empty_view import EmptyView
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.refill import refilling
from shopsync_gui.ui.kit.tab_order import tab_through
from shopsync_gui.ui.kit.widgets import button, column, label, line, row
from shopsync_gui.ui.settings.card_frame import CardFrame
from shopsync_gui.ui.settings.settings_card import SettingsCard, scrolled

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QPushButton, QVBoxLayout

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext


class _Facts(msgspec.Struct, frozen=True):
    """The facts of an account: how much it holds, and its ways."""

    products: int = 0
    categories: int = 0
    traits: tuple[ToldTrait, ...] = ()
    #: Whether the account was read since the shop leads to it.
    is_read: bool = True
    #: The last proof that it equals the shop.
    verified_at: datetime | None = None


class AccountPage(Page):
    """One card an account, and how fast it is written to."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._facts: dict[int, _Facts] = {}
        self._unfolded: set[int] = set()
        #: What the cards say now; None before they are laid out.
        self._filled: object = None
        cards = scrolled(self)
        self._accounts = column(gap=16)
        add_layout(cards, self._accounts)
        pace = SettingsCard(
            context,
            _("Writing to the account"),
            ("push.start_rate", "push.max_rate", "push.quiet_seconds"),
        )
        edits = SettingsCard(context, _("What was changed in the account"), ("sync.account_edits",))
        self._edits = edits
        self._cards: list[QFrame] = []
        cards.addWidget(edits)
        self._advanced = Disclosure()
        self._advanced.add(pace)
        cards.addWidget(self._advanced)
        cards.addStretch(1)
        #: The buttons of each shop: those to edit it, and those that begin a job of it.
        self._editing: dict[int, QPushButton] = {}
        self._beginning: dict[int, QPushButton] = {}
        context.connections.changed.connect(self.refresh)
        context.other_programs.activity_changed.connect(self._show_free)

    def refresh(self) -> None:
        """Read again what is known of the accounts."""
        connections = list(self._context.connections)

        def read(store: Store) -> dict[int, _Facts]:
            return {connection.id: _facts_of(store, connection) for connection in connections}

        self._context.store.reader.ask(self, read, self._show)

    def _show(self, facts: dict[int, _Facts]) -> None:
        self._facts = facts
        if self.isVisible():
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out what was read meanwhile when it is seen: of many accounts that takes a while."""
        super().showEvent(event)
        self._fill()

    def _fill(self) -> None:
        wanted = (tuple(self._context.connections), self._facts, frozenset(self._unfolded))
        if wanted == self._filled:
            return
        self._filled = wanted
        with refilling(self._accounts):
            self._lay_out()
        tab_through((*self._cards, self._edits, self._advanced))
        self._show_free()

    def _lay_out(self) -> None:
        self._editing, self._beginning = {}, {}
        self._cards = [self._account(connection) for connection in self._context.connections]
        for card in self._cards:
            self._accounts.addWidget(card)
        if not self._context.connections:
            frame = CardFrame()
            empty = EmptyView(self._context.theme, "account-outline", 300)
            empty.say(
                _("No account is connected yet"),
                _("You enter the account together with the webshop that belongs to it."),
            )
            empty.offer(
                button(
                    _("Connect a webshop"),
                    partial(self._context.requests.open_page, "pageConnections"),
                    kind="primary",
                    name="accountEmptyButton",
                )
            )
            frame.body.addWidget(empty)
            self._accounts.addWidget(frame)
            self._cards = [frame]

    def _show_free(self) -> None:
        """Let a shop be edited, and a job of it begin, as its card does."""
        others = self._context.other_programs
        for shop, edit in self._editing.items():
            edit.setEnabled(others.is_free(shop))
        for shop, begin in self._beginning.items():
            begin.setEnabled(others.may_begin(shop))

    def _account(self, connection: Connection) -> QFrame:
        frame = CardFrame(name="accountCard")
        layout = frame.body
        head = row(gap=12)
        head.addWidget(label(connection.sa_user, "title", wrap=True, name="accountUser"), 1)
        open_editor = partial(self._context.requests.open_for, EditShop(connection.id))
        edit = button(_("Edit…"), open_editor, name="accountEditButton")
        self._editing[connection.id] = edit
        head.addWidget(edit)
        add_layout(layout, head)
        layout.addWidget(line())
        known = self._facts.get(connection.id)
        products, categories = "–", "–"
        if known is not None and known.is_read:
            products, categories = format_int(known.products), format_int(known.categories)
        facts = (
            (_("Webshop"), self._context.connections.title_of(connection)),
            (_("Address"), connection.sa_url),
            (_("All products in the account"), products),
            (_("Categories in the account"), categories),
            (_("Verified"), format_when(known.verified_at if known is not None else None)),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row_number, (name, value) in enumerate(facts):
            grid.addWidget(label(name, "muted"), row_number, 0)
            grid.addWidget(label(value, wrap=True), row_number, 1)
        add_layout(layout, grid)
        layout.addWidget(line())
        self._add_traits(layout, connection, () if known is None else known.traits)
        return frame

    def _add_traits(
        self, layout: QVBoxLayout, connection: Connection, traits: tuple[ToldTrait, ...]
    ) -> None:
        """Its ways: those to be noticed, and the others on demand."""
        head = row(gap=12)
        head.addWidget(label(_("How the account behaves"), "strong"), 1)
        check = button(
            _("Compatibility check…"),
            partial(open_step, self._context.requests, Step.CHECK, connection.id, None),
            name="accountCheckButton",
        )
        self._beginning[connection.id] = check
        head.addWidget(check)
        add_layout(layout, head)
        unfolded = connection.id in self._unfolded
        noticed = [trait for trait in traits if unfolded or trait.tone is not Tone.GOOD]
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, trait in enumerate(noticed):
            grid.addWidget(label(trait.point, "muted", wrap=True), number, 0)
            grid.addWidget(label(one_line(trait.does, trait.means), wrap=True), number, 1)
            source = _("tried out") if trait.probed else _("read")
            told = f"{source} · {format_when(trait.known_since)}"
            grid.addWidget(label(told, "muted", name="traitSource"), number, 2)
        add_layout(layout, grid)
        if traits and not noticed:
            usual = _("Nothing about this account needs to be noticed.")
            layout.addWidget(label(usual, "muted", wrap=True, name="accountAsUsual"))
        rest = len(traits) - len(noticed)
        if not traits:
            layout.addWidget(label(_("Nothing is known yet."), "muted", name="accountNoTraits"))
        elif rest or unfolded:
            text = _("Show less")
            if not unfolded:
                text = _rest_text(rest, more=bool(noticed))
            fold = partial(self._toggle, connection.id)
            layout.addWidget(
                button(text, fold, kind="link", name="accountTraitsButton"),
                0,
                Qt.AlignmentFlag.AlignLeft,
            )

    def _toggle(self, connection_id: int) -> None:
        self._unfolded ^= {connection_id}
        self._fill()


def _rest_text(rest: int, *, more: bool) -> str:
    """The link to the ways that are as usual; `more` than those that are listed."""
    if more:
        text = ngettext("Show {n} more that is as usual", "Show {n} more that are as usual", rest)
    else:
        text = ngettext("Show {n} that is as usual", "Show {n} that are as usual", rest)
    return text.format(n=format_int(rest))


def _facts_of(store: Store, connection: Connection) -> _Facts:
    from shopsync_gui.sync.compatibility.compatibility import (
        known_traits,  # brings the services' clients along
    )

    products, categories = store.target.counts(connection.id)
    traits = known_traits(store, connection, datetime.now(UTC))
    standing = read_standing(store, connection)
    is_read, verified_at = standing.is_account_read, standing.verified_at
    return _Facts(products, categories, tuple(traits), is_read, verified_at)
