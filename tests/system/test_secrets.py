"""Secrets go to a sound keyring or nowhere; the environment stands in where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.errors import KeyringLocked

from shopsync_gui.core.errors import NoKeyring, SecretMissing, SecretTooLong
from shopsync_gui.system.logs import redact
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD, Secrets, working_keyring

ENVIRON = {"SHOPSYNC_CLIENT_SECRET": "from-the-environment"}


def made(kind: Any) -> KeyringBackend:
    """A backend of a class that has no types of its own."""
    backend: KeyringBackend = kind()
    return backend


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


class PlaintextKeyring(MemoryKeyring):
    """What keyrings.alt calls its backend."""


class AltKeyring(MemoryKeyring):
    """Any backend out of keyrings.alt."""


AltKeyring.__module__ = "keyrings.alt.file"


class LockerKeyring(MemoryKeyring):
    """The Credential Locker of Windows, by its name."""


LockerKeyring.__module__ = "keyring.backends.Windows"


class WeakKeyring(MemoryKeyring):
    """A backend that nobody recommends."""

    priority = 0.5  # type: ignore[assignment]


class ForgetfulKeyring(MemoryKeyring):
    """A keyring that drops what it is given."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return None


class LockedKeyring(MemoryKeyring):
    """A keyring whose user does not open it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    set_password = get_password  # type: ignore[assignment]
    delete_password = get_password  # type: ignore[assignment]


class EmptyChain(chainer.ChainerBackend):
    """A chain without links."""

    backends = ()


class MixedChain(MemoryKeyring):
    """A chain whose first link writes plain text."""

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = backends


@pytest.fixture(autouse=True)
def keyring_as_it_was() -> Iterator[None]:
    earlier = keyring.get_keyring()
    yield
    keyring.set_keyring(earlier)


def test_a_sound_keyring_keeps_gives_and_forgets(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    Secrets(tmp_path, {}).set("bemutato", CLIENT_SECRET, "secret-one")
    again = Secrets(tmp_path, ENVIRON)
    assert again.get("bemutato", CLIENT_SECRET) == "secret-one"
    assert again.get("bemutato", SA_PASSWORD) is None
    assert again.get("masik", SA_PASSWORD) is None
    again.delete_all("bemutato")
    assert backend.kept == {}
    again.delete_all("bemutato")


def test_a_secret_that_windows_would_not_keep_is_named(tmp_path: Path) -> None:
    keyring.set_keyring(LockerKeyring())
    secrets = Secrets(tmp_path, {})
    secrets.set("bemutato", SA_PASSWORD, "ű" * 1280)
    with pytest.raises(SecretTooLong) as caught:
        secrets.set("bemutato", SA_PASSWORD, "ű" * 1281)
    assert "2560" in caught.value.problem.message
    assert secrets.get("bemutato", SA_PASSWORD) == "ű" * 1280


def test_two_data_folders_do_not_share_secrets(tmp_path: Path) -> None:
    keyring.set_keyring(MemoryKeyring())
    Secrets(tmp_path / "a", {}).set("bemutato", SA_PASSWORD, "secret-one")
    assert Secrets(tmp_path / "b", {}).get("bemutato", SA_PASSWORD) is None


@pytest.mark.parametrize(
    "backend",
    [
        made(fail.Keyring),
        made(null.Keyring),
        PlaintextKeyring(),
        AltKeyring(),
        WeakKeyring(),
        made(EmptyChain),
        MixedChain(PlaintextKeyring(), made(null.Keyring)),
    ],
    ids=lambda backend: type(backend).__name__,
)
def test_unsound_keyrings_are_refused(tmp_path: Path, backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)
    secrets = Secrets(tmp_path, ENVIRON)
    assert working_keyring() is None
    with pytest.raises(NoKeyring):
        secrets.set("bemutato", CLIENT_SECRET, "secret-one")
    assert getattr(backend, "kept", {}) == {}
    assert secrets.get("bemutato", CLIENT_SECRET) == "from-the-environment"
    assert secrets.get("bemutato", SA_PASSWORD) is None


def test_a_chain_is_entered_only_at_a_sound_link(tmp_path: Path) -> None:
    plain, sound = PlaintextKeyring(), MemoryKeyring()
    keyring.set_keyring(MixedChain(plain, sound))
    secrets = Secrets(tmp_path, {})
    secrets.set("bemutato", CLIENT_SECRET, "secret-one")
    assert plain.kept == {}
    assert list(sound.kept.values()) == ["secret-one"]
    assert secrets.get("bemutato", CLIENT_SECRET) == "secret-one"


@pytest.mark.parametrize("backend", [ForgetfulKeyring(), LockedKeyring()])
def test_a_keyring_that_does_not_keep_is_no_keyring(
    tmp_path: Path, backend: KeyringBackend
) -> None:
    keyring.set_keyring(backend)
    secrets = Secrets(tmp_path, ENVIRON)
    with pytest.raises(NoKeyring):
        secrets.set("bemutato", CLIENT_SECRET, "secret-one")
    assert secrets.get("bemutato", CLIENT_SECRET) == "from-the-environment"
    secrets.delete("bemutato", CLIENT_SECRET)


def test_the_session_comes_first_and_ends_with_the_object(tmp_path: Path) -> None:
    keyring.set_keyring(made(fail.Keyring))
    secrets = Secrets(tmp_path, ENVIRON)
    secrets.remember("bemutato", CLIENT_SECRET, "for-this-session")
    assert secrets.need("bemutato", CLIENT_SECRET) == "for-this-session"
    with pytest.raises(SecretMissing) as caught:
        secrets.need("bemutato", SA_PASSWORD)
    assert "bemutato" in caught.value.problem.message
    assert Secrets(tmp_path, {}).get("bemutato", CLIENT_SECRET) is None
    assert list(tmp_path.iterdir()) == []


def test_every_secret_that_passes_is_hidden_from_logs(tmp_path: Path) -> None:
    keyring.set_keyring(made(fail.Keyring))
    secrets = Secrets(tmp_path, {"SHOPSYNC_SA_PASSWORD": "passing-env-secret"})
    secrets.remember("bemutato", CLIENT_SECRET, "passing-session-secret")
    secrets.get("bemutato", SA_PASSWORD)
    text = redact("passing-env-secret passing-session-secret")
    assert "passing" not in text
