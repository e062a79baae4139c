"""When the next run is due: slots, catching up, clock changes, and how old a proof may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.schedule import Repeat, Schedule, is_stale, next_run

ZONE = ZoneInfo("Europe/Budapest")
DAILY = Schedule(repeat=Repeat.DAILY, minute=180)
WEEKLY = Schedule(repeat=Repeat.WEEKLY, minute=180, weekday=2)
HOURS = Schedule(repeat=Repeat.HOURS, hours=6)


def at(text: str) -> datetime:
    """A moment of Budapest."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
SCHEDULES = st.builds(
    Schedule,
    repeat=st.sampled_from([Repeat.HOURS, Repeat.DAILY, Repeat.WEEKLY]),
    hours=st.integers(1, 168),
    minute=st.integers(0, 1439),
    weekday=st.integers(0, 6),
)


@pytest.mark.parametrize(
    ("schedule", "last", "now", "expected"),
    [
        (DAILY, "2026-11-24T03:00:30", "2026-11-24T12:00", "2026-11-25T03:00"),
        (DAILY, "2026-11-23T03:00:30", "2026-11-24T12:00", "2026-11-24T03:00"),
        (DAILY, "2026-11-20T03:00:30", "2026-11-24T12:00", "2026-11-24T03:00"),
        (DAILY, "2026-11-24T01:00", "2026-11-24T02:00", "2026-11-24T03:00"),
        (WEEKLY, "2026-11-18T03:05", "2026-11-24T12:00", "2026-11-25T03:00"),
        (WEEKLY, "2026-11-17T03:05", "2026-11-24T12:00", "2026-11-18T03:00"),
        (HOURS, "2026-11-24T03:00", "2026-11-24T05:00", "2026-11-24T09:00"),
        (HOURS, "2026-11-22T03:00", "2026-11-24T05:00", "2026-11-22T09:00"),
        # The clock was set back: the future is no reason to wait, not even for a slot.
        (HOURS, "2027-01-01T00:00", "2026-11-24T05:00", "2026-11-24T05:00"),
        (DAILY, "2026-11-24T12:06", "2026-11-24T12:00", "2026-11-24T12:00"),
        # It was corrected by a moment: that is no other day.
        (HOURS, "2026-11-24T05:01", "2026-11-24T05:00", "2026-11-24T11:00"),
        (DAILY, "2026-11-24T12:01", "2026-11-24T12:00", "2026-11-25T03:00"),
    ],
)
def test_the_next_run(schedule: Schedule, last: str, now: str, expected: str) -> None:
    assert next_run(schedule, at(last), at(now), ZONE) == at(expected)


def test_never_is_never() -> None:
    assert next_run(Schedule(), at("2026-11-20T03:00"), at("2026-11-24T12:00"), ZONE) is None


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_one_run_on_days_with_23_and_25_hours(day: str) -> None:
    schedule = Schedule(repeat=Repeat.DAILY, minute=150)
    now = at(f"{day}T00:00")
    last = now - timedelta(hours=20)
    runs = 0
    while now < at(f"{day}T23:59"):
        due = next_run(schedule, last, now, ZONE)
        assert due is not None
        if due <= now:
            runs, last = runs + 1, now
        now += timedelta(minutes=1)
    assert runs == 1


@given(SCHEDULES, MOMENTS, MOMENTS)
def test_what_is_due_is_due_once(schedule: Schedule, last: datetime, now: datetime) -> None:
    due = next_run(schedule, last, now, ZONE)
    assert due is not None
    after = next_run(schedule, now, now, ZONE)
    assert after is not None
    assert after > now
    assert after - now <= timedelta(days=8)


@given(SCHEDULES, MOMENTS)
def test_without_an_earlier_run_nothing_is_overdue(schedule: Schedule, now: datetime) -> None:
    due = next_run(schedule, None, now, ZONE)
    assert due is not None
    assert due > now


def test_how_old_a_proof_may_be() -> None:
    now = at("2026-11-24T12:00")
    assert not is_stale(Schedule(), None, now)
    assert is_stale(DAILY, None, now)
    assert not is_stale(DAILY, now - timedelta(hours=25), now)
    assert is_stale(DAILY, now - timedelta(hours=31), now)
    assert not is_stale(WEEKLY, now - timedelta(days=7), now)
    assert is_stale(WEEKLY, now - timedelta(days=8), now)
    assert not is_stale(HOURS, now - timedelta(hours=29), now)
