"""The words for the periods of changes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shopsync_gui.core.changes import Period
from shopsync_gui.core.period_words import begin_text, period_text
from shopsync_gui.core.text import format_when

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_what_the_last_sync_brought_counts_from_the_one_before() -> None:
    assert period_text(Period.LAST_SYNC) == "most recently"
    assert begin_text(Period.LAST_SYNC, AT) == f"since the sync before: {format_when(AT)}"


@pytest.mark.parametrize("period", [Period.WEEK, Period.NEWSLETTER, None])
def test_every_other_period_begins_at_its_moment(period: Period | None) -> None:
    assert begin_text(period, AT) == f"since {format_when(AT)}"
