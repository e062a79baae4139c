"""The dialog that adds or edits a connection: where to find each value, a test, then it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QLineEdit, QWidget

from shopsync_gui.core.addresses import check_url, shop_name_of
from shopsync_gui.core.errors import (
    AddressNotUnderstood,
    InsecureAddress,
    NoKeyring,
    Problem,
    ShopSyncError,
)
from shopsync_gui.core.text import _, format_int
from shopsync_gui.store import Connection, ConnectionOptions, Store
from shopsync_gui.sync.connect import ConnectionCheck, ConnectionDraft, save_connection
from shopsync_gui.ui.connections.options import OptionFields
from shopsync_gui.ui.connections.tester import ConnectionTester
from shopsync_gui.ui.context import AppContext
from shopsync_gui.ui.widgets import button, clear, column, fit_height, label, note, row, set_tone


class ConnectionDialog(QDialog):
    """Collects what is needed for both sides, tests them, and keeps the connection."""

    #: A connection was kept; its id.
    connected = Signal(int)

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
        self.setObjectName("connectionDialog")
        title = _("Add webshop") if connection is None else _("Edit connection")
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(600)
        layout = column(self, margins=24, gap=16)
        layout.addWidget(label(title, "heading"))
        layout.addLayout(self._build_form())
        self._notes = QWidget()
        self._notes_layout = column(self._notes)
        self._notes.hide()
        layout.addWidget(self._notes)
        self._session_only = QCheckBox(_("Keep the passwords only until the program is closed"))
        self._session_only.setObjectName("sessionOnlyCheckBox")
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
        fit_height(self)

    # --- building -------------------------------------------------------------------------------

    def _build_form(self) -> QGridLayout:
        form = QGridLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(4)
        form.setColumnStretch(1, 1)
        self._form = form
        self._heading(_("Shoprenter webshop"), "")
        self._shop = self._field(
            "shopField",
            _("Webshop"),
            _("Its name or any of its addresses, such as name.myshoprenter.hu"),
        )
        self._client_id = self._field(
            "clientIdField",
            _("Client id"),
            _("Shoprenter admin: Beállítások > API beállítások; read permissions are enough"),
        )
        self._client_secret = self._field("clientSecretField", _("Client secret"), secret=True)
        self._heading(_("SalesAutopilot account"), "")
        self._sa_user = self._field(
            "saUserField",
            _("API user name"),
            _("SalesAutopilot: Beállítások > Integráció > API kulcsok"),
        )
        self._sa_password = self._field("saPasswordField", _("API password"), secret=True)
        self._options = OptionFields()
        self._options.add_package(form)
        self._more = button(
            _("Further options…"), self._toggle_addresses, kind="link", name="addressesButton"
        )
        form.addWidget(self._more, form.rowCount(), 1)
        self._address_row = form.rowCount()
        self._options.add_rest(form)
        self._shop_url = self._field("shopUrlField", _("Shop API address"))
        self._token_url = self._field("tokenUrlField", _("Token address"))
        self._sa_url = self._field("saUrlField", _("SalesAutopilot address"))
        self._show_addresses(False)
        return form

    def _heading(self, text: str, hint: str) -> None:
        place = self._form.rowCount()
        if place > 1:
            self._form.setRowMinimumHeight(place, 12)
            place += 1
        self._form.addWidget(label(text, "title"), place, 0, 1, 2)

    def _field(self, name: str, caption: str, hint: str = "", *, secret: bool = False) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setAccessibleName(caption)
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.textChanged.connect(self._typed)
        place = self._form.rowCount()
        title = label(caption)
        title.setBuddy(field)
        self._form.addWidget(title, place, 0)
        self._form.addWidget(field, place, 1)
        if hint:
            self._form.addWidget(label(hint, "small", wrap=True), place + 1, 1)
        return field

    def _toggle_addresses(self) -> None:
        self._show_addresses(self._shop_url.isHidden())

    def _show_addresses(self, shown: bool) -> None:
        for place in range(self._address_row, self._form.rowCount()):
            for side in (0, 1):
                item = self._form.itemAtPosition(place, side)
                if item is not None and (widget := item.widget()) is not None:
                    widget.setVisible(shown)
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
        """Mark what cannot be right, and allow the buttons only when all is there."""
        fine = self._mark(self._shop, self._shop_is_understood())
        for field in (self._shop_url, self._token_url, self._sa_url):
            fine &= self._mark(field, _is_safe(field.text()))
        secrets_optional = self._connection is not None
        needed = [self._client_id, self._sa_user]
        if not secrets_optional:
            needed += [self._client_secret, self._sa_password]
        fine &= bool(self._shop.text().strip()) and all(f.text().strip() for f in needed)
        self._test.setEnabled(fine)
        self._connect.setEnabled(fine)

    def _shop_is_understood(self) -> bool:
        if not self._shop.text().strip():
            return True
        try:
            shop_name_of(self._shop.text())
        except AddressNotUnderstood:
            return False
        return True

    @staticmethod
    def _mark(field: QLineEdit, fine: bool) -> bool:
        set_tone(field, "invalid", not fine)
        return fine

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
        self._say("plain", _("Testing both sides…"))
        self._tester.test(self._draft(), saved=self._connection)

    def _set_busy(self, busy: bool) -> None:
        self._test.setEnabled(not busy)
        self._connect.setEnabled(not busy)

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
        self.connected.emit(connection.id)
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


def _is_safe(url: str) -> bool:
    if not url.strip():
        return True
    try:
        check_url(url)
    except InsecureAddress:
        return False
    return True
