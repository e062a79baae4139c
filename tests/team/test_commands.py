"""The command `team`, over a real server: joining, looking, leaving, and what the database then holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import (
    ScheduleOfColleague,
    ShopOptionsChanged,
    TeamAlreadyJoined,
    TeamTooNew,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.core.settings.shop_choices import PriceChoice
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.store import open_store
from shopsync_gui.store.account.connections import ConnectionOptions
from shopsync_gui.sync.schedule.due import due_of
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.stored_standings import read_standing
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.team.members import TeamOffice
from tests.cli.playing import call, connecting, sandbox
from tests.quick_reads import quick_reads
from tests.team.computers import Team, at_write
from tests.team.server import PostgresServer


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")
    monkeypatch.delenv("SHOPSYNC_TEAM_PASSWORD", raising=False)


def test_two_programs_of_one_data_folder_enter_once(address: str, tmp_path: Path) -> None:
    together = Barrier(2)

    def enter(_number: int) -> object:
        with closing(open_store(tmp_path / "shopsync.db")) as store:
            together.wait()
            try:
                return TeamOffice(store, Secrets(tmp_path, {})).create(address)
            except TeamAlreadyJoined as error:
                return error

    with closing(open_store(tmp_path / "shopsync.db")) as store, ThreadPoolExecutor(2) as programs:
        entered = list(programs.map(enter, range(2)))
        assert sum(isinstance(outcome, TeamAlreadyJoined) for outcome in entered) == 1
        assert len(TeamOffice(store, Secrets(tmp_path, {})).status().members) == 1


@contextmanager
def connected(monkeypatch: pytest.MonkeyPatch, config: SandboxConfig) -> Iterator[Endpoints]:
    """A sandbox whose shop is connected here, and whose secrets every computer is given."""
    quick_reads(monkeypatch)
    with sandbox(config) as endpoints:
        monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET", endpoints.client_secret)
        monkeypatch.setenv("SHOPSYNC_SA_PASSWORD", endpoints.sa_password)
        assert call(*connecting(endpoints)).code == Exit.DONE
        yield endpoints


def test_a_team_is_created_joined_looked_at_and_left(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("team", "status").code == Exit.USAGE
    missing = call("team", "join", address)
    assert missing.code == Exit.USAGE
    assert "no team" in missing.err.lower()
    assert call("team", "create", address, "--json").json["role"] == "owner"
    assert call("team", "create", address).code == Exit.USAGE
    again = call("team", "join", address, "--json")  # as after a change of the password
    assert (again.json["member"], again.json["role"]) == (1, "owner")
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "second"))
    assert call("team", "join", address, "--json").json["role"] == "member"
    status = call("team", "status", "--json").json
    assert [member["role"] for member in status["members"]] == ["owner", "member"]
    assert status["me"] == 2
    assert call("team", "status").out
    assert call("team", "leave", "--json").json == {"left": True, "told": True}
    assert call("team", "status").code == Exit.USAGE
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "home"))
    assert len(call("team", "status", "--json").json["members"]) == 1


def test_an_owner_gives_roles(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("team", "create", address)
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "second"))
    call("team", "join", address, "--viewer")
    assert call("team", "role", "1", "viewer").code == Exit.FAILED  # a viewer may not
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "home"))
    assert call("team", "role", "1", "member").code == Exit.USAGE  # its last owner
    assert call("team", "role", "nobody", "member").code == Exit.USAGE
    assert call("team", "role", "2").code == Exit.USAGE
    members = call("team", "role", "2", "member", "--json").json["members"]
    assert [member["role"] for member in members] == ["owner", "member"]


def test_shops_and_runs_come_along_and_stay_after_leaving(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(monkeypatch, SandboxConfig(products=5, orders=0)) as endpoints:
        first = call("sync", endpoints.shop_name, "--yes", "--json").json
        assert first["created"] > 0
        call("team", "create", address)
        status = call("team", "status", "--json").json
        assert [run["created"] for run in status["runs"]] == [first["created"]]
        assert endpoints.shop_name in call("team", "status").out.split("\n\n")[-1]
        # A second computer has the shop at once, needs its secrets only, and knows what is where.
        monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "second"))
        call("team", "join", address)
        assert "Not synced here yet" in call("status").out
        second = call("sync", endpoints.shop_name, "--yes", "--json").json
        assert (second["created"], second["state"], second["verified"]) == (0, "done", True)
        runs = call("team", "status", "--json").json["runs"]
        assert {run["member"] for run in runs} == {1, 2}
        call("team", "leave")
        assert call("runs", "--json").json
        assert call("sync", endpoints.shop_name, "--yes", "--json").json["state"] == "done"


@pytest.mark.parametrize(
    "words",
    [
        ("sync", "--all", "--yes"), ("status",), ("status", "SHOP"), ("schedule", "SHOP"),
        ("team", "schedule", "SHOP"),
    ],
)  # fmt: skip
def test_a_shop_that_a_colleague_connected_lately_is_known_by_its_name(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    quick_reads(monkeypatch)
    home, second = tmp_path / "home", tmp_path / "second"
    with sandbox(SandboxConfig(products=3, orders=0)) as endpoints:
        monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET", endpoints.client_secret)
        monkeypatch.setenv("SHOPSYNC_SA_PASSWORD", endpoints.sa_password)
        call("team", "create", address)
        monkeypatch.setenv("SHOPSYNC_HOME", str(second))
        call("team", "join", address)
        monkeypatch.setenv("SHOPSYNC_HOME", str(home))
        assert call(*connecting(endpoints)).code == 0
        monkeypatch.setenv("SHOPSYNC_HOME", str(second))
        shop = endpoints.shop_name
        said = call(*(shop if word == "SHOP" else word for word in words))
        assert said.code == 0
        assert words[0] != "status" or shop in said.out
        with closing(open_store(second / "shopsync.db")) as store:
            assert [each.name for each in store.connections.all()] == [shop]


def test_a_shop_whose_account_is_written_to_is_busy(
    address: str, tmp_path: Path, server: PostgresServer
) -> None:
    database = address.rpartition("/")[2]
    team = Team(tmp_path, server, database, 2, 1, products=5)
    first, second = team.each
    seen: list[int] = []

    def watch() -> None:
        status = second.office.status()
        seen.extend(shop.writer or 0 for shop in status.shops)
        assert all(shop.alive for shop in status.shops)

    at_write(team, 2, watch)
    assert first.job().state is RunState.DONE
    assert seen == [1]
    assert [shop.writer for shop in second.office.status().shops] == [None]
    team.close()


def test_two_who_plan_at_once_see_each_other(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=5)
    first, second = team.each
    seen: list[tuple[int, ...]] = []

    def watch(_task: object) -> None:
        seen.extend(shop.planners for shop in second.office.status().shops)

    first.start(watch, JobKind.PREVIEW)
    assert (1,) in seen
    assert second.office.status().shops[0].planners == ()
    team.close()


def test_a_plan_made_on_an_older_state_is_void(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=8)
    first, second = team.each
    plan = first.job(JobKind.PREVIEW)
    assert second.job().created > 0
    first.time = second.time
    late = first.job(plan_fingerprint=plan.plan_fingerprint)
    assert late.state is not RunState.DONE
    assert late.problem is not None
    assert late.problem.code == "PlanMoved"
    assert not team.doubled_products()
    team.close()


def test_no_secret_and_no_buyer_is_in_the_database(
    address: str, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = address.rpartition("/")[2]
    with connected(monkeypatch, SandboxConfig(products=12, orders=30)) as endpoints:
        call("team", "create", address)
        assert call("sync", endpoints.shop_name, "--yes").code == Exit.DONE
        orders = call("orders", endpoints.shop_name, "--since", "2023-01-01", "--yes", "--json")
        assert orders.json["created"] > 0
        runs = call("runs", "--json").json["items"]
        call("undo", str(runs[0]["run"]), "--yes", "--remove-created")
    tables = server.run(
        database, "SELECT tablename FROM pg_tables WHERE schemaname = 'shopsync' ORDER BY 1"
    )
    dump = "\n".join(
        str(row)
        for (table,) in tables
        for row in server.run(database, f'SELECT * FROM shopsync."{table}"')
    )
    assert endpoints.shop_name in dump
    assert len(tables) >= 9
    assert endpoints.client_secret not in dump
    assert endpoints.sa_password not in dump
    assert "KANARI" not in dump.upper()


def test_an_older_program_is_refused(address: str, server: PostgresServer) -> None:
    call("team", "create", address)
    server.run(
        address.rpartition("/")[2],
        "INSERT INTO shopsync.schema_migration (name, applied) VALUES ('9999_later', now())",
    )
    said = call("team", "status", "--json")
    assert said.code == Exit.FAILED
    assert TeamTooNew.__name__ in json.dumps(said.json)


def test_one_computer_runs_a_schedule_until_another_takes_it_over(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=5)
    first, second = team.each
    options = ConnectionOptions(schedule=Schedule(repeat=Repeat.HOURS, hours=1))
    for computer in team.each:
        computer.store.connections.update(computer.connection.id, options=options)
    assert first.job(unattended=True).state is RunState.DONE
    second.time = first.time
    with pytest.raises(ScheduleOfColleague):
        second.job(unattended=True)
    # Until tomorrow this computer does not ask again.
    until = second.store.team.elsewhere_until(second.connection.id)
    assert until is not None
    connection = second.store.connections.update(second.connection.id, consented_at=second.now())
    due = due_of(second.store, connection, second.now())
    assert due is not None
    assert due.at >= until
    second.office.take_schedule(1)
    due = due_of(second.store, connection, second.now())
    assert due is not None
    assert due.at < until
    assert second.job(unattended=True).state is RunState.DONE
    with pytest.raises(ScheduleOfColleague):
        first.job(unattended=True)
    assert first.job().state is RunState.DONE  # by hand anybody may
    team.close()


@pytest.mark.parametrize("kind", [JobKind.SYNC, JobKind.VERIFY, JobKind.PREVIEW])
def test_settings_of_a_shop_are_the_teams_and_their_change_is_seen(
    tmp_path: Path, server: PostgresServer, database: str, kind: JobKind
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=5)
    first, second = team.each
    assert first.job().state is RunState.DONE
    second.time = first.time
    assert second.job().state is RunState.DONE
    options = ConnectionOptions(price=PriceChoice.LIST)
    first.connection = first.store.connections.update(first.connection.id, options=options)
    first.time = second.time
    assert first.job().state is RunState.DONE
    writes = first.write_count()
    second.time = first.time
    stopped = second.job(kind)
    assert stopped.state is RunState.PAUSED
    assert not stopped.verified
    assert stopped.problem is not None
    assert stopped.problem.is_a(ShopOptionsChanged)
    assert stopped.problem.values["settings"] == "Price"
    assert second.write_count() == writes
    taken = second.store.connections.get(second.connection.id)
    assert taken is not None
    assert taken.options == options
    assert second.job().state is RunState.DONE
    assert second.write_count() == writes
    team.close()


def test_a_schedule_that_a_colleague_runs_is_promised_by_nobody_else(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(monkeypatch, SandboxConfig(products=3, orders=0)) as endpoints:
        shop = endpoints.shop_name
        call("team", "create", address)
        assert call("sync", shop, "--yes").code == Exit.DONE
        call("schedule", shop, "--every", "day", "--at", "03:00")
        assert call("status", "--json").json["items"][0]["next_sync"] is not None
        monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "second"))
        call("team", "join", address)
        call("team", "schedule", shop)
        # The first computer has not run since, and hears of it all the same.
        monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "home"))
        told = call("schedule", shop)
        assert f"shopsync team schedule {shop}" in told.out + told.err
        assert "03:00" not in told.out
        assert call("schedule", shop, "--json").json["next"] is None
        assert call("status", "--json").json["items"][0]["next_sync"] is None
        with closing(open_store(tmp_path / "home" / "shopsync.db")) as store:
            (connection,) = store.connections.all()
            long_ago = datetime.now(UTC) - timedelta(days=9)
            store.database.execute_sql(
                "UPDATE run SET report = CAST(json_set(CAST(report AS TEXT), '$.finished_at', ?) AS BLOB)",
                (long_ago.isoformat(),),
            )
            assert store.team.keeper(connection.id, datetime.now(UTC))
        due = call("sync", "--all", "--due", "--yes")
        assert due.code == Exit.DONE
        call("team", "schedule", shop)
        assert call("schedule", shop, "--json").json["next"] is not None


def told_of(shop: str) -> dict[str, object]:
    """What `status` says of a shop, and what a reader is told."""
    (item,) = call("status", shop, "--json").json["items"]
    return {**item, "text": call("status", shop).out}


def test_a_shop_stands_as_the_last_run_of_the_team_left_it(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(name: str) -> None:
        monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / name))

    with connected(monkeypatch, SandboxConfig(products=8, orders=0)) as endpoints:
        shop = endpoints.shop_name
        call("team", "create", address)
        first = call("sync", shop, "--yes", "--json").json
        at("second")
        call("team", "join", address)
        assert call("sync", shop, "--yes").code == Exit.DONE
        at("home")
        call("undo", str(first["run"]), "--yes", "--remove-created")
        at("second")  # a colleague has undone it
        told = told_of(shop)
        assert (told["state"], told["equal_at"]) == ("idle", None)
        assert told["differing"] == first["created"]
        assert "Not equal" in str(told["text"])
        assert call("sync", shop, "--yes", "--json").json["created"] == first["created"]
        assert told_of(shop)["state"] == "done"
        at("home")  # and this one has synced it anew
        told = told_of(shop)
        assert (told["state"], told["differing"], told["needs_attention"]) == ("done", 0, False)
        assert told["equal_at"] is not None
        assert "Not equal" not in str(told["text"])


def test_a_run_that_a_colleague_finished_waits_for_nobody(
    address: str, tmp_path: Path, server: PostgresServer
) -> None:
    team = Team(tmp_path, server, address.rpartition("/")[2], 2, 1, products=12)
    first, second = team.each
    at_write(team, 6, first.died)
    assert first.job().state is RunState.PAUSED
    first.restart()
    assert read_standing(first.store, first.connection).needs_attention
    second.time = first.time
    assert second.job().state is RunState.DONE
    first.office.exchange()
    standing = read_standing(first.store, first.connection)
    assert (standing.state_name, standing.needs_attention) == ("done", False)
    assert not any(Step.CONTINUE in remark.steps for remark in remarks_on(standing))
    team.close()
