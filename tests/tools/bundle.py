"""The bundle's contents against the list of what may be in it; its programs, tried one by one.

python -m tests.tools.bundle FOLDER            check the contents, then try the programs
python -m tests.tools.bundle FOLDER --write    write the list of contents anew

The list keeps a machine that builds from adding what happens to be installed there. It holds the
names of files, with version numbers replaced by `*`, and the top-level Python modules.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "resources" / "packaging"
LARGEST = 140  # megabytes of all files, unpacked
#: What a bundle with the driver of PostgreSQL may hold besides, and how many megabytes more.
TEAM, TEAM_SIZE = ("psycopg*", "module psycopg*"), 15
LISTS = {"linux": "linux", "win32": "windows", "darwin": "macos"}

# Folders of our own or of text only: what they hold is no question of the machine that builds.
OURS = (
    "resources/",
    "licences/",
    "shopsync_gui/store/migrations/",
    "shopsync_gui/team/migrations/",
    "tzdata/",
)


def contents_file() -> Path:
    """The list for the system that this runs on."""
    return PACKAGING / LISTS[sys.platform] / "contents.txt"


def contents(folder: Path) -> list[str]:
    """The patterns that describe a bundle: its files, then the modules in its archives."""
    files = set()
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix().removeprefix("_internal/")
        if (path.is_file() or path.is_symlink()) and not name.startswith(OURS):
            files.add(_without_versions(name))
    return [*sorted(files), *(f"module {name}" for name in sorted(_modules(folder)))]


def _without_versions(name: str) -> str:
    name = re.sub(r"\.cpython-\d+-[\w-]+\.so$|\.cp\d+-win\w+\.pyd$", ".*", name)
    name = re.sub(r"\.so(\.\d+)+$", ".so.*", name)
    name = re.sub(r"-\d+(\.\d+)+\.dist-info", "-*.dist-info", name)
    return re.sub(r"python3?\.?\d+", "python*", name)


def _modules(folder: Path) -> set[str]:
    from PyInstaller.archive.readers import CArchiveReader

    suffix = ".exe" if sys.platform == "win32" else ""
    found = set()
    for program in ("shopsync", "shopsync-gui"):
        reader = CArchiveReader(str(folder / f"{program}{suffix}"))
        for name in reader.toc:
            if name.lower().endswith(".pyz"):
                archive = reader.open_embedded_archive(name)
                found |= {module.split(".")[0] for module in archive.toc}
    return {name for name in found if name not in sys.stdlib_module_names}


def unexpected(found: list[str], allowed: list[str]) -> list[str]:
    """What is in a bundle and matches no line of the list."""
    return [name for name in found if not any(fnmatchcase(name, line) for line in allowed)]


def dangling(folder: Path) -> list[str]:
    """Links of the bundle that lead nowhere."""
    return [str(p.relative_to(folder)) for p in folder.rglob("*") if not p.exists()]


def size(folder: Path) -> int:
    """Bytes of all files; a link costs its own length."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


def tries(folder: Path, home: Path) -> list[tuple[str, list[str]]]:
    """Each command of both programs that works without an account, with its name."""
    suffix = ".exe" if sys.platform == "win32" else ""
    commands, window = str(folder / f"shopsync{suffix}"), str(folder / f"shopsync-gui{suffix}")
    picture = str(home / "demo.png")
    return [
        ("help", [commands, "--help"]),
        ("version", [commands, "--version"]),
        ("commands: demo", [commands, "demo", "--products", "60"]),
        ("commands: settings", [commands, "settings"]),
        ("commands: products", [commands, "products", "--json"]),
        ("commands: export", [commands, "export", str(home / "all.xlsx")]),
        ("commands: runs", [commands, "runs", "--json"]),
        ("commands: diagnostics", [commands, "diagnostics", str(home / "help.zip")]),
        ("commands: manners", [commands, "sandbox", "--manner", "list"]),
        ("window: demo", [window, "--demo", "--run", "--screenshot", picture]),
    ]


def try_programs(folder: Path) -> list[str]:
    """Run the bundle's commands where no Python can be found; the names of those that failed."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="árvíztűrő ") as home:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
        alone = {**kept, "PATH": home, "SHOPSYNC_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        for name, command in tries(folder, Path(home)):
            done = subprocess.run(
                command, cwd=home, env=alone, capture_output=True, timeout=300, check=False
            )
            print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", file=sys.stderr)
            if done.returncode:
                sys.stderr.write(done.stderr.decode("utf-8", "replace")[-2000:])
                failed.append(name)
        if not (Path(home) / "demo.png").exists():
            failed.append("window: no picture")
    return failed


def main(arguments: list[str]) -> int:
    """Check one bundle; 0 if it holds what it may and does what it should."""
    parser = argparse.ArgumentParser(description=__doc__, prog="bundle")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--team", action="store_true")
    given = parser.parse_args(arguments)
    found = contents(given.folder)
    listed = contents_file()
    if given.write:
        listed.parent.mkdir(parents=True, exist_ok=True)
        listed.write_text("\n".join(found) + "\n", "utf-8")
        return 0
    too_much: list[str] = []
    if listed.exists():
        allowed = listed.read_text("utf-8").splitlines()
        too_much = unexpected(found, [*allowed, *(TEAM if given.team else ())])
    largest = LARGEST + (TEAM_SIZE if given.team else 0)
    megabytes = round(size(given.folder) / 1e6, 1)
    loose = dangling(given.folder)
    failed = try_programs(given.folder)
    print(
        json.dumps(
            {
                "megabytes": megabytes,
                "largest": largest,
                "files": len(found),
                "not_listed": too_much,
                "links_to_nowhere": loose,
                "failed": failed,
            },
            indent=2,
        )
    )
    return 1 if too_much or loose or failed or megabytes > largest else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
