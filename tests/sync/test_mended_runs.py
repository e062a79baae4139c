"""A connection that is saved again: what its last runs complained of is over, and every front end says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import NoNetwork, WrongAccountPassword
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.connect import ConnectionCheck, save_connection
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.sync.run.secret_addresses import address_of
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import Remark, Step
from shopsync_gui.sync.standing.stored_standings import read_standing
from shopsync_gui.system.secrets import SA_PASSWORD
from tests.sync.world import World

pytestmark = pytest.mark.usefixtures("own_keyring")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def refuse(world: World) -> None:
    """Have the account refuse the password from now on."""
    shop = world.connection
    world.secrets.remember(shop.name, SA_PASSWORD, address_of(shop, SA_PASSWORD), "wrong")


def save(world: World) -> None:
    """The user types the right password, and saves."""
    known, config = world.connection, world.config
    draft = ConnectionDraft(
        shop=known.name, client_id=known.client_id, client_secret=config.client_secret,
        sa_user=known.sa_user, sa_password=config.sa_password, shop_url=known.shop_url,
        token_url=known.token_url, sa_url=known.sa_url, options=known.options,
    )  # fmt: skip
    check = ConnectionCheck(
        shop=known.name, title=known.title, products=1, account_products=0, account_categories=0
    )
    world.connection = save_connection(
        world.store, world.secrets, draft, check, world.now(),
        session_only=True, replace_existing=True,
    )  # fmt: skip


def remark_on(world: World, run_id: int) -> Remark:
    """The foremost of what is said of a run."""
    remarks = remarks_on(read_standing(world.store, world.connection))
    return next(r for r in remarks if r.run is not None and r.run.run_id == run_id)


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        (JobKind.SYNC, Step.CONTINUE),
        (JobKind.VERIFY, Step.DETAILS),
        (JobKind.PREVIEW, Step.PREVIEW),
    ],
)
def test_a_password_that_was_typed_anew_is_no_longer_refused(
    world: World, kind: JobKind, step: Step
) -> None:
    world.job()
    refuse(world)
    report = world.job(kind)
    assert report.problem is not None
    assert report.problem.is_a(WrongAccountPassword)
    assert remark_on(world, report.run_id).title == report.problem.title
    save(world)
    remark = remark_on(world, report.run_id)
    assert remark.title != report.problem.title
    assert (remark.tone, remark.texts, remark.steps) == (Tone.PLAIN, (), (step,))
    kept = world.store.runs.get(report.run_id)
    assert kept is not None
    assert kept.problem == report.problem  # the history says what happened


def test_a_run_that_goes_on_and_is_refused_again_says_so(world: World) -> None:
    refuse(world)
    first = world.job()
    save(world)
    refuse(world)
    again = world.job()
    assert (again.run_id, again.state) == (first.run_id, RunState.PAUSED)
    assert again.problem is not None
    assert remark_on(world, again.run_id).title == again.problem.title
    save(world)
    assert world.job().verified


def test_what_no_password_can_mend_is_still_said(world: World) -> None:
    run = world.store.runs.start(JobKind.SYNC, world.connection.id, world.now())
    problem = NoNetwork(service="Shoprenter", host="example.com").problem
    world.store.runs.save(replace(run, state=RunState.PAUSED, problem=problem))
    save(world)
    assert remark_on(world, run.run_id).title == problem.title
