"""The words for the periods of changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shopsync_gui.core.products.changes import EVER, Begin, Period, Since
from shopsync_gui.core.products.period_words import begin_short_text, begin_text, period_text
from shopsync_gui.core.text import format_when

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_what_the_last_sync_brought_counts_from_the_one_before() -> None:
    assert period_text(Period.LAST_SYNC) == "most recently"
    assert begin_text(Period.LAST_SYNC, Begin(AT)) == f"since the sync before: {format_when(AT)}"


@pytest.mark.parametrize("period", [Period.WEEK, Period.NEWSLETTER, None])
def test_every_other_period_begins_at_its_moment(period: Period | None) -> None:
    assert begin_text(period, Begin(AT)) == f"since {format_when(AT)}"


@pytest.mark.parametrize("period", [*Period, None])
def test_the_first_reading_of_a_shop_is_called_no_sync(period: Period | None) -> None:
    begin = Since(EVER).begin([(1, AT), (2, None)])
    assert begin is not None
    assert begin_text(period, begin) == f"since the shop was first read: {format_when(AT)}"


def test_the_earliest_of_the_shops_moments_is_told() -> None:
    synced, later = AT + timedelta(hours=1), AT + timedelta(hours=2)
    since = Since(EVER, ((1, synced), (2, EVER)))
    begin = since.begin([(1, AT), (2, later)])
    assert begin == Begin(synced, several=True)
    when = format_when(synced)
    expected = f"since each shop's sync before, the earliest: {when}"
    assert begin_text(Period.LAST_SYNC, begin) == expected
    assert begin_short_text(Period.LAST_SYNC, begin) == "since each shop's sync before"
    assert begin_text(Period.NEWSLETTER, begin) == f"since {when}"
    assert begin_short_text(Period.NEWSLETTER, begin) == f"since {when}"
    begin = Since(EVER).begin([(1, AT), (2, later)])
    assert begin == Begin(AT, first_reading=True, several=True)
    expected = f"since each shop was first read, the earliest: {format_when(AT)}"
    assert begin_text(Period.WEEK, begin) == expected
    assert since.begin([(1, AT), (2, AT)]) == Begin(AT, several=True), "one was synced since"
    assert Since(EVER).begin([(1, AT), (2, AT)]) == Begin(AT, first_reading=True)
    assert since.begin([(1, None)]) is None
