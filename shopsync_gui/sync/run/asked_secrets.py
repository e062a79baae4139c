"""The secrets of connections as a job asks for them: once, and patiently, before it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.errors import SecretMissing
from shopsync_gui.sync.run.secret_addresses import address_of, need_secret, refuse_shared
from shopsync_gui.system.secrets import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.system.secrets import Secrets


class AskedSecrets:
    """The secrets of connections, asked for once and remembered as long as a job's parts are in use."""

    def __init__(self, secrets: Secrets, connections: Callable[[], Iterable[Connection]]) -> None:
        self._secrets = secrets
        self._connections = connections
        self._asked: dict[tuple[str, str], str] = {}

    async def ask(self, connection: Connection) -> None:
        """Ask for both, which may wait for the keyring. Raises SecretError."""
        refuse_shared(self._secrets, connection, self._connections())
        missing = []
        for kind in KINDS:
            address = address_of(connection, kind)
            try:
                secret = await self._secrets.wait_for(connection.name, kind, address)
            except SecretMissing:
                missing.append(kind)
            else:
                self._asked[connection.name, kind] = secret
        if missing:
            raise SecretMissing(shop=connection.name, kinds=" ".join(missing))

    def need(self, connection: Connection, kind: str) -> str:
        """A secret as it was asked for, else as it is kept. Raises SecretError."""
        if known := self._asked.get((connection.name, kind)):
            return known
        refuse_shared(self._secrets, connection, self._connections())
        return need_secret(self._secrets, connection, kind)
