"""The receipt as it is copied, saved and mailed: it is read on other days than it was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shopsync_gui.core.receipt import receipt_text
from shopsync_gui.core.runs import JobKind, RunReport, RunState
from shopsync_gui.system.language import use_language


@pytest.mark.parametrize(("language", "today"), [("hu", "ma "), ("en", "today")])
def test_its_times_have_dates(language: str, today: str) -> None:
    began = datetime.now(UTC)
    report = RunReport(
        run_id=1,
        kind=JobKind.SYNC,
        state=RunState.DONE,
        connection_id=1,
        started_at=began,
        finished_at=began + timedelta(seconds=1),
    )
    use_language(language)
    try:
        text = receipt_text(report, "Bemutató bolt")
    finally:
        use_language("en")
    year = str(began.astimezone().year)
    assert sum(year in line for line in text.splitlines()) == 2
    assert today not in text
