"""Values of options, read from what was typed; each refuses what it cannot be, in words."""

from __future__ import annotations

import argparse
import re
from datetime import date

from shopsync_gui.core.settings.schedule import MOST_HOURS, Repeat
from shopsync_gui.core.text import _

#: The words for how often a shop is synced by itself, besides a number of hours.
_INTERVALS = {"never": Repeat.NEVER, "day": Repeat.DAILY, "week": Repeat.WEEKLY}
#: What else is typed for them, in either language, folded.
_OTHER_INTERVALS = {
    "soha": Repeat.NEVER,
    **dict.fromkeys(("daily", "nap", "naponta", "minden nap"), Repeat.DAILY),
    **dict.fromkeys(("weekly", "het", "hetente", "minden het"), Repeat.WEEKLY),
}
_HOURS = re.compile(r"(\d{1,4})(?:\s?(?:h|hours?|ora|orankent))?")
_MOST_PORT = 65_535
#: The days of a week in either language, folded; Monday is first.
_WEEKDAYS = (
    ("monday", "hetfo"),
    ("tuesday", "kedd"),
    ("wednesday", "szerda"),
    ("thursday", "csutortok"),
    ("friday", "pentek"),
    ("saturday", "szombat"),
    ("sunday", "vasarnap"),
)


def day(text: str) -> date:
    """A day that has begun, written 2024-01-31 or as people write it."""
    from shopsync_gui.core.strings.typed_times import typed_day  # no other option needs it

    day = typed_day(text)
    if day is None:
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a date like 2024-01-31").format(text=text)
        )
    if day > date.today():  # noqa: DTZ011 - the day where the user is
        raise argparse.ArgumentTypeError(_("“{text}” is in the future").format(text=text))
    return day


def interval(text: str) -> tuple[Repeat, int | None]:
    """Read how often a shop is synced by itself: `day`, `week`, `never`, or every so many hours.

    The words are taken in either language.
    """
    from shopsync_gui.core.strings.folding import fold  # no other option needs it

    typed = fold(text.strip())
    if repeat := (_INTERVALS | _OTHER_INTERVALS).get(typed):
        return repeat, None
    hours = _HOURS.fullmatch(typed)
    if hours is not None and 1 <= int(hours[1]) <= MOST_HOURS:
        return Repeat.HOURS, int(hours[1])
    raise argparse.ArgumentTypeError(
        _("“{text}” is none of these: {names}").format(
            text=text, names=", ".join([*_INTERVALS, f"1–{MOST_HOURS}"])
        )
    )


def weekday(text: str) -> int:
    """A day of the week in either language, or so much of its name that no other one begins so; Monday is 0."""
    from shopsync_gui.core.settings.schedule_words import day_names
    from shopsync_gui.core.strings.folding import fold  # no other option needs these

    typed = fold(text.strip().rstrip("."))
    found = [
        number
        for number, names in enumerate(_WEEKDAYS)
        if typed and any(name.startswith(typed) for name in names)
    ]
    if len(found) > 1:
        names = [name for number, name in enumerate(day_names()) if number in found]
        raise argparse.ArgumentTypeError(
            _("“{text}” may be any of these: {names}").format(text=text, names=", ".join(names))
        )
    if not found:
        raise argparse.ArgumentTypeError(
            _("“{text}” is none of these: {names}").format(text=text, names=", ".join(day_names()))
        )
    return found[0]


def minute_of_day(text: str) -> int:
    """A time of day, written 03:00 or as people write it, in minutes."""
    from shopsync_gui.core.strings.typed_times import typed_minute  # no other option needs it

    minute = typed_minute(text)
    if minute is None:
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a time of day like 03:00").format(text=text)
        )
    return minute


def color(text: str) -> str:
    """A colour in hexadecimal, with or without its “#”."""
    color = f"#{text.removeprefix('#')}"
    if not re.fullmatch("#[0-9a-fA-F]{6}", color):
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a colour like 2f6fed").format(text=text)
        )
    return color


def button_text(text: str) -> str:
    """Read the text of a letter's buttons, which is short."""
    from shopsync_gui.core.newsletter.letter import (
        MOST_BUTTON_CHARACTERS,  # no other command needs letters
    )

    if len(text) > MOST_BUTTON_CHARACTERS:
        raise argparse.ArgumentTypeError(
            _("a button has at most {most} characters, and these are {n}").format(
                most=MOST_BUTTON_CHARACTERS, n=len(text)
            )
        )
    return text


def fault(text: str) -> str:
    """The name of a fault of the sandbox."""
    from shopsync_gui.sandbox.named_faults import FAULTS  # no other command needs the sandbox

    return _one_of(text, sorted(FAULTS))


def manner(text: str) -> str:
    """The name of a manner of the sandbox's services, or `list`."""
    from shopsync_gui.sandbox.manners import LIST, MANNERS  # likewise

    if text != LIST and text not in MANNERS:
        raise argparse.ArgumentTypeError(
            _("“{text}” is not known; --manner list names them all").format(text=text)
        )
    return text


def port(text: str) -> int:
    """A port of this computer; 0 is any free one."""
    number = count(text)
    if number > _MOST_PORT:
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a whole number from {least} to {most}").format(
                text=text, least=0, most=_MOST_PORT
            )
        )
    return number


def given(text: str) -> str:
    """A text that is not empty."""
    if not text.strip():
        raise argparse.ArgumentTypeError(_("it is empty"))
    return text


def _one_of(text: str, names: list[str]) -> str:
    if text not in names:
        raise argparse.ArgumentTypeError(
            _("“{text}” is none of these: {names}").format(text=text, names=", ".join(names))
        )
    return text


def count(text: str) -> int:
    """A whole number of at least 0."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < 0:
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a whole number of at least 0").format(text=text)
        )
    return number


def run_number(text: str) -> int:
    """The number of a run, as the list of runs shows it: 23 or #23."""
    return count(text.strip().removeprefix("#"))


def jobs(text: str) -> int:
    """Read the number of shops that are synced side by side."""
    from shopsync_gui.core.settings.setting_texts import SETTINGS

    rule = SETTINGS["sync.jobs"].rule
    try:
        number = count(text)
    except argparse.ArgumentTypeError:
        number = -1
    if not rule.least <= number <= rule.most:
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a whole number from {least} to {most}").format(
                text=text, least=int(rule.least), most=int(rule.most)
            )
        )
    return number
