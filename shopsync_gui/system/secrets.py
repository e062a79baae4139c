"""The client secret and the API password: in the system's keyring, else only in memory."""

from __future__ import annotations

import logging
import os
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar
from urllib.parse import urlsplit

from shopsync_gui.core import errors
from shopsync_gui.core.errors import ShopSyncError
from shopsync_gui.system.given_secrets import GivenSecret, given_secret
from shopsync_gui.system.logs import hide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

T = TypeVar("T")
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

#: What the `keyring` package itself calls a recommended backend.
_LEAST_PRIORITY = 1
#: Bytes that the Credential Locker of Windows keeps for one secret, in its two-byte letters.
_MOST_BYTES = 2560
_CREDENTIAL_LOCKER = "keyring.backends.Windows"


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

        Raises SecretFileUnusable, KeyringLocked, KeyringSilent.
        """
        secret = self._at_hand(connection, kind, address)
        if secret is None:
            secret = _asked(self._reading(connection, kind, address), self._patience)
        if secret is not None:
            hide(secret)
        return secret

    def need(self, connection: str, kind: str, address: str) -> str:
        """The secret. Raises SecretMissing, KeyringLocked, KeyringSilent."""
        secret = self.get(connection, kind, address)
        if secret is None:
            raise errors.SecretMissing(shop=connection)
        return secret

    async def wait_for(self, connection: str, kind: str, address: str) -> str:
        """As `need`, for an event loop: it goes on meanwhile, and may cancel the waiting."""
        import asyncio  # late: a start of the window does not need it

        secret = self._at_hand(connection, kind, address)
        if secret is None:
            work = _start(self._reading(connection, kind, address))
            try:
                # Unlike wait_for(), it loses no cancel that comes with the answer.
                async with asyncio.timeout(self._patience):
                    secret = await asyncio.wrap_future(work)
            except TimeoutError:
                raise _silent(work) from None
        if secret is None:
            raise errors.SecretMissing(shop=connection)
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
            backend = working_keyring()
            if backend is None:
                return False
            size = len(secret.encode("utf-16-le", "surrogatepass"))
            if type(backend).__module__ == _CREDENTIAL_LOCKER and size > _MOST_BYTES:
                raise errors.SecretTooLong(most=_MOST_BYTES, size=size)
            former.append(backend.get_password(service, kind))
            backend.set_password(service, kind, secret)
            return backend.get_password(service, kind) == secret

        try:
            kept = _asked(keep, self._patience)
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
        """Whether a secret of the connection is lost when the program ends."""
        return any(key[0] == connection and key[1] in KINDS for key in self._session)

    def delete(self, connection: str, kind: str, address: str) -> bool:
        """Forget the secret, in memory and in the keyring; False where it may be there still."""
        self._session.pop((connection, kind, hosts_of(address)), None)
        service = self._service(connection, address)

        def forget() -> None:
            backend = working_keyring()
            if backend is not None and backend.get_password(service, kind) is not None:
                backend.delete_password(service, kind)

        try:
            _asked(forget, self._patience)
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
        """The secret that the environment gives. Raises SecretFileUnusable."""
        return given_secret(self._environ, VARIABLES[kind], connection)

    def shared_source(self, connection: str, kind: str, address: str) -> str:
        """Where the secret comes from that would be used, if that names no shop; else empty."""
        given = self.given(connection, kind)
        if given is None or not given.shared:
            return ""
        return "" if (connection, kind, hosts_of(address)) in self._session else given.source

    def _reading(self, connection: str, kind: str, address: str) -> Callable[[], str | None]:
        service = self._service(connection, address)

        def read() -> str | None:
            backend = working_keyring()
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


def _start(work: Callable[[], T]) -> Future[T]:
    """Ask the keyring on a thread of its own, which keeps nobody from ending the program."""
    if unanswered and not unanswered[-1].done():
        raise errors.KeyringSilent
    from concurrent.futures import Future  # many commands and a start of the window do without

    answer: Future[T] = Future()
    answer.set_running_or_notify_cancel()

    def ask() -> None:
        from keyring.errors import InitError
        from keyring.errors import KeyringLocked as Locked

        try:
            answer.set_result(work())
        except ShopSyncError as error:
            answer.set_exception(error)
        except (Locked, InitError):
            answer.set_exception(errors.KeyringLocked())
        except Exception as error:
            log.warning("the keyring failed: %s", type(error).__name__)
            answer.set_exception(errors.KeyringSilent())

    Thread(target=ask, name="keyring", daemon=True).start()
    return answer


def _asked(work: Callable[[], T], patience: float) -> T:
    answer = _start(work)
    try:
        return answer.result(patience)
    except TimeoutError:
        raise _silent(answer) from None


def _silent(answer: Future[Any]) -> errors.KeyringSilent:
    unanswered[:] = [answer]
    return errors.KeyringSilent()


#: The question that the keyring did not answer in time: until it does, it is asked no other.
unanswered: list[Future[Any]] = []


def working_keyring() -> KeyringBackend | None:
    """The system's keyring, or None where there is none that keeps secrets safely.

    Backends that fail, forget or write plain files are refused; of a chain the first sound one is
    taken, so that a secret cannot slip into an unsound link.
    """
    import keyring  # slow to import, and many commands never need it

    try:
        backend = keyring.get_keyring()
        links = list(getattr(backend, "backends", (backend,)))
    except Exception as error:
        log.warning("no keyring: %s", type(error).__name__)
        return None
    return next((link for link in links if _sound(link)), None)


def _sound(backend: KeyringBackend) -> bool:
    kind = type(backend)
    module = kind.__module__
    if module.startswith(("keyrings.alt", "keyring.backends.fail", "keyring.backends.null")):
        return False
    if "plaintext" in f"{module}.{kind.__qualname__}".lower():
        return False
    try:
        return float(backend.priority) >= _LEAST_PRIORITY
    except Exception:
        return False
