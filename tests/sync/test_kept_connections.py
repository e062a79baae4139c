"""A connection and its secrets are kept together, or neither is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import keyring
import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import NoKeyring, StoreBusy
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.connect import ConnectionCheck, save_connection
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.sync.run.secret_addresses import need_secret
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD, Secrets
from tests.keyrings import MemoryKeyring
from tests.prepared import prepared_store

pytestmark = pytest.mark.usefixtures("own_keyring")

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
DRAFT = ConnectionDraft(
    shop="bolt", client_id="id", client_secret="one", sa_user="user", sa_password="two"
)
CHECK = ConnectionCheck(
    shop="bolt", title="Bolt", products=1, account_products=0, account_categories=0
)


class HalfKeyring(MemoryKeyring):
    """A keyring that keeps client secrets and refuses account passwords."""

    def set_password(self, service: str, username: str, password: str) -> None:
        if username == SA_PASSWORD:
            raise OSError("full")
        super().set_password(service, username, password)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    prepared_store(tmp_path / "shopsync.db").close()
    with closing(open_store(tmp_path / "shopsync.db", busy_seconds=0.05)) as opened:
        yield opened


@contextmanager
def somebody_writes(store: Store) -> Iterator[None]:
    """Another one has the right to write."""
    with closing(open_store(store.path)) as other, other.transaction():
        yield


def save(store: Store, secrets: Secrets, draft: ConnectionDraft) -> None:
    save_connection(store, secrets, draft, CHECK, NOW, replace_existing=True)


def test_what_cannot_be_written_leaves_no_secret(store: Store) -> None:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    with somebody_writes(store), pytest.raises(StoreBusy):
        save(store, Secrets(store.path.parent, {}), DRAFT)
    assert backend.kept == {}
    assert store.connections.all() == []


@pytest.mark.parametrize("moved", [False, True])
def test_a_change_that_cannot_be_written_leaves_the_secrets_as_they_were(
    store: Store, moved: bool
) -> None:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    secrets = Secrets(store.path.parent, {})
    save(store, secrets, DRAFT)
    before = dict(backend.kept)
    other_address = "https://other.example" if moved else ""
    draft = replace(DRAFT, client_secret="new", sa_password="new", sa_url=other_address)
    with somebody_writes(store), pytest.raises(StoreBusy):
        save(store, secrets, draft)
    assert backend.kept == before
    (kept,) = store.connections.all()
    assert [need_secret(secrets, kept, kind) for kind in (CLIENT_SECRET, SA_PASSWORD)] == [
        "one",
        "two",
    ]
    save(store, secrets, draft)
    (kept,) = store.connections.all()
    assert need_secret(secrets, kept, SA_PASSWORD) == "new"
    assert len(backend.kept) == 2


def test_a_secret_that_is_refused_takes_the_other_one_and_the_connection_along(
    store: Store,
) -> None:
    backend = HalfKeyring()
    keyring.set_keyring(backend)
    with pytest.raises(NoKeyring):
        save(store, Secrets(store.path.parent, {}), DRAFT)
    assert backend.kept == {}
    assert store.connections.all() == []
