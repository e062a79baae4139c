"""A connection as it was typed, before anything of it is kept."""

from __future__ import annotations

import msgspec

from shopsync_gui.core.strings.addresses import (
    ACCOUNT_URL,
    check_url,
    default_shop_url,
    default_token_url,
    shop_name_of,
)
from shopsync_gui.store.account.connections import ConnectionOptions


class ConnectionDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A connection as typed. `shop` may be a name or any address of the shop; "" means default."""

    shop: str
    client_id: str
    client_secret: str
    sa_user: str
    sa_password: str
    shop_url: str = ""
    token_url: str = ""
    sa_url: str = ""
    proxy: str = ""
    demo: bool = False
    options: ConnectionOptions = ConnectionOptions()

    def __repr__(self) -> str:
        """The shop only: the secrets must not get into a log."""
        return f"ConnectionDraft({self.shop!r})"

    def account_url(self) -> str:
        """The account's address, checked. Raises InsecureAddress."""
        return check_url(self.sa_url.strip() or ACCOUNT_URL)

    def of_shop(self) -> ConnectionDraft:
        """The draft of the shop's side alone, with the usual address of the account.

        Raises AddressNotUnderstood or InsecureAddress.
        """
        return msgspec.structs.replace(self, sa_url="").complete()

    def complete(self) -> ConnectionDraft:
        """The draft with the shop's name cut out and every address filled in and checked.

        Raises AddressNotUnderstood or InsecureAddress. Contract "shoprenter" 1.1, 2.
        """
        name = shop_name_of(self.shop)
        return msgspec.structs.replace(
            self,
            shop=name,
            client_id=self.client_id.strip(),
            client_secret=self.client_secret.strip(),
            sa_user=self.sa_user.strip(),
            shop_url=check_url(self.shop_url.strip() or default_shop_url(name)),
            token_url=check_url(self.token_url.strip() or default_token_url(name)),
            sa_url=self.account_url(),
        )
