"""A sync that was broken off stays offered while only other runs follow it, with the newest numbers."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from shopsync_gui.core import errors
from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.runs.run_labels import state_label
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.plan_ahead import plan_ahead
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.state_words import state_text, to_do_text
from shopsync_gui.sync.standing.todo import todos_on
from tests.sync.past_runs import (
    AHEAD,
    BRAKE,
    CANCELLED,
    DONE,
    FAILED,
    NOW,
    ORDERS,
    PARTIAL,
    PAUSED,
    PLANNED,
    RETRY,
    STOPPED,
    SYNC,
    UNDO,
    VERIFY,
    Run,
    after,
)  # fmt: skip

BROKEN_OFF: Run = (
    SYNC, PAUSED, {"planned": PLANNED, "created": 4, "problem": errors.Interrupted().problem},
)  # fmt: skip
APART: Run = (VERIFY, PARTIAL, {"verified": False, "planned": AHEAD, "difference_count": 52})


def first_steps(standing: ShopStanding) -> list[Step]:
    return [step for remark in remarks_on(standing) for step in remark.steps]


@pytest.mark.parametrize(
    "since",
    [
        [APART],
        [(VERIFY, FAILED, {"problem": errors.NoNetwork().problem})],
        [(RETRY, DONE, {"created": 1, "verified": True})],
        [APART, APART],
    ],
)
def test_it_stays_offered_after_runs_that_are_no_sync(since: list[Run]) -> None:
    standing = after(BROKEN_OFF, *since)
    interrupted = standing.recent[-1]
    foremost, *_ = remarks_on(standing)
    assert foremost.run == interrupted
    assert foremost.steps[0] is Step.CONTINUE
    assert Step.CONTINUE in {todo.step for todo in todos_on(standing)}
    assert to_do_text(standing) == foremost.title
    assert standing.state is ShopState.PAUSED
    assert standing.needs_attention
    assert state_text(standing) == state_label(interrupted)


STOPPED_SYNC: Run = (SYNC, STOPPED, {"brakes": (BRAKE,)})
EQUAL: Run = (VERIFY, DONE, {"verified": True, "planned": PlanCounts(unchanged=100)})
ORDERS_BROKEN_OFF: Run = (ORDERS, PAUSED, {"problem": errors.Interrupted().problem})


@pytest.mark.parametrize(
    ("run", "since", "step", "state"),
    [
        (STOPPED_SYNC, APART, Step.APPROVE, ShopState.STOPPED),
        (ORDERS_BROKEN_OFF, APART, Step.CONTINUE, ShopState.PAUSED),
        (ORDERS_BROKEN_OFF, EQUAL, Step.CONTINUE, ShopState.PAUSED),
        # A sync and an import do not take each other's place.
        (BROKEN_OFF, (ORDERS, DONE, {}), Step.CONTINUE, ShopState.PAUSED),
        (STOPPED_SYNC, (ORDERS, DONE, {}), Step.APPROVE, ShopState.STOPPED),
        (ORDERS_BROKEN_OFF, (SYNC, DONE, {"verified": True}), Step.CONTINUE, ShopState.PAUSED),
    ],
)
def test_an_import_and_what_the_brake_stopped_wait_as_well(
    run: Run, since: Run, step: Step, state: ShopState
) -> None:
    standing = after(run, since)
    foremost, *_ = remarks_on(standing)
    assert foremost.run == standing.recent[-1]
    assert foremost.steps[0] is step
    assert standing.state is state
    assert standing.needs_attention


@pytest.mark.parametrize("void", [{"options_changed": True}, {"left_behind": True}])
@pytest.mark.parametrize("since", [[], [APART]])
def test_what_the_brake_stopped_under_other_conditions_is_not_to_be_approved(
    void: dict[str, bool], since: list[Run]
) -> None:
    before = [(kind, state, {**more, **void}) for kind, state, more in (STOPPED_SYNC, *since)]
    standing = after(*before)
    assert Step.APPROVE not in first_steps(standing)
    assert Step.SYNC in first_steps(standing)


def test_sides_that_are_equal_need_no_approval() -> None:
    assert Step.APPROVE not in first_steps(after(STOPPED_SYNC, EQUAL))


@pytest.mark.parametrize(
    "since",
    [
        [(SYNC, DONE, {"verified": True}), APART],
        [(VERIFY, DONE, {"verified": True, "planned": PlanCounts(unchanged=100)})],
        [(UNDO, DONE, {"updated": 3, "undo_of": 1}), APART],
    ],
)
def test_what_takes_its_place_ends_that(since: list[Run]) -> None:
    assert Step.CONTINUE not in first_steps(after(BROKEN_OFF, *since))


def test_the_run_that_went_on_is_not_offered_any_more() -> None:
    standing = after(BROKEN_OFF, APART)
    went_on = replace(
        standing.recent[-1], state=DONE, problem=None, verified=True,
        finished_at=NOW.replace(hour=12),
    )  # fmt: skip
    assert Step.CONTINUE not in first_steps(standing.after(went_on))


def test_what_was_cancelled_on_purpose_is_not_put_before_a_verification() -> None:
    assert Step.CONTINUE not in first_steps(after((SYNC, CANCELLED, {"planned": PLANNED}), APART))


def test_the_newest_reading_says_what_the_next_sync_will_write() -> None:
    assert plan_ahead(after(BROKEN_OFF, APART)) == AHEAD


def test_after_the_brake_no_sync_is_offered_that_it_would_stop_again() -> None:
    offered = first_steps(after((SYNC, STOPPED, {"brakes": (BRAKE,)}), APART))
    assert Step.APPROVE in offered
    assert Step.SYNC not in offered


def test_what_a_broken_off_sync_wrote_is_no_last_sync() -> None:
    """The card calls the moment that of the last write."""
    assert after(BROKEN_OFF).latest_sync_was_broken_off
    assert not after((SYNC, DONE, {"created": 4, "verified": True})).latest_sync_was_broken_off
    assert not after((SYNC, FAILED, {})).latest_sync_was_broken_off
    assert after(BROKEN_OFF, EQUAL).latest_sync_was_broken_off
