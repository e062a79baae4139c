"""The bundle's contents against the list of what may be in it; its programs, tried one by one.

python -m tests.tools.bundle FOLDER            check the contents, then try the programs
python -m tests.tools.bundle FOLDER --twice    also build it anew elsewhere, and compare the bytes
python -m tests.tools.bundle FOLDER --write    write the list of contents anew

The list keeps a machine that builds from adding what happens to be installed there. It holds the
names of files, with version numbers replaced by `*`, and the top-level Python modules.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tests.tools import bundle_commands, packages, start_time

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "resources" / "packaging"
LARGEST = 140  # megabytes of all files, unpacked
LARGEST_PACKED = 55  # and of the archive
#: What a bundle with the driver of PostgreSQL may hold besides, and how many megabytes more.
TEAM, TEAM_SIZE, TEAM_PACKED = ("psycopg*", "module psycopg*"), 15, 6
#: What a bundle is made of.
SOURCES = ("build.spec", "LICENSE", "shopsync_gui", "resources", "requirements", "docs/guide")
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
            files.add(without_versions(name))
    return [*sorted(files), *(f"module {name}" for name in sorted(_modules(folder)))]


def without_versions(name: str) -> str:
    """The name of a file, or of a module, that does not change with each version."""
    name = re.sub(r"\.cpython-\d+-[\w-]+\.so$|\.cp\d+-win\w+\.pyd$", ".*", name)
    name = re.sub(r"\.so(\.\d+)+$", ".so.*", name)
    name = re.sub(r"(\.\d+)+\.dylib$", ".*.dylib", name)
    name = re.sub(r"Python\.framework/Versions/\d[\d.]*/", "Python.framework/Versions/*/", name)
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


def packed_size(folder: Path) -> int:
    """Bytes of the archive that users fetch."""
    with tempfile.TemporaryDirectory() as out:
        return packages.archive(folder, Path(out)).stat().st_size


def digests(folder: Path) -> dict[str, str]:
    """Each file of a bundle with its mode and bytes, each link with its target."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            found[path.relative_to(folder).as_posix()] = f"-> {path.readlink()}"
        elif path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[path.relative_to(folder).as_posix()] = f"{path.stat().st_mode:o} {digest}"
    return found


def differing(folder: Path, *, team: bool) -> list[str]:
    """What is not the same in a second bundle, built of the same source in another folder."""
    with tempfile.TemporaryDirectory(prefix="built again ") as again:
        source = Path(again) / "source"
        for name in SOURCES:
            copy = source / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / name, copy, ignore=ignored)
            else:
                shutil.copyfile(ROOT / name, copy)
        folders = ("--distpath", f"{again}/dist", "--workpath", f"{again}/build")
        options = ("--noconfirm", "--log-level", "ERROR", *folders, "build.spec", "--")
        maker = [sys.executable, "-m", "PyInstaller", *options, *(["--team"] if team else [])]
        subprocess.run(maker, cwd=source, check=True)
        first, second = digests(folder), digests(Path(again) / "dist" / folder.name)
    return sorted(
        name for name in first.keys() | second.keys() if first.get(name) != second.get(name)
    )


def try_programs(folder: Path) -> list[str]:
    """Run every command of both programs where no Python can be found; those that failed."""
    suffix = ".exe" if sys.platform == "win32" else ""
    command, window = (
        str(folder.resolve() / f"{name}{suffix}") for name in ("shopsync", "shopsync-gui")
    )
    with tempfile.TemporaryDirectory(prefix="árvíztűrő ") as home:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
        alone = {**kept, "PATH": home, "SHOPSYNC_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        story = bundle_commands.Story(command, Path(home), alone)
        story.tell()
        picture = Path(home) / "demo.png"
        demo = [window, "--demo", "--run", "--screenshot", str(picture)]
        alone["SHOPSYNC_HOME"] = str(Path(home) / "window")
        done = subprocess.run(
            demo, cwd=home, env=alone, capture_output=True, timeout=300, check=False
        )
        well = done.returncode == 0 and picture.exists()
        print(f"{'ok    ' if well else 'FAILED'} window: demo", file=sys.stderr)
        if not well:
            sys.stderr.write(done.stderr.decode("utf-8", "replace")[-2000:])
            story.failed.append("window: demo")
    return story.failed


def main(arguments: list[str]) -> int:
    """Check one bundle; 0 if it holds what it may and does what it should."""
    parser = argparse.ArgumentParser(description=__doc__, prog="bundle")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--team", action="store_true")
    parser.add_argument("--twice", action="store_true")
    given = parser.parse_args(arguments)
    found = contents(given.folder)
    listed = contents_file()
    if given.write:
        listed.parent.mkdir(parents=True, exist_ok=True)
        listed.write_text("\n".join(found) + "\n", "utf-8")
        return 0
    report = checked(given.folder, found, team=given.team)
    if given.twice:
        report["not_the_same_again"] = differing(given.folder, team=given.team)
    print(json.dumps(report, indent=2))
    faults = ("not_listed", "links_to_nowhere", "failed", "too_large", "not_the_same_again")
    late = report["start"] is not None and report["start"]["ratio"] > start_time.GOAL
    return 1 if late or any(report.get(fault) for fault in faults) else 0


def checked(folder: Path, found: list[str], *, team: bool) -> dict[str, Any]:
    """What there is to say of a bundle: sizes, contents beside the list, its programs, its start."""
    listed = contents_file()
    allowed = listed.read_text("utf-8").splitlines() if listed.exists() else ["*"]
    sizes = {
        "megabytes": (size(folder), LARGEST + (TEAM_SIZE if team else 0)),
        "packed": (packed_size(folder), LARGEST_PACKED + (TEAM_PACKED if team else 0)),
    }
    xvfb = sys.platform == "linux" and shutil.which("Xvfb") is not None
    return {
        **{name: round(bytes_ / 1e6, 1) for name, (bytes_, _most) in sizes.items()},
        "at_most": [most for _bytes, most in sizes.values()],
        "too_large": [name for name, (bytes_, most) in sizes.items() if bytes_ > most * 1e6],
        "files": len(found),
        "list": str(listed.relative_to(ROOT)),
        "not_listed": unexpected(found, [*allowed, *(TEAM if team else ())]),
        "links_to_nowhere": dangling(folder),
        "failed": try_programs(folder),
        "start": start_time.compare(folder) if xvfb else None,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
