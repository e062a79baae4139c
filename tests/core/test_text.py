"""Formats and words."""

from __future__ import annotations

import gettext
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shopsync_gui.core import text


@pytest.fixture(autouse=True)
def _hungarian() -> Iterator[None]:
    text.use("hu", gettext.NullTranslations())
    yield
    text.use("hu", gettext.NullTranslations())


def test_numbers_in_both_languages() -> None:
    assert text.format_int(12480) == "12\u00a0480"
    assert text.format_money(Decimal("19677.00"), "HUF") == "19\u00a0677\u00a0Ft"
    assert text.format_money(Decimal("1299.9"), "EUR") == "1\u00a0299,90\u00a0€"
    assert text.format_money(None, "HUF") == "–"
    amounts = [
        text.format_amount(value) for value in (Decimal("19677.00"), Decimal("1299.9"), None)
    ]
    assert amounts == ["19677", "1299,90", ""]
    assert text.format_percent(Decimal("27.0000")) == "27\u00a0%"
    text.use("en", gettext.NullTranslations())
    assert text.format_int(12480) == "12,480"
    assert text.format_money(Decimal("1299.5"), "EUR") == "1,299.50\u00a0€"
    assert text.format_percent(Decimal("5.5")) == "5.5%"


def test_sizes_have_a_decimal_below_ten_megabytes() -> None:
    assert [text.format_size(size) for size in (0, 9_940_000, 10_400_000)] == [
        "0,0 MB",
        "9,9 MB",
        "10 MB",
    ]


def test_today_and_yesterday_have_names() -> None:
    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert text.format_when(now, now).startswith("today ")
    assert text.format_when(now - timedelta(days=1), now).startswith("yesterday ")
    assert text.format_when(now - timedelta(days=9), now).startswith("2026.")
    assert text.format_when(None) == "–"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (59.6, "1 minute"),
        (61, "1 minute"),
        (3569, "59 minutes"),
        (3580, "1 hour"),
        (3700, "1 hour 2 minutes"),
    ],
)
def test_durations(seconds: float, shown: str) -> None:
    text.use("en", gettext.NullTranslations())
    assert text.format_duration(seconds) == shown


@pytest.mark.parametrize(
    ("least", "most", "shown"),
    [
        (60, 300, "1–5 minutes"),
        (10, 45, "10–45 seconds"),
        (7200, 10800, "2–3 hours"),
        (45, 240, "45 seconds to 4 minutes"),
        (3600, 4500, "1 hour to 1 hour 15 minutes"),
        (120, 121, "2 minutes"),
    ],
)
def test_bounds_of_a_duration(least: float, most: float, shown: str) -> None:
    text.use("en", gettext.NullTranslations())
    assert text.format_duration_range(least, most) == shown


@pytest.mark.parametrize("moment", [datetime.max, datetime.min, datetime(1582, 10, 4)])
def test_moments_without_a_local_time_are_told_in_utc(
    moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for zone in ("Europe/Budapest", "America/Lima"):
        with monkeypatch.context() as patched:
            patched.setenv("TZ", zone)
            if hasattr(time, "tzset"):  # on Windows there is no such day in any zone
                time.tzset()
            told = text.format_when(moment.replace(tzinfo=UTC))
        assert str(moment.year) in told
    if hasattr(time, "tzset"):
        time.tzset()


def test_what_follows_an_address_begins_a_line() -> None:
    assert text.sentences("Closed.", "It is here: /a/b", "", "Try again.") == (
        "Closed. It is here: /a/b\nTry again."
    )
    assert text.sentences("", "Alone") == "Alone"


def test_sentences_in_one_line_end_once() -> None:
    assert text.one_line("3 products were skipped.", "Why", "", "Do it") == (
        "3 products were skipped. Why. Do it"
    )
    assert text.one_line("Why?", "So.") == "Why? So."
