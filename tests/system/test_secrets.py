"""Secrets go to a sound keyring or nowhere; the environment stands in where there is none."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from shopsync_gui.core.errors import KeyringLocked as KeyringLockedError
from shopsync_gui.core.errors import (
    KeyringSilent,
    NoKeyring,
    SecretMissing,
    SecretNotTaken,
    SecretTooLong,
)
from shopsync_gui.system.keyring_access import working_keyring
from shopsync_gui.system.logs import redact
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD, Secrets
from tests.keyrings import DeafKeyring, LockedKeyring, MemoryKeyring
from tests.patience import patient

pytestmark = pytest.mark.usefixtures("own_keyring")

HOST = "https://bolt.example/api"
ENVIRON = {"SHOPSYNC_CLIENT_SECRET": "from-the-environment"}


def made(kind: Any) -> KeyringBackend:
    """A backend of a class that has no types of its own."""
    backend: KeyringBackend = kind()
    return backend


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


class EmptyChain(chainer.ChainerBackend):
    """A chain without links."""

    backends = ()


class MixedChain(MemoryKeyring):
    """A chain whose first link writes plain text."""

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = backends


def test_a_sound_keyring_keeps_gives_and_forgets(tmp_path: Path) -> None:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    Secrets(tmp_path, {}).set("bemutato", CLIENT_SECRET, HOST, "secret-one")
    again = Secrets(tmp_path, {})
    assert again.get("bemutato", CLIENT_SECRET, HOST) == "secret-one"
    assert again.get("bemutato", SA_PASSWORD, HOST) is None
    assert again.get("masik", SA_PASSWORD, HOST) is None
    for _ in range(2):
        assert again.delete("bemutato", CLIENT_SECRET, HOST)
        assert backend.kept == {}


def test_it_is_told_that_a_secret_could_not_be_forgotten(tmp_path: Path) -> None:
    keyring.set_keyring(LockedKeyring())
    assert not Secrets(tmp_path, {}).delete("bemutato", CLIENT_SECRET, HOST)


@pytest.mark.parametrize("session_only", [False, True])
@pytest.mark.parametrize("remembered", ["", "for-now"])
@pytest.mark.parametrize("former", ["", "before"])
def test_what_a_secret_took_the_place_of_can_be_put_back(
    tmp_path: Path, session_only: bool, remembered: str, former: str
) -> None:
    keyring.set_keyring(MemoryKeyring())
    secrets, place = Secrets(tmp_path, {}), ("bemutato", CLIENT_SECRET, HOST)
    if former:
        secrets.set(*place, former)
    if remembered:
        secrets.remember(*place, remembered)
    put_back = (secrets.remember if session_only else secrets.set)(*place, "new")
    assert secrets.get(*place) == "new"
    put_back()
    assert secrets.get(*place) == (remembered or former or None)
    assert Secrets(tmp_path, {}).get(*place) == (former or None)


def test_a_secret_that_windows_would_not_keep_is_named(tmp_path: Path) -> None:
    keyring.set_keyring(LockerKeyring())
    secrets = Secrets(tmp_path, {})
    secrets.set("bemutato", SA_PASSWORD, HOST, "ű" * 1280)
    with pytest.raises(SecretTooLong) as caught:
        secrets.set("bemutato", SA_PASSWORD, HOST, "ű" * 1281)
    assert "2560" in caught.value.problem.message
    assert secrets.get("bemutato", SA_PASSWORD, HOST) == "ű" * 1280


def test_a_keyring_that_takes_no_secret_is_there_all_the_same(tmp_path: Path) -> None:
    keyring.set_keyring(LockedKeyring())
    with pytest.raises(SecretNotTaken):
        Secrets(tmp_path, {}).set("bemutato", SA_PASSWORD, HOST, "secret")


def test_two_data_folders_do_not_share_secrets(tmp_path: Path) -> None:
    keyring.set_keyring(MemoryKeyring())
    Secrets(tmp_path / "a", {}).set("bemutato", SA_PASSWORD, HOST, "secret-one")
    assert Secrets(tmp_path / "b", {}).get("bemutato", SA_PASSWORD, HOST) is None


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
        secrets.set("bemutato", CLIENT_SECRET, HOST, "secret-one")
    assert getattr(backend, "kept", {}) == {}
    assert secrets.get("bemutato", CLIENT_SECRET, HOST) == "from-the-environment"
    assert secrets.get("bemutato", SA_PASSWORD, HOST) is None


def test_a_chain_is_entered_only_at_a_sound_link(tmp_path: Path) -> None:
    plain, sound = PlaintextKeyring(), MemoryKeyring()
    keyring.set_keyring(MixedChain(plain, sound))
    secrets = Secrets(tmp_path, {})
    secrets.set("bemutato", CLIENT_SECRET, HOST, "secret-one")
    assert plain.kept == {}
    assert list(sound.kept.values()) == ["secret-one"]
    assert secrets.get("bemutato", CLIENT_SECRET, HOST) == "secret-one"


@pytest.mark.parametrize("backend", [ForgetfulKeyring(), LockedKeyring()])
def test_a_keyring_that_does_not_keep_is_no_keyring(
    tmp_path: Path, backend: KeyringBackend
) -> None:
    keyring.set_keyring(backend)
    secrets = Secrets(tmp_path, ENVIRON)
    with pytest.raises(NoKeyring):
        secrets.set("bemutato", CLIENT_SECRET, HOST, "secret-one")
    assert secrets.get("bemutato", CLIENT_SECRET, HOST) == "from-the-environment"
    secrets.delete("bemutato", CLIENT_SECRET, HOST)


def test_the_session_comes_first_and_ends_with_the_object(tmp_path: Path) -> None:
    keyring.set_keyring(made(fail.Keyring))
    secrets = Secrets(tmp_path, ENVIRON)
    secrets.remember("bemutato", CLIENT_SECRET, HOST, "for-this-session")
    assert secrets.need("bemutato", CLIENT_SECRET, HOST) == "for-this-session"
    with pytest.raises(SecretMissing) as caught:
        secrets.need("bemutato", SA_PASSWORD, HOST)
    assert "bemutato" in caught.value.problem.message
    assert Secrets(tmp_path, {}).get("bemutato", CLIENT_SECRET, HOST) is None
    assert list(tmp_path.iterdir()) == []


def test_every_secret_that_passes_is_hidden_from_logs(tmp_path: Path) -> None:
    keyring.set_keyring(made(fail.Keyring))
    secrets = Secrets(tmp_path, {"SHOPSYNC_SA_PASSWORD": "passing-env-secret"})
    secrets.remember("bemutato", CLIENT_SECRET, HOST, "passing-session-secret")
    secrets.get("bemutato", SA_PASSWORD, HOST)
    text = redact("passing-env-secret passing-session-secret")
    assert "passing" not in text


def test_a_secret_is_kept_for_the_host_that_it_was_typed_for(tmp_path: Path) -> None:
    keyring.set_keyring(MemoryKeyring())
    secrets = Secrets(tmp_path, {})
    secrets.set("bemutato", CLIENT_SECRET, "https://oauth.example/a https://bolt.example", "one")
    assert secrets.get("bemutato", CLIENT_SECRET, "https://OAUTH.example/b https://bolt.example/x")
    for address in ("https://evil.example/a https://bolt.example", "https://oauth.example", HOST):
        assert secrets.get("bemutato", CLIENT_SECRET, address) is None
    secrets.remember("bemutato", SA_PASSWORD, HOST, "two")
    assert secrets.get("bemutato", SA_PASSWORD, "https://evil.example") is None


def test_a_keyring_that_never_answers_is_waited_for_no_longer_than_it_may(tmp_path: Path) -> None:
    deaf = DeafKeyring()
    keyring.set_keyring(deaf)
    secrets = Secrets(tmp_path, ENVIRON, patience=0.2)
    assert secrets.get("bemutato", CLIENT_SECRET, HOST) == "from-the-environment"
    with pytest.raises(KeyringSilent):
        secrets.get("bemutato", SA_PASSWORD, HOST)
    with pytest.raises(KeyringSilent):  # and is not asked again meanwhile
        Secrets(tmp_path, {}, patience=20).get("bemutato", SA_PASSWORD, HOST)
    with pytest.raises(SecretNotTaken):
        secrets.set("bemutato", SA_PASSWORD, HOST, "secret")
    deaf.let.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(patient(5))
    assert secrets.get("bemutato", SA_PASSWORD, HOST) == "late"


def test_waiting_for_a_keyring_can_be_cancelled(tmp_path: Path) -> None:
    deaf = DeafKeyring()
    keyring.set_keyring(deaf)

    async def main() -> None:
        waiting = asyncio.create_task(Secrets(tmp_path, {}).wait_for("bemutato", SA_PASSWORD, HOST))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(main())
    deaf.let.set()


def test_a_cancel_that_comes_with_the_answer_is_not_lost(tmp_path: Path) -> None:
    deaf = DeafKeyring()
    keyring.set_keyring(deaf)

    async def main() -> None:
        secrets = Secrets(tmp_path, {})
        waiting = asyncio.create_task(secrets.wait_for("bemutato", SA_PASSWORD, HOST))
        await asyncio.sleep(0)
        deaf.let.set()
        for thread in threading.enumerate():
            if thread.name == "keyring":
                thread.join(patient(5))
        # The answer is in the queue of the loop by now, and the cancel right behind it.
        asyncio.get_running_loop().call_soon(waiting.cancel)
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(main())


def test_a_locked_keyring_is_not_an_empty_one(tmp_path: Path) -> None:
    keyring.set_keyring(LockedKeyring())
    with pytest.raises(KeyringLockedError):
        Secrets(tmp_path, {}).get("bemutato", SA_PASSWORD, HOST)


class ThrowingKeyring(MemoryKeyring):
    """A keyring that is broken."""

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError("dbus")


def test_a_keyring_that_fails_is_said_to_fail(tmp_path: Path) -> None:
    keyring.set_keyring(ThrowingKeyring())
    with pytest.raises(KeyringSilent):
        Secrets(tmp_path, {}).need("bemutato", SA_PASSWORD, HOST)
