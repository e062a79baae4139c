"""Which addresses each secret of a connection is sent to: it is kept for these alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from shopsync_gui.core.errors import SecretError
from shopsync_gui.system.secrets import CLIENT_SECRET, KINDS

if TYPE_CHECKING:
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.system.secrets import Secrets


class Addresses(Protocol):
    """The addresses of a connection, saved or as typed."""

    @property
    def shop_url(self) -> str:
        """The address before a resource of the shop."""

    @property
    def token_url(self) -> str:
        """The address that gives tokens."""

    @property
    def sa_url(self) -> str:
        """The account's address."""


def address_of(addresses: Addresses, kind: str) -> str:
    """The addresses that a secret of this kind opens."""
    if kind == CLIENT_SECRET:
        return f"{addresses.token_url} {addresses.shop_url}"
    return addresses.sa_url


def need_secret(secrets: Secrets, connection: Connection, kind: str) -> str:
    """A secret of a connection. Raises SecretError."""
    return secrets.need(connection.name, kind, address_of(connection, kind))


def has_secrets(secrets: Secrets, connection: Connection) -> bool:
    """Whether both are kept; a keyring that is locked or silent is not an empty one."""
    try:
        return all(
            secrets.get(connection.name, kind, address_of(connection, kind)) is not None
            for kind in KINDS
        )
    except SecretError:
        return True


def forget_secrets(secrets: Secrets, connection: Connection) -> None:
    """Forget every secret of a connection."""
    for kind in KINDS:
        secrets.delete(connection.name, kind, address_of(connection, kind))
