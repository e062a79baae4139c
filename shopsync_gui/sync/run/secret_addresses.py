"""The addresses to which each secret of a connection is sent: it is kept for these alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from shopsync_gui.core.errors import SecretError, SecretShared
from shopsync_gui.system.given_secrets import own_variable
from shopsync_gui.system.secrets import CLIENT_SECRET, KINDS, VARIABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.store.account.connections import Connection
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


def refuse_shared(secrets: Secrets, connection: Connection, others: Iterable[Connection]) -> None:
    """Refuse a secret that is given for no shop by name, where the shops sign in differently.

    It would be sent to a service that it does not belong to. Raises SecretShared.
    """
    known = tuple(others)
    for kind in KINDS:
        source = secrets.shared_source(connection.name, kind, address_of(connection, kind))
        if source and any(_login(other, kind) != _login(connection, kind) for other in known):
            own = own_variable(VARIABLES[kind], connection.name)
            raise SecretShared(source=source, shop=connection.name, own=own)


def _login(connection: Connection, kind: str) -> str:
    return connection.client_id if kind == CLIENT_SECRET else connection.sa_user


def has_secrets(secrets: Secrets, connection: Connection) -> bool:
    """Whether both are kept."""
    return not missing_secrets(secrets, connection)


def missing_secrets(secrets: Secrets, connection: Connection) -> tuple[str, ...]:
    """The kinds that are not kept; a keyring that is locked or silent is not an empty one."""
    return _missing(secrets, connection) or ()


def lacks_secrets(secrets: Secrets, connection: Connection) -> bool | None:
    """Whether one is not kept; None where the keyring is locked or silent, so that nobody knows."""
    missing = _missing(secrets, connection)
    return None if missing is None else bool(missing)


def _missing(secrets: Secrets, connection: Connection) -> tuple[str, ...] | None:
    """The kinds that are not kept; None where the keyring tells nothing."""
    try:
        return tuple(
            kind
            for kind in KINDS
            if secrets.get(connection.name, kind, address_of(connection, kind)) is None
        )
    except SecretError:
        return None


def forget_secrets(secrets: Secrets, connection: Connection) -> bool:
    """Forget every secret of a connection; False where the keyring may hold one still."""
    forgotten = [
        secrets.delete(connection.name, kind, address_of(connection, kind)) for kind in KINDS
    ]
    return all(forgotten)
