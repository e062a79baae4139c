"""Keyrings that work, answer late or stay closed, in the place of the system's."""

from __future__ import annotations

from threading import Event

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from tests.patience import patient


class MemoryKeyring(KeyringBackend):
    """A keyring that works."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedKeyring(MemoryKeyring):
    """A keyring whose user does not open it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    set_password = get_password  # type: ignore[assignment]
    delete_password = get_password  # type: ignore[assignment]


class DeafKeyring(MemoryKeyring):
    """A keyring that answers when it is let: it keeps one password for everybody, or (None) nothing."""

    def __init__(self, answer: str | None = "late") -> None:
        super().__init__()
        self._answer = answer
        self.asked, self.let = Event(), Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.set()
        self.let.wait(patient(30))
        return self._answer
