"""Entering and leaving a team: who may, what is said, and what of it its lists show."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import (
    LastOwnerLeaves,
    TeamPasswordMissing,
    TeamRightMissing,
    TeamWithoutOwner,
)
from shopsync_gui.core.team.team import Role
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.system.secrets import TEAM_PASSWORD, VARIABLES
from tests.cli.playing import call, connecting, sandbox
from tests.quick_reads import quick_reads
from tests.team.server import PostgresServer

PASSWORD = "jelszo-kanari"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")
    monkeypatch.delenv("SHOPSYNC_TEAM_PASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))


@pytest.fixture
def guarded(server: PostgresServer, address: str) -> Iterator[str]:
    """The address of an empty database whose user needs a password."""
    user = address.rpartition("/")[2] + "user"
    database = address.rpartition("/")[2]
    server.run("postgres", f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'")
    server.run("postgres", f"GRANT CREATE ON DATABASE {database} TO {user}")
    hba = server.data / "pg_hba.conf"
    before = hba.read_text()
    hba.write_text(f"host all {user} 127.0.0.1/32 scram-sha-256\n{before}")
    server.run("postgres", "SELECT pg_reload_conf()")
    yield address.replace("team@", f"{user}@")
    hba.write_text(before)
    server.run("postgres", "SELECT pg_reload_conf()")


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a shop that is connected here, and answers."""
    quick_reads(monkeypatch)
    with sandbox(SandboxConfig(products=3, orders=0)) as endpoints:
        monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET", endpoints.client_secret)
        monkeypatch.setenv("SHOPSYNC_SA_PASSWORD", endpoints.sa_password)
        assert call(*connecting(endpoints)).code == Exit.DONE
        yield endpoints.shop_name


def test_the_only_owner_leaves_last(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = str(tmp_path / "second")
    call("team", "create", address)
    monkeypatch.setenv("SHOPSYNC_HOME", second)
    call("team", "join", address)
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "home"))
    refused = call("team", "leave", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (Exit.USAGE, LastOwnerLeaves.__name__)
    assert len(call("team", "status", "--json").json["members"]) == 2
    assert call("team", "role", "2", "owner").code == Exit.DONE
    assert call("team", "leave").code == Exit.DONE
    monkeypatch.setenv("SHOPSYNC_HOME", second)
    assert call("team", "leave").code == Exit.DONE  # nobody is left


def test_creating_a_team_that_is_there_joins_it_and_says_so(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "There was a team"
    assert said not in call("team", "create", address).err
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "second"))
    assert call("team", "create", address, "--viewer").code == Exit.USAGE
    assert call("team", "status").code == Exit.USAGE  # it joined nothing
    again = call("team", "create", address, "--json")
    assert again.json["role"] == Role.MEMBER
    assert said in again.err


def test_a_run_stands_once_however_often_its_computer_joins(address: str, shop: str) -> None:
    assert call("sync", shop, "--yes").code == Exit.DONE
    for _time in range(3):
        assert call("team", "create", address).code == Exit.DONE
        runs = call("team", "status", "--json").json["runs"]
        assert len(runs) == 1
        assert call("team", "leave").code == Exit.DONE


def test_without_the_password_a_run_pauses_and_a_plan_is_made(
    guarded: str, shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("team", "create", guarded).code == Exit.PAUSED
    monkeypatch.setenv("SHOPSYNC_TEAM_PASSWORD", PASSWORD)
    assert call("team", "create", guarded).code == Exit.DONE
    for given in ("", "rossz"):
        monkeypatch.setenv("SHOPSYNC_TEAM_PASSWORD", given)
        synced = call("sync", shop, "--yes", "--json")
        assert synced.code == Exit.PAUSED
        if not given:
            assert synced.json["error"]["code"] == TeamPasswordMissing.__name__
        assert call("team", "status").code == Exit.PAUSED
        assert call("plan", shop).code == Exit.DONE


def test_a_typed_password_that_nothing_keeps_is_told(
    guarded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda *_args, **_options: PASSWORD)
    said = call("team", "create", guarded)
    assert said.code == Exit.DONE
    assert VARIABLES[TEAM_PASSWORD] in said.err


def test_ending_a_turn_says_whose_it_was(address: str, server: PostgresServer, shop: str) -> None:
    call("team", "create", address)
    assert "Nobody" in call("team", "end", shop).err
    database = address.rpartition("/")[2]
    server.run(database, "UPDATE shopsync.member SET name = 'Anna', computer = 'iroda'")
    server.run(database, "UPDATE shopsync.account SET member_id = 1, kind = 'sync', since = now()")
    assert "Anna on iroda" in call("team", "end", shop).err


def test_who_leaves_while_the_database_is_down_is_out_once_it_answers(
    server: PostgresServer, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.address(database)
    call("team", "create", address)
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "second"))
    assert call("team", "join", address).code == Exit.DONE
    server.run("postgres", f"ALTER DATABASE {database} RENAME TO {database}_away")
    left = call("team", "leave", "--json")
    server.run("postgres", f"ALTER DATABASE {database}_away RENAME TO {database}")
    assert left.json == {"left": True, "told": False}
    call("team", "status")  # it is in no team, and tells the former one
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "home"))
    assert len(call("team", "status", "--json").json["members"]) == 1


def test_a_team_whose_owner_is_gone_gets_another_one(
    server: PostgresServer, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner left while the database was down, so that it could not be kept from it."""
    address, second = server.address(database), str(tmp_path / "second")
    call("team", "create", address)
    monkeypatch.setenv("SHOPSYNC_HOME", second)
    assert call("team", "join", address).code == Exit.DONE
    refused = call("team", "role", "2", "owner", "--json").json["error"]
    assert refused["code"] == TeamRightMissing.__name__
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "home"))
    server.run("postgres", f"ALTER DATABASE {database} RENAME TO {database}_away")
    assert call("team", "leave").code == Exit.DONE
    server.run("postgres", f"ALTER DATABASE {database}_away RENAME TO {database}")
    call("team", "status")
    monkeypatch.setenv("SHOPSYNC_HOME", second)
    refused = call("team", "role", "2", "owner", "--json").json["error"]
    assert refused["code"] == TeamWithoutOwner.__name__
    assert f"team create {address}" in refused["action"]
    assert call("team", "leave").code == Exit.DONE
    created = call("team", "create", address, "--json")
    assert (created.code, created.json["role"]) == (Exit.DONE, Role.OWNER.value)
