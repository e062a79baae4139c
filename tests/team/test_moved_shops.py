"""A shop whose addresses or users a colleague changes: everybody hears of it, and no secret goes there unasked."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import ShopMoved, TeamNotTold
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.core.team.team import Exchange, Membership, Role
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.store import open_store
from shopsync_gui.store.account.connections import Connection, ConnectionOptions
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.connect import ConnectionCheck, save_connection
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.cli.playing import call, connecting, sandbox
from tests.ports import closed_port
from tests.quick_reads import quick_reads
from tests.team.computers import Team, TeamComputer
from tests.team.server import PostgresServer


@pytest.fixture
def team(tmp_path: Path, server: PostgresServer, database: str) -> Team:
    """Two computers whose shop has been synced by both."""
    team = Team(tmp_path, server, database, 2, 1, products=6)
    first, second = team.each
    assert first.job().state is RunState.DONE
    second.time = first.time
    assert second.job().state is RunState.DONE
    first.time = second.time
    return team


def shop_of(computer: TeamComputer) -> Connection:
    """The shop as it stands on this computer."""
    found = computer.store.connections.get(computer.connection.id)
    assert found is not None
    return found


def save(computer: TeamComputer, title: str = "", **values: str) -> None:
    """Edit the shop as its user does, with the secrets typed."""
    shop = shop_of(computer)
    fields = {**shop.told_fields, **values}
    draft = ConnectionDraft(
        shop=shop.name,
        shop_url=fields["shop_url"],
        token_url=fields["token_url"],
        sa_url=fields["sa_url"],
        client_id=fields["client_id"],
        client_secret=computer.config.client_secret,
        sa_user=fields["sa_user"],
        sa_password=computer.config.sa_password,
        options=shop.options,
    )
    check = ConnectionCheck(
        shop=shop.name, title=title or shop.title, products=6, account_products=6,
        account_categories=1,
    )  # fmt: skip
    computer.connection = save_connection(
        computer.store, computer.secrets, draft, check, computer.now(),
        session_only=True, replace_existing=True,
    )  # fmt: skip


def test_a_moved_shop_waits_for_the_user_on_every_other_computer(team: Team) -> None:
    first, second = team.each
    before = shop_of(second)
    save(first, client_id="uj-kliens", sa_user="uj-felhasznalo")
    assert first.office.exchange().went == 1
    assert second.office.exchange() == Exchange(came=1)
    told = shop_of(second)
    assert (told.client_id, told.sa_user) == (before.client_id, before.sa_user)
    assert told.moved == {"client_id": "uj-kliens", "sa_user": "uj-felhasznalo"}
    standing = read_standing(second.store, told)
    assert standing.needs_attention
    assert standing.state is ShopState.PAUSED
    asked = len(team.shared.sandbox.log)
    for kind in (JobKind.SYNC, JobKind.PREVIEW):
        report = second.job(kind)
        assert report.state is RunState.PAUSED
        assert report.problem is not None
        assert report.problem.is_a(ShopMoved)
        assert "uj-kliens" in report.problem.message
    assert len(team.shared.sandbox.log) == asked  # neither service was asked anything
    save(second, client_id="uj-kliens", sa_user="uj-felhasznalo")
    assert shop_of(second).moved == {}
    # Another user may be another account's: the brake asks only where anything would be written to it.
    writes = team.shared.write_count()
    assert second.job().verified
    assert team.shared.write_count() == writes
    assert not read_standing(second.store, shop_of(second)).needs_attention
    assert first.office.exchange() == Exchange(came=1)  # a run of the colleague's is news
    assert shop_of(first).moved == {}
    team.close()


def test_what_a_colleague_learned_of_the_new_account_stays_known(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    manners = ("name-all-entities", "category-ascii")
    team = Team(tmp_path, server, database, 2, 1, products=20, manners=manners)
    first, second = team.each
    assert first.job().state is RunState.DONE
    second.time = first.time
    assert second.job().state is RunState.DONE
    account = team.shared.sandbox.account
    for product in list(account.products.values()):
        account.put_product(product._replace(prod_sku=f"IDEGEN-{product.prod_id}"))
    for category in list(account.categories.values()):
        account.put_category(category._replace(prodcat_name=f"Idegen {category.prodcat_id}"))
    save(first, sa_user="uj-felhasznalo")
    first.time = second.time
    assert first.job(approve_brake=True).verified
    known = learned(first)
    assert all(known)
    save(second, sa_user="uj-felhasznalo")
    second.time = first.time
    writes = second.write_count()
    assert second.job(approve_brake=True).verified
    assert second.write_count() == writes
    assert learned(second) == known
    first.time = second.time
    assert first.job().verified
    assert learned(first) == known
    team.close()


def learned(computer: TeamComputer) -> tuple[object, ...]:
    """What a computer knows of the account: ids, echoes and pairs of categories."""
    store, shop = computer.store, computer.connection.id
    linked = {row.sku: row.sa_id for row in computer.rows(GridQuery()) if row.sa_id is not None}
    return linked, store.echoes.all(shop), store.echoes.pairs(shop)


def test_a_run_hears_of_it_before_it_asks_anybody(team: Team) -> None:
    first, second = team.each
    save(first, sa_url="https://uj.example.com/v1/")
    first.office.exchange()
    asked = len(team.shared.sandbox.log)
    report = second.job()
    assert report.problem is not None
    assert report.problem.is_a(ShopMoved)
    assert len(team.shared.sandbox.log) == asked
    assert second.office.status().shops[0].writer is None
    team.close()


def test_a_title_comes_without_a_question(team: Team) -> None:
    first, second = team.each
    save(first, title="Új cím")
    first.office.exchange()
    assert second.office.exchange().came == 1
    assert shop_of(second).title == "Új cím"
    assert shop_of(second).moved == {}
    assert [shop.title for shop in second.office.status().shops] == ["Új cím"]
    assert second.job().state is RunState.DONE
    team.close()


def test_an_api_user_of_ones_own_is_nobody_elses(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=6)
    first, second = team.each
    second.office.leave()
    save(second, sa_user="sajat")
    second.office.join(server.address(database))
    save(first, sa_user="uj-felhasznalo", client_id="uj-kliens")
    first.office.exchange()
    second.office.exchange()
    assert shop_of(second).moved == {"client_id": "uj-kliens"}
    save(second, sa_user="megint-sajat", client_id="uj-kliens")
    assert second.office.exchange().went == 0
    first.office.exchange()
    assert shop_of(first).moved == {}
    assert shop_of(first).sa_user == "uj-felhasznalo"
    team.close()


def test_what_the_user_decides_is_for_all(team: Team) -> None:
    first, second = team.each
    save(first, client_id="elgepelt")
    first.office.exchange()
    second.office.exchange()
    save(second, client_id="helyes")
    assert second.office.exchange().went == 1
    assert first.office.exchange().came == 1
    assert shop_of(first).moved == {"client_id": "helyes"}
    team.close()


def test_of_two_who_change_it_at_once_the_second_is_asked(team: Team) -> None:
    first, second = team.each
    save(first, client_id="elso")
    save(second, client_id="masodik")
    first.office.exchange()
    assert second.office.exchange().went == 0
    assert shop_of(second).moved == {"client_id": "elso"}
    assert shop_of(second).client_id == "masodik"
    first.office.exchange()
    assert shop_of(first).moved == {}
    team.close()


def test_a_viewer_tells_nothing_and_a_disconnected_shop_stays_away(team: Team) -> None:
    first, second = team.each
    first.office.set_role(second.office.status().me, Role.VIEWER)
    save(second, client_id="nezo")
    second.office.exchange()
    assert second.job(JobKind.PREVIEW).state is RunState.DONE
    first.office.exchange()
    assert shop_of(first).moved == {}
    second.store.removals.remove(second.connection.id)
    save(first, client_id="uj-kliens")
    first.office.exchange()
    assert second.office.exchange().came == 0
    assert second.store.connections.all() == []
    team.close()


def test_the_command_line_says_what_to_do(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = team.each
    save(first, client_id="uj kliens; rm", shop_url="https://uj.example.com/api")
    first.office.exchange()
    monkeypatch.setenv("SHOPSYNC_HOME", str(second.path.parent))
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")
    result = call("sync", second.connection.name, "--yes", "--json")
    assert result.code == Exit.PAUSED
    assert result.json["error"]["code"] == "ShopMoved"
    assert "shopsync connect" in result.err
    (item,) = call("status", "--json").json["items"]
    assert (item["state"], item["needs_attention"]) == ("paused", True)
    said = call("status")
    assert "A colleague changed" in said.err
    assert "--client-id 'uj kliens; rm'" in said.err  # it may be pasted
    assert "--shop-url https://uj.example.com/api" in said.err
    team.close()


def test_a_schedule_tells_it_too(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = team.each
    options = ConnectionOptions(schedule=Schedule(repeat=Repeat.HOURS, hours=1))
    second.store.connections.update(
        second.connection.id, options=options, consented_at=datetime.now(UTC)
    )
    save(first, client_id="uj-kliens")
    first.office.exchange()
    monkeypatch.setenv("SHOPSYNC_HOME", str(second.path.parent))
    said = call("sync", "--all", "--due", "--yes", "--json")
    assert said.code == Exit.PAUSED
    assert said.json["error"]["code"] == "ShopMoved"
    team.close()


def test_connecting_a_shop_anew_tells_the_team_at_once(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_reads(monkeypatch)
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")
    config = SandboxConfig(products=3, orders=0)
    with sandbox(config) as before, sandbox(config) as after:
        for number, endpoints in enumerate((before, after)):
            monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET", endpoints.client_secret)
            monkeypatch.setenv("SHOPSYNC_SA_PASSWORD", endpoints.sa_password)
            monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "first"))
            if not number:
                assert call("team", "create", address).code == Exit.DONE
            assert call(*connecting(endpoints, shop="alma")).code == Exit.DONE
            monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path / "second"))
            if not number:
                assert call("team", "join", address).code == Exit.DONE
                assert call("sync", "alma", "--yes").code == Exit.DONE
        for command in (("sync", "alma", "--yes"), ("plan", "alma"), ("verify", "alma")):
            said = call(*command, "--json")
            assert (said.code, said.json["error"]["code"]) == (Exit.PAUSED, "ShopMoved"), command


def test_without_the_teams_database_connecting_says_that_nobody_knows_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_reads(monkeypatch)
    monkeypatch.setenv("SHOPSYNC_HOME", str(tmp_path))
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")
    with closing(open_store(tmp_path / "shopsync.db")) as store:
        store.team.join(
            Membership(
                address=f"postgresql://a@127.0.0.1:{closed_port()}/b", member_id=1, computer_key="k",
                name="Kati", role=Role.OWNER, joined_at=datetime.now(UTC),
            )
        )  # fmt: skip
    with sandbox(SandboxConfig(products=3, orders=0)) as endpoints:
        monkeypatch.setenv("SHOPSYNC_CLIENT_SECRET", endpoints.client_secret)
        monkeypatch.setenv("SHOPSYNC_SA_PASSWORD", endpoints.sa_password)
        said = call(*connecting(endpoints))
    assert said.code == Exit.DONE
    assert str(TeamNotTold.title) in said.err
