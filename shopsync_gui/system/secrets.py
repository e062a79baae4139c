"""The client secret and the API password: in the system's keyring, else only in memory."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Final

from shopsync_gui.core.errors import NoKeyring, SecretMissing, SecretTooLong
from shopsync_gui.system.logs import hide

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

CLIENT_SECRET: Final = "client_secret"
SA_PASSWORD: Final = "sa_password"
KINDS: Final = (CLIENT_SECRET, SA_PASSWORD)
#: The password of the mail account, kept under a name that no shop can have.
MAIL: Final = "*mail*"
SMTP_PASSWORD: Final = "smtp_password"
VARIABLES: Final = {
    CLIENT_SECRET: "SHOPSYNC_CLIENT_SECRET",
    SA_PASSWORD: "SHOPSYNC_SA_PASSWORD",
    SMTP_PASSWORD: "SHOPSYNC_SMTP_PASSWORD",
}

#: What the `keyring` package itself calls a recommended backend.
_LEAST_PRIORITY = 1
#: Bytes that the Credential Locker of Windows keeps for one secret, in its two-byte letters.
_MOST_BYTES = 2560
_CREDENTIAL_LOCKER = "keyring.backends.Windows"


class Secrets:
    """The secrets of the connections in one data folder.

    Looked up in this order: what was given for this session, the keyring, the environment. Calls
    that reach the keyring may block while the system asks its user: keep them off a window's
    thread. Nothing is ever written to a file.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str] = os.environ) -> None:
        self._folder = folder
        self._environ = environ
        self._session: dict[tuple[str, str], str] = {}

    def get(self, connection: str, kind: str) -> str | None:
        """The secret, or None. A keyring that fails or stays locked counts as empty."""
        secret = self._session.get((connection, kind))
        if secret is None:
            secret = self._from_keyring(connection, kind)
        if secret is None:
            secret = self._environ.get(VARIABLES[kind]) or None
        if secret is not None:
            hide(secret)
        return secret

    def need(self, connection: str, kind: str) -> str:
        """The secret. Raises SecretMissing."""
        secret = self.get(connection, kind)
        if secret is None:
            raise SecretMissing(shop=connection)
        return secret

    def set(self, connection: str, kind: str, secret: str) -> None:
        """Keep the secret in the keyring.

        Raises NoKeyring where that does not work; SecretTooLong, one of it, says why on Windows.
        """
        hide(secret)
        backend = working_keyring()
        if backend is None:
            raise NoKeyring
        size = len(secret.encode("utf-16-le", "surrogatepass"))
        if type(backend).__module__ == _CREDENTIAL_LOCKER and size > _MOST_BYTES:
            raise SecretTooLong(most=_MOST_BYTES, size=size)
        service = self._service(connection)
        try:
            backend.set_password(service, kind, secret)
            kept = backend.get_password(service, kind) == secret
        except Exception as error:
            log.warning("the keyring did not take a secret: %s", type(error).__name__)
            raise NoKeyring from None
        if not kept:
            raise NoKeyring
        self._session.pop((connection, kind), None)

    def remember(self, connection: str, kind: str, secret: str) -> None:
        """Keep the secret in memory until the program ends."""
        hide(secret)
        self._session[connection, kind] = secret

    def only_remembered(self, connection: str) -> bool:
        """Whether a secret of the connection is lost when the program ends."""
        return any((connection, kind) in self._session for kind in KINDS)

    def delete(self, connection: str, kind: str) -> None:
        """Forget the secret, in memory and in the keyring."""
        self._session.pop((connection, kind), None)
        backend = working_keyring()
        if backend is None:
            return
        try:
            if backend.get_password(self._service(connection), kind) is not None:
                backend.delete_password(self._service(connection), kind)
        except Exception as error:
            log.warning("the keyring did not delete a secret: %s", type(error).__name__)

    def delete_all(self, connection: str) -> None:
        """Forget every secret of the connection."""
        for kind in KINDS:
            self.delete(connection, kind)

    def _from_keyring(self, connection: str, kind: str) -> str | None:
        backend = working_keyring()
        if backend is None:
            return None
        try:
            return backend.get_password(self._service(connection), kind)
        except Exception as error:
            log.warning("the keyring did not give a secret: %s", type(error).__name__)
            return None

    def _service(self, connection: str) -> str:
        import hashlib

        digest = hashlib.sha256(os.fsencode(os.path.abspath(self._folder))).hexdigest()[:8]
        return f"ShopSync {connection} {digest}"


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
