"""The end of a command: no sentence stands twice, and each arrow stands under what it belongs to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import product

import pytest
from msgspec.structs import replace

from shopsync_gui.cli.console import Console
from shopsync_gui.cli.next_steps import say_next_steps
from shopsync_gui.cli.parser import PROGRAM
from shopsync_gui.core.errors import (
    AccountListEnds,
    AccountListIncomplete,
    NoNetwork,
    Problem,
    WrongAccountPassword,
)
from shopsync_gui.core.plan.category_changes import CategoryNote, NotedCategory
from shopsync_gui.core.plan.plan_summary import Duplicate, PlanCounts
from shopsync_gui.core.runs.account_words import skipped_text
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import Difference, RunReport
from shopsync_gui.sync.standing.standing import ShopStanding
from tests.cli.test_next_steps import CONNECTION
from tests.sync.past_runs import (
    BRAKE,
    CANCELLED,
    DONE,
    FAILED,
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
)

_DIFFERENCE = Difference(sku="A-1", sa_id=7, field="name", wanted="Bögre", found="Pohár")
_NOTE = NotedCategory(sa_id=3, note=CategoryNote.EDITED, shown="Átírt", wanted="Táskák", products=2)
#: What a run may have found; each may go with each end.
_FOUND: tuple[dict[str, object], ...] = (
    {"verified": True, "created": 4},
    {"verified": True, "updated": 3, "edited": 3, "renamed_categories": 1},
    {"verified": True, "skipped": 2, "kept_differently": {"name": 1}},
    {"verified": False, "differences": (_DIFFERENCE,), "difference_count": 1, "apart": 1},
    {"verified": False, "failed": 2, "doubled": (Duplicate(sku="A-1", sa_ids=(1, 2)),)},
    {"verified": True, "noted_categories": (_NOTE,), "left_edited": 2, "given_up": 1, "skipped": 1},
)
_ENDS: tuple[tuple[JobKind, dict[str, object]], ...] = (
    (SYNC, {"state": DONE}),
    (SYNC, {"state": PARTIAL}),
    (SYNC, {"state": STOPPED, "brakes": (BRAKE,)}),
    (SYNC, {"state": PAUSED}),
    (SYNC, {"state": CANCELLED}),
    (SYNC, {"state": FAILED}),
    (VERIFY, {"state": DONE}),
    (VERIFY, {"state": PARTIAL}),
    (VERIFY, {"state": PAUSED}),
    (RETRY, {"state": DONE}),
    (RETRY, {"state": PARTIAL}),
    (UNDO, {"state": DONE, "undo_of": 1}),
    (UNDO, {"state": PAUSED, "undo_of": 1}),
    (ORDERS, {"state": DONE}),
)
_PROBLEMS: tuple[Problem | None, ...] = (
    None,
    WrongAccountPassword(service="SalesAutopilot", user="demo").problem,
    NoNetwork(service="SalesAutopilot", host="127.0.0.1").problem,
    AccountListEnds(service="SalesAutopilot", count="50").problem,
    AccountListIncomplete(service="SalesAutopilot").problem,
)


def end(standing: ShopStanding, told: RunReport, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines that end a command."""
    console = Console()
    console.say(*receipt_text(told, "Bolt", with_problem=False).splitlines())
    if told.problem is not None:
        console.problem(told.problem)
    said = capsys.readouterr()
    say_next_steps(console, standing, CONNECTION, told)
    return [*said.out.splitlines(), *said.err.splitlines(), *capsys.readouterr().err.splitlines()]


def sentences(lines: list[str]) -> list[str]:
    """The sentences in words; no captions with counts, lists or commands."""
    texts = [line for line in lines if not line.startswith(("→", "- ")) and len(line.split()) > 2]
    parts = [part for text in texts for part in re.split(r"(?<=\.)\s+(?=[A-ZÁÉÍÓÖŐÚÜŰ0-9])", text)]
    return [part.rstrip(".") for part in parts if len(part.split()) > 2]


@pytest.mark.parametrize("spoken", ["en", "hu"])
def test_no_sentence_stands_twice(
    spoken: str, language: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    language(spoken)
    earlier: Run = (SYNC, PAUSED, {"planned": PLANNED, "problem": _PROBLEMS[1], "created": 1})
    looked = 0
    for (kind, ending), found, problem, before in product(
        _ENDS, _FOUND, _PROBLEMS, ((), (earlier,))
    ):
        more = {"planned": PLANNED, "problem": problem, **found, **ending}
        state = more.pop("state")
        standing = after(*before, (kind, state, more))  # type: ignore[arg-type]
        standing = replace(standing, skipped=int(str(found.get("skipped", 0))))
        told = standing.recent[0]
        lines = end(standing, told, capsys)
        twice = [text for text, count in Counter(sentences(lines)).items() if count > 1]
        assert not twice, "\n".join((str(told), *lines))
        looked += len(lines)
    assert looked > 5000


def test_what_a_sync_wrote_over_is_named_by_its_undo(capsys: pytest.CaptureFixture[str]) -> None:
    """A verification after a good sync names no product: what an undo would give back does."""
    standing = after((SYNC, DONE, {"verified": True, "updated": 2, "edited": 2}))
    lines = end(standing, standing.recent[0], capsys)
    assert lines[-1].endswith(f": {PROGRAM} undo 1")
    assert not any(f"{PROGRAM} verify" in line for line in lines)


def test_a_broken_off_verification_is_not_told_to_be_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its command has just failed; what was skipped is said before the command that names it."""
    problem = WrongAccountPassword(service="SalesAutopilot", user="demo").problem
    standing = after((SYNC, DONE, {"verified": True}), (VERIFY, PAUSED, {"problem": problem}))
    lines = end(replace(standing, skipped=6), standing.recent[0], capsys)
    assert not any(f"{PROGRAM} verify" in line for line in lines)
    (arrow,) = [number for number, line in enumerate(lines) if f"{PROGRAM} plan" in line]
    assert lines[arrow - 1] == skipped_text(6)


def test_a_run_that_paused_before_is_named_where_its_problem_has_just_been_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    problem = WrongAccountPassword(service="SalesAutopilot", user="demo").problem
    planned = PlanCounts(create=5)
    standing = after(
        (SYNC, PAUSED, {"problem": problem, "planned": planned}),
        (VERIFY, PAUSED, {"problem": problem}),
    )
    lines = end(standing, standing.recent[0], capsys)
    assert lines.count(problem.title) == lines.count(problem.message) == 1
    (arrow,) = [number for number, line in enumerate(lines) if f"{PROGRAM} sync" in line]
    under = [line for line in lines[:arrow] if not line.startswith("→")]
    assert "#1" in under[-1]


def test_a_list_that_ends_leads_to_no_verification(capsys: pytest.CaptureFixture[str]) -> None:
    """It would say the same once more, be it asked for after a run or later."""
    standing = after((SYNC, DONE, {"verified": True, "created": 70, "list_ends_at": 50}))
    assert not any("→" in line for line in end(standing, standing.recent[0], capsys))
    say_next_steps(Console(), standing, CONNECTION)
    said = capsys.readouterr().err
    assert ("50" in said, "→" in said) == (True, False)
