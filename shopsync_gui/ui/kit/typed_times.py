"""Times of day and days, read from what a person types; nothing is guessed of half a text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_TIME = re.compile(r"(\d{1,2})(?:[:.,\s]+(\d{2}))?(?:\s?(am|pm)|\.)?")
_TIME_DIGITS = re.compile(r"(\d{1,2})(\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[\s./-]+(\d{1,2}|[a-z]+)[\s./-]+(\d{1,2})\.?")
_DAY_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.-]*([a-z]+)[\s.,-]*(\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]+)[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})")
#: What months begin with, in English and Hungarian, in capitals or not, with accents or without.
_MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "jan feb mar apr maj jun jul aug sze okt nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}


def typed_minute(text: str) -> int | None:
    """The minute of the day in a time like 16:45, 16.45, 1645, 4:45 pm or 16; None for anything else."""
    text = _folded(text)
    found = _TIME_DIGITS.fullmatch(text) or _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    half = found[3] if found.re is _TIME else None
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def typed_day(text: str) -> date | None:
    """The day in a date like 2026. 10. 05., 2026-10-05, 20261005 or 5 Oct 2026; None for anything else.

    A day that stands before a month in digits may be meant either way, and is none.
    """
    text = _folded(text)
    if found := _YEAR_FIRST.fullmatch(text) or _DAY_DIGITS.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(text):
        month, day, year = found.groups()
    else:
        return None
    number = int(month) if month.isdecimal() else _MONTHS.get(month[:3], 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _folded(text: str) -> str:
    """In small letters, without accents and what surrounds it."""
    plain = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
