"""The command `schedule`: when a shop is synced by itself, and the timer that makes the system do it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from shopsync_gui.cli.data_folder import (
    connection_of,
    hear_from_team,
    opened,
    opened_to_read,
)
from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import CommandNotUnderstood, TeamRightMissing, file_not_written
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.core.settings.schedule_words import schedule_text
from shopsync_gui.core.team.team import ROLES, Role
from shopsync_gui.core.text import _, format_when, ngettext, translate
from shopsync_gui.sync.schedule.due import due_of, set_schedule
from shopsync_gui.sync.schedule.missing_consent import missing_consent, missing_consent_text
from shopsync_gui.system.files import whole_file
from shopsync_gui.system.timers import SystemTimer, sync_command, system_timer

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from shopsync_gui.cli.console import Console
    from shopsync_gui.sync.schedule.due import Due
    from shopsync_gui.sync.schedule.missing_consent import MissingConsent


#: The values of --every and --on.
_EVERY = {Repeat.NEVER: "never", Repeat.DAILY: "day", Repeat.WEEKLY: "week"}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class _Known(NamedTuple):
    """The schedule of a shop, as it is known on this computer."""

    shop: str
    plan: Schedule
    #: The next sync by itself; None without one, or where a colleague's computer begins it.
    due: Due | None
    #: The colleague's computer that runs the schedule.
    keeper: str
    missing: MissingConsent | None
    #: This computer is a viewer in its team.
    looks_only: bool
    #: The names of the other shops.
    others: list[str]


def schedule(arguments: Namespace, console: Console) -> Exit:
    """Say when the shop's next sync by itself is, after setting it where it is told how.

    With --system print or write the system's timer; a shop without a schedule gets one for every
    day at the usual hour, three in the morning, and is told so. Raises InputError,
    CommandNotUnderstood, FileNotWritten; TeamRightMissing for a viewer, who starts no sync.
    """
    if arguments.out and not arguments.system:
        raise _unclear(_("--out needs --system"))
    now = datetime.now(UTC)
    known = _set_or_read(arguments, now)
    plan = known.plan
    if plan.repeats and known.looks_only:
        console.note(
            _(
                "This computer only looks on in its team (as a viewer), so the schedule never starts a sync here. Set it on a computer that may write, or have an owner of the team make this one a member."
            )
        )
    told = {
        "shop": known.shop,
        "repeat": plan.repeat.value,
        "hours": plan.hours if plan.repeats else None,
        "minute": plan.minute if plan.repeats else None,
        "weekday": plan.weekday if plan.repeats else None,
        **_in_force(plan),
        "next": max(known.due.at, now).isoformat() if known.due is not None else None,
        "missing_consent": None if known.missing is None else known.missing.value,
    }
    if arguments.system:
        console.result(told | _give_timer(known, arguments.out, console))
    else:
        _say(known, now, console)
        console.result(told)
    return Exit.DONE


def _in_force(plan: Schedule) -> dict[str, object]:
    """The schedule as the options would set it: `at` and `on` are None where they do not count."""
    every: str | int = _EVERY.get(plan.repeat, plan.hours)
    at_a_time = plan.repeat in (Repeat.DAILY, Repeat.WEEKLY)
    hour, minute = divmod(plan.minute, 60)
    return {
        "every": every,
        "at": f"{hour:02}:{minute:02}" if at_a_time else None,
        "on": _DAYS[plan.weekday] if plan.repeat is Repeat.WEEKLY else None,
    }


def _set_or_read(arguments: Namespace, now: datetime) -> _Known:
    """Set the schedule where the options change it; what is known of it then."""
    changes = (arguments.every, arguments.at, arguments.on) != (None, None, None)
    with opened() if changes else opened_to_read() as store:
        hear_from_team(store)
        connection = connection_of(store, arguments.shop)
        chosen = _chosen(connection.options.schedule, arguments)
        looks_only = not store.connections.may_write(connection)
        if changes and chosen.repeats and looks_only:
            raise TeamRightMissing(role=translate(ROLES[Role.VIEWER]))
        if changes:
            connection = set_schedule(store, connection, chosen, now)
        due = due_of(store, connection, now)
        keeper = store.team.keeper(connection.id, now)
        return _Known(
            shop=connection.name,
            plan=connection.options.schedule,
            due=None if keeper else due,
            keeper=keeper,
            missing=missing_consent(store, connection),
            looks_only=looks_only,
            others=[shop.name for shop in store.connections.all() if shop.id != connection.id],
        )


def _say(known: _Known, now: datetime, console: Console) -> None:
    """Say how often the shop is synced, when next, and by what."""
    if known.keeper:
        console.say(_run_elsewhere(known.keeper))
        command = f"shopsync team schedule {known.shop}"
        console.note(_("To have it run here: {command}").format(command=command))
        return
    console.say(schedule_text(known.plan), *_told(known.due, known.missing, known.plan, now))
    if known.plan.repeats and not known.looks_only:
        console.note(_run_by(known.shop))


def _give_timer(known: _Known, folder: Path | None, console: Console) -> dict[str, object]:
    """Print the system's timer for the shop, or write it into a folder; the same for other programs."""
    plan = known.plan
    if not plan.repeats:
        plan = replace(plan, repeat=Repeat.DAILY, minute=Schedule().minute)
    timer = system_timer(known.shop, plan, sync_command(known.shop), written_to=folder)
    written = _write(timer, folder) if folder is not None else []
    console.note(_("A timer for the webshop {shop}.").format(shop=known.shop))
    if known.others:
        console.note(
            ngettext(
                "The other one needs one of its own: {shops}.",
                "Each of the others needs one of its own: {shops}.",
                len(known.others),
            ).format(shops=", ".join(known.others))
        )
    if not known.plan.repeats:
        console.note(_no_schedule(known.shop))
    _show(timer, written, console)
    return {
        "files": [{"name": name, "text": text} for name, text in timer.files.items()],
        "written": [str(path) for path in written],
        "commands": timer.commands,
    }


def _chosen(schedule: Schedule, arguments: Namespace) -> Schedule:
    """The schedule with what the options change of it. Raises CommandNotUnderstood."""
    if arguments.every is not None:
        repeat, hours = arguments.every
        schedule = replace(schedule, repeat=repeat, hours=hours or schedule.hours)
    if arguments.at is not None:
        if schedule.repeat not in (Repeat.DAILY, Repeat.WEEKLY):
            raise _unclear(_("--at needs --every day or --every week"))
        schedule = replace(schedule, minute=arguments.at)
    if arguments.on is not None:
        if schedule.repeat is not Repeat.WEEKLY:
            raise _unclear(_("--on needs --every week"))
        schedule = replace(schedule, weekday=arguments.on)
    return schedule


def _unclear(detail: str) -> CommandNotUnderstood:
    return CommandNotUnderstood(detail=detail, program="shopsync schedule")


def _told(
    due: Due | None, missing: MissingConsent | None, schedule: Schedule, now: datetime
) -> list[str]:
    """Say when the next sync is, or what it waits for."""
    if not schedule.repeats:
        return []
    if due is None:
        return [] if missing is None else [missing_consent_text(missing)]
    if due.at < due.scheduled:
        text = _("The paused sync is tried again: {soon}; the next one after it: {when}")
        soon, scheduled = max(due.at, now), max(due.scheduled, now)
        return [text.format(soon=format_when(soon), when=format_when(scheduled))]
    return [_("Next sync: {when}").format(when=format_when(max(due.at, now)))]


def _no_schedule(shop: str) -> str:
    """Say that the system's timer is for a shop that has no schedule, and when it runs."""
    hour, minute = divmod(Schedule().minute, 60)
    text = _(
        "The shop has no schedule, so this timer runs every day at {time}. For another time set one first: {command}"
    )
    command = f"shopsync schedule {shop} --every day --at 03:00"
    return text.format(time=f"{hour:02}:{minute:02}", command=command)


def _run_elsewhere(keeper: str) -> str:
    """Say that a colleague's computer runs the schedule, so that this one starts nothing by itself."""
    text = _("The schedule of this shop is run by {keeper}; this computer syncs nothing by itself.")
    return text.format(keeper=keeper)


def _run_by(shop: str) -> str:
    """Say that a schedule by itself starts nothing, and what does."""
    return _(
        "Something has to run it: the open window, the system's own timer ({timer}), or a command"
        " that is started again and again ({command})."
    ).format(timer=f"shopsync schedule {shop} --system", command="shopsync sync --all --due --yes")


def _write(timer: SystemTimer, folder: Path) -> list[Path]:
    """Write the files into `folder`, made if it is missing; gives their paths. Raises FileNotWritten."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise file_not_written(folder, error) from error
    paths = [folder / name for name in timer.files]
    for path, text in zip(paths, timer.files.values(), strict=True):
        with whole_file(path) as part:
            part.write_text(text, timer.encoding)
    return paths


def _show(timer: SystemTimer, written: list[Path], console: Console) -> None:
    if written:
        for path in written:
            console.say(_("Written: {path}").format(path=path))
    else:
        for name, text in timer.files.items():
            console.note(
                _("Save this as {path}:").format(path="/".join(filter(None, (timer.folder, name))))
            )
            # Of several on one standard output it is to be seen where each begins.
            console.say(*([f"# {name}"] if len(timer.files) > 1 else []), *text.splitlines())
    console.note(_("Then run:"), *timer.commands)
