"""The addresses of both services as fields of a connection's dialog; few users need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.strings.addresses import ACCOUNT_URL, default_shop_url, default_token_url
from shopsync_gui.core.text import _, pgettext

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit

    from shopsync_gui.core.team.told_shop import Fields
    from shopsync_gui.ui.connections.form import FieldForm


class AddressFields:
    """The fields for the addresses; each shows the usual one while it is empty."""

    def __init__(self, form: FieldForm) -> None:
        name = pgettext("a shop's, in an address", "name")
        self.shop = _add(form, "shopUrlField", _("Shop API address"), default_shop_url(name))
        self.token = _add(form, "tokenUrlField", _("Token address"), default_token_url(name))
        self.account = _add(form, "saUrlField", _("SalesAutopilot address"), ACCOUNT_URL)

    @property
    def all(self) -> tuple[QLineEdit, ...]:
        """The fields in their order."""
        return (self.shop, self.token, self.account)

    def show(self, shown: Fields) -> None:
        """Fill the fields with the addresses of a saved connection."""
        self.shop.setText(shown["shop_url"])
        self.token.setText(shown["token_url"])
        self.account.setText(shown["sa_url"])


def _add(form: FieldForm, name: str, caption: str, usual: str) -> QLineEdit:
    wrong = _("Only a whole https:// address is safe for the passwords.")
    field = form.add_field(name, caption, wrong=wrong)
    field.setPlaceholderText(usual)
    return field
