"""Words, numbers and dates for people: translation and formats."""

from __future__ import annotations

import gettext
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A space at which no line is broken; written by its number, for a name has the compiler load all of Unicode.
NBSP = "\u00a0"
DEFAULT_LANGUAGE = "hu"
LANGUAGES = ("hu", "en")
#: The languages as they call themselves.
LANGUAGE_NAMES = {"hu": "Magyar", "en": "English"}


class Spoken:
    """The language of this process, and its messages."""

    language = DEFAULT_LANGUAGE
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


#: The language and messages of a text for others than who uses the program.
_ASIDE: ContextVar[tuple[str, gettext.NullTranslations] | None] = ContextVar("aside", default=None)


def use(language: str, catalogue: gettext.NullTranslations) -> None:
    """Make `language` the one that all later texts are in; `catalogue` holds its messages."""
    Spoken.language = language
    Spoken.catalogue = catalogue


def language() -> str:
    """The language in use, "hu" or "en"."""
    aside = _ASIDE.get()
    return Spoken.language if aside is None else aside[0]


def _catalogue() -> gettext.NullTranslations:
    aside = _ASIDE.get()
    return Spoken.catalogue if aside is None else aside[1]


@contextmanager
def speaking(language: str, catalogue: gettext.NullTranslations) -> Iterator[None]:
    """Have texts be in another language meanwhile, for this thread or task alone."""
    token = _ASIDE.set((language, catalogue))
    try:
        yield
    finally:
        _ASIDE.reset(token)


def _(message: str) -> str:
    """Translate a literal message."""
    return _catalogue().gettext(message)


def pgettext(context: str, message: str) -> str:
    """Translate a literal message whose translation depends on where it stands."""
    return _catalogue().pgettext(context, message)


def translate_counted(message: tuple[str, str], n: int) -> str:
    """Translate a message that was marked with NN_."""
    singular, plural = message
    return _catalogue().ngettext(singular, plural, n)


def translate(message: str) -> str:
    """Translate a message that was marked with `N_` where it stands."""
    return _catalogue().gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message with a number; fill the number in by format(n=...)."""
    return _catalogue().ngettext(singular, plural, n)


def NN_(singular: str, plural: str) -> tuple[str, str]:
    """Mark a message with a number for the catalogues; translated later by `translate_counted`."""
    return singular, plural


def N_(message: str) -> str:
    """Mark a message for the catalogues; translated later by `translate`."""
    return message


def quoted(text: str) -> str:
    """A name or a value between the language's quotation marks."""
    return _("“{text}”").format(text=text)


#: What a sentence may end with.
_ENDS = (".", "!", "?", ":", "…")


def sentences(*texts: str) -> str:
    """Texts one after the other; what follows an address or a name without a full stop begins a line."""
    whole = ""
    for text in filter(None, texts):
        gap = " " if whole.endswith(_ENDS) else "\n"
        whole = f"{whole}{gap}{text}" if whole else text
    return whole


def one_line(*texts: str) -> str:
    """Texts one after the other in a line: each but the last ends like a sentence."""
    told = [text for text in texts if text]
    ended = [text if text.endswith(_ENDS) else f"{text}." for text in told[:-1]]
    return " ".join((*ended, *told[-1:]))


# --- numbers and dates ---------------------------------------------------------------------------

_SYMBOLS = {"HUF": "Ft", "EUR": "€", "USD": "$"}


def format_int(value: int) -> str:
    """A whole number with the language's digit groups."""
    if -1000 < value < 1000:
        return str(value)
    grouped = f"{value:,}"
    return grouped if language() == "en" else grouped.replace(",", NBSP)


def format_decimal(value: Decimal, places: int) -> str:
    """A number with `places` decimals, rounded half up."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,.{places}f}"
    if language() == "en":
        return text
    return text.replace(",", NBSP).replace(".", ",")


def format_size(size: int) -> str:
    """Bytes as megabytes, with one decimal below ten."""
    megabytes = Decimal(size) / 1_000_000
    return f"{format_decimal(megabytes, 1 if megabytes < 10 else 0)} MB"


def format_amount(value: Decimal | None) -> str:
    """A price as a spreadsheet in the program's language reads it: a number alone; empty for none."""
    if value is None:
        return ""
    places = 0 if value == value.to_integral_value() else 2
    text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):.{places}f}"
    return text if language() == "en" else text.replace(".", ",")


def format_money(value: Decimal | None, currency: str) -> str:
    """A price in `currency` (ISO code): forints without decimals where they are whole."""
    if value is None:
        return "–"
    places = 0 if currency == "HUF" and value == value.to_integral_value() else 2
    number = format_decimal(value, places)
    return f"{number}{NBSP}{_SYMBOLS.get(currency, currency)}".strip()


def format_percent(value: Decimal | None) -> str:
    """A VAT rate in percent, without needless decimals."""
    if value is None:
        return "–"
    text = f"{value.normalize():f}"
    return f"{text}%" if language() == "en" else f"{text.replace('.', ',')}{NBSP}%"


def local(moment: datetime) -> datetime:
    """A moment in the computer's time; as it is where the system has none so far away."""
    try:
        return moment.astimezone()
    except (OSError, OverflowError):  # Windows: before 1970; all: at the ends of the calendar
        return moment


def _clock(at: datetime) -> str:
    """The time of day; strftime would take four times as long for it."""
    return f"{at.hour:02}:{at.minute:02}"


def format_when(moment: datetime | None, now: datetime | None = None) -> str:
    """A moment in local time, with today and yesterday by name."""
    if moment is None:
        return "–"
    at = local(moment)
    today = (now or datetime.now(UTC)).astimezone().date()
    clock = _clock(at)
    if at.date() == today:
        return _("today {time}").format(time=clock)
    if at.date() == today - timedelta(days=1):
        return _("yesterday {time}").format(time=clock)
    return format_moment(moment)


def format_when_short(moment: datetime | None, now: datetime | None = None) -> str:
    """Write a moment as `format_when` does, without the year where it is this one."""
    today = (now or datetime.now(UTC)).astimezone().date()
    if moment is None or local(moment).year != today.year:
        return format_when(moment, now)
    at = local(moment)
    if today - at.date() <= timedelta(days=1) and at.date() <= today:
        return format_when(moment, now)
    if language() == "en":
        return f"{at.day} {_ENGLISH_MONTHS[at.month - 1]} {_clock(at)}"
    return f"{at.month:02}.{NBSP}{at.day:02}. {_clock(at)}"


def format_moment(moment: datetime) -> str:
    """A moment in local time with its date, for what is kept and read on another day."""
    return f"{format_date(moment)} {_clock(local(moment))}"


def format_date(moment: datetime | None) -> str:
    """A local date: 2026. 11. 23. in Hungarian, 23 Nov 2026 in English."""
    if moment is None:
        return "–"
    at = local(moment)
    if language() == "en":
        return f"{at.day} {_ENGLISH_MONTHS[at.month - 1]} {at.year}"
    return f"{at.year}.{NBSP}{at.month:02}.{NBSP}{at.day:02}."


_ENGLISH_MONTHS = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]


def format_duration(seconds: float) -> str:
    """A length of time in its largest sensible units."""
    return " ".join(_of_unit(unit, number, str(number)) for unit, number in _in_units(seconds))


def format_duration_range(least: float, most: float) -> str:
    """The bounds of a length of time, their unit only once: "1–5 minutes"; itself where they are one."""
    short, long = _in_units(least), _in_units(most)
    if short == long:
        return format_duration(most)
    (unit, low), (other, high) = short[0], long[0]
    if len(short) == len(long) == 1 and unit == other:
        return _of_unit(unit, high, f"{low}–{high}")
    text = pgettext("durations", "{short} to {long}")
    return text.format(short=format_duration(least), long=format_duration(most))


def _in_units(seconds: float) -> list[tuple[int, int]]:
    """The seconds of each unit that a length of time is told in, and how many there are of it."""
    whole = max(0, round(seconds))
    if whole < 60:
        return [(1, whole)]
    hours, minutes = divmod(round(whole / 60), 60)
    return [(unit, number) for unit, number in ((3600, hours), (60, minutes)) if number]


def _of_unit(unit: int, number: int, shown: str) -> str:
    text = {
        1: ngettext("{n} second", "{n} seconds", number),
        60: ngettext("{n} minute", "{n} minutes", number),
        3600: ngettext("{n} hour", "{n} hours", number),
    }[unit]
    return text.format(n=shown)
