"""Runs that were broken off and then undone, against the sandbox on virtual time."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.run_remarks import given_back_text
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.stored_standings import read_standing
from shopsync_gui.sync.standing.undos import undo_in_force
from tests.sync.world import Killed, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def killed(world: World) -> RunReport:
    """A sync whose program was killed while it wrote."""
    world.job(JobKind.PREVIEW)
    reading = len(world.sandbox.log)
    world.kill_at = 2 * reading + 60  # the categories come first
    with pytest.raises(Killed):
        world.job()
    world.kill_at = None
    world.restart()
    run = world.store.runs.newest()[0]
    assert run.created > 0
    return run


def test_a_broken_off_sync_that_was_undone_does_not_go_on(world: World) -> None:
    run = killed(world)
    undone = world.job(JobKind.UNDO, undo_run_id=run.run_id, remove_created=True)
    assert undone.removed >= run.created
    again = world.job()
    assert again.run_id > undone.run_id
    assert (again.state, again.verified, again.not_written) == (RunState.DONE, True, 0)
    assert again.planned is not None
    assert again.created == again.planned.create
    shop = world.store.connections.all()[0]
    assert read_standing(world.store, shop).recent[0].run_id == again.run_id


def test_a_broken_off_sync_of_which_an_undo_took_nothing_goes_on(world: World) -> None:
    run = killed(world)
    kept = world.job(JobKind.UNDO, undo_run_id=run.run_id)
    assert (kept.updated, kept.removed) == (0, 0)
    again = world.job()
    assert again.run_id == run.run_id
    assert (again.state, again.verified, again.not_written) == (RunState.DONE, True, 0)


def test_an_undo_without_a_write_leaves_the_proof(world: World) -> None:
    run = world.job()
    shop = world.store.connections.all()[0]
    proven = read_standing(world.store, shop).equal_at
    assert proven is not None
    kept = world.job(JobKind.UNDO, undo_run_id=run.run_id)
    assert (kept.updated, kept.removed) == (0, 0)
    assert read_standing(world.store, shop).equal_at == proven


def test_names_of_categories_that_are_given_back_leave_the_sides_apart(world: World) -> None:
    world.job()
    shop = world.store.connections.all()[0]
    (key,) = world.ordinary(1)
    catalogue = world.sandbox.shop
    catalogue.update_category(catalogue.product(key).categories[0], name="Egészen más név")
    run = world.job()
    assert (run.renamed_categories, run.updated, run.may_be_undone) == (1, 0, True)
    undone = world.job(JobKind.UNDO, undo_run_id=run.run_id)
    assert (undone.renamed_categories, undone.updated) == (1, 0)
    standing = read_standing(world.store, shop)
    assert (standing.is_undone, standing.equal_at) == (True, None)
    assert standing.state is not ShopState.DONE
    assert undo_in_force(standing) is not None
    assert given_back_text(undone) != ""
    again = world.job()
    assert (again.renamed_categories, again.verified) == (1, True)
    assert read_standing(world.store, shop).equal_at is not None


def test_the_removal_at_which_an_undo_died_is_counted_by_it(world: World) -> None:
    run = world.job()
    before = len(world.sandbox.log)
    world.job(JobKind.PREVIEW, undo_run_id=run.run_id, remove_created=True)
    reading = len(world.sandbox.log) - before
    world.kill_at, world.kill_after = len(world.sandbox.log) + reading + 10, True
    with pytest.raises(Killed):
        world.job(JobKind.UNDO, undo_run_id=run.run_id, remove_created=True)
    world.kill_at = None
    world.restart()
    rest = world.job(JobKind.UNDO, undo_run_id=run.run_id, remove_created=True)
    assert rest.state is RunState.DONE
    broken_off = world.store.runs.get(rest.run_id - 1)
    assert broken_off is not None
    assert 0 < broken_off.removed < run.created
    assert broken_off.removed + rest.removed == run.created
    standing = read_standing(world.store, world.store.connections.all()[0])
    undo = undo_in_force(standing)
    assert undo is not None
    assert (undo.run_id, undo.removed) == (rest.run_id, run.created)
    remark = next(r for r in remarks_on(standing) if r.run and r.run.kind is JobKind.UNDO)
    assert given_back_text(undo) in remark.texts[0]
    assert standing.differing == run.created
