"""The next step that every front end offers for a shop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from shopsync_gui.core import text
from shopsync_gui.core.errors import (
    AlreadyRunning,
    Interrupted,
    NoNetwork,
    PlanMoved,
    Problem,
    Remedy,
    SecretMissing,
    ServiceDown,
    ShopSyncError,
    StoreDamaged,
    StoreNotWritten,
    UnknownShop,
    WrongAccountPassword,
)
from shopsync_gui.core.plan.plan_summary import Brake, PlanCounts
from shopsync_gui.core.runs.account_words import kept_text
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.receipt import quiet_text
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.core.text import format_when
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.standing.activity import Activity
from shopsync_gui.sync.standing.equality import Proof
from shopsync_gui.sync.standing.next_steps import missing_secrets_text, remarks_on
from shopsync_gui.sync.standing.remark import Step, step_label
from shopsync_gui.sync.standing.shop_remarks import shared_text
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.state_words import equality_text, proof_text, state_text
from tests.sync.past_runs import (
    AHEAD,
    BRAKE,
    CANCELLED,
    DONE,
    FAILED,
    NOW,
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


def steps(standing: ShopStanding) -> list[tuple[Tone, tuple[Step, ...]]]:
    return [(remark.tone, remark.steps) for remark in remarks_on(standing)]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ((SYNC, DONE, {}), []),
        ((SYNC, PARTIAL, {"failed": 2}), [(Tone.WARNING, (Step.DETAILS,))]),
        ((SYNC, STOPPED, {"brakes": (BRAKE,)}), [(Tone.WARNING, (Step.APPROVE,))]),
        ((SYNC, CANCELLED, {}), [(Tone.PLAIN, (Step.CONTINUE,))]),
        ((RETRY, CANCELLED, {"created": 1}), [(Tone.PLAIN, (Step.DETAILS,))]),
        ((VERIFY, PARTIAL, {}), [(Tone.WARNING, (Step.SYNC, Step.DETAILS))]),
        ((SYNC, RunState.RUNNING, {}), [(Tone.WARNING, (Step.CONTINUE,))]),  # nobody is at it
        ((UNDO, CANCELLED, {"undo_of": 1, "removed": 3}), [(Tone.PLAIN, (Step.UNDO,))]),
        ((UNDO, DONE, {"removed": 3}), [(Tone.PLAIN, (Step.SYNC, Step.DETAILS))]),
        ((UNDO, PARTIAL, {"updated": 3}), [(Tone.WARNING, (Step.SYNC, Step.DETAILS))]),
    ],
)
def test_each_end_has_its_next_step(run: Run, expected: object) -> None:
    assert steps(after(run)) == expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NoNetwork(), (Step.CONTINUE,)),
        (ServiceDown(), (Step.CONTINUE,)),
        (StoreNotWritten(), (Step.CONTINUE,)),
        (UnknownShop(), (Step.CONTINUE, Step.EDIT)),
        (SecretMissing(), (Step.EDIT, Step.CONTINUE)),
        (WrongAccountPassword(), (Step.EDIT, Step.CONTINUE)),
        (PlanMoved(), (Step.PREVIEW,)),
    ],
)
@pytest.mark.parametrize("state", [PAUSED, FAILED])
def test_a_problem_offers_what_mends_it(
    error: ShopSyncError, expected: tuple[Step, ...], state: RunState
) -> None:
    standing = after((SYNC, state, {"problem": error.problem}))
    tone = Tone.BAD if state is FAILED else Tone.WARNING
    (remark,) = remarks_on(standing)
    assert (remark.tone, remark.steps) == (tone, expected)
    assert (remark.title, remark.texts) == (
        error.problem.title, (error.problem.message, error.problem.action)
    )  # fmt: skip
    assert remark.run == standing.latest


def test_what_cannot_go_on_is_looked_at() -> None:
    standing = after((RETRY, PAUSED, {"problem": NoNetwork().problem}))
    assert steps(standing) == [(Tone.WARNING, (Step.DETAILS,))]


@pytest.mark.parametrize("error", [Interrupted(), NoNetwork(), PlanMoved()])
@pytest.mark.parametrize("state", [PAUSED, FAILED])
def test_an_undo_that_was_broken_off_goes_on_as_one(error: ShopSyncError, state: RunState) -> None:
    run: Run = (UNDO, state, {"undo_of": 1, "removed": 3, "problem": error.problem})
    (remark,) = remarks_on(after(run, known=proven()))
    assert remark.steps == (Step.UNDO,)
    assert remark.run is not None
    assert remark.run.undo_of == 1


@pytest.mark.parametrize(
    ("state", "problem"), [(PAUSED, NoNetwork(service="Shoprenter").problem), (CANCELLED, None)]
)
def test_as_long_as_a_lost_write_may_arrive_the_remark_says_until_when(
    state: RunState, problem: Problem | None
) -> None:
    now = datetime.now(UTC)
    for until, waits in ((now + timedelta(minutes=2), True), (now - timedelta(minutes=2), False)):
        more: dict[str, object] = {"problem": problem, "unsettled": 1, "quiet_until": until}
        standing = after((SYNC, state, more))
        assert standing.latest is not None
        (remark,) = remarks_on(standing)
        assert (quiet_text(standing.latest, format_when) in remark.texts) is waits


def test_after_an_undo_and_a_preview_one_remark_leads_to_the_sync() -> None:
    undone: Run = (UNDO, DONE, {"undo_of": 1, "updated": 3})
    standing = after(undone, (PREVIEW, DONE, {"planned": AHEAD}), known=proven())
    assert [taken for _tone, taken in steps(standing)] == [(Step.DETAILS,), (Step.SYNC,)]


def test_a_sync_that_was_cancelled_leaves_what_an_undo_gave_back() -> None:
    undone: Run = (UNDO, DONE, {"undo_of": 1, "updated": 3})
    cancelled: Run = (SYNC, CANCELLED, {"planned": AHEAD})
    (told,) = remarks_on(after(undone, known=proven()))
    again, still = remarks_on(after(undone, cancelled, known=proven()))
    assert (again.steps, still.steps) == ((Step.CONTINUE,), (Step.DETAILS,))
    assert (still.title, still.texts) == (told.title, told.texts)
    wrote: Run = (SYNC, CANCELLED, {"planned": AHEAD, "updated": 1})
    assert len(list(remarks_on(after(undone, wrote, known=proven())))) == 1


def test_a_preview_of_a_problem_is_made_again() -> None:
    problem = NoNetwork().problem
    standing = after((PREVIEW, PAUSED, {"problem": problem}), known=proven())
    assert steps(standing) == [(Tone.WARNING, (Step.PREVIEW,))]


@pytest.mark.parametrize("remedy", Remedy)
def test_every_remedy_leads_somewhere(remedy: Remedy) -> None:
    kind = next(kind for kind in _all(ShopSyncError) if kind.remedy is remedy)
    (remark,) = remarks_on(after((SYNC, FAILED, {"problem": kind().problem})))
    # No run helps data that are damaged: its words say what does.
    assert bool(remark.steps) is (remedy is not Remedy.RESTORE_BACKUP)


def _all(parent: type[ShopSyncError]) -> list[type[ShopSyncError]]:
    return [parent, *(kind for child in parent.__subclasses__() for kind in _all(child))]


def test_a_shop_without_runs_is_previewed_or_synced() -> None:
    assert steps(ShopStanding()) == [(Tone.PLAIN, (Step.PREVIEW, Step.SYNC))]


@pytest.mark.parametrize(
    "run",
    [
        (SYNC, PAUSED, {"problem": Interrupted().problem, "created": 4}),
        (SYNC, CANCELLED, {"created": 4}),
    ],
    ids=["interrupted", "cancelled"],
)
def test_a_missing_password_and_what_waits_for_it_are_one_remark(run: Run) -> None:
    standing = replace(after(run), secrets_missing=True)
    assert steps(standing) == []
    usual = missing_secrets_text(replace(after(), secrets_missing=True))
    assert missing_secrets_text(standing) != usual
    viewer = replace(standing, looks_only=True)
    assert steps(viewer) != []
    assert missing_secrets_text(viewer) == usual


def test_a_run_without_passwords_goes_on_where_they_are_at_hand() -> None:
    problem = SecretMissing(shop="bolt").problem
    standing = after((SYNC, PAUSED, {"problem": problem}))
    for missing, expected in (
        (None, (Step.EDIT, Step.CONTINUE)),
        (False, (Step.CONTINUE, Step.EDIT)),
    ):
        (remark,) = remarks_on(replace(standing, secrets_missing=missing))
        assert remark.steps == expected
        assert remark.comes_first is (missing is None)
        assert (remark.title == problem.title) is (missing is None)
    assert steps(replace(standing, secrets_missing=True)) == []


def test_a_preview_stands_beside_what_the_last_sync_left() -> None:
    found = after((SYNC, PARTIAL, {"failed": 1}), (PREVIEW, DONE, {"planned": AHEAD}))
    assert [remark.steps for remark in remarks_on(found)] == [(Step.DETAILS,), (Step.SYNC,)]
    broken_off = after((SYNC, PARTIAL, {"failed": 1}), (PREVIEW, CANCELLED, {}))
    assert [remark.steps for remark in remarks_on(broken_off)] == [(Step.DETAILS,)]


@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize(
    ("brakes", "expected"),
    [((BRAKE,), (Tone.WARNING, (Step.APPROVE,))), ((), (Tone.PLAIN, (Step.SYNC,)))],
)
def test_a_preview_says_whether_the_brake_holds(
    stopped: bool, brakes: tuple[Brake, ...], expected: object
) -> None:
    preview: Run = (PREVIEW, DONE, {"planned": AHEAD, "brakes": brakes})
    before: list[Run] = [(SYNC, STOPPED, {"brakes": (BRAKE,)})] if stopped else []
    assert steps(after(*before, preview)) == [expected]


@pytest.mark.parametrize("kind", [SYNC, VERIFY])
def test_what_is_left_out_is_said_as_long_as_it_is(kind: JobKind) -> None:
    standing = replace(after((kind, DONE, {"verified": True})), skipped=3, failed=2)
    assert steps(standing) == [
        (Tone.WARNING, (Step.FAILED,)),
        (Tone.MUTED, (Step.SKIPPED,)),
    ]


def test_what_old_orders_and_what_the_shop_had_skipped_are_told_apart() -> None:
    orders: Run = (JobKind.ORDERS, DONE, {"verified": True, "skipped": 8})
    standing = replace(after(orders, known=proven()), skipped=3)
    of_orders, of_shop = remarks_on(standing)
    assert of_orders.steps == of_shop.steps == (Step.SKIPPED,)
    assert of_orders.run is standing.latest
    assert of_shop.run is None
    assert ("8" in of_orders.title, "3" in of_shop.title) == (True, True)
    assert of_orders.title.replace("8", "3") != of_shop.title


@pytest.mark.parametrize("verified", [True, False])
def test_what_the_account_keeps_its_own_way_is_said(verified: bool) -> None:
    kept = {"kept_differently": {"name": 3}, "verified": verified}
    standing = after((SYNC, DONE, kept))
    (remark,) = remarks_on(standing)
    assert remark.tone is (Tone.MUTED if verified else Tone.PLAIN)
    assert remark.steps == (Step.DETAILS,)
    assert standing.latest is not None
    assert remark.title == kept_text(standing.latest)
    assert (equality_text(standing) is not None) == verified


def test_while_this_program_is_at_work_nothing_is_said() -> None:
    for activity in (Activity(running=True), Activity(waiting=True)):
        standing = replace(after((SYNC, FAILED, {})), activity=activity, shared_with="Bolt")
        assert not list(remarks_on(standing))


def test_while_another_program_is_at_work_only_that_is_said() -> None:
    standing = replace(after((SYNC, FAILED, {})), problem=AlreadyRunning().problem)
    here = replace(standing, activity=Activity(others=True, others_kind=SYNC))
    assert steps(here) == [(Tone.PLAIN, ())]
    elsewhere = replace(standing, activity=Activity(others=True))
    assert steps(elsewhere) == [(Tone.MUTED, ())]


def test_a_job_without_a_receipt_leaves_its_problem() -> None:
    problem = StoreNotWritten(path="x").problem
    (remark,) = remarks_on(replace(proven(), problem=problem))
    assert (remark.tone, remark.title) == (Tone.BAD, problem.title)


def test_a_shared_account_is_said_last() -> None:
    *_others, last = remarks_on(replace(after((SYNC, FAILED, {})), shared_with="Másik bolt"))
    assert (last.tone, last.title) == (Tone.MUTED, shared_text("Másik bolt"))


def test_the_badge_tells_equal_from_differing() -> None:
    assert equality_text(ShopStanding()) is None
    equal, differs = proven(), after((PREVIEW, DONE, {"planned": AHEAD}), known=proven())
    told, warned = equality_text(equal), equality_text(differs)
    assert told is not None
    assert warned is not None
    assert (told[1], warned[1]) == (Tone.GOOD, Tone.WARNING)
    assert warned[0].startswith(f"{AHEAD.writes} ")
    first = after((PREVIEW, DONE, {"planned": AHEAD}))
    assert equality_text(first) is None


@pytest.mark.parametrize(
    ("hours", "is_old", "tone"),
    [(1, False, Tone.PLAIN), (1, True, Tone.WARNING), (24 * 30, False, Tone.WARNING)],
)
def test_a_proof_that_is_old_or_overtaken_is_a_warning(
    hours: int, is_old: bool, tone: Tone
) -> None:
    daily, now = Schedule(repeat=Repeat.DAILY), NOW + timedelta(hours=hours)
    assert proof_text(Proof(NOW, 5, is_old), "Bolt", daily, now)[1] is tone


def test_every_step_has_a_name_in_both_languages(language: Callable[[str], None]) -> None:
    names = {}
    for spoken in ("en", "hu"):
        language(spoken)
        assert text.language() == spoken
        names[spoken] = [step_label(step) for step in Step]
        assert all(names[spoken])
        assert len(set(names[spoken])) == len(Step)
    assert names["en"] != names["hu"]


def test_the_counts_of_a_preview_are_told() -> None:
    planned = PlanCounts(create=12345, update=2)
    (remark,) = remarks_on(after((PREVIEW, DONE, {"planned": planned})))
    assert any("345" in words for words in remark.texts)


@pytest.mark.parametrize("state", [DONE, PARTIAL, STOPPED, PAUSED, CANCELLED, FAILED])
def test_every_shop_says_that_its_data_come_from_a_backup(state: RunState) -> None:
    brakes = (BRAKE,) if state is STOPPED else ()
    standing = after((SYNC, state, {"left_behind": True, "brakes": brakes}))
    assert standing.is_restored
    assert steps(standing) == [(Tone.PLAIN, (Step.SYNC,))]


@pytest.mark.parametrize("state", [PAUSED, CANCELLED, FAILED])
@pytest.mark.parametrize("why", ["left_behind", "options_changed"])
def test_what_makes_the_data_old_is_said_until_a_run_has_learned_more(
    state: RunState, why: str
) -> None:
    before = after((SYNC, DONE, {why: True, "verified": True, "planned": PlanCounts(update=1)}))
    (reason,) = remarks_on(before)
    problem = None if state is CANCELLED else StoreNotWritten(path="x").problem
    broken_off = after((SYNC, state, {"problem": problem}), known=before)
    ended, told = remarks_on(broken_off)
    assert (told.title, told.steps, bool(ended.steps)) == (reason.title, (), True)
    learned = after((SYNC, state, {"planned": PlanCounts(update=1)}), known=before)
    assert reason.title not in [remark.title for remark in remarks_on(learned)]


def test_in_a_team_a_shop_that_was_never_synced_here_may_have_been_synced_elsewhere() -> None:
    (alone,), (in_team,) = (remarks_on(ShopStanding(in_team=in_team)) for in_team in (False, True))
    assert in_team.steps == alone.steps
    assert in_team.title != alone.title
    assert state_text(ShopStanding(in_team=True)) != state_text(ShopStanding())


def test_a_preview_answers_a_run_that_only_asked_for_one() -> None:
    moved = after((SYNC, PAUSED, {"problem": PlanMoved().problem}), known=proven())
    (remark,) = remarks_on(moved)
    assert remark.steps == (Step.PREVIEW,)
    (remark,) = remarks_on(after((PREVIEW, DONE, {"planned": AHEAD}), known=moved))
    assert remark.steps == (Step.SYNC,)
    (remark,) = remarks_on(after((PREVIEW, CANCELLED, {}), known=moved))
    assert remark.steps == (Step.PREVIEW,)


def test_a_run_that_found_the_data_damaged_is_not_to_be_continued() -> None:
    damaged = StoreDamaged(path="x", detail="x").problem
    ((tone, offered),) = steps(after((SYNC, FAILED, {"problem": damaged})))
    assert (tone, offered) == (Tone.BAD, ())
