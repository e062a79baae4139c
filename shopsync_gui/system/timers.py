"""Syncs started by the system's own scheduler: Windows' tasks, systemd's timers, macOS' agents."""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import msgspec

from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.system.paths import HOME_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: What systemd does not take as it stands within a quoted word; `$` only in a command.
_UNIT_SPECIAL = str.maketrans({"%": "%%", "\\": "\\\\", '"': '\\"', "\n": " "})
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TASK_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TASKS = "http://schemas.microsoft.com/windows/2004/02/mit/task"
#: A day in the past, Monday; only the time of day of it counts.
_SOME_DAY = "2024-01-01"


class SystemTimer(msgspec.Struct, frozen=True):
    """An entry that makes the system start a command by itself.

    `files` are contents by name, `encoding` is theirs on disk, `folder` is where the system looks
    for them ("" for anywhere); `commands`, for a shell, take them into use.
    """

    folder: str
    files: dict[str, str]
    commands: tuple[str, ...]
    encoding: str = "utf-8"


def sync_command(shop: str) -> list[str]:
    """The command that syncs a shop without a window."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "sync", shop, "--yes"]
    return [sys.executable, "-m", "shopsync_gui.cli", "sync", shop, "--yes"]


def system_timer(
    shop: str,
    schedule: Schedule,
    command: Sequence[str],
    *,
    system: str = sys.platform,
    environ: Mapping[str, str] = os.environ,
    written_to: Path | None = None,
) -> SystemTimer:
    """The timer that runs `command` for `shop` at the times of `schedule`, in the computer's zone.

    A run that was missed while the computer was off is caught up with. A data folder that
    SHOPSYNC_HOME names is the timer's, too. Where its files are `written_to` a folder, the commands
    take them from there.
    """
    home = environ.get(HOME_VARIABLE, "").strip()
    name = re.sub(r"[^\w.-]", "-", shop)
    match system:
        case "win32":
            return _task(name, schedule, command, home, written_to)
        case "darwin":
            return _taken_from(written_to, _agent(name, schedule, command, home), "cp")
    return _taken_from(
        written_to, _units(name, shop, schedule, command, home), "systemctl --user link"
    )


def _taken_from(folder: Path | None, timer: SystemTimer, take: str) -> SystemTimer:
    """The timer with a first command that brings its files from `folder` to where the system looks."""
    if folder is None or folder == Path(timer.folder).expanduser():
        return timer
    words = [take, *(shlex.quote(str(folder / name)) for name in timer.files)]
    if take == "cp":
        words.append(f"{timer.folder}/")
    return msgspec.structs.replace(timer, commands=(" ".join(words), *timer.commands))


def _time(schedule: Schedule) -> str:
    hour, minute = divmod(schedule.minute, 60)
    return f"{hour:02}:{minute:02}"


# --- Windows -------------------------------------------------------------------------------------


def _task(
    name: str, schedule: Schedule, command: Sequence[str], home: str, written_to: Path | None
) -> SystemTimer:
    task = ET.Element("Task", {"version": "1.2", "xmlns": _TASKS})
    trigger = ET.SubElement(ET.SubElement(task, "Triggers"), _trigger_kind(schedule))
    if schedule.repeat is Repeat.HOURS:
        _add(ET.SubElement(trigger, "Repetition"), Interval=_hours(schedule))
    _add(trigger, StartBoundary=f"{_SOME_DAY}T{_time(schedule)}:00", Enabled="true")
    if schedule.repeat is Repeat.WEEKLY:
        weekly = ET.SubElement(trigger, "ScheduleByWeek")
        ET.SubElement(ET.SubElement(weekly, "DaysOfWeek"), _TASK_DAYS[schedule.weekday])
        _add(weekly, WeeksInterval="1")
    elif schedule.repeat is not Repeat.HOURS:
        _add(ET.SubElement(trigger, "ScheduleByDay"), DaysInterval="1")
    # Only a user who is signed in can be asked for the secrets of the Credential Locker.
    principal = ET.SubElement(ET.SubElement(task, "Principals"), "Principal", {"id": "Author"})
    _add(principal, LogonType="InteractiveToken", RunLevel="LeastPrivilege")
    _add(
        ET.SubElement(task, "Settings"),
        MultipleInstancesPolicy="IgnoreNew",
        DisallowStartIfOnBatteries="false",
        StopIfGoingOnBatteries="false",
        StartWhenAvailable="true",
        RunOnlyIfNetworkAvailable="true",
        Enabled="true",
        ExecutionTimeLimit="PT12H",
    )
    action = ET.SubElement(ET.SubElement(task, "Actions", {"Context": "Author"}), "Exec")
    _add(action, Command=command[0], Arguments=subprocess.list2cmdline(command[1:]))
    ET.indent(task)
    text = f'<?xml version="1.0" encoding="UTF-16"?>\n{ET.tostring(task, "unicode")}\n'
    file = f"ShopSync-{name}.xml"
    path = file if written_to is None else written_to / file
    commands = [f'schtasks /Create /F /TN "ShopSync\\{name}" /XML "{path}"']
    if home:  # a task has no environment of its own
        commands.insert(0, f'setx {HOME_VARIABLE} "{home}"')
    return SystemTimer("", {file: text}, tuple(commands), "utf-16")


def _trigger_kind(schedule: Schedule) -> str:
    return "TimeTrigger" if schedule.repeat is Repeat.HOURS else "CalendarTrigger"


def _hours(schedule: Schedule) -> str:
    """The interval as the scheduler of Windows takes it: a month at most, days and hours apart."""
    days, hours = divmod(schedule.hours, 24)
    return f"P{days}D" + (f"T{hours}H" if hours else "") if days else f"PT{hours}H"


def _add(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


# --- Linux ---------------------------------------------------------------------------------------


def _units(
    name: str, shop: str, schedule: Schedule, command: Sequence[str], home: str
) -> SystemTimer:
    words = " ".join(_quoted(word).replace("$", "$$") for word in command)
    environment = f"Environment={_quoted(f'{HOME_VARIABLE}={home}')}\n" if home else ""
    if schedule.repeat is Repeat.HOURS:
        times = f"OnActiveSec=5min\nOnUnitActiveSec={schedule.hours}h"
    else:
        day = f"{_DAYS[schedule.weekday]} " if schedule.repeat is Repeat.WEEKLY else ""
        times = f"OnCalendar={day}*-*-* {_time(schedule)}\nPersistent=true"
    about = shop.replace("%", "%%").replace("\n", " ")
    service = (
        f"[Unit]\nDescription=ShopSync: {about}\nAfter=network-online.target\n\n"
        f"[Service]\nType=oneshot\n{environment}"
        "# Lines such as SHOPSYNC_CLIENT_SECRET='...', without “export”, where no keyring works.\n"
        "EnvironmentFile=-%h/.config/shopsync.env\n"
        f"ExecStart={words}\n"
        "# 3: partly done, 5: stopped by systemctl or a shutdown, 6: paused until the next time,"
        " 7: another program is at work.\nSuccessExitStatus=3 5 6 7\n"
        "TimeoutStopSec=90\n"
    )
    timer = (
        f"[Unit]\nDescription=ShopSync: {about}\n\n[Timer]\n{times}\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )
    unit = f"shopsync-{name}"
    return SystemTimer(
        "~/.config/systemd/user",
        {f"{unit}.service": service, f"{unit}.timer": timer},
        ("systemctl --user daemon-reload", f"systemctl --user enable --now {unit}.timer"),
    )


def _quoted(word: str) -> str:
    return f'"{word.translate(_UNIT_SPECIAL)}"'


# --- macOS ---------------------------------------------------------------------------------------


def _agent(name: str, schedule: Schedule, command: Sequence[str], home: str) -> SystemTimer:
    label = f"hu.shopsync.sync.{name}"
    entry: dict[str, object] = {
        "Label": label,
        "ProgramArguments": list(command),
        "ProcessType": "Background",
        # A sync that is asked to end finishes what is on its way.
        "ExitTimeOut": 90,
    }
    if home:
        entry["EnvironmentVariables"] = {HOME_VARIABLE: home}
    if schedule.repeat is Repeat.HOURS:
        entry["StartInterval"] = schedule.hours * 3600
    else:
        hour, minute = divmod(schedule.minute, 60)
        times = {"Hour": hour, "Minute": minute}
        if schedule.repeat is Repeat.WEEKLY:
            times["Weekday"] = schedule.weekday + 1  # 7 is Sunday, as is 0
        entry["StartCalendarInterval"] = times
    file = f"{label}.plist"
    return SystemTimer(
        "~/Library/LaunchAgents",
        {file: plistlib.dumps(entry).decode()},
        (f'launchctl bootstrap gui/$(id -u) "$HOME/Library/LaunchAgents/{file}"',),
    )
