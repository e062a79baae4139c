"""Consents and approvals in a team: given on one computer they hold on all, for the state that they were given for."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from pathlib import Path

import httpx
import pytest

from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import NothingToApprove, TeamRightMissing
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.shop_choices import PriceChoice
from shopsync_gui.core.team.team import Role
from shopsync_gui.store.account.connections import ConnectionOptions
from tests.cli.playing import call
from tests.sync.world import Killed
from tests.team.computers import Team, TeamComputer
from tests.team.server import PostgresServer

_PRODUCTS = 40
#: Net prices; from the one to the other is a jump that the brake stops.
_BEFORE, _AFTER = 1000, 987_654


@pytest.fixture
def team(tmp_path: Path, server: PostgresServer, database: str) -> Team:
    """Two computers that know everything, under other local ids."""
    team = Team(tmp_path, server, database, 2, 1, products=_PRODUCTS)
    first, second = team.each
    reprice(team, _BEFORE)
    assert first.job().state is RunState.DONE
    team.shared.sandbox.shop.insert(0, sku="ELOL-1", name="Elöl")
    turn(team, second)
    assert second.job().state is RunState.DONE
    turn(team, first)
    assert first.job().state is RunState.DONE
    return team


def turn(team: Team, computer: TeamComputer) -> None:
    """Let it be this computer's time."""
    computer.time = team.shared.time = max(each.time for each in (*team.each, team.shared)) + 60


def reprice(team: Team, net: int) -> None:
    """Change the prices of so many products that the brake stops the sync."""
    shop = team.shared.sandbox.shop
    for key in list(shop.keys())[:10]:
        shop.update(key, net=Decimal(net))


def stop(team: Team, computer: TeamComputer) -> int:
    """Have the brake stop a sync that nobody started; how many products it would have changed."""
    turn(team, computer)
    report = computer.job(unattended=True)
    assert report.state is RunState.STOPPED
    assert {brake.kind for brake in report.brakes} == {BrakeKind.PRICE}
    assert report.planned is not None
    return report.planned.update


def approve(team: Team, computer: TeamComputer) -> None:
    turn(team, computer)
    computer.office.approve(computer.office.status().shops[0].id)


def die_in_the_middle(computer: TeamComputer) -> None:
    """Have a computer carry out what its user approves, and die after the third of its writes."""
    writes = count(1)

    def dies(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "/modifyproduct/" in request.url.path and next(writes) == 3:
            computer.died()
            raise Killed
        return response

    computer.reshape = dies
    with pytest.raises(Killed):
        computer.job(approve_brake=True)
    computer.restart()


def approvers(team: Team) -> list[int | None]:
    return [shop.approved_by for shop in team.each[0].office.status().shops]


def test_what_a_colleague_approved_is_carried_out_by_the_computer_that_was_stopped(
    team: Team,
) -> None:
    night, colleague = team.each
    reprice(team, _AFTER)
    held_up = stop(team, night)
    assert stop(team, night) == held_up
    approve(team, colleague)
    assert approvers(team) == [2]
    turn(team, night)
    report = night.job(unattended=True)
    assert (report.state, report.updated) == (RunState.DONE, held_up)
    assert approvers(team) == [None]
    # It was for that plan alone.
    reprice(team, 7)
    stop(team, night)
    team.close()


def test_any_computer_carries_out_what_was_approved_whatever_its_local_ids_are(team: Team) -> None:
    night, colleague = team.each
    reprice(team, _AFTER)
    held_up = stop(team, night)
    approve(team, night)
    turn(team, colleague)
    report = colleague.job()
    assert (report.state, report.updated) == (RunState.DONE, held_up)
    team.close()


def test_an_approval_is_void_once_the_shop_has_changed(team: Team) -> None:
    night, colleague = team.each
    reprice(team, _AFTER)
    stop(team, night)
    approve(team, colleague)
    shop = team.shared.sandbox.shop
    shop.update(list(shop.keys())[-1], name="Más név")
    writes = night.write_count()
    stop(team, night)
    assert approvers(team) == [None]
    assert night.write_count() == writes
    team.close()


def test_an_approval_is_void_once_a_colleague_has_written_although_the_plan_is_the_same_again(
    team: Team,
) -> None:
    night, colleague = team.each
    shop = team.shared.sandbox.shop
    reprice(team, _AFTER)
    stop(team, night)
    approve(team, colleague)
    reprice(team, _BEFORE)
    shop.insert(len(shop.keys()), sku="UJ-1", name="Új termék")
    turn(team, colleague)
    assert colleague.job().created == 1
    reprice(team, _AFTER)
    stop(team, night)
    team.close()


def test_an_approval_for_an_older_state_is_not_given(team: Team) -> None:
    night, colleague = team.each
    reprice(team, _AFTER)
    stop(team, night)
    turn(team, colleague)
    assert colleague.job(approve_brake=True).state is RunState.DONE
    with pytest.raises(NothingToApprove):
        approve(team, colleague)
    team.close()


def test_what_a_dead_computer_left_of_an_approved_plan_is_carried_out_by_a_colleagues(
    team: Team,
) -> None:
    first, second = team.each
    reprice(team, _AFTER)
    held_up = stop(team, first)
    turn(team, first)
    die_in_the_middle(first)
    turn(team, second)
    report = second.job()
    assert report.state is RunState.DONE
    assert 0 < report.updated < held_up
    assert not team.doubled_products()
    assert approvers(team) == [None]
    team.close()


def test_what_a_dead_computer_left_is_no_approval_of_anything_else(team: Team) -> None:
    first, second = team.each
    reprice(team, _AFTER)
    stop(team, first)
    turn(team, first)
    die_in_the_middle(first)
    reprice(team, _BEFORE * 9)
    turn(team, second)
    assert second.job().state is RunState.STOPPED
    team.close()


def test_the_command_approves(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    night, colleague = team.each
    reprice(team, _AFTER)
    held_up = stop(team, night)
    monkeypatch.setenv("SHOPSYNC_HOME", str(colleague.path.parent))
    shop = colleague.connection.name
    (status,) = call("team", "approve", shop, "--json").json["shops"]
    assert status["approved_by"] == 2
    turn(team, night)
    assert night.job(unattended=True).updated == held_up
    assert call("team", "approve", shop).code == Exit.USAGE
    team.close()


def test_a_viewer_approves_nothing(team: Team) -> None:
    night, colleague = team.each
    reprice(team, _AFTER)
    stop(team, night)
    night.office.set_role(colleague.office.status().me, Role.VIEWER)
    with pytest.raises(TeamRightMissing):
        approve(team, colleague)
    team.close()


def test_a_consent_is_the_teams_until_the_settings_change(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=6)
    first, second = team.each

    def consented(computer: TeamComputer) -> bool:
        known = computer.store.connections.get(computer.connection.id)
        assert known is not None
        return known.consented_at is not None

    assert first.job().state is RunState.DONE
    assert not consented(second)
    turn(team, second)
    assert second.job(JobKind.PREVIEW).state is RunState.DONE
    assert consented(second)
    # Under other settings the brake stops the colleague: nobody has consented to these.
    options = ConnectionOptions(price=PriceChoice.LIST)
    first.connection = first.store.connections.update(
        first.connection.id, options=options, consented_at=None
    )
    team.shared.sandbox.shop.clear()
    turn(team, first)
    assert first.job().state is RunState.STOPPED
    turn(team, second)
    second.job(JobKind.PREVIEW)
    assert not consented(second)
    team.close()
