"""What makes packages and installers: icons, texts of the desktop, completions, man page, rules."""

from __future__ import annotations

import importlib.util
import os
import plistlib
import shutil
import struct
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from shopsync_gui.core.releases import check_current, read_announcement
from tests.tools import bundle, icons, packages
from tests.tools.parser_commands import commands

LINUX = packages.PACKAGING / "linux"
WINDOWS = packages.PACKAGING / "windows"


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    folder = tmp_path / "shopsync"
    (folder / "_internal").mkdir(parents=True)
    for name in ("shopsync", "shopsync-gui", "shopsync.exe", "shopsync-gui.exe"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o700)
    (folder / "_internal" / "library").write_text("x")
    return folder


@pytest.fixture
def collected() -> ModuleType:
    """The rules that build.spec reads from beside it."""
    file = packages.PACKAGING / "collected.py"
    spec = importlib.util.spec_from_file_location("collected", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_windows_icon_is_a_directory_of_pngs_as_they_are_painted_now(qapp: object) -> None:
    data = (WINDOWS / "shopsync.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", data)
    assert (kind, count) == (1, len(icons.WINDOWS_SIZES))
    for number, size in enumerate(icons.WINDOWS_SIZES):
        side, *_, length, offset = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        assert side == size % 256
        assert data[offset : offset + 8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack_from(">I", data, offset + 16)[0] == size
        assert offset + length <= len(data)


def test_macos_icon_says_its_own_length() -> None:
    data = (packages.PACKAGING / "macos" / "shopsync.icns").read_bytes()
    assert data[:4] == b"icns"
    assert struct.unpack_from(">I", data, 4)[0] == len(data)


@pytest.mark.parametrize("shell", packages.COMPLETIONS)
def test_completions_know_every_command(shell: str) -> None:
    text = packages.completions(shell)
    assert [name for name in commands() if name not in text] == []


def test_bash_reads_its_completions(tmp_path: Path) -> None:
    file = tmp_path / "shopsync"
    file.write_text(packages.completions("bash"))
    asked = 'COMP_WORDS=(shopsync pl); COMP_CWORD=1; _shtab_shopsync; echo "${COMPREPLY[*]}"'
    done = subprocess.run(
        [tool("bash"), "-c", f". {file}; {asked}"], capture_output=True, text=True, check=True
    )
    assert "plan" in done.stdout.split()


def test_man_page_tells_of_every_command_and_is_well_formed(tmp_path: Path) -> None:
    page = packages.manual()
    assert [name for name in commands() if f"shopsync {name}" not in page] == []
    file = tmp_path / "shopsync.1"
    file.write_text(page)
    done = subprocess.run(
        [tool("mandoc"), "-T", "lint", "-W", "error", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""


def test_desktop_entry_is_valid() -> None:
    entry = LINUX / f"{packages.APPLICATION}.desktop"
    done = subprocess.run(
        [tool("desktop-file-validate"), str(entry)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_software_centre_entry_is_valid(tmp_path: Path) -> None:
    validator = tool("appstreamcli")
    file = tmp_path / f"{packages.APPLICATION}.metainfo.xml"
    for pictures in ("", "https://example.com/pictures"):
        file.write_text(packages.software_centre_entry("0.1.0", "2026-01-01", pictures), "utf-8")
        done = subprocess.run(
            [validator, "validate", "--no-net", str(file)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_software_centre_shows_pictures_that_are_there() -> None:
    entry = ET.fromstring(packages.software_centre_entry("0.1.0", "2026-01-01", "https://p"))
    pictures = [image.text or "" for image in entry.iter("image")]
    assert len(pictures) == 8
    folder = packages.ROOT / "docs" / "guide" / "pictures"
    assert [
        address
        for address in pictures
        if not (folder / address.removeprefix("https://p/")).is_file()
    ] == []


def test_debian_package_holds_the_bundle_and_what_a_desktop_asks_for(
    payload: Path, tmp_path: Path, qapp: object
) -> None:
    dpkg = tool("dpkg-deb")
    made = packages.deb(payload, tmp_path / "out", "1.2.3")
    listed = subprocess.check_output([dpkg, "-c", str(made)], text=True)
    files = {line.split()[5]: line for line in listed.splitlines()}
    assert files["./usr/lib/shopsync/shopsync"].startswith("-rwxr-xr-x root/root")
    assert files["./usr/lib/shopsync/_internal/library"].startswith("-rw-r--r-- root/root")
    assert listed.count(" -> ../lib/shopsync/") == 2
    for wanted in (
        "usr/share/applications/hu.shopsync.ShopSync.desktop",
        "usr/share/metainfo/hu.shopsync.ShopSync.metainfo.xml",
        "usr/share/icons/hicolor/16x16/apps/shopsync.png",
        "usr/share/icons/hicolor/512x512/apps/shopsync.png",
        "usr/share/icons/hicolor/scalable/apps/shopsync.svg",
        "usr/share/man/man1/shopsync.1.gz",
        "usr/share/doc/shopsync/copyright",
        "usr/lib/systemd/user/shopsync@.timer",
        *packages.COMPLETIONS.values(),
    ):
        assert f"./{wanted}" in files
    said = subprocess.check_output([dpkg, "-f", str(made), "Version"], text=True)
    assert said.strip() == "1.2.3"


@pytest.mark.parametrize("maker", [packages.archive, packages.deb])
def test_the_same_bundle_packs_to_the_same_bytes(
    maker: Callable[[Path, Path], Path], payload: Path, tmp_path: Path
) -> None:
    if maker is packages.deb:
        tool("dpkg-deb")
    first = maker(payload, tmp_path / "first").read_bytes()
    later = tmp_path / "copied later" / "shopsync"
    shutil.copytree(payload, later, symlinks=True)
    for path in later.rglob("*"):
        os.utime(path, (1_900_000_000, 1_900_000_000))
    assert maker(later, tmp_path / "second").read_bytes() == first


def test_what_is_not_the_same_in_a_second_bundle_is_named(payload: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(payload, again)
    assert bundle.digests(again) == bundle.digests(payload)
    (again / "_internal" / "library").write_text("y")
    (again / "shopsync").chmod(0o600)
    (again / "more").symlink_to("shopsync")
    first, second = bundle.digests(payload), bundle.digests(again)
    differing = {
        name for name in first.keys() | second.keys() if first.get(name) != second.get(name)
    }
    assert differing == {"_internal/library", "shopsync", "more"}


def test_windows_installer_compiles(payload: Path, tmp_path: Path) -> None:
    tool("makensis")
    made = packages.installer(payload, tmp_path / "out", "1.2.3")
    assert made.read_bytes()[:2] == b"MZ"


def test_windows_installer_speaks_both_languages() -> None:
    script = (WINDOWS / "shopsync.nsi").read_text("utf-8")
    names = {
        language: {
            line.split()[1] for line in script.splitlines() if f"${{LANG_{language}}}" in line
        }
        for language in ("ENGLISH", "HUNGARIAN")
    }
    assert names["ENGLISH"] == names["HUNGARIAN"] != set()


def test_announcement_is_one_that_the_program_reads(tmp_path: Path) -> None:
    changes = tmp_path / "changes.json"
    changes.write_text('{"hu": "Gyorsabb.", "en": "Faster."}', "utf-8")
    made = packages.announcement(changes, tmp_path, "https://example.com/", "9.1.0")
    news = read_announcement(made.read_bytes())
    check_current(news, datetime.now(UTC), None)
    assert (news.version, news.changes_in("hu")) == ("9.1.0", "Gyorsabb.")


def test_foreign_library_in_the_bundle_is_seen(tmp_path: Path) -> None:
    allowed = ["libz.so.*", "PySide6/Qt/plugins/platforms/libqxcb.so", "module httpx"]
    found = ["libz.so.*", "libgtk-3.so.*", "module httpx", "module numpy"]
    assert bundle.unexpected(found, allowed) == ["libgtk-3.so.*", "module numpy"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("libssl.so.3", "libssl.so.*"),
        (
            "python3.12/lib-dynload/zlib.cpython-312-x86_64-linux-gnu.so",
            "python*/lib-dynload/zlib.*",
        ),
        ("keyring-25.6.0.dist-info/METADATA", "keyring-*.dist-info/METADATA"),
        ("apsw/__init__.cp313-win_amd64.pyd", "apsw/__init__.*"),
        ("apsw/__init__.cpython-313-darwin.so", "apsw/__init__.*"),
        ("libpyside6.abi3.6.11.dylib", "libpyside6.abi3.*.dylib"),
        ("Python.framework/Versions/3.13/Python", "Python.framework/Versions/*/Python"),
        (
            "PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui",
            "PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui",
        ),
    ],
)
def test_the_list_of_contents_does_not_depend_on_versions(name: str, written: str) -> None:
    assert bundle.without_versions(name) == written


def test_link_to_nowhere_in_the_bundle_is_seen(payload: Path) -> None:
    (payload / "_internal" / "loose").symlink_to("missing")
    assert bundle.dangling(payload) == ["_internal/loose"]


def test_the_application_of_macos_opens_the_window() -> None:
    told = plistlib.loads((packages.PACKAGING / "macos" / "Info.plist").read_bytes())
    assert told["CFBundleExecutable"] == "shopsync-gui"
    assert told["LSBackgroundOnly"] is told["LSUIElement"] is False
    assert told["NSHighResolutionCapable"] is True


FRAMEWORK = "PySide6/Qt/lib/QtCore.framework"
#: A framework of macOS as PyInstaller lays it out, then the link that it makes beside the programs.
OF_MACOS = [
    (f"{FRAMEWORK}/Versions/A/Resources/Info.plist", "/wheel/Info.plist", "DATA"),
    (f"{FRAMEWORK}/Versions/Current", "A", "SYMLINK"),
    (f"{FRAMEWORK}/QtCore", "Versions/Current/QtCore", "SYMLINK"),
    (f"{FRAMEWORK}/Resources", "Versions/Current/Resources", "SYMLINK"),
    ("QtCore", f"{FRAMEWORK}/Versions/A/QtCore", "SYMLINK"),
]


def test_links_within_a_framework_of_macos_stay(collected: ModuleType) -> None:
    binaries = [f"{FRAMEWORK}/Versions/A/QtCore"]
    assert collected.leading_somewhere(OF_MACOS, binaries) == OF_MACOS


def test_links_to_what_is_left_out_go(collected: ModuleType) -> None:
    entries = [(name.replace("Core", "Quick"), to, kind) for name, to, kind in OF_MACOS]
    links = [
        ("libQt6Pdf.so.6", "PySide6/Qt/lib/libQt6Pdf.so.6", "SYMLINK"),
        ("QtQuick", "PySide6/Qt/lib/QtQuick.framework/Versions/A/QtQuick", "SYMLINK"),
        ("round", "about", "SYMLINK"),
        ("about", "round", "SYMLINK"),
        ("libz.so", "libz.so.1", "SYMLINK"),
    ]
    left = collected.leading_somewhere(collected.wanted([*entries[:4], *links]), ["libz.so.1"])
    assert left == [links[-1]]


@pytest.mark.parametrize("system", ["linux", "windows", "macos"])
def test_no_list_of_contents_allows_what_the_recipe_leaves_out(
    collected: ModuleType, system: str
) -> None:
    listed = (packages.PACKAGING / system / "contents.txt").read_text("utf-8").splitlines()
    assert len(listed) > 100
    entries = [(line.replace("*", "1"), "", "BINARY") for line in listed]
    assert collected.wanted(entries) == entries
