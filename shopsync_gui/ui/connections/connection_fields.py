"""The fields of a connection as they are laid out, and the draft that they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from shopsync_gui.core.text import _
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.ui.connections.address_fields import AddressFields
from shopsync_gui.ui.connections.form import FieldForm
from shopsync_gui.ui.connections.options import OptionFields
from shopsync_gui.ui.kit.scrolling import bring_into_view
from shopsync_gui.ui.kit.widgets import button, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.store.account.connections import ConnectionOptions
    from shopsync_gui.ui.connections.edited_connection import EditedConnection
    from shopsync_gui.ui.jobs.context import AppContext


class ConnectionFields(FieldForm):
    """The shop's fields, the account's, the options, and the addresses that few people need."""

    def __init__(
        self, typed: Callable[[], None], context: AppContext, edited: EditedConnection
    ) -> None:
        super().__init__(typed, context.theme)
        self._context = context
        self._edited = edited
        self._connection = edited.shown
        self.add_heading(_("Shoprenter webshop"))
        self._shop = self.add_field(
            "shopField",
            _("Webshop"),
            _("Its name, or its address that ends in myshoprenter.hu"),
            _("Type the name as it appears in the admin's address: name.myshoprenter.hu/admin"),
        )
        self._client_id = self.add_field("clientIdField", _("Client id"))
        self._client_secret = self.add_field("clientSecretField", _("Client secret"), secret=True)
        self._shop_host = self.add_note("shopHostNote")
        self._shop_status = self.add_status("shopStatus")
        self.add_heading(_("SalesAutopilot account"))
        self._sa_user = self.add_field("saUserField", _("API user name"))
        self._sa_password = self.add_field("saPasswordField", _("API password"), secret=True)
        self._account_host = self.add_note("accountHostNote")
        self._account_status = self.add_status("accountStatus")
        self.add_heading(_("Options"))
        self._options = OptionFields()
        self._options.add_package(self)
        text = _("Neither writes anything without your consent.")
        self.addWidget(label(text, "small", wrap=True), self.rowCount(), 1)
        self._more = button(
            _("Advanced…"), self._toggle_addresses, kind="link", name="addressesButton"
        )
        self.addWidget(self._more, self.rowCount(), 1)
        self._address_row = self.rowCount()
        self._options.add_rest(self)
        self._addresses = AddressFields(self)
        self.show_rows(self._address_row, shown=False)

    def draft(self) -> ConnectionDraft:
        """The typed values; empty secrets of a saved connection are looked up by the tester."""
        client_secret, sa_password = self._client_secret.text(), self._sa_password.text()
        return ConnectionDraft(
            shop=self._shop.text(),
            client_id=self._client_id.text(),
            client_secret=client_secret,
            sa_user=self._sa_user.text(),
            sa_password=sa_password,
            shop_url=self._addresses.shop.text(),
            token_url=self._addresses.token.text(),
            sa_url=self._addresses.account.text(),
            proxy=self._context.settings.values.network.proxy,
            demo=self._connection is not None and self._connection.demo,
            options=self._chosen_options(),
        )

    def _chosen_options(self) -> ConnectionOptions:
        """The chosen options; schedule and labels, which have dialogs of their own, stay."""
        chosen = self._options.chosen()
        if self._connection is None:
            return chosen
        kept = self._connection.options
        return replace(chosen, schedule=kept.schedule, labels=kept.labels)

    def _toggle_addresses(self) -> None:
        shown = self._addresses.shop.isHidden()
        self.show_rows(self._address_row, shown=shown)
        self._options.say_when()
        bring_into_view(self._options.first if shown else self._more)
