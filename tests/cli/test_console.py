"""Progress, text from outside, and lists that are written piece by piece."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from shopsync_gui.cli.console import Console, plain, progress_text
from shopsync_gui.cli.parser import build_parser
from shopsync_gui.core.errors import RunOfOtherAccount, RunOfOtherAddress, SecretMissing
from shopsync_gui.core.runs.jobs import Phase, Progress, Trouble


@pytest.fixture(autouse=True)
def english(language: Callable[[str], None]) -> None:
    language("en")


class Terminal(io.StringIO):
    """A terminal that keeps what it is sent."""

    def isatty(self) -> bool:
        return True


def at(phase: Phase, done: int = 0, **more: Any) -> Progress:
    return Progress(run_id=1, phase=phase, done=done, total=1200, **more)


def test_text_from_outside_cannot_command_the_terminal() -> None:
    assert plain("a\x1b[2Jb\x07\nc\r\td\u202ee\u2066") == "a[2Jb c  de"
    assert plain("Árvíztűrő – „póló” 12\N{NO-BREAK SPACE}990 Ft") == (
        "Árvíztűrő – „póló” 12\N{NO-BREAK SPACE}990 Ft"
    )


def test_no_sign_of_unicode_that_a_terminal_may_obey_is_printed() -> None:
    signs = "".join(map(chr, range(0x20, sys.maxunicode + 1)))
    shown = [c for c in signs if not unicodedata.category(c).startswith("C")]
    assert plain(signs) == "".join(shown)


def test_only_the_command_line_speaks_of_variables(capsys: pytest.CaptureFixture[str]) -> None:
    problem = SecretMissing(shop="bemutato").problem
    assert "SHOPSYNC_" not in f"{problem.title} {problem.message} {problem.action}"
    Console().problem(problem)
    said = capsys.readouterr().err.splitlines()
    names = "SHOPSYNC_CLIENT_SECRET_BEMUTATO, SHOPSYNC_SA_PASSWORD_BEMUTATO"
    assert said[-1].endswith(f": {names}")
    Console().problem(SecretMissing(shop="bemutato", kinds="sa_password").problem)
    said = capsys.readouterr().err.splitlines()
    assert said[-1].endswith(": SHOPSYNC_SA_PASSWORD_BEMUTATO")


def test_progress_names_the_phase_the_amount_the_pace_and_the_time_left(
    language: Callable[[str], None],
) -> None:
    moment = at(Phase.PULL, 400, per_second=4.26, remaining_seconds=188)
    text = progress_text(moment, 188.0)
    assert text == "Reading products · 400 of 1,200 · 4.3 a second · 3 minutes left"
    assert progress_text(Progress(run_id=1, phase=Phase.PREPARE)) == "Preparing"
    language("hu")
    assert " · 4,3/mp · " in progress_text(moment, 188.0)


def seen(written: str) -> str:
    """What stands in the line of a terminal that knows no command but to begin it anew."""
    line: list[str] = []
    for piece in written.split("\r"):
        line[: len(piece)] = piece
    return "".join(line).rstrip()


def test_a_shorter_progress_line_covers_a_longer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    console = Console()
    console.progress(at(Phase.PULL, 1000), 188.0)
    console.progress(Progress(run_id=1, phase=Phase.PREPARE))
    assert seen(terminal.getvalue()) == "Preparing"


def test_a_terminal_gets_one_rewritten_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, out = Terminal(), io.StringIO()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("sys.stdout", out)
    console = Console()
    for done in range(500):
        console.progress(at(Phase.PULL, done))
    console.say("ready")
    shown = terminal.getvalue()
    assert shown.startswith("\rReading products")
    assert seen(shown) == ""
    assert "\x1b" not in shown
    assert "\n" not in shown
    assert shown.count("Reading") < 100
    assert out.getvalue() == "ready\n"


def test_elsewhere_a_line_comes_per_phase_and_every_five_seconds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    moments = iter([0.0, 1.0, 4.9, 5.0, 6.0, 6.5])
    console = Console(as_json=True, clock=lambda: next(moments))
    for done in range(4):
        console.progress(at(Phase.PULL, done))
    console.progress(at(Phase.PUSH))
    console.progress(at(Phase.PUSH, 1))
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "Reading products · 0 of 1,200",
        "Reading products · 3 of 1,200",
        "Writing to SalesAutopilot · 0 of 1,200",
    ]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_streamed_list_is_one_json_object(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    items = ({"name": f"„{number}”"} for number in range(count))
    Console(as_json=True).stream({"count": count}, "items", items)
    said = json.loads(capsys.readouterr().out)
    assert said == {"count": count, "items": [{"name": f"„{n}”"} for n in range(count)]}


def test_remarks_never_touch_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    Console().result({"a": 1})
    console = Console(as_json=True)
    console.say("for a reader")
    console.note("a remark")
    console.result({"név": "Cipő"})
    said = capsys.readouterr()
    assert said.out == '{"név": "Cipő"}\n'
    assert said.err == "for a reader\na remark\n"


def test_a_service_that_is_asked_again_is_told_at_once_in_place_of_the_time_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    console = Console(clock=lambda: 0.0)
    reason = "No connection to SalesAutopilot"
    trouble = Trouble(service="SalesAutopilot", reason=reason, seconds=70, tries=3, again_in=8)
    console.progress(at(Phase.PULL, 1), 20.0)
    assert seen(terminal.getvalue()) == progress_text(at(Phase.PULL, 1), 20.0)
    console.progress(at(Phase.PULL, 1, trouble=trouble), 20.0)
    line = seen(terminal.getvalue())
    assert [part in line for part in (reason, "1 minute", "try 3", "8 seconds")] == [True] * 4
    assert "left" not in seen(terminal.getvalue())
    console.progress(at(Phase.PULL, 2), 20.0)
    assert seen(terminal.getvalue()) == progress_text(at(Phase.PULL, 2), 20.0)


def test_elsewhere_a_run_that_waits_says_so_once_a_minute(
    capsys: pytest.CaptureFixture[str],
) -> None:
    moments = iter([0.0, 5.0, 59.9, 60.0, 61.0, 66.0, 125.0, 126.0])
    console = Console(clock=lambda: next(moments))
    for left in (120, 115, 60, 60):
        console.progress(Progress(run_id=1, phase=Phase.SETTLE, waiting_seconds=left))
    for _again in range(3):
        trouble = Trouble(service="Shoprenter", seconds=30, reason="The shop is silent")
        console.progress(Progress(run_id=1, phase=Phase.SETTLE, trouble=trouble))
    console.progress(Progress(run_id=1, phase=Phase.LIST))
    said = capsys.readouterr().err.splitlines()
    assert ["2 minutes" in said[0], "1 minute" in said[1]] == [True, True]
    assert ["silent" in line for line in said] == [False, False, True, True, False]


def test_the_command_that_leads_back_to_the_former_account_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    former = "me@example.com@https://former.example"
    known = {"run": 1, "shop": "alfa", "former": former, "now": "x"}
    for problem in (RunOfOtherAccount(**known, user="me@example.com"), RunOfOtherAddress(**known)):
        Console().problem(problem.problem)
        last = capsys.readouterr().err.splitlines()[-1]
        words = last[last.index("shopsync connect") :].split()[1:]
        read = build_parser("connect").parse_args(words)
        assert (read.shop, read.sa_user) == ("alfa", "me@example.com")
        assert read.sa_url == "https://former.example"
