"""When the next run is due: slots, catching up, clock changes, and how old a proof may be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopsync_gui.core.settings.schedule import Repeat, Schedule, is_stale, next_run, whole_is_due

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


_RHYTHMS = st.one_of(
    st.builds(Schedule, repeat=st.just(Repeat.HOURS), hours=st.integers(1, 24)),
    st.builds(Schedule, repeat=st.just(Repeat.DAILY), minute=st.integers(0, 24 * 60 - 1)),
)


@settings(max_examples=60, deadline=None)
@given(
    schedule=_RHYTHMS,
    zone=st.sampled_from(["Europe/Budapest", "America/New_York", "Pacific/Auckland", "UTC"]),
    late=st.integers(0, 3600),
    lasting=st.integers(1, 1800),
    first=st.integers(0, 24 * 3600),
)
def test_the_whole_shop_is_read_on_every_day_on_which_a_run_begins(
    schedule: Schedule, zone: str, late: int, lasting: int, first: int
) -> None:
    shop = ZoneInfo(zone)
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=first)
    end = now + timedelta(days=366)
    last_run = last_whole = None
    days: set[date] = set()
    wholes: list[datetime] = []
    while now < end:
        days.add(now.astimezone(shop).date())
        if whole_is_due(last_whole, now, shop):
            last_whole = now
            wholes.append(now)
        last_run = now + timedelta(seconds=lasting)
        due = next_run(schedule, last_run, last_run, shop)
        assert due is not None
        now = max(due, last_run) + timedelta(seconds=late)
    assert {whole.astimezone(shop).date() for whole in wholes} == days
    assert len(wholes) == len(days)
    longest = timedelta(hours=49, seconds=late)
    assert all(after - before < longest for before, after in pairwise(wholes))


def test_a_slot_before_the_moment_it_was_chosen_is_not_overdue() -> None:
    zone = ZoneInfo("Europe/Budapest")
    chosen = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # ten o'clock in the shop
    schedule = Schedule(repeat=Repeat.DAILY, minute=8 * 60, set_at=chosen)
    due = next_run(schedule, chosen - timedelta(days=3), chosen, zone)
    assert due == datetime(2026, 11, 3, 7, 0, tzinfo=UTC)
    missed = next_run(schedule, chosen - timedelta(days=3), chosen + timedelta(days=2), zone)
    assert missed == datetime(2026, 11, 4, 7, 0, tzinfo=UTC)
