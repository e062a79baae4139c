"""Times and days as people type them: what has one meaning is read, nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from shopsync_gui.core.strings.typed_times import typed_day, typed_minute


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("16:45", 1005),
        ("16.45", 1005),
        ("1645", 1005),
        (" 16 45 ", 1005),
        ("4:45 pm", 1005),
        ("12:00 AM", 0),
        ("345", 225),
        ("3:45", 225),
        ("7", 420),
        ("00:00", 0),
        ("", None),
        (":45", None),
        ("16:", None),
        ("3:5", 185),
        ("8h", 480),
        ("8 h 05", 485),
        ("8 óra", 480),
        ("8 órakor", 480),
        ("8 óra 30 perckor", 510),
        ("8:30-kor", 510),
        ("0830", 510),
        ("7 p.m.", 1140),
        ("16.4", None),
        ("16 4", None),
        ("24:00", None),
        ("16:60", None),
        ("13:00 pm", None),
        ("16:45:30", None),
        ("soon", None),
    ],
)
def test_a_time_is_read_as_it_is_written_anywhere(text: str, minute: int | None) -> None:
    assert typed_minute(text) == minute


@pytest.mark.parametrize(
    "text",
    [
        "2026. 10. 05.",
        "2026.10.05.",
        "2026.10.5",
        "2026\u00a010\u00a005",
        "2026-10-05",
        "2026/10/05",
        "20261005",
        "5 Oct 2026",
        "5th October 2026",
        "October 5, 2026",
        "2026. október 5.",
        "2026. OKT. 5.",
        "2026. X. 5.",
        "2026. október 5-én",
        "2026.10.05-én",
        "5th of October, 2026",
        "5/Oct/2026",
    ],
)
def test_a_day_is_read_in_both_languages(text: str) -> None:
    assert typed_day(text) == date(2026, 10, 5)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026. 10.", "10. 05.", "05/10/2026", "2026. 02. 30.", "2026-13-01", "5 Foo 2026"],
)
def test_half_a_day_is_none(text: str) -> None:
    assert typed_day(text) is None


@pytest.mark.parametrize(
    "text", ["31.12.2026", "31. 12. 2026.", "31/12/2026", "12/31/2026", "31-12-2026"]
)
def test_a_day_with_its_year_last_is_read_where_it_has_one_meaning(text: str) -> None:
    assert typed_day(text) == date(2026, 12, 31)
    assert typed_day("12.12.2026") == date(2026, 12, 12)
