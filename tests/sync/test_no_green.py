"""No shop is green unless a comparison followed the last thing that made its two sides unequal."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.run_labels import state_label
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.state_words import state_text
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
    PREVIEW,
    RETRY,
    STOPPED,
    SYNC,
    UNDO,
    VERIFY,
    Run,
    after,
    proven,
)

SINCE = date(2023, 1, 1)
EQUAL = PlanCounts(unchanged=100)
#: Runs that find all equal, those that find or leave the two sides unequal, and those that tell neither.
PROVES: tuple[Run, ...] = (
    (SYNC, DONE, {"verified": True, "planned": AHEAD, "created": 6, "updated": 46}),
    (SYNC, DONE, {"verified": True, "planned": EQUAL}),
    (VERIFY, DONE, {"verified": True, "planned": EQUAL}),
)
SPOILS: tuple[Run, ...] = (
    (UNDO, DONE, {"verified": True, "undo_of": 1, "removed": 3}),
    (UNDO, PARTIAL, {"verified": False, "undo_of": 1, "updated": 3, "kept": 1}),
    (UNDO, CANCELLED, {"undo_of": 1, "updated": 3}),
    (PREVIEW, DONE, {"planned": AHEAD}),
    (SYNC, PARTIAL, {"verified": False, "planned": AHEAD, "apart": 4, "difference_count": 4}),
    (SYNC, STOPPED, {"planned": AHEAD, "brakes": (BRAKE,)}),
    (SYNC, PAUSED, {"planned": AHEAD, "created": 2}),
    (SYNC, CANCELLED, {"planned": AHEAD, "created": 2}),
    (SYNC, FAILED, {"planned": AHEAD}),
    (VERIFY, PARTIAL, {"verified": False, "planned": AHEAD, "apart": 52, "difference_count": 52}),
)
OVER_SOME: tuple[Run, ...] = (
    (ORDERS, DONE, {"verified": True, "created": 9, "orders_since": SINCE}),
    (ORDERS, DONE, {"verified": True, "orders_since": SINCE}),
    (RETRY, DONE, {"verified": True, "created": 1}),
    (RETRY, DONE, {"verified": True}),
)
SAYS_NOTHING: tuple[Run, ...] = (
    *OVER_SOME,
    (ORDERS, PARTIAL, {"verified": False, "failed": 1, "orders_since": SINCE}),
    (ORDERS, PAUSED, {"orders_since": SINCE}),
    (ORDERS, CANCELLED, {"orders_since": SINCE}),
    (RETRY, PARTIAL, {"verified": False, "failed": 1}),
    (RETRY, CANCELLED, {}),
    (UNDO, DONE, {"undo_of": 1}),
    (PREVIEW, CANCELLED, {}),
    (PREVIEW, DONE, {"planned": AHEAD, "orders_since": SINCE}),
    (PREVIEW, DONE, {"planned": AHEAD, "undo_of": 1}),
    (VERIFY, CANCELLED, {}),
)
ALL = st.sampled_from((*PROVES, *SPOILS, *SAYS_NOTHING))


@settings(max_examples=400)
@given(st.lists(ALL, max_size=9))
def test_no_green_without_a_comparison_after_what_made_them_unequal(runs: list[Run]) -> None:
    standing, equal = ShopStanding(), False
    for run in runs:
        standing = after(run, known=standing)
        equal = run in PROVES or (equal and run not in SPOILS)
        if standing.state is ShopState.DONE:
            assert equal, runs
            assert standing.differing == 0
        if standing.equal_at is not None and run[0] is not PREVIEW:
            assert equal, runs


@pytest.mark.parametrize("some", OVER_SOME)
@pytest.mark.parametrize("spoils", SPOILS)
def test_a_job_over_some_products_leaves_the_shop_as_it_stood(spoils: Run, some: Run) -> None:
    before = after(spoils, known=proven())
    standing = after(some, known=before)
    assert standing.state is before.state is not ShopState.DONE
    assert standing.needs_attention == before.needs_attention
    assert standing.differing == before.differing
    assert standing.known_differing == before.known_differing
    assert state_text(standing) == state_text(before)
    assert [r.title for r in remarks_on(standing)] == [r.title for r in remarks_on(before)]
    assert [t.title for t in todos_on(standing)] == [t.title for t in todos_on(before)]


@pytest.mark.parametrize("outdated", ["left_behind", "options_changed", "led_elsewhere"])
def test_what_proved_something_else_proves_nothing_after_a_job_over_some(outdated: str) -> None:
    before = after((SYNC, DONE, {"verified": True, outdated: True}))
    standing = after(OVER_SOME[0], known=before)
    assert before.state is not ShopState.DONE
    assert standing.state is before.state
    assert state_text(standing) == state_text(before)


def test_old_orders_alone_make_no_shop_green() -> None:
    standing = after(OVER_SOME[0])
    assert standing.state is ShopState.IDLE
    assert [remark.title for remark in remarks_on(standing)] != []


def test_a_shop_is_green_again_once_all_that_failed_was_written() -> None:
    failed: Run = (SYNC, PARTIAL, {"verified": False, "failed": 2, "apart": 2, "planned": AHEAD})
    before = replace(after(failed), failed=2)
    assert before.state is ShopState.PARTIAL
    retried = after((RETRY, DONE, {"verified": True, "created": 1}), known=before)
    assert replace(retried, failed=1).state is ShopState.PARTIAL
    assert replace(retried, failed=0).state is ShopState.DONE
    later = after((RETRY, DONE, {"verified": True, "created": 1}), OVER_SOME[0], known=retried)
    assert replace(later, failed=0).state is ShopState.DONE
    undone = after((UNDO, DONE, {"undo_of": 1, "removed": 3}), known=replace(later, failed=0))
    assert undone.state is ShopState.IDLE


def test_a_proof_stays_under_any_number_of_later_imports() -> None:
    standing = after(*(OVER_SOME[0] for _ in range(9)), known=proven())
    assert standing.state is ShopState.DONE
    assert standing.equal_at == NOW
    assert state_text(standing) == state_label(standing.recent[-1])
    assert JobKind.SYNC in {run.kind for run in standing.recent}
