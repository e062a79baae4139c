"""Packages for users, made from the bundle: a .deb, and an installer for Windows.

python -m tests.tools.packages deb BUNDLE OUT        dist/shopsync_0.1.0_amd64.deb
python -m tests.tools.packages try-deb FILE          install, run, upgrade and remove it
python -m tests.tools.packages installer BUNDLE OUT  dist/ShopSync-0.1.0-setup.exe; needs makensis
python -m tests.tools.packages dmg BUNDLE OUT        dist/ShopSync-0.1.0.dmg; on macOS
python -m tests.tools.packages archive BUNDLE OUT    dist/shopsync-0.1.0-linux-x86_64.tar.xz
python -m tests.tools.packages announcement CHANGES.json OUT --page URL   dist/releases.json
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shopsync_gui import __version__
from tests.tools import icons

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "resources" / "packaging"
APPLICATION = "hu.shopsync.ShopSync"
#: The moment that every packed file is said to be of, so that the same source packs to the same bytes.
MOMENT = 315_532_800
#: For how long an announcement counts: a release, or the same one signed anew, follows earlier.
VALID = timedelta(days=90)
#: Where each shell's completions lie.
COMPLETIONS = {
    "bash": "usr/share/bash-completion/completions/shopsync",
    "zsh": "usr/share/zsh/vendor-completions/_shopsync",
    "fish": "usr/share/fish/vendor_completions.d/shopsync.fish",
}


def completions(shell: str) -> str:
    """The completions of `shopsync` for bash, zsh or fish, made from its parser."""
    import shtab

    from shopsync_gui.cli.parser import build_parser

    return str(shtab.complete(build_parser(), shell))


def manual() -> str:
    """The man page of `shopsync`, made from its parser."""
    from shopsync_gui.cli.parser import build_parser
    from tests.tools.parser_commands import arguments, commands

    parser = build_parser()
    lines = [
        f'.TH SHOPSYNC 1 "" "ShopSync {__version__}" "User Commands"',
        ".SH NAME",
        "shopsync \\- keep the product master of a SalesAutopilot account equal to a shop",
        ".SH SYNOPSIS",
        ".B shopsync",
        "COMMAND [OPTION]...",
        ".SH DESCRIPTION",
        _roff(parser.description or ""),
        ".SH COMMANDS",
    ]
    for name, command in commands(parser).items():
        usage = re.sub(r"\s+", " ", command.format_usage()).removeprefix("usage: ")
        lines += [".TP", f".B {_roff(usage)}", _roff(command.description or name)]
        for action in arguments(command):
            if action.option_strings and action.help:
                lines += [".RS", ".TP", f".B {_roff(', '.join(action.option_strings))}"]
                lines += [_roff(action.help % {"default": action.default}), ".RE"]
    lines += [".SH ENVIRONMENT AND EXIT CODES", _roff(parser.epilog or "")]
    return "\n".join(lines) + "\n"


def _roff(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-")
    # A point at the beginning of a line would be a command.
    return re.sub(r"(?m)^\.", r"\\&.", text)


def deb(bundle: Path, out: Path, version: str = __version__, pictures: str = "") -> Path:
    """Make a Debian package of a bundle in the folder `out`; needs dpkg-deb.

    `pictures` is the https address of the guide's pictures, for software centres.
    """
    machine = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        shutil.copytree(bundle, root / "usr/lib/shopsync", symlinks=True)
        _write_links(root)
        _write_desktop_files(root, version, pictures)
        _write_texts(root)
        size = sum(p.lstat().st_size for p in root.rglob("*") if not p.is_dir()) // 1024
        fields = {"VERSION": version, "ARCHITECTURE": machine, "SIZE": str(size)}
        control = _filled(PACKAGING / "linux" / "control.in", fields)
        _write(root / "DEBIAN/control", control)
        _close_to_others(root)
        file = out / f"shopsync_{version}_{machine}.deb"
        out.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(file)],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(MOMENT)},
        )
    return file


def _write_links(root: Path) -> None:
    (root / "usr/bin").mkdir(parents=True)
    for program in ("shopsync", "shopsync-gui"):
        (root / "usr/bin" / program).symlink_to(f"../lib/shopsync/{program}")


def _write_desktop_files(root: Path, version: str, pictures: str) -> None:
    linux = PACKAGING / "linux"
    desktop = (linux / f"{APPLICATION}.desktop").read_text("utf-8")
    _write(root / f"usr/share/applications/{APPLICATION}.desktop", desktop)
    metainfo = software_centre_entry(version, source_day(), pictures)
    _write(root / f"usr/share/metainfo/{APPLICATION}.metainfo.xml", metainfo)
    themed = root / "usr/share/icons/hicolor"
    _write(themed / "scalable/apps/shopsync.svg", icons.SOURCE.read_text("utf-8"))
    for size in icons.LINUX_SIZES:
        target = themed / f"{size}x{size}/apps/shopsync.png"
        target.parent.mkdir(parents=True)
        target.write_bytes(icons.png(size))
    for unit in sorted(linux.glob("shopsync@.*")):
        _write(root / "usr/lib/systemd/user" / unit.name, unit.read_text("utf-8"))


def source_day() -> str:
    """The day of the source: that of its last commit, else today."""
    command = ["git", "log", "-1", "--format=%cs"]
    try:
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        told = ""
    return told.strip() or datetime.now(UTC).date().isoformat()


def software_centre_entry(version: str, day: str, pictures: str = "") -> str:
    """The AppStream metainfo; with pictures where it is known from where they can be fetched."""
    lines = []
    if pictures:
        lines.append("  <screenshots>")
        for number, name in enumerate(("overview", "connections", "products", "newsletter")):
            default = ' type="default"' if number == 0 else ""
            lines += [
                f"    <screenshot{default}>",
                f"      <image>{pictures}/en/{name}.png</image>",
                f'      <image xml:lang="hu">{pictures}/hu/{name}.png</image>',
                "    </screenshot>",
            ]
        lines.append("  </screenshots>\n")
    fields = {"VERSION": version, "DATE": day, "SCREENSHOTS": "\n".join(lines)}
    return _filled(PACKAGING / "linux" / f"{APPLICATION}.metainfo.xml", fields)


def _write_texts(root: Path) -> None:
    for shell, target in COMPLETIONS.items():
        _write(root / target, completions(shell))
    documents = root / "usr/share/doc/shopsync"
    licence = (ROOT / "LICENSE").read_text("utf-8")
    rest = "\nThe licences of everything bundled: /usr/lib/shopsync/_internal/licences\n"
    _write(documents / "copyright", licence + rest)
    for packed, text in (
        (documents / "changelog.gz", (ROOT / "CHANGELOG.md").read_text("utf-8")),
        (root / "usr/share/man/man1/shopsync.1.gz", manual()),
    ):
        packed.parent.mkdir(parents=True, exist_ok=True)
        packed.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _filled(template: Path, fields: dict[str, str]) -> str:
    text = template.read_text("utf-8")
    for name, value in fields.items():
        text = text.replace(f"@{name}@", value)
    return text


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _close_to_others(root: Path) -> None:
    """Only the owner may write, whatever the builder's mask was."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            executable = path.is_dir() or os.access(path, os.X_OK)
            path.chmod(0o755 if executable else 0o644)


def try_deb(file: Path) -> int:
    """Install the package in a folder, run it, upgrade an older one, remove it; 0 if all is well.

    Its dependencies are those of the machine that this runs on. A user's data has to stay.
    """
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder) / "system", Path(folder) / "home"
        (root / "var/lib/dpkg").mkdir(parents=True)
        (root / "var/lib/dpkg/status").touch()
        home.mkdir()
        older = Path(folder) / "older"
        subprocess.run(["dpkg-deb", "-R", str(file), str(older)], check=True)
        control = older / "DEBIAN/control"
        lowered = re.sub(r"(?m)^Version: .*$", "Version: 0.0.1", control.read_text("utf-8"))
        control.write_text(lowered, "utf-8")
        _write(older / "usr/lib/shopsync/_internal/of-an-older-version", "")
        old = str(Path(folder) / "older.deb")
        _run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", str(older), old], dict(os.environ))
        dpkg = ["dpkg", f"--root={root}", "--force-depends", "--force-not-root"]
        run = {**os.environ, "SHOPSYNC_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
        program = str(root / "usr/bin/shopsync")
        _run([*dpkg, "-i", old], run)
        _run([program, "demo", "--products", "20"], run)
        _run([*dpkg, "-i", str(file)], run)
        if (root / "usr/lib/shopsync/_internal/of-an-older-version").exists():
            return _failed("the upgrade left a file of the older version")
        said = subprocess.check_output([program, "--version"], env=run, text=True)
        if said.strip() != f"ShopSync {__version__}":
            return _failed(f"the upgraded program says {said!r}")
        _run([program, "runs", "--json"], run)
        _run([*dpkg, "-r", "shopsync"], run)
        if left := [str(p) for p in root.rglob("*") if "hopsync" in p.name and p.is_file()]:
            return _failed(f"removing left {left[:5]}")
        if not any(home.iterdir()):
            return _failed("removing the package removed the user's data")
    print(f"{file.name}: installed, run, upgraded, removed; the data stayed", file=sys.stderr)
    return 0


def _run(command: list[str], environment: dict[str, str]) -> None:
    """Run a command that has to succeed; what it prints is shown only if it does not."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _failed(why: str) -> int:
    print(f"FAILED: {why}", file=sys.stderr)
    return 1


def installer(bundle: Path, out: Path, version: str = __version__) -> Path:
    """Compile the installer for Windows around a bundle; needs makensis."""
    out.mkdir(parents=True, exist_ok=True)
    file = out.resolve() / f"ShopSync-{version}-setup.exe"
    windows = PACKAGING / "windows"
    defined = {
        "VERSION": version,
        "BUNDLE": str(bundle.resolve()),
        "OUTPUT": str(file),
        "ICON": str(windows / "shopsync.ico"),
    }
    options = [f"-D{name}={value}" for name, value in defined.items()]
    subprocess.run(["makensis", "-V2", *options, str(windows / "shopsync.nsi")], check=True)
    return file


def archive(bundle: Path, out: Path, version: str = __version__) -> Path:
    """Pack a bundle; the same bundle packs to the same bytes, whoever packs it and when."""

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = MOMENT
        member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
        return member

    out.mkdir(parents=True, exist_ok=True)
    file = out / f"shopsync-{version}-{sys.platform}-{platform.machine()}.tar.xz"
    with tarfile.open(file, "w:xz") as packed:
        for path in sorted(bundle.rglob("*")):
            name = f"shopsync/{path.relative_to(bundle).as_posix()}"
            packed.add(path, name, recursive=False, filter=plain)
    return file


def dmg(bundle: Path, out: Path, version: str = __version__) -> Path:
    """Make a disk image of ShopSync.app, which lies beside the bundle; needs hdiutil (macOS)."""
    file = out / f"ShopSync-{version}.dmg"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(
            bundle.parent / "ShopSync.app", Path(folder) / "ShopSync.app", symlinks=True
        )
        (Path(folder) / "Applications").symlink_to("/Applications")
        image = ["-volname", "ShopSync", "-srcfolder", folder, "-format", "ULFO", "-ov", str(file)]
        subprocess.run(["hdiutil", "create", *image], check=True)
    return file


def announcement(changes: Path, out: Path, page: str, version: str = __version__) -> Path:
    """Write the announcement of this version, to be signed with minisign; `changes` by language."""
    import msgspec

    from shopsync_gui.core.releases import Announcement, read_announcement

    now = datetime.now(UTC).replace(microsecond=0)
    texts = msgspec.json.decode(changes.read_bytes(), type=dict[str, str])
    news = Announcement(now, now + VALID, version, page, texts)
    body = msgspec.json.format(msgspec.json.encode(news), indent=2)
    read_announcement(body)
    out.mkdir(parents=True, exist_ok=True)
    file = out / "releases.json"
    file.write_bytes(body + b"\n")
    return file


def main(arguments: list[str]) -> int:
    """Make or try one package."""
    parser = argparse.ArgumentParser(prog="packages", description=__doc__)
    parser.add_argument(
        "job", choices=("deb", "try-deb", "installer", "dmg", "archive", "announcement")
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=Path("dist"))
    parser.add_argument("--page", help="where an announced version can be had")
    parser.add_argument("--pictures", default="", help="https address of the guide's pictures")
    given = parser.parse_args(arguments)
    if given.job == "try-deb":
        return try_deb(given.source)
    if given.job == "announcement":
        print(announcement(given.source, given.out, given.page))
        return 0
    if given.job == "deb":
        print(deb(given.source, given.out, pictures=given.pictures))
        return 0
    makers = {"installer": installer, "dmg": dmg, "archive": archive}
    print(makers[given.job](given.source, given.out))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
