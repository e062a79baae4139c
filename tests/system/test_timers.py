"""Timers of the three systems: each says the same times in its own words."""

from __future__ import annotations

import plistlib
import shlex
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.system.timers import SystemTimer, system_timer

ROOT = Path(__file__).resolve().parents[2]
COMMAND = ["C:\\Program Files\\ShopSync\\shopsync.exe", "sync", "árvíz & bolt", "--yes"]
EVERY_SIX_HOURS = Schedule(repeat=Repeat.HOURS, hours=6)
DAILY = Schedule(repeat=Repeat.DAILY, minute=3 * 60 + 5)
WEEKLY = Schedule(repeat=Repeat.WEEKLY, minute=22 * 60, weekday=6)
SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def timer(
    system: str, schedule: Schedule, shop: str = "árvíz & bolt", home: str = ""
) -> SystemTimer:
    environ = {"SHOPSYNC_HOME": home}
    return system_timer(shop, schedule, COMMAND, system=system, environ=environ)


def task(schedule: Schedule) -> ET.Element:
    (text,) = timer("win32", schedule).files.values()
    return ET.fromstring(text.partition("\n")[2])


def found(root: ET.Element, *path: str) -> str:
    element = root.find("/".join(f"{SPACE}{name}" for name in path))
    assert element is not None, path
    return element.text or ""


def test_windows_runs_the_command_with_its_spaces_and_letters() -> None:
    root = task(DAILY)
    assert found(root, "Actions", "Exec", "Command") == COMMAND[0]
    assert found(root, "Actions", "Exec", "Arguments") == 'sync "árvíz & bolt" --yes'
    assert found(root, "Settings", "StartWhenAvailable") == "true"
    assert found(root, "Principals", "Principal", "RunLevel") == "LeastPrivilege"


def test_windows_is_told_the_times() -> None:
    day = task(DAILY)
    assert found(day, "Triggers", "CalendarTrigger", "StartBoundary").endswith("T03:05:00")
    assert found(day, "Triggers", "CalendarTrigger", "ScheduleByDay", "DaysInterval") == "1"
    week = task(WEEKLY)
    found(week, "Triggers", "CalendarTrigger", "ScheduleByWeek", "DaysOfWeek", "Sunday")
    assert found(week, "Triggers", "CalendarTrigger", "StartBoundary").endswith("T22:00:00")


@pytest.mark.parametrize(
    ("hours", "said"), [(6, "PT6H"), (24, "P1D"), (36, "P1DT12H"), (168, "P7D")]
)
def test_windows_is_told_the_hours_between(hours: int, said: str) -> None:
    root = task(Schedule(repeat=Repeat.HOURS, hours=hours))
    assert found(root, "Triggers", "TimeTrigger", "Repetition", "Interval") == said


def test_a_task_of_windows_has_the_data_folder_from_the_user_environment() -> None:
    made = timer("win32", DAILY, home="D:\\adatok")
    assert made.commands[0] == 'setx SHOPSYNC_HOME "D:\\adatok"'
    assert made.encoding == "utf-16"


def test_a_file_is_never_named_by_what_a_shop_is_called() -> None:
    for system in ("win32", "darwin", "linux"):
        for name in timer(system, DAILY, shop="../a:b").files:
            assert not set(name) & set("/\\: &")


def test_systemd_is_told_the_times() -> None:
    day = timer("linux", DAILY).files["shopsync-árvíz---bolt.timer"]
    assert "OnCalendar=*-*-* 03:05\nPersistent=true" in day
    assert "OnCalendar=Sun *-*-* 22:00" in "".join(timer("linux", WEEKLY).files.values())
    assert "OnUnitActiveSec=6h" in "".join(timer("linux", EVERY_SIX_HOURS).files.values())


def test_systemd_takes_a_command_literally(tmp_path: Path) -> None:
    command = ["/opt/100%/$HOME/shopsync", 'a "b" \\c', "--yes"]
    made = system_timer("bolt", DAILY, command, system="linux", environ={"SHOPSYNC_HOME": "/a%b$c"})
    service = made.files["shopsync-bolt.service"]
    assert 'ExecStart="/opt/100%%/$$HOME/shopsync" "a \\"b\\" \\\\c" "--yes"' in service
    assert 'Environment="SHOPSYNC_HOME=/a%%b$c"' in service


def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd is not installed here")
    for schedule in (EVERY_SIX_HOURS, DAILY, WEEKLY):
        made = system_timer("bolt", schedule, ["/bin/true", "a b"], system="linux", environ={})
        for name, text in made.files.items():
            (tmp_path / name).write_text(text)
        units = sorted(str(file) for file in tmp_path.iterdir())
        done = subprocess.run([tool, "verify", *units], capture_output=True, text=True, check=False)
        ours = [line for line in done.stderr.splitlines() if "shopsync-bolt" in line]
        assert ours == []


def test_the_commands_take_written_files_from_their_folder(tmp_path: Path) -> None:
    folder = tmp_path / "two words"
    for system, taken_by in (("linux", "systemctl --user link"), ("darwin", "cp"), ("win32", "")):
        made = system_timer("bolt", DAILY, COMMAND, system=system, environ={}, written_to=folder)
        assert made.commands[0].startswith(taken_by)
        given = shlex.split(made.commands[0].replace("\\", "/"))
        assert {str(folder / name) for name in made.files} <= set(given)


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_files_written_to_where_the_system_looks_stay_there(system: str) -> None:
    made = timer(system, DAILY, shop="bolt")
    there = Path(made.folder).expanduser()
    again = system_timer("bolt", DAILY, COMMAND, system=system, environ={}, written_to=there)
    assert again.commands == made.commands


def test_every_unit_takes_the_same_exit_codes_for_success() -> None:
    """Else one unit fails where another one waits for the next time."""

    def codes(unit: str) -> list[str]:
        return [line for line in unit.splitlines() if line.startswith("SuccessExitStatus=")]

    made = codes(timer("linux", DAILY).files["shopsync-árvíz---bolt.service"])
    assert made
    packaged = sorted((ROOT / "resources" / "packaging").rglob("*.service"))
    assert len(packaged) > 1
    assert {unit.name: codes(unit.read_text("utf-8")) for unit in packaged} == {
        unit.name: made for unit in packaged
    }


def test_macos_is_told_the_times() -> None:
    made = timer("darwin", WEEKLY, shop="bolt", home="/Volumes/adat")
    (text,) = made.files.values()
    entry = plistlib.loads(text.encode())
    assert entry["ProgramArguments"] == COMMAND
    assert entry["ExitTimeOut"] == 90
    assert entry["StartCalendarInterval"] == {"Hour": 22, "Minute": 0, "Weekday": 7}
    assert entry["EnvironmentVariables"] == {"SHOPSYNC_HOME": "/Volumes/adat"}
    (text,) = timer("darwin", EVERY_SIX_HOURS).files.values()
    assert plistlib.loads(text.encode())["StartInterval"] == 6 * 3600
