"""Times of day and days, read from what a person types; nothing is guessed that may be meant otherwise."""

from __future__ import annotations

import re
from datetime import date

from shopsync_gui.core.strings.folding import fold

_TIME = re.compile(
    r"(\d{1,2})(?:(?:[:.,\s]+|\s?h\s?|\s?ora\s+)(\d{2})|:(\d))?"
    r"(?:\s?(a|p)\.?m\.?|\.|\s?h|\s?ora(?:kor)?|\s?perc(?:kor)?|-kor)?"
)
_TIME_DIGITS = re.compile(r"(\d{1,2})(\d{2})(?:-kor)?")
#: Behind a day's number: a point, and what Hungarian puts there ("5-én", "1-je").
_DAY_END = r"\.?(?:-?j?[ae]n?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[\s./-]+(\d{{1,2}}|[a-z]+)[\s./-]+(\d{{1,2}}){_DAY_END}")
_DAY_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]*(?:of\s+)?([a-z]+)[\s.,/-]*(\d{4})\.?")
_MONTH_FIRST = re.compile(r"([a-z]+)[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})")
_YEAR_LAST = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})\.?")
#: What months begin with, in English and Hungarian, in capitals or not, with accents or without.
_MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "jan feb mar apr maj jun jul aug sze okt nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
}
_ROMAN = {
    name: number
    for number, name in enumerate(
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], start=1
    )
}


def typed_minute(text: str) -> int | None:
    """The minute of the day in a time like 16:45, 16.45, 1645, 4:45 pm, 16h or 16; None for anything else."""
    text = fold(text.strip())
    found = _TIME_DIGITS.fullmatch(text) or _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), None
    if found.re is _TIME:
        minute, half = int(found[2] or found[3] or 0), found[4]
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def typed_day(text: str) -> date | None:
    """The day in a date like 2026. 10. 05., 2026-10-05, 20261005, 5 Oct 2026 or 31.12.2026; None for anything else.

    Where the year stands last and both other numbers may be the month, it may be meant either way,
    and is none.
    """
    text = fold(text.strip())
    if found := _YEAR_FIRST.fullmatch(text) or _DAY_DIGITS.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(text):
        month, day, year = found.groups()
    elif found := _YEAR_LAST.fullmatch(text):
        month, day, year = found.groups()
        if month != day and max(int(month), int(day)) <= 12:
            return None
        if int(month) > 12:
            month, day = day, month
    else:
        return None
    try:
        return date(int(year), _month(month), int(day))
    except ValueError:
        return None


def _month(text: str) -> int:
    """The number of a month that is written in digits, Roman ones or by its name; 0 where it is none."""
    if text.isdecimal():
        return int(text)
    return _ROMAN.get(text) or _MONTHS.get(text[:3], 0)
