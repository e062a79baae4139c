"""Two computers of a team and one account: one writes at a time, and takes over what was left."""

from __future__ import annotations

import os
import tempfile
from functools import partial
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import (
    AccountLeased,
    LeaseLost,
    TeamNeedsOwner,
    TeamRecordTooNew,
    TeamRightMissing,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.team.team import CHECK, Role
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.team.address import parse_address
from shopsync_gui.team.database import TeamDatabase
from shopsync_gui.team.turn import acquire, release
from tests.parallel import memory_folder
from tests.portions import portion
from tests.sync.checking import check
from tests.team.computers import Team, at_write
from tests.team.schedules import Schedule
from tests.team.server import PostgresServer

#: Random schedules, of which an ordinary run plays a portion; SHOPSYNC_TEAM_SCHEDULES=500 plays so many,
#: `dev.py simulate N --team` any others.
_WANTED = os.environ.get("SHOPSYNC_TEAM_SCHEDULES")
SEEDS = portion(range(8), 3) if _WANTED is None else list(range(int(_WANTED)))


@pytest.fixture
def team(tmp_path: Path, server: PostgresServer, database: str) -> Team:
    return Team(tmp_path, server, database, 2, 1, products=12)


def skus(team: Team) -> list[str]:
    return [sku_key(product.prod_sku) for product in team.shared.account_products()]


def lists(team: Team) -> int:
    """How often the account's list of products was read."""
    return len([asked for asked in team.shared.sandbox.log if asked.kind == "sa/listproducts"])


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_schedule_of_a_team_doubles_a_product(
    seed: int, server: PostgresServer, database: str
) -> None:
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        assert Schedule(seed, Path(folder), server, database).play() == 0


def test_what_one_computer_created_is_known_to_the_other(team: Team) -> None:
    first, second = team.each
    assert first.job().state is RunState.DONE
    shop = team.shared.sandbox.shop
    key = next(iter(shop.keys()))
    second.time = first.time
    report = second.job()
    assert (report.created, report.state) == (0, RunState.DONE)
    # A new SKU keeps its product on either computer: the pair of ids is common knowledge.
    shop.update(key, sku="EGESZEN-MAS")
    held = len(skus(team))
    report = second.job()
    assert (report.created, report.updated) == (0, 1)
    first.time = second.time
    assert first.job().verified
    assert len(skus(team)) == held
    assert not team.doubled_products()
    team.close()


@pytest.mark.parametrize("kind", [JobKind.SYNC, JobKind.PREVIEW])
def test_only_who_has_the_turn_reads_the_account_beside_the_shop(team: Team, kind: JobKind) -> None:
    """A colleague who writes meanwhile would make a reading old that a preview has made."""
    first, second = team.each
    first.job()
    first.job()  # nothing is left to be learned
    second.time = first.time
    second.job()
    pages: list[float] = []
    lists: list[float] = []

    def noting(times: list[float], request: Request) -> f.Action | None:
        if request.params.get("limit") == "1":
            return None
        times.append(second.loop_time())
        return f.own(10.0)

    faults = team.shared.sandbox.faults
    faults.at("GET shop/productExtend", partial(noting, pages), None)
    faults.at("GET sa/listproducts", partial(noting, lists), None)
    report = second.job(kind)
    assert (report.state, report.problem) == (RunState.DONE, None)
    assert (lists[0] < pages[0] + 10) is (kind is JobKind.SYNC), (pages, lists)
    team.close()


def test_an_account_that_shows_which_one_it_is_is_read_once(team: Team) -> None:
    first, _second = team.each
    first.job()  # empty, it shows nothing
    already = lists(team)
    report = first.job()
    assert (report.state, report.verified) == (RunState.DONE, True)
    assert lists(team) - already == 1
    team.close()


def test_what_a_dead_colleague_left_open_makes_the_account_be_read_after_it(team: Team) -> None:
    """A reading from beside the shop does not show what that write has become since."""
    first, second = team.each
    first.job()
    first.job()
    second.time = first.time
    second.job()
    sandbox = team.shared.sandbox
    sandbox.shop.update(next(iter(sandbox.shop.keys())), name="Átnevezve")
    sandbox.faults.at("sa/modifyproduct/{id}", f.late(200))
    at_write(team, 1, first.died)
    _dead, report = team.together([0.0, 10_000.0])
    assert isinstance(report, RunReport)
    assert (report.state, report.verified) == (RunState.DONE, True)
    later = [asked for asked in sandbox.log if asked.time > 9_000]
    read = [asked.number for asked in later if asked.kind == "shop/productExtend"]
    beside, after, *_more = (asked.number for asked in later if asked.kind == "sa/listproducts")
    assert beside < read[-1] < after
    team.close()


def test_a_changed_sku_is_an_update_on_a_computer_that_never_synced(team: Team) -> None:
    first, second = team.each
    first.job()
    held = len(skus(team))
    shop = team.shared.sandbox.shop
    shop.update(next(iter(shop.keys())), sku="EGESZEN-MAS")
    second.time = first.time
    report = second.job()
    assert (report.created, report.updated) == (0, 1)
    assert len(skus(team)) == held
    team.close()


def test_the_second_of_two_at_once_is_told_who_is_at_work(team: Team) -> None:
    first, second = team.together([0.0, 1.0])
    assert isinstance(first, RunReport)
    assert first.state is RunState.DONE
    assert isinstance(second, AccountLeased)
    assert second.values["member"]
    assert not team.doubled_products()
    team.close()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_write_that_a_dead_computer_left_open_is_settled_before_anything_is_written(
    team: Team, after: bool
) -> None:
    first, second = team.each
    sandbox = team.shared.sandbox
    # The account carries the write out only when its computer is dead already.
    sandbox.faults.at("sa/createproduct", f.late(60))
    first.kill_at, first.kill_after = None, after
    at_write(team, 4, first.died)
    end = team.together([0.0, 10_000.0])[0]
    assert not isinstance(end, RunReport) or end.state is not RunState.DONE
    first.restart()
    sandbox.account.settle(everything=True)
    second.time = team.shared.time
    report = second.job()
    assert report.state is RunState.DONE
    assert not team.doubled_products()
    assert not team.doubled_categories()
    assert second.office.status().open_intents == 0
    team.close()


def test_a_computer_that_sleeps_loses_its_turn_to_an_owner_and_writes_nothing_more(
    team: Team,
) -> None:
    first, second = team.each

    def end() -> None:
        for shop in first.office.status().shops:
            first.office.end_lease(shop.id)

    at_write(team, 3, end)
    report = team.together([10_000.0, 0.0])[1]
    assert isinstance(report, RunReport)
    assert report.state is RunState.PAUSED
    assert report.problem is not None
    assert report.problem.is_a(LeaseLost)
    assert not team.doubled_products()
    status = first.office.status()
    assert {(run.member_id, run.state) for run in status.runs} == {(1, "done"), (2, "paused")}
    assert [shop.planners for shop in status.shops] == [()]
    first.time = second.time = team.shared.time
    assert second.job().verified
    team.close()


def test_a_database_that_is_back_soon_only_holds_the_run_up(
    team: Team, server: PostgresServer, database: str
) -> None:
    first, _second = team.each
    at_write(team, 3, lambda: server.cut_off(database))
    report = first.job()
    assert report.state is RunState.DONE
    assert report.verified
    team.close()


def test_two_users_of_one_account_are_one_writer(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=12)
    first, second = team.each
    first.job()
    # The same account under another API user and another name of the shop.
    second.connection = second.store.connections.update(
        second.connection.id, name="masikbolt", sa_user="masik-felhasznalo"
    )
    second.type_secrets(second.connection)
    second.time = first.time
    already = lists(team)
    second.job(JobKind.SYNC, approve_brake=True)
    assert lists(team) - already > 1  # what was read in the turn at another account proves nothing
    accounts = {shop.name: shop.account_id for shop in first.office.status().shops}
    assert len(accounts) == 2
    assert len(set(accounts.values())) == 1
    team.close()


def test_an_account_that_another_user_fills_meanwhile_is_read_again(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    """What was read while it was still empty does not show which account it is."""
    team = Team(tmp_path, server, database, 2, 1, products=12)
    _first, second = team.each
    second.connection = second.store.connections.update(
        second.connection.id, name="masikbolt", sa_user="masik-felhasznalo"
    )
    second.type_secrets(second.connection)
    team.shared.sandbox.faults.at(
        lambda asked: asked.kind == "shop/productExtend" and asked.params["limit"] != "1",
        f.own(20.0),
    )
    filled, late = team.together([6.0, 0.0])
    assert isinstance(filled, RunReport)
    assert isinstance(late, RunReport)
    assert (filled.verified, late.verified) == (True, True)
    assert (filled.created, late.created) == (8, 0)
    assert not team.doubled_products()
    assert len({shop.account_id for shop in team.each[0].office.status().shops}) == 1
    team.close()


def test_a_viewer_looks_and_does_not_write(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=6)
    first, second = team.each
    second.office.leave()
    second.office.join(server.address(database), viewer=True)
    with pytest.raises(TeamRightMissing):
        second.job()
    assert second.job(JobKind.PREVIEW).state is RunState.DONE
    with pytest.raises(TeamRightMissing):
        second.office.end_lease(1)
    with pytest.raises(TeamNeedsOwner):
        first.office.set_role(1, Role.MEMBER)
    first.office.set_role(second.office.status().me, Role.MEMBER)
    assert second.job().state is RunState.DONE
    first.office.set_role(second.office.status().me, Role.VIEWER)
    with pytest.raises(TeamRightMissing):
        second.job()
    team.close()


def test_who_dies_while_planning_plans_no_more(team: Team) -> None:
    first, second = team.each
    at_write(team, 3, first.died)
    team.together([0.0, 10_000.0])
    assert [shop.planners for shop in second.office.status().shops] == [()]
    team.close()


def test_a_check_that_tries_the_account_out_takes_its_turn(
    team: Team, server: PostgresServer, database: str
) -> None:
    first, second = team.each
    assert first.job().state is RunState.DONE
    second.time = first.time
    colleague = TeamDatabase(parse_address(server.address(database)), None)
    lease = acquire(colleague, 1, 1, "sync")
    before = team.shared.account_products()
    with pytest.raises(AccountLeased):
        check(second)
    assert check(second, write=False).readable
    assert team.shared.account_products() == before
    release(colleague, lease)
    colleague.close()
    kinds: list[str] = []
    at_write(team, 1, lambda: kinds.extend(shop.kind for shop in first.office.status().shops))
    result = check(second)
    assert (result.wrote, result.left, result.problem) == (True, (), None)
    assert kinds == [CHECK]
    assert [shop.writer for shop in first.office.status().shops] == [None]
    team.close()


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ('{"difference_count": 2}', True),
        ('{"doubled": [{"sku": "A", "sa_ids": [1, 2]}]}', True),
        ("{}", False),
    ],
)
def test_a_verification_says_whether_it_found_differences(
    team: Team, server: PostgresServer, database: str, more: str, found: bool
) -> None:
    first, second = team.each
    assert first.job().state is RunState.DONE
    server.run(
        database,
        "UPDATE shopsync.run SET state = 'partial', kind = 'verify',"
        f" receipt = (receipt::jsonb || '{more}'::jsonb)::text",
    )
    assert [run.found_differences for run in second.office.status().runs] == [found]


def test_what_a_newer_version_wrote_is_told_and_ends_neither_a_job_nor_a_page(
    team: Team, server: PostgresServer, database: str
) -> None:
    first, second = team.each
    assert first.job().state is RunState.DONE
    server.run(
        database,
        "UPDATE shopsync.member SET role = 'auditor' WHERE id = 1;"
        " UPDATE shopsync.run SET state = 'dreaming', kind = 'dream',"
        ' receipt = replace(receipt, \'"state":"done"\', \'"state":"dreaming"\');'
        " INSERT INTO shopsync.intent (id, account_id, fence, member_id, shop_id, entry_id, op, key,"
        " inner_id, body) VALUES (gen_random_uuid(), 1, 1, 1, 1, 7, 'dream', '', '',"
        ' \'{"op":"dream","name":"x"}\')',
    )
    status = second.office.status()
    assert [(run.kind, run.state) for run in status.runs] == [("dream", "dreaming")]
    assert [member.role for member in status.members] == [Role.VIEWER, Role.MEMBER]
    with pytest.raises(TeamRecordTooNew):
        second.office.receipt(status.runs[0])
    server.run(database, "UPDATE shopsync.run SET kind = 'sync'")
    with pytest.raises(TeamRecordTooNew):
        second.office.approve(status.shops[0].id)
    second.time = first.time
    report = second.job()
    assert (report.state, report.verified) == (RunState.DONE, True)
    assert second.office.status().open_intents == 1  # whoever knows it will settle it
    team.close()
