"""Options that decide what the account is given: once they are others, nothing that was found by the former ones counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.core.settings.shop_choices import CategoryNaming, Pace, Package, PriceChoice
from shopsync_gui.core.team.team import Fact
from shopsync_gui.store.account.connections import Connection, ConnectionOptions
from shopsync_gui.sync.connect import ConnectionCheck, save_connection
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.sync.schedule.due import awaited_consent, due_of
from shopsync_gui.sync.schedule.missing_consent import MissingConsent
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.plan_ahead import plan_ahead
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.state_words import equality_text
from shopsync_gui.sync.standing.stored_standings import read_standing, read_standings
from tests.sync.world import World

pytestmark = pytest.mark.usefixtures("own_keyring")
Change = Callable[[World, ConnectionOptions], None]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A shop that is to be synced every six hours."""
    world = World(tmp_path, products=20)
    options = ConnectionOptions(schedule=Schedule(repeat=Repeat.HOURS, hours=6))
    world.connection = world.store.connections.update(world.connection.id, options=options)
    return world


def save(world: World, options: ConnectionOptions) -> None:
    """The user saves the connection with other options."""
    known = world.connection
    draft = ConnectionDraft(
        shop=known.name, client_id=known.client_id, client_secret="one", sa_user=known.sa_user,
        sa_password="two", shop_url=known.shop_url, token_url=known.token_url, sa_url=known.sa_url,
        options=options,
    )  # fmt: skip
    check = ConnectionCheck(
        shop=known.name, title=known.title, products=1, account_products=0, account_categories=0
    )
    world.connection = save_connection(
        world.store, world.secrets, draft, check, world.now(), session_only=True,
        replace_existing=True,
    )  # fmt: skip
    world.type_secrets(world.connection)


def hear(world: World, options: ConnectionOptions) -> None:
    """A colleague has saved them."""
    shop = world.connection.id
    world.connection = world.store.connections.update(shop, options=options)
    pieces = world.store.team_facts.changed(shop, 1)
    (fact,) = (f for facts in pieces for f in facts if f.kind == "option")
    world.connection = world.store.connections.update(shop, options=kept(world))
    world.store.team_facts.take_in(shop, 1, [Fact(*fact)], 1)
    world.connection = known(world)


def kept(world: World) -> ConnectionOptions:
    return ConnectionOptions(schedule=Schedule(repeat=Repeat.HOURS, hours=6))


def known(world: World) -> Connection:
    (connection,) = world.store.connections.all()
    return connection


def standing_of(world: World) -> ShopStanding:
    standing = read_standing(world.store, known(world))
    assert read_standings(world.store, [known(world)])[world.connection.id] == standing
    return standing


@pytest.mark.parametrize("change", [save, hear])
@pytest.mark.parametrize(
    "changed",
    [{"price": PriceChoice.LIST}, {"categories": CategoryNaming.PATH}, {"language": "de"}],
)
def test_nothing_is_proven_by_the_new_ones(
    world: World, changed: dict[str, object], change: Change
) -> None:
    assert world.job().verified
    world.job(JobKind.PREVIEW)
    assert equality_text(standing_of(world)) is not None
    change(world, replace(world.connection.options, **changed))
    standing = standing_of(world)
    assert standing.state is ShopState.IDLE
    assert equality_text(standing) is None
    assert standing.verified_at is None
    assert plan_ahead(standing) is None
    assert standing.synced_at is not None
    remark, *_ = remarks_on(standing)
    assert remark.steps == (Step.PREVIEW, Step.SYNC)
    assert due_of(world.store, known(world), world.now()) is None
    assert awaited_consent(world.store, known(world)) is MissingConsent.CHANGED
    assert world.job(approve_brake=True).verified
    standing = standing_of(world)
    assert standing.state is ShopState.DONE
    assert equality_text(standing) is not None
    assert awaited_consent(world.store, known(world)) is None
    assert due_of(world.store, known(world), world.now()) is not None


@pytest.mark.parametrize("change", [save, hear])
@pytest.mark.parametrize(
    "changed",
    [
        {"pace": Pace.GENTLE},
        {"package": Package.FREE},
        {"labels": ("Outlet",)},
        {"schedule": Schedule(repeat=Repeat.DAILY)},
    ],
)
def test_what_decides_nothing_leaves_consent_and_proof(
    world: World, changed: dict[str, object], change: Change
) -> None:
    world.job()
    before = standing_of(world)
    change(world, replace(world.connection.options, **changed))
    assert known(world).consented_at is not None
    assert standing_of(world) == before
    assert due_of(world.store, known(world), world.now()) is not None


def test_a_preview_by_the_new_ones_takes_the_place_of_the_remark(world: World) -> None:
    world.job()
    save(world, replace(world.connection.options, categories=CategoryNaming.PATH))
    world.job(JobKind.PREVIEW)
    standing = standing_of(world)
    assert not standing.is_outdated
    assert standing.comparison is not None


def test_an_interrupted_sync_that_goes_on_counts_by_the_new_ones(world: World) -> None:
    first = world.job()
    world.store.runs.save(replace(first, state=RunState.PAUSED))
    save(world, replace(world.connection.options, price=PriceChoice.LIST))
    again = world.job()
    assert again.run_id == first.run_id
    assert standing_of(world).equal_at is not None


def test_the_schedule_of_a_new_shop_waits_for_the_first_sync(world: World) -> None:
    assert awaited_consent(world.store, known(world)) is MissingConsent.FIRST
    world.sandbox.shop.clear()
    assert world.job().state is RunState.STOPPED
    assert awaited_consent(world.store, known(world)) is MissingConsent.BRAKE
    world.store.connections.update(world.connection.id, options=ConnectionOptions())
    assert awaited_consent(world.store, known(world)) is None


@pytest.mark.parametrize("changed", [False, True])
def test_a_consent_that_covered_nothing_is_told(world: World, changed: bool) -> None:
    if changed:
        assert world.job().verified
        save(world, replace(world.connection.options, price=PriceChoice.LIST))
    world.fails = lambda request: "/shop/" in request.url.path
    assert world.job().state is RunState.PAUSED
    assert awaited_consent(world.store, known(world)) is MissingConsent.UNUSED
    world.fails = lambda request: False
    assert world.job(approve_brake=True).verified
    assert awaited_consent(world.store, known(world)) is None
