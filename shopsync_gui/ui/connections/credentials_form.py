"""The fields of a connection's two sides, each checked with its service while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from shopsync_gui.core.errors import (
    NameTaken,
    TokenAddressUnknown,
    UnknownShop,
    WrongAccountPassword,
    WrongClientSecret,
)
from shopsync_gui.core.strings.addresses import (
    ACCOUNT_URL,
    default_shop_url,
    default_token_url,
    shop_name_of,
)
from shopsync_gui.core.text import _, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.connect import (
    AccountAnswer,
    ShopAnswer,
    SideAnswers,
    check_account,
    check_shop,
)
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD
from shopsync_gui.ui.connections.answer_words import account_words, shop_words
from shopsync_gui.ui.connections.connection_fields import ConnectionFields
from shopsync_gui.ui.connections.connection_test import with_saved_secrets
from shopsync_gui.ui.connections.missing_secret import MissingSecret
from shopsync_gui.ui.connections.side import (
    Side,
    go_to,
    is_connected,
    is_safe,
    is_understood,
    missing_scopes,
    test_states,
)
from shopsync_gui.ui.connections.side_check import SideCheck, SideState
from shopsync_gui.ui.kit.widgets import set_style

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLineEdit

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.connection_draft import ConnectionDraft
    from shopsync_gui.ui.connections.edited_connection import EditedConnection
    from shopsync_gui.ui.jobs.context import AppContext


class CredentialsForm(ConnectionFields):
    """The fields of a connection, checked; the dialog around it has the buttons."""

    #: Whether all is there and can be right.
    ready = Signal(bool)
    #: The values are others now: earlier answers may not hold for them.
    typed = Signal()
    #: The shop's permissions: those granted (None where it was not asked), and those missing.
    scopes = Signal(object, object)

    def __init__(self, context: AppContext, edited: EditedConnection) -> None:
        super().__init__(self._typed, context, edited)
        self._tested: dict[str, tuple[str, ...]] = {}
        self._refused: set[QLineEdit] = set()
        self._shop_side = Side(
            SideCheck(context.background, check_shop, edited, self),
            self._shop_status,
            self._shop_host,
            (self._shop, self._client_id),
            self._client_secret,
            CLIENT_SECRET,
            (self._addresses.shop, self._addresses.token),
            {
                TokenAddressUnknown: (self._addresses.token, self._shop),
                UnknownShop: (self._shop,),
                WrongClientSecret: (self._client_id, self._client_secret),
            },
            frozenset({"shop_url", "token_url", "client_id"}),
        )
        self._account_side = Side(
            SideCheck(context.background, check_account, edited, self),
            self._account_status,
            self._account_host,
            (self._sa_user,),
            self._sa_password,
            SA_PASSWORD,
            (self._addresses.account,),
            {WrongAccountPassword: (self._sa_user, self._sa_password)},
            frozenset({"sa_url", "sa_user"}),
        )
        self._sides = (self._shop_side, self._account_side)
        self._shop_side.check.changed.connect(self.show_shop)
        self._account_side.check.changed.connect(self.show_account)

    def begin(self, problem: Problem | None = None) -> None:
        """Show what is known of the connection; the first field to fill gets the focus.

        Where a side has refused what is saved, that `problem` tells which field that is.
        """
        first = self._fill(self._connection)
        for side in self._sides:
            if problem is not None and any(problem.is_a(error) for error in side.refused_by):
                first = side.secret
        first.setFocus()
        self._typed()
        for side in self._sides:
            side.status.setText(side.status.text() or side.hint)
        if self._connection is not None:
            MissingSecret(self, self._sides).look_for(self._context, self._connection, first)

    def give_up(self) -> None:
        """Ask no more: what stands here leads to what somebody else has changed."""
        for side in self._sides:
            side.check.give_up()

    def begin_test(self) -> None:
        """Leave the asking to a test of what is typed now."""
        for side in self._sides:
            side.check.stand_back()
            self._tested[side.secret_kind] = side.values()

    def end_test(self, answers: SideAnswers, problem: Problem | None) -> None:
        """Show at each side what a test came to; one that it left out, or has other values now, is asked."""
        for side, state in zip(self._sides, test_states(answers, problem), strict=True):
            tested = self._tested.get(side.secret_kind) == side.values()
            if tested and state != SideState():
                side.check.take_over(side.values(), state)
            self._check(side)

    def wrong_address(self) -> QLineEdit | None:
        """The first of the addresses that cannot be right; few people look at them."""
        return next((f for f in self._addresses.all if not is_safe(f.text())), None)

    def go_to_wrong_address(self) -> None:
        """Go to it, shown by then."""
        field = self.wrong_address()
        if field is not None:
            if field.isHidden():
                self._toggle_addresses()
            go_to(field)

    def go_to_wrong(self) -> None:
        """Go to the first field that cannot be right or holds nothing yet, and say so there."""
        wrong = [f for f in (self._shop, *self._addresses.all) if f.property("invalid")]
        for side in self._sides:
            missing = side.missing(saved=self._keeps_secret(side))
            if not wrong and missing is not None:
                self._ask_for(missing, side)
                wrong.append(missing)
        if wrong:
            go_to(wrong[0])

    def _ask_for(self, field: QLineEdit, side: Side) -> None:
        """Say that a field has to be filled in, below it, or else below all of its side."""
        text = _("Fill this in, too: {field}").format(field=field.accessibleName())
        if field is self._shop:
            self._mark(field, fine=False, wrong=text)
        else:
            self._mark(field, fine=False)
            side.status.setText(f"✗  {text}")
            set_style(side.status, "role", Tone.BAD)

    def go_to_refused(self, problem: Problem) -> bool:
        """Go to the field that is to blame for a problem, if one is."""
        for side in self._sides:
            if (field := side.refused(problem)) is not None:
                go_to(field)
                return True
        return False

    def _fill(self, connection: Connection | None) -> QLineEdit:
        """Show the connection; the first field to fill."""
        if connection is None:
            return self._shop
        self._shop.setText(connection.name)
        self._shop.setReadOnly(True)
        self._options.show(connection.options)
        shown = connection.told_fields | connection.moved
        self._client_id.setText(shown["client_id"])
        self._sa_user.setText(shown["sa_user"])
        self._addresses.show(shown)
        moved = self._moved_sides()
        for side in self._sides:
            other = _("the one for the new values")
            side.secret.setPlaceholderText(other if side in moved else _("unchanged"))
        leads_elsewhere = self._say_hosts()
        if leads_elsewhere or connection.moved.keys() & {"shop_url", "token_url", "sa_url"}:
            self.show_rows(self._address_row, shown=True)
        return moved[0].secret if moved else self._client_id

    # --- checking -------------------------------------------------------------------------------

    def _typed(self) -> None:
        """Mark what cannot be right, allow the buttons only when all is there, ask the sides."""
        fine = self._mark_shop()
        for field in self._addresses.all:
            fine &= self._mark(field, fine=is_safe(field.text()))
        for field in (self._client_id, self._client_secret, self._sa_user, self._sa_password):
            self._mark(field)
        self._say_hosts()
        fine &= all(self._is_whole(side) for side in self._sides)
        self.typed.emit()
        self.ready.emit(fine)
        for side in self._sides:
            self._check(side)

    def _say_hosts(self) -> bool:
        """Say at each side where its secret is sent, if not to the usual address; whether one is."""
        shop = self._shop.text()
        name = shop_name_of(shop) if shop.strip() and is_understood(shop) else ""
        usual = (default_shop_url(name), default_token_url(name)) if name else ()
        of_shop = self._shop_side.say_host(usual)
        return self._account_side.say_host((ACCOUNT_URL,)) or of_shop

    def _is_whole(self, side: Side) -> bool:
        """Whether every field of a side holds something that has to."""
        return side.is_whole(saved=self._keeps_secret(side))

    def _keeps_secret(self, side: Side) -> bool:
        """Whether the secret of a side is kept, so that it need not be typed."""
        return self._connection is not None and side not in self._moved_sides()

    def _moved_sides(self) -> list[Side]:
        """The sides that a colleague has changed: what is kept of secrets is not for the new values."""
        moved = set() if self._connection is None else self._connection.moved.keys()
        return [side for side in self._sides if moved & side.shown]

    def _check(self, side: Side) -> None:
        """Have a side asked once its fields are whole and the typing has ended."""
        whole = self._is_whole(side) and side.has_safe_addresses()
        whole &= is_understood(self._shop.text()) and not self._is_taken()
        whole &= not self._edited.outdated
        side.check.values_typed(side.values(), self._maker(side) if whole else None)

    def _maker(self, side: Side) -> Callable[[], ConnectionDraft]:
        draft, saved = self.draft(), self._connection
        if saved is None:
            return lambda: draft
        secrets = self._context.secrets
        return lambda: with_saved_secrets(draft, secrets, saved.name, (side.secret_kind,))

    def show_shop(self, state: SideState) -> None:
        """Show what the shop says to the values."""
        text = ""
        if isinstance(state.answer, ShopAnswer):
            text = shop_words(state.answer.title, state.answer.products)
            self.scopes.emit(state.answer.granted, state.answer.missing)
        else:
            self.scopes.emit(None, missing_scopes(state.problem))
        self._show_state(self._shop_side, state, text)

    def show_account(self, state: SideState) -> None:
        """Show what the account says to the values."""
        text, told = "", state.answer
        if isinstance(told, AccountAnswer):
            text = account_words(told.products, told.categories)
        self._show_state(self._account_side, state, text)

    def _show_state(self, side: Side, state: SideState, fine: str) -> None:
        side.say(state, fine)
        self._mark_refused(side, state.problem)

    def _mark_refused(self, side: Side, problem: Problem | None) -> None:
        """Mark the fields that a side has refused."""
        for error, fields in side.refused_by.items():
            if problem is not None and problem.is_a(error):
                self._refused.update(fields)
            else:
                self._refused.difference_update(fields)
            for field in fields:
                if field is self._shop:
                    self._mark_shop()
                else:
                    self._mark(field)

    def _mark(self, field: QLineEdit, *, fine: bool = True, wrong: str = "") -> bool:
        return self.mark(field, fine=fine, refused=field in self._refused, wrong=wrong)

    def _mark_shop(self) -> bool:
        taken = self._is_taken()
        fine = is_understood(self._shop.text()) and not taken
        wrong = f"{translate(NameTaken.title)}. {translate(NameTaken.action)}" if taken else ""
        return self._mark(self._shop, fine=fine, wrong=wrong)

    def _is_taken(self) -> bool:
        """Whether a new connection would be one of a shop that is connected already."""
        new = self._connection is None
        return new and is_connected(self._shop.text(), self._context.connections)

    def secrets_to_keep(self) -> tuple[str, ...]:
        """The kinds of secrets that have to be kept: of a saved connection, those that were typed."""
        saved = self._connection is not None
        return tuple(s.secret_kind for s in self._sides if s.secret.text() or not saved)
