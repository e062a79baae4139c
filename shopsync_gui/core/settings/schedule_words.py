"""The words on a schedule: how often a shop is synced by itself, and the days of the week."""

from __future__ import annotations

from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.core.text import N_, _, ngettext, translate

#: Monday first.
_DAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def day_names() -> list[str]:
    """The days of the week as the user calls them, Monday first."""
    return [translate(day) for day in _DAYS]


def schedule_text(schedule: Schedule) -> str:
    """Say how often a shop with this schedule is synced by itself."""
    hour, minute = divmod(schedule.minute, 60)
    time = f"{hour:02}:{minute:02}"
    match schedule.repeat:
        case Repeat.NEVER:
            return _("The shop is synced only when you start it.")
        case Repeat.HOURS:
            text = ngettext(
                "The shop is synced every hour.",
                "The shop is synced every {n} hours.",
                schedule.hours,
            )
            return text.format(n=schedule.hours)
        case Repeat.DAILY:
            return _("The shop is synced every day at {time}.").format(time=time)
        case Repeat.WEEKLY:
            day = day_names()[schedule.weekday]
            return _("The shop is synced every week: {day}, {time}.").format(day=day, time=time)
