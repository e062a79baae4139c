"""One command for each job around the program; it needs only Python 3.11 and pip.

python dev.py run           the program for your own shop
python dev.py demo          the program with the sandbox shop (without a display: offscreen)
python dev.py test [...]    the tests; arguments go to pytest
python dev.py test --quick  the tests that take no more than a few seconds, in a minute
python dev.py test --all    every case of the long sweeps, of which an ordinary run plays a portion
python dev.py test --cov    all tests, and how much of the code the quick ones reach
python dev.py lint          style, types, import rules, translations
python dev.py format        bring the code into its form; mend what can be mended by itself
python dev.py bench [...]   the benchmarks, as one JSON object
python dev.py simulate [N]  N random syncs with faults, against the sandbox
python dev.py fuzz          mutated input of every kind, guided where it can be: --minutes N, --kind NAME
python dev.py soak          the window with syncs and faults for some minutes: --minutes N
python dev.py mutate        faults put into the engine, which its tests have to find: --sample N
python dev.py shots [...]   screenshots of every page; --guide: the user guide's pictures
python dev.py texts [...]   collect the texts; --fill FILE.json adds translations
python dev.py build         the program as a folder that runs without Python; --team: with PostgreSQL
python dev.py build --twice the same, then once more in another folder: the bytes must be equal
python dev.py package       the bundle as a .deb and an archive, an installer or a disk image
python dev.py lock          lock the newest allowed dependencies (needs uv)
python dev.py setup         only what each of the others does first: .venv, packages, libraries
python dev.py libraries     only the system libraries of Qt (Debian and Ubuntu, as root)
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements" / "dev.txt"
WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "shopsync-setup"
BUNDLE = ROOT / "dist" / "shopsync"

# The shared libraries Qt loads, each with the Debian and Ubuntu package that holds it.
NEEDED = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
# What a window on an X11 display needs besides; offscreen works without.
NEEDED_ON_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
# The same in Fedora, Arch and openSUSE.
NAMES_ELSEWHERE = {
    "libglib2.0-0": ("glib2", "glib2", "libglib-2_0-0"),
    "libgl1": ("libglvnd-glx", "libglvnd", "libglvnd"),
    "libegl1": ("libglvnd-egl", "libglvnd", "libglvnd"),
    "libxkbcommon0": ("libxkbcommon", "libxkbcommon", "libxkbcommon0"),
    "libdbus-1-3": ("dbus-libs", "dbus", "libdbus-1-3"),
    "libfontconfig1": ("fontconfig", "fontconfig", "libfontconfig1"),
    "libgssapi-krb5-2": ("krb5-libs", "krb5", "krb5"),
    "libxcb-cursor0": ("xcb-util-cursor", "xcb-util-cursor", "libxcb-cursor0"),
    "libxkbcommon-x11-0": ("libxkbcommon-x11", "libxkbcommon-x11", "libxkbcommon-x11-0"),
    "libxcb-icccm4": ("xcb-util-wm", "xcb-util-wm", "libxcb-icccm4"),
    "libxcb-keysyms1": ("xcb-util-keysyms", "xcb-util-keysyms", "libxcb-keysyms1"),
    "libxcb-shape0": ("libxcb", "libxcb", "libxcb-shape0"),
    "fonts-dejavu-core": ("dejavu-sans-fonts", "ttf-dejavu", "dejavu-fonts"),
    "fonts-inter": ("rsms-inter-fonts", "inter-font", "inter-fonts"),
    "xvfb": ("xorg-x11-server-Xvfb", "xorg-server-xvfb", "xorg-x11-server-Xvfb"),
}
#: A browser that the tests of letters can open, whichever is there.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


class Stop(Exception):
    """A message for the user that ends the command."""


# --- set-up --------------------------------------------------------------------------------------


def setup() -> None:
    """Make everything ready that is not; a second call costs next to nothing."""
    stamp = _stamp()
    ready = PYTHON.exists() and STAMP.exists() and STAMP.read_text("utf-8") == stamp
    set_up_libraries(thorough=not ready)
    if ready:
        return
    if run(PYTHON, "-c", "import pip", stderr=subprocess.DEVNULL):
        make_venv()
    say("Installing the locked packages into .venv ...")
    # The lock names every package: looking for what they need would only find newer ones.
    install = ("-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-deps")
    if run(PYTHON, *install, "--require-hashes", "-r", LOCK, stdout=sys.stderr):
        raise Stop("The packages could not be installed; the lines above say why.")
    add_commands()
    STAMP.write_text(stamp, "utf-8")
    say("Ready.")


def _stamp() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest() + "\n"


def add_commands() -> None:
    """Put `shopsync` and `shopsync-gui` into .venv; they run the code of this folder."""
    packages = VENV / "Lib" if WINDOWS else next((VENV / "lib").glob("python3*"))
    (packages / "site-packages" / "shopsync.pth").write_text(f"{ROOT}\n", "utf-8")
    for name, module in (("shopsync", "shopsync_gui.cli"), ("shopsync-gui", "shopsync_gui")):
        if WINDOWS:
            command = f'@"%~dp0python.exe" -m {module} %*\r\n'
            (PYTHON.parent / f"{name}.cmd").write_text(command, "utf-8", newline="")
        else:
            script = PYTHON.parent / name
            script.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m {module} "$@"\n', "utf-8")
            script.chmod(0o755)


def make_venv() -> None:
    """Make .venv with pip in it. Raises Stop when this Python cannot."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if apt_install([package]):
            raise Stop(f"This Python cannot make a .venv yet. Run:\n  {install_command([package])}")
    say("Making .venv ...")
    if run(sys.executable, "-m", "venv", "--clear", VENV, stdout=sys.stderr):
        raise Stop("The .venv could not be made; the lines above say why.")


def set_up_libraries(*, thorough: bool) -> None:
    """See to the Linux packages Qt needs: install them as root, else say how. Raises Stop.

    `thorough` also gets what only makes tests and screenshots better.
    """
    if sys.platform != "linux":
        return
    if thorough and os.geteuid() == 0:
        # Each by itself: without it only some tests are left out.
        if not any(map(shutil.which, BROWSERS)):
            apt_install(["chromium"])
        if not has_postgres():
            apt_install(["postgresql"])
    needed = [package for name, package in NEEDED.items() if not loads(name)]
    wanted = [package for name, package in NEEDED_ON_X11.items() if not loads(name)]
    fonts = font_names()
    if not fonts:
        wanted.append("fonts-dejavu-core")
    if thorough and os.geteuid() == 0:
        if not any(name.startswith("inter") for name in fonts):
            wanted.append("fonts-inter")
        if shutil.which("Xvfb") is None:
            wanted.append("xvfb")
    if not needed and (not wanted or not thorough):
        return
    if apt_install([*needed, *wanted]) == 0:
        return
    if needed and (os.geteuid() != 0 or apt_install(needed)):
        raise Stop(f"Qt needs system libraries. Run:\n  {install_command([*needed, *wanted])}")
    say(f"A window or a screenshot may need more than is installed:\n  {install_command(wanted)}")


def has_postgres() -> bool:
    """Are the programs of a PostgreSQL server here? Debian keeps them out of the path."""
    servers = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return shutil.which("initdb") is not None or any(servers)


def loads(library: str) -> bool:
    """Can the system's loader find this shared library?"""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def font_names() -> set[str]:
    """The file names, in lower case, of the fonts on this machine."""
    found: set[str] = set()
    for folder in FONT_FOLDERS:
        for path in Path(folder).expanduser().rglob("*.[ot]t[fc]"):
            found.add(path.name.lower())
    return found


def install_command(packages: Sequence[str]) -> str:
    """The line a user can paste to install these Debian packages, or what holds the same here."""
    for manager, column in (("apt-get", None), ("dnf", 0), ("pacman", 1), ("zypper", 2)):
        if shutil.which(manager) is None:
            continue
        if column is None:
            return f"sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"
        names = [NAMES_ELSEWHERE[name][column] for name in packages if name in NAMES_ELSEWHERE]
        if not names:
            break
        install = {
            "dnf": "dnf install -y",
            "pacman": "pacman -S --needed",
            "zypper": "zypper in -y",
        }
        return f"sudo {install[manager]} {' '.join(dict.fromkeys(names))}"
    return f"(the packages of your system that hold Debian's {' '.join(packages)})"


def apt_install(packages: Sequence[str]) -> int:
    """Install Debian packages where this is possible; 0 says they are there."""
    if not packages:
        return 0
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return 1
    say(f"Installing {' '.join(packages)} ...")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", "-qq", stdout=sys.stderr, env=quiet)
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
    return run(*install, *packages, stdout=subprocess.DEVNULL, env=quiet)


# --- jobs ----------------------------------------------------------------------------------------


def run_program(arguments: list[str]) -> int:
    """Open the window, with the data of this user."""
    if not has_display():
        raise Stop("There is no display here. The same jobs have commands: shopsync --help")
    return run(PYTHON, "-m", "shopsync_gui", *arguments)


def demo(arguments: list[str]) -> int:
    """Open the program with the sandbox shop; without a display do its main job offscreen."""
    program = (PYTHON, "-m", "shopsync_gui", "--demo")
    if has_display():
        return run(*program, *arguments)
    picture = ROOT / "demo.png"
    picture.unlink(missing_ok=True)
    shown = ("--run", "--screenshot", picture)
    code = run(*program, *shown, *arguments, timeout=600, env=surroundings())
    if picture.exists():
        say(f"No display here; the screenshot is {picture}")
    return code


def test(arguments: list[str]) -> int:
    """Run pytest, offscreen unless QT_QPA_PLATFORM says otherwise; all tests side by side."""
    pytest = (PYTHON, "-m", "pytest")
    # Two processes for each processor: tests of the window and of commands wait for part of their time.
    side_by_side = ("-n", str(min(8, 2 * (os.cpu_count() or 1))), "--dist", "worksteal")
    if arguments[:1] == ["--quick"]:
        chosen = (*side_by_side, "-m", "not slow", *arguments[1:])
        return run(*pytest, *chosen, env=surroundings())
    if arguments[:1] == ["--all"]:
        return run(*pytest, *side_by_side, *arguments, env=surroundings())
    if arguments[:1] == ["--cov"]:
        # What hypothesis tries is the same each time, so that a branch is not reached by chance only.
        same = {**surroundings(), "CI": "1"}
        probes = ("-p", "tests.tools.coverage_floor")
        return run(*pytest, *side_by_side, *probes, *arguments[1:], env=same)
    return run(*pytest, *(arguments or side_by_side), env=surroundings())


def lint(arguments: list[str]) -> int:
    """Run every check that reads the code without running it."""
    del arguments
    checks: dict[str, list[str | Path]] = {
        "style": [PYTHON, "-m", "ruff", "check", "."],
        "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "types": [PYTHON, "-m", "mypy", "shopsync_gui", "tests", "dev.py"],
        "import rules": [PYTHON.parent / "lint-imports", "--no-logo"],
        "texts": [PYTHON, "-m", "tests.tools.translations", "--check"],
    }
    if actionlint := shutil.which("actionlint"):
        checks["workflows"] = [actionlint]
    failed = []
    for name, command in checks.items():
        say(f"--- {name}")
        if run(*command):
            failed.append(name)
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def format_code(arguments: list[str]) -> int:
    """Format the code and mend what ruff can mend."""
    mended = run(PYTHON, "-m", "ruff", "check", "--fix", *(arguments or ["."]))
    return run(PYTHON, "-m", "ruff", "format", *(arguments or ["."])) or mended


def bench(arguments: list[str]) -> int:
    """Print the benchmarks' ratios as one JSON object."""
    return run(PYTHON, "-m", "tests.bench", *arguments, env=surroundings())


def simulate(arguments: list[str]) -> int:
    """Run random syncs with faults under a virtual clock."""
    return run(PYTHON, "-m", "tests.tools.simulate", *arguments, env=surroundings())


def fuzz(arguments: list[str]) -> int:
    """Mutate answers, settings, command lines, searches and backups for some minutes: --minutes N."""
    return run(PYTHON, "-m", "tests.tools.fuzz", *arguments, env=surroundings())


def soak(arguments: list[str]) -> int:
    """Keep the window at work for some minutes, and say what it takes: --minutes N."""
    return run(PYTHON, "-m", "tests.tools.soak", *arguments, env=surroundings())


def mutate(arguments: list[str]) -> int:
    """Put small faults into the engine's modules one at a time: its tests have to find them."""
    return run(PYTHON, "-m", "tests.tools.mutants", *arguments, env=surroundings())


def shots(arguments: list[str]) -> int:
    """Save screenshots of every page, light and dark."""
    return run(PYTHON, "-m", "tests.tools.screenshots", *arguments, env=surroundings())


def texts(arguments: list[str]) -> int:
    """Bring the Hungarian catalogue up to date with the code, and compile it."""
    return run(PYTHON, "-m", "tests.tools.translations", *arguments)


def build(arguments: list[str]) -> int:
    """Make the bundle, then prove what it holds, that it starts and that it does the main job.

    With `--team` it also holds the driver of PostgreSQL, which has to be installed here. With
    `--twice` it is made again in another folder, and has to be the same byte for byte.
    """
    folders = ("--distpath", BUNDLE.parent, "--workpath", ROOT / "build")
    maker = (PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN")
    # The same source makes the same bytes.
    repeatable = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "315532800"}
    checks = [each for each in ("--team", "--twice") if each in arguments]
    team = [each for each in checks if each == "--team"]
    options = [each for each in arguments if each not in checks]
    if code := run(*maker, *folders, *options, ROOT / "build.spec", "--", *team, env=repeatable):
        return code
    say("Checking what is in it, and trying its programs ...")
    return run(PYTHON, "-m", "tests.tools.bundle", BUNDLE, *checks, env=repeatable)


def package(arguments: list[str]) -> int:
    """Make packages of the bundle for this system, and try what can be tried."""
    if not BUNDLE.exists() and (code := build([])):
        return code
    maker = (PYTHON, "-m", "tests.tools.packages")
    jobs = []
    if shutil.which("dpkg-deb"):
        jobs.append(("deb", "try-deb"))
    if WINDOWS and shutil.which("makensis"):
        jobs.append(("installer", ""))
    if sys.platform == "darwin":
        jobs.append(("dmg", ""))
    if sys.platform == "linux":
        jobs.append(("archive", ""))
    if not jobs:
        raise Stop("No maker of packages is here: dpkg-deb, makensis or hdiutil.")
    for job, trial in jobs:
        if code := run(*maker, job, BUNDLE, BUNDLE.parent, *arguments, env=surroundings()):
            return code
        made = max(BUNDLE.parent.glob("*.deb"), key=os.path.getmtime, default=None)
        if trial and made and (code := run(*maker, trial, made, env=surroundings())):
            return code
    return 0


def lock(arguments: list[str]) -> int:
    """Write requirements/*.txt anew from requirements/*.in, without any index address."""
    uv = shutil.which("uv", path=f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if uv is None:
        raise Stop(f"This needs uv:\n  {PYTHON} -m pip install uv")
    compiler = (uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11")
    clean = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")
    for name in ("runtime", "team", "dev"):
        files = (f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt")
        if code := run(*compiler, "--generate-hashes", *clean, *files, *arguments):
            return code
    return 0


# --- small things --------------------------------------------------------------------------------


def has_display() -> bool:
    """Can a window be shown here?"""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def surroundings() -> dict[str, str]:
    """The environment of tests and tools: Qt works without a display, unless the user chose another.

    Byte code is kept, also where Python is told to write none: tests and tools start hundreds of
    programs. It stands beside the sources, where that of the installed packages stands already.
    """
    return {
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM") or "offscreen",
        "PYTHONDONTWRITEBYTECODE": "",
    }


def run(
    *command: str | Path,
    env: Mapping[str, str] | None = None,
    stdout: IO[str] | int | None = None,
    stderr: IO[str] | int | None = None,
    timeout: float | None = None,
) -> int:
    """Run a program in the project's folder and return its exit code; 124 after `timeout` s."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdout=stdout,
            stderr=stderr,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        say(f"{command[0]} did not end within {timeout:.0f} s.")
        return 124
    except FileNotFoundError:
        if stderr is None:
            say(f"{command[0]} is missing.")
        return 127
    return done.returncode


def say(line: str) -> None:
    """Tell the user something; standard output belongs to the commands' results."""
    print(line, file=sys.stderr, flush=True)


COMMANDS = {
    "run": run_program,
    "demo": demo,
    "test": test,
    "lint": lint,
    "format": format_code,
    "bench": bench,
    "simulate": simulate,
    "fuzz": fuzz,
    "soak": soak,
    "mutate": mutate,
    "shots": shots,
    "texts": texts,
    "build": build,
    "package": package,
    "lock": lock,
}


def main(arguments: list[str]) -> int:
    """Do one command and return its exit code."""
    name = arguments[0] if arguments else "--help"
    if name not in (*COMMANDS, "setup", "libraries"):
        print(__doc__)
        return 0 if name in ("-h", "--help", "help") else 2
    try:
        if name == "libraries":
            set_up_libraries(thorough=True)
            return 0
        setup()
        return COMMANDS[name](arguments[1:]) if name in COMMANDS else 0
    except Stop as stop:
        say(str(stop))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit("ShopSync needs Python 3.11 or newer.")
    sys.exit(main(sys.argv[1:]))
