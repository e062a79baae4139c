"""A job about old orders reads both sides, so it says how many of the shop's own products differ."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.state_words import equality_text
from shopsync_gui.sync.standing.stored_standings import read_standing
from tests.sync.old_orders import FIRST_DAY, bring
from tests.sync.world import World


def standing_of(world: World) -> ShopStanding:
    connection = world.store.connections.get(world.connection.id)
    assert connection is not None
    return read_standing(world.store, connection)


def orders(world: World, kind: JobKind, since: date = FIRST_DAY) -> ShopStanding:
    """The standing after an orders job, by the receipt as it was told and by the stored ones."""
    before = standing_of(world)
    report = bring(world, since) if kind is JobKind.ORDERS else world.job(kind, orders_since=since)
    standing = standing_of(world)
    told = before.after(report)
    assert (told.differing, told.equal_at) == (standing.differing, standing.equal_at)
    return standing


@pytest.mark.parametrize("kind", [JobKind.PREVIEW, JobKind.ORDERS])
def test_what_changed_in_the_shop_is_not_called_equal_after_an_orders_job(
    tmp_path: Path, kind: JobKind
) -> None:
    world = World(tmp_path, orders=60)
    world.job()
    for key in list(world.sandbox.shop.keys())[:10]:
        world.sandbox.shop.update(key, name=f"Új név {key}")
    world.sandbox.shop.insert()
    standing = orders(world, kind)
    assert standing.differing
    assert (standing.state, standing.equal_at, standing.is_proof_old) == (
        ShopState.IDLE,
        None,
        True,
    )
    text = equality_text(standing, short=True)
    assert text is not None
    assert str(standing.differing) in text[0]
    listed = len(world.rows(GridQuery(differs=True)))
    preview = world.job(JobKind.PREVIEW)
    assert preview.planned is not None
    assert preview.planned.writes == standing.differing == standing_of(world).differing
    assert listed == len(world.rows(GridQuery(differs=True)))
    assert world.job().verified
    assert standing_of(world).state is ShopState.DONE


@pytest.mark.parametrize("kind", [JobKind.PREVIEW, JobKind.ORDERS])
def test_an_orders_job_leaves_the_proof_where_the_shop_is_as_it_was(
    tmp_path: Path, kind: JobKind
) -> None:
    world = World(tmp_path, orders=60)
    world.job()
    at = standing_of(world).equal_at
    standing = orders(world, kind)
    assert at is not None
    assert (standing.differing, standing.equal_at, standing.state) == (0, at, ShopState.DONE)


def test_after_a_preview_of_orders_the_sync_stays_at_hand_and_the_step_says_what_it_is(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, orders=60)
    world.job()
    steps = {step for r in remarks_on(orders(world, JobKind.PREVIEW)) for step in r.steps}
    assert Step.IMPORT in steps
    assert Step.CONTINUE not in steps
