"""What a run is called by its end, what it waits for, and what the safety brake says of products."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from shopsync_gui.core.plan.plan_summary import Brake, BrakeKind, Duplicate
from shopsync_gui.core.runs.jobs import JobKind, Phase, Progress
from shopsync_gui.core.runs.run_labels import (
    brake_examples,
    brake_label,
    kind_label,
    state_label,
    waiting_text,
)
from shopsync_gui.core.runs.runs import RunReport, RunState


def run(kind: JobKind, state: RunState, **found: object) -> RunReport:
    values: dict[str, object] = {
        "run_id": 1,
        "kind": kind,
        "state": state,
        "connection_id": 1,
        "started_at": datetime(2026, 11, 20, tzinfo=UTC),
    }
    return RunReport(**(values | found))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "label"),
    [
        ({}, "Preview"),
        ({"orders_since": date(2026, 1, 1)}, "Preview of old orders"),
        ({"undo_of": 7}, "Preview of an undo"),
    ],
)
def test_a_preview_says_of_what_it_is(found: dict[str, object], label: str) -> None:
    assert kind_label(run(JobKind.PREVIEW, RunState.DONE, **found)) == label


@pytest.mark.parametrize(
    ("ended", "label"),
    [
        (run(JobKind.VERIFY, RunState.PARTIAL, difference_count=3), "Differences found"),
        (
            run(JobKind.VERIFY, RunState.PARTIAL, doubled=(Duplicate(sku="A", sa_ids=(1, 2)),)),
            "Differences found",
        ),
        (run(JobKind.VERIFY, RunState.PARTIAL), "Partly done"),
        (run(JobKind.VERIFY, RunState.DONE), "Done"),
        (run(JobKind.SYNC, RunState.PARTIAL, created=1, difference_count=3), "Partly done"),
        (run(JobKind.SYNC, RunState.PARTIAL, failed=3), "Nothing written"),
    ],
)
def test_a_verification_that_found_differences_is_done(ended: RunReport, label: str) -> None:
    assert state_label(ended) == label


def test_a_wait_says_what_it_is_for_and_until_when() -> None:
    waiting = Progress(run_id=1, phase=Phase.SETTLE, waiting_seconds=119.0)
    assert waiting_text(waiting) == (
        "in 2 minutes it shows whether SalesAutopilot carried them out"
    )
    listed = Progress(run_id=1, phase=Phase.LIST, waiting_seconds=15.0)
    assert waiting_text(listed) == "the next look in 15 seconds"
    doubted = Progress(run_id=1, phase=Phase.DOUBT, waiting_seconds=239.0)
    assert waiting_text(doubted) == "certain in 4 minutes at the latest"
    assert waiting_text(Progress(run_id=1, phase=Phase.PUSH)) == ""


def test_names_with_commas_stay_apart_and_the_rest_is_counted() -> None:
    names = ("Kesztyű, fehér", "Sapka, kék")
    brake = Brake(kind=BrakeKind.VANISH, count=12, total=100, examples=names)
    assert brake_examples(brake) == "“Kesztyű, fehér”, “Sapka, kék” and 10 more"
    assert brake_examples(Brake(kind=BrakeKind.VANISH, count=2, total=9, examples=names)) == (
        "“Kesztyű, fehér”, “Sapka, kék”"
    )
    assert brake_examples(Brake(kind=BrakeKind.EMPTY_SHOP, count=9, total=9)) == ""


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (BrakeKind.VANISH, "12 of 1,000 products would no longer be in the shop."),
        (BrakeKind.BLANK, "12 of 1,000 products would lose their price or their categories."),
        (BrakeKind.PRICE, "The price of 12 of 1,000 products would change by more than half."),
        (BrakeKind.CURRENCY, "The currency of 12 products would change."),
        (BrakeKind.MOVED, "12 of 1,000 products would get other categories."),
        (BrakeKind.EMPTY_SHOP, "The shop answered with no product at all."),
        (BrakeKind.OTHER_SHOP, "The connection leads to another shop than before."),
        (
            BrakeKind.OTHER_ACCOUNT,
            "This is another SalesAutopilot account than before, or its products were deleted there. After a backup was restored they may also have been created anew since it was made.",
        ),
    ],
)
def test_each_reason_of_the_brake_is_a_sentence(
    kind: BrakeKind, sentence: str, language: Callable[[str], None]
) -> None:
    language("en")
    assert brake_label(Brake(kind=kind, count=12, total=1000)) == sentence


@pytest.mark.parametrize("kind", BrakeKind)
def test_no_reason_of_the_brake_is_without_words(kind: BrakeKind) -> None:
    assert brake_label(Brake(kind=kind, count=1, total=1)).endswith(".")


@pytest.mark.parametrize("kind", list(JobKind))
def test_only_what_goes_on_by_itself_is_called_paused(
    kind: JobKind, language: Callable[[str], None]
) -> None:
    language("en")
    goes_on = kind in (JobKind.SYNC, JobKind.ORDERS)
    assert state_label(run(kind, RunState.PAUSED)) == ("Paused" if goes_on else "Broken off")
