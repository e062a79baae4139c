"""A shop of a team that is led to another one: what was known of the former links nothing anywhere."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.app import Sandbox
from shopsync_gui.store.documents.views import SavedView
from shopsync_gui.store.search.filters import CategoryChoice, Filters
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.team.address import parse_address
from shopsync_gui.team.database import TeamDatabase
from tests.sync.another_shop import THERE, another
from tests.team.computers import Team, TeamComputer
from tests.team.server import PostgresServer
from tests.team.test_documents import write_letter
from tests.team.test_moved_shops import save


def team_of(tmp_path: Path, server: PostgresServer, database: str, count: int) -> Team:
    """Computers of which the first two have synced the former shop."""
    team = Team(tmp_path, server, database, count, 1, products=20, orders=0)
    first, second = team.each[:2]
    assert first.job().state is RunState.DONE
    second.time = first.time
    assert second.job().state is RunState.DONE
    first.time = second.time
    return team


def show(team: Team, shop: Sandbox) -> None:
    """Have this shop stand at the shop's address."""
    sandbox = team.shared.sandbox
    sandbox.shop, sandbox.shop_api, sandbox.tokens = shop.shop, shop.shop_api, shop.tokens


def links(computer: TeamComputer) -> dict[str, int | None]:
    return {row.sku: row.sa_id for row in computer.rows(GridQuery())}


def test_every_computer_sets_its_own_aside_and_links_nothing_wrongly(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = team_of(tmp_path, server, database, 2)
    first, second = team.each
    former = links(first)
    account = dict(team.shared.sandbox.account.products)
    show(team, team.shared.on_loop(another(team.shared.config)))
    save(first, shop_url=THERE)
    first.office.exchange()
    second.office.exchange()
    assert BrakeKind.OTHER_SHOP in {brake.kind for brake in first.job().brakes}
    assert first.job(approve_brake=True).verified
    known = links(first)
    save(second, shop_url=THERE)
    second.time = first.time
    writes = team.shared.write_count()
    report = second.job(approve_brake=True)
    assert report.verified
    assert team.shared.write_count() == writes
    assert links(second) == known
    assert known | former == known
    held = team.shared.sandbox.account.products
    assert {sa_id: held[sa_id] for sa_id in account} == account
    team.close()


def test_a_computer_that_joins_later_hears_nothing_of_the_former_shop(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = team_of(tmp_path, server, database, 3)
    first, _second, third = team.each
    account = dict(team.shared.sandbox.account.products)
    other = team.shared.on_loop(another(team.shared.config))
    keys = list(other.shop.keys())
    other.shop.update(keys[5], sku="")  # this one is never linked there
    show(team, other)
    save(first, shop_url=THERE)
    assert first.job(approve_brake=True).verified
    writes = team.shared.write_count()
    save(third, shop_url=THERE)
    third.time = first.time
    preview = third.job(JobKind.PREVIEW)
    assert preview.planned is not None
    assert (preview.planned.update, preview.planned.create) == (0, 0)
    assert links(third)[""] is None
    assert third.job(approve_brake=True).verified
    assert team.shared.write_count() == writes
    held = team.shared.sandbox.account.products
    assert {sa_id: held[sa_id] for sa_id in account} == account
    team.close()


@pytest.mark.parametrize("marked", [True, False])
def test_letters_and_views_of_the_former_shop_mean_nothing_of_another_one(
    tmp_path: Path, server: PostgresServer, database: str, *, marked: bool
) -> None:
    """Nor do those that were told before they said of which shop they are."""
    team = team_of(tmp_path, server, database, 3)
    first, _second, third = team.each
    letter = write_letter(first, "Tavasz")
    (category,) = first.store.database.rows("SELECT id, name FROM category WHERE present LIMIT 1")
    choice = CategoryChoice(category[1], frozenset({category[0]}))
    shop = first.connection.id
    view = SavedView(name="Cipők", filters=Filters(connection_id=shop, category=choice))
    first.store.views.save(view)
    assert first.office.exchange().went == 2
    if not marked:
        with closing(TeamDatabase(parse_address(server.address(database)), None)) as db:
            db.rows("UPDATE document SET body = body::jsonb - 'mark' - 'marks'")
    show(team, team.shared.on_loop(another(team.shared.config)))
    save(third, shop_url=THERE)
    third.time = first.time
    assert third.job(JobKind.PREVIEW).state is RunState.DONE
    third.office.exchange()
    (taken,) = third.store.letters.all()
    assert [item.sku for item in taken.items] == [item.sku for item in letter.items]
    assert {item.product_id for item in taken.items} == {0}
    assert third.store.views.all() == []
    team.close()
