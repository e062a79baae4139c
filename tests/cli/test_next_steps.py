"""The commands of the next steps."""

from __future__ import annotations

import shlex

import pytest
from msgspec.structs import replace

from shopsync_gui.cli.console import Console
from shopsync_gui.cli.next_steps import command, say_next_steps
from shopsync_gui.cli.parser import PROGRAM, build_parser
from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.system.language import library_texts
from tests.sync.past_runs import (
    CANCELLED,
    DONE,
    PARTIAL,
    PAUSED,
    PREVIEW,
    SYNC,
    UNDO,
    after,
    report,
)

CONNECTION = Connection(
    id=1,
    name="bemutato",
    title="",
    shop_url="https://localhost/api",
    token_url="https://localhost/token",
    client_id="client",
    sa_url="https://localhost",
    sa_user="user",
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "shopsync undo 11 --yes"),
        ({"updated": 3, "planned": PlanCounts(update=8)}, "shopsync undo 11 --yes"),
        ({"planned": PlanCounts(remove=8)}, "shopsync undo 11 --remove-created --yes"),
        ({"removed": 3}, "shopsync undo 11 --remove-created --yes"),
    ],
)
def test_an_undo_goes_on_as_it_began(more: dict[str, object], expected: str) -> None:
    run = report(12, UNDO, CANCELLED, undo_of=11, **more)
    assert command(Step.UNDO, CONNECTION, run) == expected


@pytest.mark.parametrize("step", list(Step))
def test_every_step_has_a_command_that_is_understood(step: Step) -> None:
    program, *words = shlex.split(command(step, CONNECTION, report(12, SYNC, DONE, undo_of=11)))
    assert program == PROGRAM
    with library_texts("en"):
        build_parser().parse_args(words)


def test_products_that_failed_lead_to_a_retry(capsys: pytest.CaptureFixture[str]) -> None:
    standing = replace(after((SYNC, DONE, {"verified": True})), failed=1)
    say_next_steps(Console(), standing, CONNECTION)
    assert f"{PROGRAM} retry bemutato --yes" in capsys.readouterr().err


def test_what_a_partial_sync_left_leads_to_a_retry(capsys: pytest.CaptureFixture[str]) -> None:
    standing = replace(after((SYNC, PARTIAL, {"failed": 1})), failed=1)
    say_next_steps(Console(), standing, CONNECTION)
    said = capsys.readouterr().err
    assert said.count(f"{PROGRAM} retry bemutato --yes") == 1
    assert f"{PROGRAM} verify" not in said


def test_a_command_is_named_once(capsys: pytest.CaptureFixture[str]) -> None:
    planned = PlanCounts(create=5)
    say_next_steps(
        Console(), after((SYNC, PAUSED, {}), (PREVIEW, DONE, {"planned": planned})), CONNECTION
    )
    assert capsys.readouterr().err.count(f"{PROGRAM} sync bemutato --yes") == 1


def test_a_preview_that_found_nothing_leads_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    planned = PlanCounts(unchanged=5)
    standing = after(
        (SYNC, DONE, {"verified": True}), (PREVIEW, DONE, {"planned": planned, "pulled": 5})
    )
    say_next_steps(Console(), standing, CONNECTION)
    assert capsys.readouterr().err == ""
