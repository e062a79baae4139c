"""The words below the bar of a job: what runs, and what it waits for."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from shopsync_gui.core.runs.jobs import JobKind, Phase, Progress
from shopsync_gui.core.runs.run_labels import JOB_KINDS, PHASES
from shopsync_gui.core.text import translate
from shopsync_gui.sync.run.run_estimate import RunEstimate
from shopsync_gui.ui.jobs.progress import JobProgress


def part(view: JobProgress, name: str) -> QLabel:
    found = view.findChild(QLabel, name)
    assert found is not None
    return found


@pytest.mark.parametrize("kind", list(JobKind))
def test_what_runs_is_said_where_it_is_no_sync(qtbot: QtBot, kind: JobKind) -> None:
    view = JobProgress()
    qtbot.addWidget(view)
    estimate = RunEstimate(kind)
    view.begin(estimate, kind)
    view.show_progress(Progress(run_id=1, phase=Phase.PUSH, done=3, total=9), estimate)
    step = translate(PHASES[Phase.PUSH])
    is_sync = kind is JobKind.SYNC
    assert part(view, "progressStep").text() == (
        step if is_sync else f"{translate(JOB_KINDS[kind])} · {step}"
    )


def test_what_is_waited_for_has_a_line_of_its_own(qtbot: QtBot) -> None:
    view = JobProgress()
    qtbot.addWidget(view)
    view.resize(560, 100)
    view.show()
    estimate = RunEstimate(JobKind.SYNC)
    view.begin(estimate, JobKind.SYNC)
    step, text = part(view, "progressStep"), part(view, "progressText")
    waiting = Progress(run_id=1, phase=Phase.SETTLE, waiting_seconds=42.0)
    writing = Progress(run_id=1, phase=Phase.PUSH, done=3, total=9)
    for _again in range(2):
        view.show_progress(waiting, estimate)
        qtbot.waitUntil(lambda: text.y() >= step.y() + step.height())
        assert text.width() >= text.fontMetrics().horizontalAdvance(text.text())
        view.show_progress(writing, estimate)
        qtbot.waitUntil(lambda: text.y() < step.y() + step.height() and text.x() > step.x())
