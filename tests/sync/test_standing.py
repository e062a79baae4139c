"""How a shop stands after runs of all kinds: no green where it is not true."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import NoNetwork, SecretFileForbidden
from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.tone import Tone
from shopsync_gui.store import open_store
from shopsync_gui.sync.standing.activity import Activity
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.plan_ahead import plan_ahead
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.state_words import equality_text, state_text, to_do_text
from tests.sync.past_runs import (
    AHEAD,
    BRAKE,
    CANCELLED,
    DONE,
    FAILED,
    LEFT,
    NOW,
    ORDERS,
    PARTIAL,
    PAUSED,
    PLANNED,
    PREVIEW,
    RETRY,
    STOPPED,
    SYNC,
    UNDO,
    VERIFY,
    Run,
    after,
    proven,
    report,
)
from tests.sync.test_stored_standings import stored


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (DONE, ShopState.DONE),
        (PARTIAL, ShopState.PARTIAL),
        (STOPPED, ShopState.STOPPED),
        (PAUSED, ShopState.PAUSED),
        (CANCELLED, ShopState.IDLE),
        (FAILED, ShopState.FAILED),
        (RunState.RUNNING, ShopState.PAUSED),
    ],
)
def test_a_shop_is_as_its_last_run_left_it(state: RunState, shown: ShopState) -> None:
    standing = after((SYNC, state, {}))
    assert standing.state is shown
    if state is not RunState.RUNNING:
        assert standing.state.tone is state.tone


def test_a_shop_of_which_nothing_is_known_is_idle() -> None:
    standing = ShopStanding()
    assert standing.state is ShopState.IDLE
    assert standing.state.tone is Tone.MUTED
    assert not standing.needs_attention
    assert standing.equal_at is None


@pytest.mark.parametrize("state", RunState)
def test_what_works_for_the_shop_is_green_whatever_was_before(state: RunState) -> None:
    standing = replace(after((SYNC, state, {})), problem=NoNetwork().problem)
    assert standing.state is ShopState.FAILED
    for activity in (Activity(running=True), Activity(others=True, others_kind=VERIFY)):
        assert replace(standing, activity=activity).state is ShopState.RUNNING


def test_who_only_waits_or_works_for_another_shop_changes_no_state() -> None:
    for activity in (Activity(waiting=True), Activity(others=True)):
        assert replace(proven(), activity=activity).state is ShopState.DONE


@pytest.mark.parametrize(
    "activity",
    [Activity(running=True), Activity(waiting=True), Activity(others=True)],
)
def test_a_job_can_begin_only_while_nobody_is_at_work(activity: Activity) -> None:
    assert Activity().is_free
    assert not activity.is_free


def test_after_an_undo_it_is_not_green() -> None:
    standing = after((UNDO, DONE, {"verified": True, "undo_of": 1, "removed": 113}), known=proven())
    assert standing.state is ShopState.IDLE
    assert standing.is_undone
    assert standing.equal_at is None


@pytest.mark.parametrize("state", [RunState.CANCELLED, RunState.FAILED, RunState.PAUSED])
def test_the_end_of_an_undo_that_was_broken_off_counts_without_a_write_of_its_own(
    state: RunState,
) -> None:
    broken: Run = (UNDO, state, {"undo_of": 1, "removed": 113})
    standing = after(broken, (UNDO, DONE, {"verified": True, "undo_of": 1}), known=proven())
    assert standing.latest is not None
    assert standing.latest.state is DONE
    assert standing.is_undone
    assert standing.equal_at is None
    alone = after((UNDO, DONE, {"verified": True, "undo_of": 1}))
    assert not alone.is_undone
    another = after(broken, (UNDO, DONE, {"verified": True, "undo_of": 7}), known=proven())
    assert another.latest is not None
    assert another.latest.state is state


def test_an_undo_that_gave_nothing_back_leaves_it() -> None:
    standing = after((UNDO, DONE, {"verified": True, "undo_of": 1, "kept": 3}), known=proven())
    assert standing.state is ShopState.DONE
    assert standing.equal_at == proven().equal_at is not None
    assert standing.differing == 0


def test_what_an_undo_gave_back_differs_until_something_is_compared_or_written() -> None:
    earlier: Run = (UNDO, FAILED, {"undo_of": 1, "removed": 17})
    rest: Run = (UNDO, DONE, {"verified": True, "undo_of": 1, "removed": 36, "updated": 1})
    undone = after(earlier, rest, known=proven())
    assert undone.differing == 54
    assert after((PREVIEW, DONE, {"planned": AHEAD}), known=undone).differing == AHEAD.writes
    assert after((SYNC, DONE, {"verified": True}), known=undone).differing == 0


def test_a_preview_that_found_differences_takes_the_green_away() -> None:
    standing = after((PREVIEW, DONE, {"planned": AHEAD}), known=proven())
    assert standing.differing == AHEAD.writes
    assert standing.state is ShopState.IDLE
    assert standing.equal_at is None


def test_a_preview_of_old_orders_says_nothing_of_what_another_found() -> None:
    orders = {"planned": PlanCounts(create=3), "orders_since": date(2026, 1, 1)}
    standing = after((PREVIEW, DONE, {"planned": AHEAD}), (PREVIEW, DONE, orders), known=proven())
    assert standing.differing == AHEAD.writes
    assert standing.state is ShopState.IDLE


@pytest.mark.parametrize("state", [DONE, CANCELLED])
def test_only_orders_that_were_read_to_the_end_are_said_to_be_read(state: RunState) -> None:
    orders = {"orders_since": date(2026, 1, 1), "shop_to_write": 0}
    standing = after((PREVIEW, state, orders))
    steps = [step for remark in remarks_on(standing) for step in remark.steps]
    assert (Step.IMPORT in steps) == (state is DONE)


@pytest.mark.parametrize("state", [DONE, CANCELLED])
def test_a_preview_without_differences_leaves_it(state: RunState) -> None:
    equal = proven()
    standing = after((PREVIEW, state, {"planned": PlanCounts(unchanged=100)}), known=equal)
    assert standing.state is ShopState.DONE
    assert standing.equal_at == equal.equal_at == NOW


def test_a_sync_takes_the_place_of_the_preview_before_it() -> None:
    standing = after((PREVIEW, DONE, {"planned": AHEAD}), (SYNC, DONE, {"verified": True}))
    assert standing.preview is None
    assert standing.comparison is None
    assert standing.equal_at is not None


def test_a_sync_that_was_taken_up_again_is_later_than_a_preview() -> None:
    standing = after((SYNC, CANCELLED, {"planned": PLANNED}), (PREVIEW, DONE, {"planned": PLANNED}))
    again = report(1, SYNC, PARTIAL, failed=1, finished_at=NOW + timedelta(hours=1))
    standing = standing.after(again)
    assert standing.preview is None
    assert plan_ahead(standing) is None
    assert standing.state is ShopState.PARTIAL


@pytest.mark.parametrize(
    ("run", "old"),
    [
        ((PREVIEW, DONE, {"planned": AHEAD}), True),
        ((PREVIEW, DONE, {"planned": PlanCounts(unchanged=9)}), False),
        ((PREVIEW, CANCELLED, {}), False),
        ((SYNC, STOPPED, {"planned": AHEAD, "brakes": (BRAKE,)}), True),
        ((SYNC, PAUSED, {"planned": AHEAD, "created": 2}), True),
        ((SYNC, PAUSED, {}), False),
        ((VERIFY, PARTIAL, {"verified": False}), True),
        ((UNDO, DONE, {"removed": 3, "verified": True}), True),
        ((RETRY, DONE, {"created": 3, "verified": True}), False),
        ((RETRY, DONE, {"verified": False, "skipped": 13, "planned": PlanCounts(skip=13)}), False),
        ((RETRY, PARTIAL, {"verified": False, "failed": 1}), True),
        ((ORDERS, DONE, {"created": 3, "verified": True}), False),
        ((ORDERS, PARTIAL, {"verified": False, "failed": 1}), False),
        ((SYNC, RunState.RUNNING, {"finished_at": None}), False),
    ],
)
def test_a_proof_is_old_after_a_later_finding(run: Run, old: bool) -> None:
    assert not proven().is_proof_old
    assert after(run, known=proven()).is_proof_old is old


def test_a_retry_that_found_both_sides_equal_leaves_the_proof_before_it() -> None:
    assert after((RETRY, DONE, {"verified": True}), known=proven()).equal_at == NOW
    assert after((RETRY, PARTIAL, {"verified": False}), known=proven()).equal_at is None
    undone = after((UNDO, DONE, {"verified": True, "removed": 3}), known=proven())
    assert after((RETRY, DONE, {"verified": True}), known=undone).equal_at is None


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (RETRY, {"verified": False, "skipped": 13, "planned": PlanCounts(skip=13)}),
        (RETRY, {"verified": True, "created": 2, "planned": PlanCounts(create=2)}),
        (ORDERS, {"verified": True}),
        (ORDERS, {"verified": True, "created": 9, "planned": PlanCounts(create=9)}),
    ],
)
def test_a_run_over_some_products_leaves_the_proof_of_all(
    kind: JobKind, more: dict[str, object]
) -> None:
    standing = after((kind, DONE, more), known=proven())
    assert standing.equal_at == NOW
    assert standing.state is ShopState.DONE
    assert equality_text(standing) == equality_text(proven())
    undone = after((UNDO, DONE, {"verified": True, "removed": 3}), known=proven())
    assert after((kind, DONE, more), known=undone).equal_at is None


def test_a_job_at_work_leaves_the_proof_and_a_broken_off_one_does_not() -> None:
    begun = after((SYNC, RunState.RUNNING, {"finished_at": None}), known=proven())
    assert replace(begun, activity=Activity(running=True)).equal_at == NOW
    assert begun.equal_at is None


def test_a_sync_that_lacked_a_secret_leaves_the_proof() -> None:
    lacking: dict[str, object] = {"problem": SecretFileForbidden(user="a", path="x").problem}
    assert after((SYNC, PAUSED, lacking), known=proven()).equal_at == NOW
    asked = lacking | {"requests_shop": 1}
    assert after((SYNC, PAUSED, asked), known=proven()).equal_at is None


def test_who_waits_says_so_and_who_is_undone_is_not_done() -> None:
    done = state_text(proven())
    assert state_text(replace(proven(), activity=Activity(waiting=True))) != done
    undone = after((UNDO, DONE, {"verified": True, "undo_of": 1, "removed": 3}), known=proven())
    assert state_text(undone) != done


def test_there_is_to_do_what_the_card_says() -> None:
    assert to_do_text(proven()) == ""
    undone = after((UNDO, DONE, {"verified": True, "undo_of": 1, "removed": 3}), known=proven())
    for standing in (replace(proven(), skipped=8), replace(undone, skipped=8), ShopStanding()):
        assert to_do_text(standing) == next(remarks_on(standing)).title
    differing = replace(after((PREVIEW, DONE, {"planned": AHEAD}), known=proven()), skipped=8)
    assert str(AHEAD.writes) in to_do_text(differing)


def test_a_later_proof_makes_it_true_again() -> None:
    differs = after((PREVIEW, DONE, {"planned": AHEAD}), known=proven())
    equal = after((SYNC, DONE, {"verified": True, "created": 6, "updated": 46}), known=differs)
    equal = replace(equal, verified_at=NOW + timedelta(minutes=2))
    assert not equal.is_proof_old
    assert equal.state is ShopState.DONE


@pytest.mark.parametrize(
    ("state", "failed", "needed"),
    [(DONE, 0, False), (DONE, 1, True), (CANCELLED, 0, True), *[(s, 0, True) for s in (PARTIAL, STOPPED, PAUSED, FAILED)]],
)  # fmt: skip
def test_what_was_left_to_do_needs_attention(state: RunState, failed: int, needed: bool) -> None:
    assert replace(after((SYNC, state, {})), failed=failed).needs_attention is needed


def test_a_schedule_that_waits_for_a_consent_needs_attention() -> None:
    assert not proven().needs_attention
    assert replace(proven(), awaits_consent=True).needs_attention


def test_what_a_sync_that_ended_early_left_to_be_written_is_counted() -> None:
    cancelled = after((SYNC, CANCELLED, {"planned": AHEAD, "created": 1}))
    assert cancelled.differing == AHEAD.writes - 1
    assert cancelled.waits_to_go_on
    done = after((SYNC, DONE, {"verified": True}), known=cancelled)
    assert (done.differing, done.waits_to_go_on) == (0, False)


def test_products_that_failed_are_said_until_they_are_in() -> None:
    standing = replace(after((SYNC, DONE, {"verified": True})), failed=1)
    assert standing.state is ShopState.PARTIAL
    undone = after((UNDO, DONE, {"undo_of": 1, "removed": 39}), known=standing)
    assert undone.state is ShopState.IDLE
    assert undone.needs_attention


@pytest.mark.parametrize(
    ("runs", "last"),
    [
        ([(DONE, {}), (CANCELLED, {}), (PAUSED, {}), (STOPPED, {})], 0),
        ([(DONE, {}), (CANCELLED, {"created": 4}), (FAILED, {})], 1),
        ([(PAUSED, {"updated": 1}), (CANCELLED, {})], 0),
        ([(DONE, {}), (CANCELLED, {"created_categories": 1})], 1),
        ([(DONE, {}), (CANCELLED, {"renamed_categories": 1})], 1),
        ([(PARTIAL, {"failed": 2})], 0),
        ([(CANCELLED, {})], None),
        ([(DONE, {}), *[(STOPPED, {})] * 12], 0),
    ],
)
def test_a_sync_without_end_that_wrote_nothing_is_not_the_last_one(
    tmp_path: Path, runs: list[tuple[RunState, dict[str, object]]], last: int | None
) -> None:
    at = None if last is None else NOW + timedelta(minutes=last)
    syncs = [(SYNC, state, more) for state, more in runs]
    assert after(*syncs).synced_at == at
    with closing(open_store(tmp_path / "shopsync.db")) as store:
        assert stored(store, syncs).synced_at == at


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([], None),
        ([(PREVIEW, DONE, {"planned": PLANNED})], PLANNED),
        (
            [
                (PREVIEW, DONE, {"planned": PLANNED}),
                (SYNC, CANCELLED, {"planned": PLANNED, "created": 4}),
            ],
            LEFT,
        ),
        (
            [
                (PREVIEW, DONE, {"planned": PLANNED}),
                (SYNC, CANCELLED, {}),
                (PREVIEW, CANCELLED, {}),
                (VERIFY, PARTIAL, {}),
            ],
            PLANNED,
        ),
        (
            [
                (PREVIEW, DONE, {"planned": PLANNED}),
                (SYNC, DONE, {"planned": PLANNED, "created": 10}),
            ],
            None,
        ),
        ([(PREVIEW, DONE, {"planned": PLANNED}), (RETRY, DONE, {"created": 1})], None),
    ],
)
def test_what_is_ahead_follows_from_the_last_plan(runs: list[Run], expected: object) -> None:
    assert plan_ahead(after(*runs)) == expected


@pytest.mark.parametrize("kind", [RETRY, UNDO])
def test_a_run_that_had_nothing_to_write_takes_no_finding_away(kind: JobKind) -> None:
    found: Run = (VERIFY, PARTIAL, {"verified": False, "difference_count": 14})
    standing = after(found, (kind, DONE, {"verified": True}))
    assert standing.state is ShopState.PARTIAL
    assert standing.latest is not None
    assert standing.latest.kind is VERIFY
    assert standing.needs_attention
