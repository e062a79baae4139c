"""What waits for the user in a shop: each case has its entry and its step, and nothing is nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import NoNetwork, WrongAccountPassword
from shopsync_gui.core.plan.category_changes import CategoryNote, NotedCategory
from shopsync_gui.core.plan.plan_summary import Duplicate, PlanCounts
from shopsync_gui.core.runs.account_words import renamed_text
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.schedule.missing_consent import CONSENT_NEEDED, MissingConsent
from shopsync_gui.sync.schedule.schedule_obstacles import Obstacle, obstacle_text
from shopsync_gui.sync.standing.activity import Activity
from shopsync_gui.sync.standing.next_steps import remarks_on
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.state_words import to_do_text
from shopsync_gui.sync.standing.todo import TodoKind, todos_on
from tests.sync.past_runs import BRAKE, after, proven

SYNC, UNDO, DONE = JobKind.SYNC, JobKind.UNDO, RunState.DONE
DOUBLE = Duplicate(sku="A-1", sa_ids=(1, 2))
NOTE = NotedCategory(
    note=CategoryNote.EDITED, sa_id=7, shown="Leárazás", wanted="Akciós", products=214
)
STORED = NotedCategory(
    note=CategoryNote.ALTERED, sa_id=9, shown="Szülinapi ajánd", wanted="Szülinapi ajándékok"
)

Found = list[tuple[TodoKind, Tone, Step | None]]


@pytest.fixture(autouse=True)
def english(language: Callable[[str], None]) -> None:
    language("en")


def found(standing: ShopStanding, **facts: object) -> Found:
    todos = todos_on(standing, **facts)  # type: ignore[arg-type]
    assert all(todo.title for todo in todos)
    return [(todo.kind, todo.tone, todo.step) for todo in todos]


def synced(**more: object) -> ShopStanding:
    """A shop whose last sync ended well and found this of the account."""
    return after((SYNC, DONE, {"verified": True, "created": 3, **more}))


def test_a_shop_that_is_equal_leaves_nothing_to_do() -> None:
    assert found(proven()) == []


def test_before_the_first_sync_it_is_the_only_thing_to_do() -> None:
    assert found(ShopStanding()) == [(TodoKind.RUN, Tone.PLAIN, Step.PREVIEW)]


@pytest.mark.parametrize(
    ("more", "entry"),
    [
        ({"doubled": (DOUBLE,)}, (TodoKind.DOUBLES, Tone.WARNING, Step.DETAILS)),
        ({"shared": (DOUBLE,)}, (TodoKind.SHARED_SKUS, Tone.WARNING, Step.DETAILS)),
        ({"other_writer": True}, (TodoKind.OTHER_WRITER, Tone.WARNING, Step.DETAILS)),
        ({"edited": 3}, (TodoKind.EDITED, Tone.PLAIN, Step.DETAILS)),
        ({"edited": 3, "left_edited": 3}, (TodoKind.EDITED, Tone.WARNING, Step.DETAILS)),
        ({"kept_differently": {"name": 4}}, (TodoKind.KEPT, Tone.PLAIN, None)),
        ({"renamed_categories": 2}, (TodoKind.CATEGORIES, Tone.PLAIN, Step.DETAILS)),
        ({"noted_categories": (NOTE,)}, (TodoKind.CATEGORIES, Tone.WARNING, Step.DETAILS)),
        ({"noted_categories": (STORED,)}, (TodoKind.CATEGORIES, Tone.PLAIN, Step.DETAILS)),
    ],
    ids=lambda case: str(case),
)
def test_what_the_last_run_found_in_the_account_is_an_entry_of_its_own(
    more: dict[str, object], entry: tuple[TodoKind, Tone, Step | None]
) -> None:
    assert found(synced(**more)) == [entry]


def test_the_names_that_an_undo_gave_back_are_told_once() -> None:
    standing = after((UNDO, DONE, {"undo_of": 1, "renamed_categories": 4}))
    assert TodoKind.CATEGORIES not in [kind for kind, _tone, _step in found(standing)]
    told = [text for remark in remarks_on(standing) for text in (remark.title, *remark.texts)]
    assert len([text for text in told if "4 categor" in text]) == 1
    assert standing.latest is not None
    assert "earlier names" in renamed_text(standing.latest)
    assert "earlier names" not in renamed_text(replace(standing.latest, undo_of=None))


def test_products_that_are_not_in_the_account_are_counted() -> None:
    standing = replace(synced(), skipped=8, failed=1)
    assert found(standing) == [
        (TodoKind.FAILED, Tone.WARNING, Step.FAILED),
        (TodoKind.SKIPPED, Tone.WARNING, Step.SKIPPED),
    ]
    assert [todo.title for todo in todos_on(standing)] == [
        "1 product could not be written.",
        "8 products were skipped.",
    ]


def test_products_that_failed_are_told_once() -> None:
    standing = after((SYNC, RunState.PARTIAL, {"verified": False, "failed": 1}))
    partly, failed = Step.DETAILS, (TodoKind.FAILED, Tone.WARNING, Step.FAILED)
    assert found(replace(standing, failed=1)) == [failed]
    # Where more are left of other runs, the last one still has something of its own to tell.
    assert found(replace(standing, failed=3)) == [(TodoKind.RUN, Tone.WARNING, partly), failed]


@pytest.mark.parametrize(
    ("state", "more", "tone", "step"),
    [
        (RunState.STOPPED, {"brakes": (BRAKE,)}, Tone.WARNING, Step.APPROVE),
        (RunState.PAUSED, {"problem": NoNetwork().problem}, Tone.WARNING, Step.CONTINUE),
        (RunState.FAILED, {"problem": WrongAccountPassword().problem}, Tone.BAD, Step.EDIT),
        (RunState.CANCELLED, {}, Tone.PLAIN, Step.CONTINUE),
    ],
)
def test_a_run_that_did_not_end_well_leads_to_what_mends_it(
    state: RunState, more: dict[str, object], tone: Tone, step: Step
) -> None:
    assert found(after((SYNC, state, more))) == [(TodoKind.RUN, tone, step)]


def test_a_preview_with_differences_leads_to_the_sync() -> None:
    planned: dict[str, object] = {"planned": PlanCounts(create=2, unchanged=9)}
    standing = after((JobKind.PREVIEW, DONE, planned), known=proven())
    assert found(standing) == [(TodoKind.RUN, Tone.PLAIN, Step.SYNC)]


def test_what_keeps_a_shop_from_being_synced_is_told() -> None:
    assert found(proven(), secrets_missing=True) == [(TodoKind.SECRETS, Tone.WARNING, Step.EDIT)]
    kept = (Obstacle.LOGIN_NOT_KEPT, Obstacle.NO_TRAY)
    assert found(proven(), obstacles=kept) == [(TodoKind.SCHEDULE, Tone.PLAIN, None)]
    (todo,) = todos_on(proven(), obstacles=kept)
    assert todo.text == obstacle_text(Obstacle.LOGIN_NOT_KEPT)
    missing = (Obstacle.LOGIN_MISSING, Obstacle.NOT_STARTED)
    only_this = [(TodoKind.SECRETS, Tone.WARNING, Step.EDIT)]
    assert found(proven(), secrets_missing=True, obstacles=missing) == only_this


def test_a_consent_that_the_schedule_waits_for_is_to_be_given() -> None:
    waits = replace(proven(), awaits_consent=True)
    changed = {"missing": MissingConsent.CHANGED}
    assert found(waits, **changed) == [(TodoKind.CONSENT, Tone.PLAIN, Step.SYNC)]
    assert to_do_text(waits) == translate(CONSENT_NEEDED)
    working = replace(waits, activity=Activity(running=True))
    assert found(working, **changed) == []
    # Where another entry leads there, it is the only one.
    first = replace(ShopStanding(), awaits_consent=True)
    assert found(first, missing=MissingConsent.FIRST) == [(TodoKind.RUN, Tone.PLAIN, Step.PREVIEW)]


def test_the_most_urgent_comes_first() -> None:
    failed = (SYNC, RunState.FAILED, {"problem": WrongAccountPassword().problem, "edited": 1})
    standing = replace(after(failed), skipped=2)
    tones = [tone for _kind, tone, _step in found(standing, secrets_missing=True)]
    assert tones == [Tone.BAD, Tone.WARNING, Tone.WARNING, Tone.PLAIN]


def test_while_a_job_is_at_work_its_former_end_is_not_to_be_seen_to() -> None:
    standing = replace(
        after((SYNC, RunState.STOPPED, {"brakes": (BRAKE,)})),
        skipped=2,
        activity=Activity(running=True),
    )
    assert found(standing) == [(TodoKind.SKIPPED, Tone.WARNING, Step.SKIPPED)]


def test_before_a_sync_products_would_only_be_skipped() -> None:
    previewed = after((JobKind.PREVIEW, DONE, {"planned": PlanCounts(create=3, skip=54)}))
    titles = {
        todo.title
        for standing in (previewed, synced())
        for todo in todos_on(replace(standing, skipped=54))
        if todo.kind is TodoKind.SKIPPED
    }
    assert titles == {"54 products would be skipped.", "54 products were skipped."}
