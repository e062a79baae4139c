"""A shop that is connected once more: what is not named on the command line stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from msgspec import structs

from shopsync_gui.cli.data_folder import opened
from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import ShopMoved
from shopsync_gui.core.settings.schedule import Repeat
from shopsync_gui.core.settings.shop_choices import CategoryNaming, Pace, PriceChoice
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.store.account.connections import Connection
from tests.cli.playing import call, connecting, environment, sandbox
from tests.keyrings import MemoryKeyring

SMALL = SandboxConfig(products=6, orders=0)


@pytest.fixture(scope="module")
def endpoints() -> Iterator[Endpoints]:
    with sandbox(SMALL) as running:
        yield running


@contextmanager
def chosen(home: Path, endpoints: Endpoints) -> Iterator[Connection]:
    """A synced shop with a schedule and with options that are not the usual ones."""
    with environment(home, endpoints):
        assert call(*connecting(endpoints)).code == 0
        with opened() as store:
            (shop,) = store.connections.all()
            options = structs.replace(
                shop.options,
                price=PriceChoice.LIST,
                categories=CategoryNaming.PATH,
                pace=Pace.GENTLE,
                labels=("Outlet",),
            )
            store.connections.update(shop.id, options=options)
        assert call("sync", "bemutato", "--yes").code == 0
        assert call("schedule", "bemutato", "--every", "6").code == 0
        yield connection()


def connection() -> Connection:
    with opened() as store:
        (shop,) = store.connections.all()
    return shop


def test_options_schedule_and_consent_stay(shopsync_home: Path, endpoints: Endpoints) -> None:
    with chosen(shopsync_home, endpoints) as before:
        assert before.options.schedule.repeat is Repeat.HOURS
        assert before.consented_at is not None
        said = call(*connecting(endpoints))
        assert said.code == 0
        assert connection() == before
        assert "as they were" in said.out
        assert "Changed" not in said.out


def test_where_no_keyring_works_the_secrets_are_named_by_where_they_came_from(
    shopsync_home: Path, endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    with environment(shopsync_home, endpoints):
        said = call(*connecting(endpoints)).err
        assert "SHOPSYNC_CLIENT_SECRET, SHOPSYNC_SA_PASSWORD" in said
        assert "SHOPSYNC_CLIENT_SECRET_" not in said


def test_a_secret_file_that_is_not_there_is_mended_by_no_connecting(
    shopsync_home: Path, endpoints: Endpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with environment(shopsync_home, endpoints):
        assert call(*connecting(endpoints)).code == 0
        monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET_BEMUTATO_FILE", str(tmp_path / "none"))
        for said in (call("sync", "bemutato", "--yes"), call("status", "bemutato")):
            assert str(tmp_path / "none") in said.err + said.out
            assert "shopsync sync bemutato --yes" in said.err
            assert "shopsync connect" not in said.err


def test_addresses_that_are_not_named_stay(shopsync_home: Path, endpoints: Endpoints) -> None:
    with chosen(shopsync_home, endpoints) as before:
        users = ("--client-id", endpoints.client_id, "--sa-user", endpoints.sa_user)
        assert call("connect", "bemutato", *users).code == 0
        assert connection() == before


def test_a_side_that_is_not_named_stays_with_its_secret(
    shopsync_home: Path, endpoints: Endpoints, own_keyring: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(MemoryKeyring())
    moved = endpoints.sa_url.replace("127.0.0.1", "localhost")
    shop_moved = endpoints.shop_url.replace("127.0.0.1", "localhost")
    with chosen(shopsync_home, endpoints) as before:
        monkeypatch.delenv("SHOPSYNC_CLIENT_SECRET")
        said = call("connect", "bemutato", "--sa-url", moved)
        assert said.code == 0, said.err
        expected = structs.replace(
            before, sa_url=moved, consented_at=None, verified_at=None, verified_count=None
        )
        assert connection() == expected
    with environment(shopsync_home, endpoints):
        monkeypatch.delenv("SHOPSYNC_SA_PASSWORD")
        said = call("connect", "bemutato", "--shop-url", shop_moved)
        assert said.code == 0, said.err
        assert connection() == structs.replace(expected, shop_url=shop_moved)
        monkeypatch.delenv("SHOPSYNC_CLIENT_SECRET")
        assert call("verify", "bemutato").code in (Exit.DONE, Exit.PARTIAL)  # both sides answered


def test_a_secret_goes_to_no_address_that_it_was_not_given_for(
    shopsync_home: Path, endpoints: Endpoints, own_keyring: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(MemoryKeyring())
    moved = endpoints.sa_url.replace("127.0.0.1", "localhost")
    with chosen(shopsync_home, endpoints) as before:
        monkeypatch.delenv("SHOPSYNC_SA_PASSWORD")
        said = call("connect", "bemutato", "--sa-url", moved)
        assert said.code == 2
        assert "SHOPSYNC_SA_PASSWORD" in said.err
        assert connection() == before


@pytest.mark.parametrize("missing", [["SA_PASSWORD"], ["CLIENT_SECRET", "SA_PASSWORD"]])
def test_exactly_the_missing_secrets_are_named_by_run_and_status(
    shopsync_home: Path,
    endpoints: Endpoints,
    monkeypatch: pytest.MonkeyPatch,
    missing: list[str],
) -> None:
    with environment(shopsync_home, endpoints):
        assert call(*connecting(endpoints)).code == 0
        for name in missing:
            monkeypatch.delenv(f"SHOPSYNC_{name}")
        ended = call("sync", "bemutato", "--yes")
        assert ended.code == Exit.PAUSED
        names = [f"SHOPSYNC_{name}_BEMUTATO" for name in missing]
        for said in (ended, call("status")):
            assert re.findall(r"\bSHOPSYNC_\w+", said.err) == names
            assert "shopsync connect bemutato\n" in said.err


def test_a_first_connection_needs_both_users(shopsync_home: Path, endpoints: Endpoints) -> None:
    with environment(shopsync_home, endpoints):
        said = call("connect", "bemutato", "--client-id", endpoints.client_id)
        assert said.code == 2
        assert "--sa-user" in said.err
        assert "--client-id" not in said.err


def test_what_a_colleague_has_changed_has_to_be_named(
    shopsync_home: Path, endpoints: Endpoints
) -> None:
    with chosen(shopsync_home, endpoints) as before:
        with opened() as store:
            store.connections.update(before.id, moved={"sa_user": "another"})
        said = call("connect", "bemutato", "--client-id", endpoints.client_id)
        assert said.code == 2
        assert "--sa-user" in said.err
        assert connection().moved == {"sa_user": "another"}


@pytest.mark.parametrize("command", ["sync", "verify", "status"])
def test_a_change_that_waits_for_the_user_is_told_once(
    shopsync_home: Path, endpoints: Endpoints, command: str
) -> None:
    with environment(shopsync_home, endpoints):
        assert call(*connecting(endpoints)).code == 0
        with opened() as store:
            store.connections.update(connection().id, moved={"sa_user": "another"})
        said = call(command, "bemutato", *(["--yes"] if command == "sync" else []))
        assert said.err.count(ShopMoved.title) == 1
        assert said.err.count("shopsync connect") == 1


def test_what_is_changed_is_told(shopsync_home: Path, endpoints: Endpoints) -> None:
    with chosen(shopsync_home, endpoints) as before:
        other = f"{endpoints.sa_url}/"
        moved = endpoints.sa_url.replace("127.0.0.1", "localhost")
        said = call(*connecting(endpoints, sa_url=other))
        assert connection() == before
        said = call(*connecting(endpoints, sa_url=moved))
        assert said.code == 0
        assert f"{before.sa_url} → {moved}" in said.out
        assert connection().options == before.options
        # The consent was about another account, and the schedule says so.
        assert connection().consented_at is None
        assert "schedule waits" in said.err


def test_the_command_that_is_advised_keeps_them(shopsync_home: Path, endpoints: Endpoints) -> None:
    with chosen(shopsync_home, endpoints) as before:
        wrong = replace(endpoints, sa_password="wrong")
        with environment(shopsync_home, wrong):
            said = call("sync", "bemutato", "--yes")
        advice = next(line for line in said.err.splitlines() if "shopsync connect" in line)
        command = advice.split("shopsync ", 1)[1].split()
        assert call(*command).code == 0
        assert connection() == before
