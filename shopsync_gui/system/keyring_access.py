"""Questions to the system's keyring, each on a thread of its own and with an end."""

from __future__ import annotations

import logging
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from shopsync_gui.core import errors
from shopsync_gui.core.errors import ShopSyncError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

T = TypeVar("T")
#: What the `keyring` package itself calls a recommended backend.
_LEAST_PRIORITY = 1
#: Bytes that the Credential Locker of Windows keeps for one secret, in its two-byte letters.
_MOST_BYTES = 2560
_CREDENTIAL_LOCKER = "keyring.backends.Windows"


def begin(work: Callable[[], T]) -> Future[T]:
    """Ask the keyring on a thread of its own, which keeps nobody from ending the program."""
    if unanswered and not unanswered[-1].done():
        raise errors.KeyringSilent
    from concurrent.futures import Future  # many commands and a start of the window do without

    answer: Future[T] = Future()
    answer.set_running_or_notify_cancel()

    def answer_it() -> None:
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

    Thread(target=answer_it, name="keyring", daemon=True).start()
    return answer


def ask(work: Callable[[], T], patience: float) -> T:
    """Return the keyring's answer, for which it has so many seconds. Raises SecretError."""
    answer = begin(work)
    try:
        return answer.result(patience)
    except TimeoutError:
        raise silent(answer) from None


def silent(answer: Future[Any]) -> errors.KeyringSilent:
    """The error that an answer has not come in time; while it does not, nothing else is asked."""
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


def check_size(backend: KeyringBackend, secret: str) -> None:
    """See that the keyring can hold the secret. Raises SecretTooLong."""
    size = len(secret.encode("utf-16-le", "surrogatepass"))
    if type(backend).__module__ == _CREDENTIAL_LOCKER and size > _MOST_BYTES:
        raise errors.SecretTooLong(most=_MOST_BYTES, size=size)
