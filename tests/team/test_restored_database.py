"""A team's database that was lost, set up anew, or restored from a backup: nobody goes by what it held."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import TeamMemberGone
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.team.team import Role
from tests.cli.playing import call
from tests.team.computers import Team
from tests.team.server import PostgresServer


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")


def test_a_lost_team_is_left_and_set_up_anew(
    address: str, server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = [str(tmp_path / name) for name in ("home", "second")]
    for home, act in zip(homes, ("create", "join"), strict=True):
        monkeypatch.setenv("SHOPSYNC_HOME", home)
        assert call("team", act, address).code == Exit.DONE
    server.run(address.rpartition("/")[2], "DROP SCHEMA shopsync CASCADE")
    for home, act in zip(homes, ("create", "join"), strict=True):
        monkeypatch.setenv("SHOPSYNC_HOME", home)
        assert call("status").code == Exit.DONE
        said = call("team", "status", "--json")
        assert (said.code, said.json["error"]["code"]) == (Exit.PAUSED, TeamMemberGone.__name__)
        assert call("team", "leave", "--json").json == {"left": True, "told": True}
        assert call("team", act, address).code == Exit.DONE
    members = call("team", "status", "--json").json["members"]
    assert [member["role"] for member in members] == [Role.OWNER, Role.MEMBER]


def test_a_computer_is_not_taken_for_the_one_that_has_its_number_now(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    """After a backup was restored the numbers of those who joined since are given anew."""
    team = Team(tmp_path, server, database, 3, 1, products=5)
    _first, second, third = team.each
    third.office.leave()
    before = server.dump(database)
    second.office.leave()
    second.office.join(server.address(database))
    server.restore(database, before)
    third.office.join(server.address(database))
    numbers = [computer.store.team.membership() for computer in (second, third)]
    assert [each.member_id for each in numbers if each is not None] == [4, 4]
    with pytest.raises(TeamMemberGone):
        second.job()
    assert second.job(JobKind.PREVIEW).state is RunState.DONE
    assert second.write_count() == 0
    second.office.leave()
    second.office.join(server.address(database))
    assert second.job().verified
    team.close()


def test_what_a_restored_database_has_not_is_told_anew(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=5)
    first, second = team.each
    assert first.job().state is RunState.DONE
    second.time = first.time
    assert second.job().state is RunState.DONE
    before = server.dump(database)
    shop = team.shared.sandbox.shop
    key = shop.insert(sku="UJ-1", name="Új termék")
    first.time = second.time
    assert first.job().created == 1
    server.restore(database, before)
    assert first.job().verified
    shop.update(key, sku="UJ-2")
    second.time = first.time
    assert second.job().created == 0
    assert not team.doubled_products()
    first.time = second.time
    assert first.job().verified
    team.close()
