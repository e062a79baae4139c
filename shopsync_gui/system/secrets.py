"""The client secret and the API password: in the system's keyring, else only in memory."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlsplit

from shopsync_gui.core import errors
from shopsync_gui.system import keyring_access
from shopsync_gui.system.given_secrets import GivenSecret, given_secret
from shopsync_gui.system.logs import hide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

log = logging.getLogger(__name__)

#: Keeps again what a secret took the place of. Raises NoKeyring.
WayBack: TypeAlias = "Callable[[], None]"

#: Seconds that the keyring has: its user may have to unlock it.
PATIENCE: Final = 60.0

CLIENT_SECRET: Final = "client_secret"
SA_PASSWORD: Final = "sa_password"
KINDS: Final = (CLIENT_SECRET, SA_PASSWORD)
#: The password of the mail account, kept under a name that no shop can have.
MAIL: Final = "*mail*"
SMTP_PASSWORD: Final = "smtp_password"
#: The password of a team's database, kept in the same way.
TEAM: Final = "*team*"
TEAM_PASSWORD: Final = "team_password"
VARIABLES: Final = {
    CLIENT_SECRET: "SHOPSYNC_CLIENT_SECRET",
    SA_PASSWORD: "SHOPSYNC_SA_PASSWORD",
    SMTP_PASSWORD: "SHOPSYNC_SMTP_PASSWORD",
    TEAM_PASSWORD: "SHOPSYNC_TEAM_PASSWORD",
}


class Secrets:
    """The secrets of the connections in one data folder, each bound to the hosts it was typed for.

    Looked up in this order: what was given for this session, the environment (`given_secret`: the
    shop's own, then what names no shop), the keyring. A call
    that reaches the keyring may wait while the system asks its user, but never longer than
    `patience` seconds: keep it off a window's thread. Nothing is ever written to a file.
    `address` is the one that a secret is sent to; several are parted by spaces.
    """

    def __init__(
        self, folder: Path, environ: Mapping[str, str] = os.environ, *, patience: float = PATIENCE
    ) -> None:
        self._folder = folder
        self._environ = environ
        self._patience = patience
        self._session: dict[tuple[str, str, str], str] = {}

    def get(self, connection: str, kind: str, address: str) -> str | None:
        """The secret, None where none is kept for this address.

        Raises SecretFileUnusable, SecretNotText, KeyringLocked, KeyringSilent.
        """
        secret = self._at_hand(connection, kind, address)
        if secret is None:
            secret = keyring_access.ask(self._reading(connection, kind, address), self._patience)
        if secret is not None:
            hide(secret)
        return secret

    def need(self, connection: str, kind: str, address: str) -> str:
        """The secret. Raises SecretMissing, KeyringLocked, KeyringSilent."""
        secret = self.get(connection, kind, address)
        if secret is None:
            raise errors.SecretMissing(shop=connection, kinds=kind)
        return secret

    async def wait_for(self, connection: str, kind: str, address: str) -> str:
        """Return a secret as `need` does, for an event loop: it goes on meanwhile, and may cancel the waiting."""
        import asyncio  # late: a start of the window does not need it

        secret = self._at_hand(connection, kind, address)
        if secret is None:
            work = keyring_access.begin(self._reading(connection, kind, address))
            try:
                # Unlike wait_for(), it loses no cancel that comes with the answer.
                async with asyncio.timeout(self._patience):
                    secret = await asyncio.wrap_future(work)
            except TimeoutError:
                raise keyring_access.silent(work) from None
        if secret is None:
            raise errors.SecretMissing(shop=connection, kinds=kind)
        hide(secret)
        return secret

    def set(self, connection: str, kind: str, address: str, secret: str) -> WayBack:
        """Keep the secret in the keyring; the way back to what was kept before.

        Raises NoKeyring where there is none that works; SecretNotTaken and SecretTooLong, kinds of it,
        where there is one.
        """
        hide(secret)
        service = self._service(connection, address)
        former: list[str | None] = []

        def keep() -> bool:
            backend = keyring_access.working_keyring()
            if backend is None:
                return False
            keyring_access.check_size(backend, secret)
            former.append(backend.get_password(service, kind))
            backend.set_password(service, kind, secret)
            return backend.get_password(service, kind) == secret

        try:
            kept = keyring_access.ask(keep, self._patience)
        except errors.NoKeyring:
            raise
        except errors.SecretError as error:
            log.warning("the keyring did not take a secret: %s", type(error).__name__)
            raise errors.SecretNotTaken from None
        if not kept:
            raise errors.NoKeyring
        remembered = self._session.pop((connection, kind, hosts_of(address)), None)

        def put_back() -> None:
            if former[0] is None:
                self.delete(connection, kind, address)
            else:
                self.set(connection, kind, address, former[0])
            if remembered is not None:
                self.remember(connection, kind, address, remembered)

        return put_back

    def remember(self, connection: str, kind: str, address: str, secret: str) -> WayBack:
        """Keep the secret in memory until the program ends; the way back to what was kept there before."""
        hide(secret)
        key = (connection, kind, hosts_of(address))
        former = self._session.get(key)
        self._session[key] = secret

        def put_back() -> None:
            if former is None:
                self._session.pop(key, None)
            else:
                self._session[key] = former

        return put_back

    def only_remembered(self, connection: str) -> bool:
        """Whether a secret of the connection, MAIL or TEAM is lost when the program ends."""
        return any(key[0] == connection for key in self._session)

    def delete(self, connection: str, kind: str, address: str) -> bool:
        """Forget the secret, in memory and in the keyring; False where it may be there still."""
        self._session.pop((connection, kind, hosts_of(address)), None)
        service = self._service(connection, address)

        def forget() -> None:
            backend = keyring_access.working_keyring()
            if backend is not None and backend.get_password(service, kind) is not None:
                backend.delete_password(service, kind)

        try:
            keyring_access.ask(forget, self._patience)
        except errors.SecretError as error:
            log.warning("the keyring did not delete a secret: %s", type(error).__name__)
            return False
        return True

    def _at_hand(self, connection: str, kind: str, address: str) -> str | None:
        """The secret, where the keyring need not be asked."""
        known = self._session.get((connection, kind, hosts_of(address)))
        if known:
            return known
        given = self.given(connection, kind)
        return None if given is None else given.value

    def given(self, connection: str, kind: str) -> GivenSecret | None:
        """The secret that the environment gives. Raises SecretFileUnusable, SecretNotText."""
        return given_secret(self._environ, VARIABLES[kind], connection)

    def shared_source(self, connection: str, kind: str, address: str) -> str:
        """Name the source of the secret that would be used, if that names no shop; else empty."""
        given = self.given(connection, kind)
        if given is None or not given.shared:
            return ""
        return "" if (connection, kind, hosts_of(address)) in self._session else given.source

    def _reading(self, connection: str, kind: str, address: str) -> Callable[[], str | None]:
        service = self._service(connection, address)

        def read() -> str | None:
            backend = keyring_access.working_keyring()
            return None if backend is None else backend.get_password(service, kind)

        return read

    def _service(self, connection: str, address: str) -> str:
        import hashlib

        folder = os.fsencode(os.path.abspath(self._folder))
        bound = folder + b"\n" + hosts_of(address).encode()
        return f"ShopSync {connection} {hashlib.sha256(bound).hexdigest()[:8]}"


def hosts_of(address: str) -> str:
    """The hosts, with their ports, of one or several addresses."""
    hosts = [urlsplit(each).netloc or each for each in address.split()]
    return " ".join(host.lower() for host in hosts)
