"""The fields of a connection's two sides: what is typed, whether it can be right, what each side says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Signal

from shopsync_gui.core.addresses import check_url, shop_name_of
from shopsync_gui.core.errors import (
    AddressNotUnderstood,
    InsecureAddress,
    Problem,
    UnknownShop,
    WrongAccountPassword,
    WrongClientSecret,
)
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.sync.connect import (
    AccountAnswer,
    ConnectionDraft,
    ShopAnswer,
    check_account,
    check_shop,
)
from shopsync_gui.ui.connections.connection_test import advice, with_saved_secrets
from shopsync_gui.ui.connections.form import FieldForm
from shopsync_gui.ui.connections.options import OptionFields
from shopsync_gui.ui.connections.side_check import SideCheck, SideState
from shopsync_gui.ui.kit.dialog_scroll import bring_into_view
from shopsync_gui.ui.kit.widgets import button, label, set_tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLabel, QLineEdit

    from shopsync_gui.store.connections import Connection, ConnectionOptions
    from shopsync_gui.ui.jobs.context import AppContext


class CredentialsForm(FieldForm):
    """Asks each side while one types; the dialog around it has the buttons."""

    #: Whether all is there and can be right.
    ready = Signal(bool)
    #: What was asked, or answered, may not hold any more.
    typed = Signal()
    #: The shop's permissions: those granted (None where it was not asked), and those missing.
    scopes = Signal(object, object)
    #: Texts came or went: other room is needed.
    changed_height = Signal()

    def __init__(self, context: AppContext, connection: Connection | None) -> None:
        super().__init__(self._typed, context.theme)
        self._context = context
        self._connection = connection
        self._refused: set[QLineEdit] = set()
        self._shop_check = SideCheck(check_shop, self)
        self._shop_check.changed.connect(self.show_shop)
        self._account_check = SideCheck(check_account, self)
        self._account_check.changed.connect(self.show_account)
        self._build()

    def begin(self) -> None:
        """Show what is known of the connection; the first field to fill gets the focus."""
        self._fill(self._connection)
        self._typed()

    def give_up(self) -> None:
        """Ask no side any more."""
        for check in (self._shop_check, self._account_check):
            check.give_up()

    # --- building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.add_heading(_("Shoprenter webshop"))
        self._shop = self.add_field(
            "shopField",
            _("Webshop"),
            _("Its name, or its address that ends in myshoprenter.hu"),
            _("Type the name as it stands in the admin's address: name.myshoprenter.hu/admin"),
        )
        self._client_id = self.add_field("clientIdField", _("Client id"))
        self._client_secret = self.add_field("clientSecretField", _("Client secret"), secret=True)
        self._shop_status = self.add_status("shopStatus")
        self.add_heading(_("SalesAutopilot account"))
        self._sa_user = self.add_field("saUserField", _("API user name"))
        self._sa_password = self.add_field("saPasswordField", _("API password"), secret=True)
        self._account_status = self.add_status("accountStatus")
        self.add_heading(_("Options"))
        self._options = OptionFields()
        self._options.add_package(self)
        text = _("Neither writes anything without your consent.")
        self.addWidget(label(text, "small", wrap=True), self.rowCount(), 1)
        self._more = button(
            _("Further options…"), self._toggle_addresses, kind="link", name="addressesButton"
        )
        self.addWidget(self._more, self.rowCount(), 1)
        self._address_row = self.rowCount()
        self._options.add_rest(self)
        unsafe = _("Only an https:// address is safe for the passwords.")
        self._shop_url = self.add_field("shopUrlField", _("Shop API address"), wrong=unsafe)
        self._token_url = self.add_field("tokenUrlField", _("Token address"), wrong=unsafe)
        self._sa_url = self.add_field("saUrlField", _("SalesAutopilot address"), wrong=unsafe)
        self.show_rows(self._address_row, shown=False)

    def _toggle_addresses(self) -> None:
        shown = self._shop_url.isHidden()
        self.show_rows(self._address_row, shown=shown)
        self.changed_height.emit()
        bring_into_view(self._options.first if shown else self._more)

    def _fill(self, connection: Connection | None) -> None:
        if connection is None:
            self._shop.setFocus()
            return
        self._shop.setText(connection.name)
        self._shop.setReadOnly(True)
        self._options.show(connection.options)
        self._client_id.setText(connection.client_id)
        self._sa_user.setText(connection.sa_user)
        self._shop_url.setText(connection.shop_url)
        self._token_url.setText(connection.token_url)
        self._sa_url.setText(connection.sa_url)
        unchanged = _("unchanged")
        self._client_secret.setPlaceholderText(unchanged)
        self._sa_password.setPlaceholderText(unchanged)
        self._client_id.setFocus()

    # --- checking -------------------------------------------------------------------------------

    def _typed(self) -> None:
        """Mark what cannot be right, allow the buttons only when all is there, ask the sides."""
        fine = self._mark(self._shop, fine=self._shop_is_understood())
        for field in (self._shop_url, self._token_url, self._sa_url):
            fine &= self._mark(field, fine=_is_safe(field.text()))
        for field in (self._client_id, self._client_secret, self._sa_user, self._sa_password):
            self._mark(field)
        shop_fields, account_fields = self._needed()
        fine &= all(field.text().strip() for field in (*shop_fields, *account_fields))
        self.typed.emit()
        self.ready.emit(fine)
        self._look(self._shop_check, shop_fields, (self._shop_url, self._token_url))
        self._look(self._account_check, account_fields, (self._sa_url,))

    def _needed(self) -> tuple[list[QLineEdit], list[QLineEdit]]:
        """The fields of both sides that must hold something; saved secrets may stay untyped."""
        shop, account = [self._shop, self._client_id], [self._sa_user]
        if self._connection is None:
            shop.append(self._client_secret)
            account.append(self._sa_password)
        return shop, account

    def _look(
        self, check: SideCheck, needed: list[QLineEdit], addresses: tuple[QLineEdit, ...]
    ) -> None:
        """Have a side asked once its fields are whole and their typing has ended."""
        whole = all(field.text().strip() for field in needed) and self._shop_is_understood()
        whole &= all(_is_safe(field.text()) for field in addresses)
        secret = self._client_secret if check is self._shop_check else self._sa_password
        values = tuple(field.text() for field in (*needed, secret, *addresses))
        check.look(values, self._maker() if whole else None)

    def _maker(self) -> Callable[[], ConnectionDraft]:
        draft, saved = self.draft(), self._connection
        if saved is None:
            return lambda: draft
        secrets = self._context.secrets
        return lambda: with_saved_secrets(draft, secrets, saved.name)

    def show_shop(self, state: SideState) -> None:
        """What the shop says to what was typed."""
        text = ""
        if isinstance(state.answer, ShopAnswer):
            products = ngettext("{n} product", "{n} products", state.answer.products)
            text = f"{state.answer.title}: {products.format(n=format_int(state.answer.products))}"
            self.scopes.emit(state.answer.granted, state.answer.missing)
        else:
            self.scopes.emit(None, _scopes_of(state.problem))
        self._show_state(self._shop_status, state, text)

    def show_account(self, state: SideState) -> None:
        """What the account says to what was typed."""
        text = ""
        if isinstance(state.answer, AccountAnswer):
            text = _("SalesAutopilot: {n} products, {m} categories").format(
                n=format_int(state.answer.products), m=format_int(state.answer.categories)
            )
        self._show_state(self._account_status, state, text)

    def _show_state(self, status: QLabel, state: SideState, fine: str) -> None:
        tone, text = "small", _("Looking…") if state.asking else ""
        if fine:
            tone, text = "good", f"✓  {fine}"
        elif state.problem is not None:
            tone, text = "bad", f"✗  {state.problem.message}"
        status.setText(text)
        status.setToolTip("" if state.problem is None else advice(state.problem))
        set_tone(status, "role", tone)
        self._refuse(status, state.problem)
        self.changed_height.emit()

    def _refuse(self, status: QLabel, problem: Problem | None) -> None:
        """Mark the fields that a side has refused."""
        sides: dict[QLabel, dict[str, tuple[QLineEdit, ...]]] = {
            self._shop_status: {
                UnknownShop.__name__: (self._shop,),
                WrongClientSecret.__name__: (self._client_id, self._client_secret),
            },
            self._account_status: {
                WrongAccountPassword.__name__: (self._sa_user, self._sa_password),
            },
        }
        fields = sides[status]
        self._refused -= {field for several in fields.values() for field in several}
        if problem is not None:
            self._refused |= set(fields.get(problem.code, ()))
        for several in fields.values():
            for field in several:
                fine = field is not self._shop or self._shop_is_understood()
                self._mark(field, fine=fine)

    def _shop_is_understood(self) -> bool:
        if not self._shop.text().strip():
            return True
        try:
            shop_name_of(self._shop.text())
        except AddressNotUnderstood:
            return False
        return True

    def _mark(self, field: QLineEdit, *, fine: bool = True) -> bool:
        return self.mark(field, fine=fine, refused=field in self._refused)

    def draft(self) -> ConnectionDraft:
        """What was typed; empty secrets of a saved connection are looked up by the tester."""
        client_secret, sa_password = self._client_secret.text(), self._sa_password.text()
        return ConnectionDraft(
            shop=self._shop.text(),
            client_id=self._client_id.text(),
            client_secret=client_secret,
            sa_user=self._sa_user.text(),
            sa_password=sa_password,
            shop_url=self._shop_url.text(),
            token_url=self._token_url.text(),
            sa_url=self._sa_url.text(),
            proxy=self._context.settings.values.network.proxy,
            demo=self._connection is not None and self._connection.demo,
            options=self._chosen_options(),
        )

    def _chosen_options(self) -> ConnectionOptions:
        """What is chosen here; the schedule has a dialog of its own."""
        chosen = self._options.chosen()
        if self._connection is None:
            return chosen
        return replace(chosen, schedule=self._connection.options.schedule)


def _scopes_of(problem: Problem | None) -> tuple[str, ...]:
    """The permissions that a problem says are missing."""
    return () if problem is None else tuple(problem.values.get("scope", "").split(", "))


def _is_safe(url: str) -> bool:
    if not url.strip():
        return True
    try:
        check_url(url)
    except InsecureAddress:
        return False
    return True
