"""The dialog that adds or edits a connection: where to find each value, a test, then it is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QDialog, QLabel, QLineEdit, QWidget

from shopsync_gui.core.addresses import check_url, shop_name_of
from shopsync_gui.core.errors import (
    AddressNotUnderstood,
    InsecureAddress,
    NoKeyring,
    Problem,
    ShopSyncError,
    UnknownShop,
    WrongAccountPassword,
    WrongClientSecret,
)
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.sync.connect import (
    AccountAnswer,
    ConnectionCheck,
    ConnectionDraft,
    ShopAnswer,
    check_account,
    check_shop,
    save_connection,
)
from shopsync_gui.ui.connections.form import FieldForm
from shopsync_gui.ui.connections.guide import GUIDE_WIDTH, ConnectionGuide
from shopsync_gui.ui.connections.options import OptionFields
from shopsync_gui.ui.connections.side_check import SideCheck, SideState
from shopsync_gui.ui.connections.tester import ConnectionTester, with_saved_secrets
from shopsync_gui.ui.widgets import (
    button,
    clear,
    column,
    fit_height,
    label,
    note,
    room,
    row,
    set_tone,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection, ConnectionOptions
    from shopsync_gui.ui.context import AppContext

#: Pixels of the fields with the margins, and between them and the guide.
_WIDTH, _BETWEEN = 560, 24


class ConnectionDialog(QDialog):
    """Collects what is needed for both sides, tests them, and keeps the connection."""

    #: A connection was kept; its id.
    connected = Signal(int, int)

    def __init__(
        self, context: AppContext, parent: QWidget, connection: Connection | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._connection = connection
        self._pending: tuple[ConnectionDraft, ConnectionCheck] | None = None
        self._tester = ConnectionTester(context, self)
        self._tester.checked.connect(self._checked)
        self._tester.failed.connect(self._failed)
        self._save_after_test = False
        self._pressed: QWidget | None = None
        self._refused: set[QLineEdit] = set()
        self._shop_check = SideCheck(check_shop, self)
        self._shop_check.changed.connect(self._show_shop)
        self._account_check = SideCheck(check_account, self)
        self._account_check.changed.connect(self._show_account)
        self.setObjectName("connectionDialog")
        title = _("Add webshop") if connection is None else _("Edit connection")
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = column(self, margins=24, gap=16)
        head = row(gap=12)
        head.addWidget(label(title, "heading"), 1)
        head.addWidget(
            button(_("Where do I find these?"), self._toggle_guide, kind="link", name="guideButton")
        )
        layout.addLayout(head)
        self._form = self._build_form()
        self._guide = ConnectionGuide()
        self._sides = row(gap=_BETWEEN)
        fields = column()
        fields.addLayout(self._form)
        fields.addStretch(1)
        self._sides.addLayout(fields, 1)
        self._sides.addWidget(self._guide)
        layout.addLayout(self._sides)
        self._notes = QWidget()
        self._notes_layout = column(self._notes)
        self._notes.setProperty("pinned", True)
        self._notes.hide()
        layout.addWidget(self._notes)
        self._session_only = QCheckBox(_("Keep the passwords only until the program is closed"))
        self._session_only.setObjectName("sessionOnlyCheckBox")
        self._session_only.setProperty("pinned", True)
        self._session_only.hide()
        layout.addWidget(self._session_only)
        layout.addStretch(1)
        buttons = row(gap=12)
        self._test = button(_("Test connection"), self._start_test, name="testButton")
        self._connect = button(
            _("Connect") if connection is None else _("Save"),
            self._start_connect,
            kind="primary",
            name="connectButton",
        )
        self._connect.setDefault(True)
        buttons.addWidget(self._test)
        buttons.addStretch(1)
        buttons.addWidget(button(_("Cancel"), self.reject, name="connectionCancelButton"))
        buttons.addWidget(self._connect)
        layout.addLayout(buttons)
        self._fill(connection)
        self._typed()
        self._show_guide(connection is None and self._has_room_beside())

    # --- building -------------------------------------------------------------------------------

    def _build_form(self) -> FieldForm:
        form = FieldForm(self._typed)
        form.add_heading(_("Shoprenter webshop"))
        self._shop = form.add_field(
            "shopField",
            _("Webshop"),
            _("Its name, or its address that ends in myshoprenter.hu"),
            _("Type the name as it stands in the admin's address: name.myshoprenter.hu/admin"),
        )
        self._client_id = form.add_field("clientIdField", _("Client id"))
        self._client_secret = form.add_field("clientSecretField", _("Client secret"), secret=True)
        self._shop_status = form.add_status("shopStatus")
        form.add_heading(_("SalesAutopilot account"))
        self._sa_user = form.add_field("saUserField", _("API user name"))
        self._sa_password = form.add_field("saPasswordField", _("API password"), secret=True)
        self._account_status = form.add_status("accountStatus")
        form.add_heading(_("Options"))
        self._options = OptionFields()
        self._options.add_package(form)
        self._more = button(
            _("Further options…"), self._toggle_addresses, kind="link", name="addressesButton"
        )
        form.addWidget(self._more, form.rowCount(), 1)
        self._address_row = form.rowCount()
        self._options.add_rest(form)
        unsafe = _("Only an https:// address is safe for the passwords.")
        self._shop_url = form.add_field("shopUrlField", _("Shop API address"), wrong=unsafe)
        self._token_url = form.add_field("tokenUrlField", _("Token address"), wrong=unsafe)
        self._sa_url = form.add_field("saUrlField", _("SalesAutopilot address"), wrong=unsafe)
        form.show_rows(self._address_row, shown=False)
        return form

    def _toggle_addresses(self) -> None:
        self._form.show_rows(self._address_row, shown=self._shop_url.isHidden())
        fit_height(self)

    def _toggle_guide(self) -> None:
        self._show_guide(self._guide.isHidden())
        if not self._guide.isHidden() and not self._has_room_beside():
            from shopsync_gui.ui.scrolling import bring_into_view

            bring_into_view(self._guide)

    def _has_room_beside(self) -> bool:
        """Whether the screen is wide enough for the guide beside the fields, not below them."""
        return room(self).width() >= _WIDTH + GUIDE_WIDTH + _BETWEEN

    def _show_guide(self, shown: bool) -> None:
        beside = self._has_room_beside()
        way = QBoxLayout.Direction
        self._sides.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self._guide.stand_beside(beside)
        self._guide.setVisible(shown)
        width = _WIDTH + (GUIDE_WIDTH + _BETWEEN if shown and beside else 0)
        self.setMinimumWidth(width)
        self.resize(width, self.height())
        fit_height(self)

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
        self._test.setEnabled(fine)
        self._connect.setEnabled(fine)
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
        draft, saved = self._draft(), self._connection
        if saved is None:
            return lambda: draft
        secrets = self._context.secrets
        return lambda: with_saved_secrets(draft, secrets, saved.name)

    def _show_shop(self, state: SideState) -> None:
        text = ""
        if isinstance(state.answer, ShopAnswer):
            products = ngettext("{n} product", "{n} products", state.answer.products)
            text = f"{state.answer.title}: {products.format(n=format_int(state.answer.products))}"
            self._guide.mark(state.answer.granted, state.answer.missing)
        else:
            self._guide.mark(None, _scopes_of(state.problem))
        self._show_state(self._shop_status, state, text)

    def _show_account(self, state: SideState) -> None:
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
        status.setToolTip("" if state.problem is None else state.problem.action)
        set_tone(status, "role", tone)
        self._refuse(status, state.problem)
        fit_height(self)

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
        return self._form.mark(field, fine=fine, refused=field in self._refused)

    def _draft(self) -> ConnectionDraft:
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
            proxy=str(self._context.settings.get("network.proxy")),
            demo=self._connection is not None and self._connection.demo,
            options=self._chosen_options(),
        )

    def _chosen_options(self) -> ConnectionOptions:
        """What is chosen here; the schedule has a dialog of its own."""
        chosen = self._options.chosen()
        if self._connection is None:
            return chosen
        return replace(chosen, schedule=self._connection.options.schedule)

    def _start_test(self) -> None:
        self._save_after_test = False
        self._test_now()

    def _start_connect(self) -> None:
        if self._pending is not None and self._session_only.isChecked():
            self._save(*self._pending)
            return
        self._save_after_test = True
        self._test_now()

    def _test_now(self) -> None:
        self._set_busy(True)
        for check in (self._shop_check, self._account_check):
            check.give_up()
        self._say("plain", _("Testing both sides…"))
        self._tester.test(self._draft(), saved=self._connection)

    def _set_busy(self, busy: bool) -> None:
        """Neither button works while one does; the focus waits for the one that was pressed."""
        pressed = (self._test, self._connect)
        if busy and self.focusWidget() in pressed:
            self._pressed = self.focusWidget()
            self.setFocus()
        for one in pressed:
            one.setEnabled(not busy)
        if not busy and self._pressed is not None:
            if self.focusWidget() in (None, self):
                self._pressed.setFocus()
            self._pressed = None

    def _checked(self, draft: ConnectionDraft, check: ConnectionCheck) -> None:
        self._set_busy(False)
        self._say(
            "plain",
            _("Both sides answer"),
            _("{shop}: {n} products").format(shop=check.title, n=format_int(check.products)),
            _("SalesAutopilot: {n} products, {m} categories").format(
                n=format_int(check.account_products), m=format_int(check.account_categories)
            ),
        )
        if self._save_after_test:
            self._save(draft, check)

    def _failed(self, problem: Problem) -> None:
        self._set_busy(False)
        self._say("bad", problem.title, problem.message, problem.action)

    def _save(self, draft: ConnectionDraft, check: ConnectionCheck) -> None:
        self._set_busy(True)
        session_only = self._session_only.isChecked()
        secrets = self._context.secrets
        replace_existing = self._connection is not None

        def save(store: Store) -> Connection:

            return save_connection(
                store,
                secrets,
                draft,
                check,
                datetime.now(UTC),
                session_only=session_only,
                replace_existing=replace_existing,
            )

        self._pending = (draft, check)
        self._context.writer.ask(self, save, self._saved, self._not_saved)

    def _saved(self, connection: Connection) -> None:
        assert self._pending is not None
        self.connected.emit(connection.id, self._pending[1].products)
        self.accept()

    def _not_saved(self, error: ShopSyncError) -> None:
        self._set_busy(False)
        problem = error.problem
        if isinstance(error, NoKeyring):
            self._session_only.show()
            self._say("warning", problem.title, problem.message, problem.action)
        else:
            self._failed(problem)

    def _say(self, tone: str, title: str, *texts: str) -> None:
        clear(self._notes_layout)
        box = note(tone)
        layout = column(box, margins=(16, 12, 16, 12), gap=2)
        layout.addWidget(label(title, "strong", wrap=True, name="dialogNoteTitle"))
        for text in texts:
            layout.addWidget(label(text, wrap=True))
        self._notes_layout.addWidget(box)
        self._notes.show()
        fit_height(self)


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
