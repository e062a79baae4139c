"""Manifests for winget, Scoop and Flatpak: made from the version, and of the form that each asks for."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.tools import manifests, packages

VERSION, URL = "1.2.3", "https://example.com/shopsync/releases/download/v1.2.3"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in (
        manifests.installer_name(VERSION),
        manifests.archive_name(VERSION),
        manifests.deb_name(VERSION),
    ):
        (folder / name).write_text(name)
    return folder


def sha256(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def winget(files: Path) -> dict[str, dict[str, str]]:
    """The plain fields of each manifest, by its type; lists are left out."""
    made = manifests.winget(files, URL, VERSION, date(2026, 1, 2))
    found = {}
    for name, text in made.items():
        pairs = re.findall(r"(?m)^[- ]*(\w+): (\".*\")$", text)
        fields = {key: json.loads(value) for key, value in pairs}
        assert name.startswith(fields["PackageIdentifier"])
        found[f"{fields['ManifestType']} {fields.get('PackageLocale', '')}".strip()] = fields
    return found


def test_winget_gets_four_manifests_of_one_package(files: Path) -> None:
    found = winget(files)
    assert set(found) == {"version", "installer", "defaultLocale en-US", "locale hu-HU"}
    for fields in found.values():
        assert fields["PackageVersion"] == VERSION
        assert fields["ManifestVersion"] == manifests.SCHEMA
        assert re.fullmatch(r"\w+\.\w+", fields["PackageIdentifier"])
    assert found["version"]["DefaultLocale"] == "en-US"
    for locale in ("defaultLocale en-US", "locale hu-HU"):
        needed = {"PackageLocale", "Publisher", "PackageName", "License", "ShortDescription"}
        assert needed <= set(found[locale])
        assert 3 <= len(found[locale]["ShortDescription"]) <= 256


def test_winget_is_told_what_the_installer_is(files: Path) -> None:
    fields = winget(files)["installer"]
    name = manifests.installer_name(VERSION)
    assert fields["InstallerUrl"] == f"{URL}/{name}"
    assert fields["InstallerSha256"] == sha256(name).upper()
    assert (fields["InstallerType"], fields["Scope"]) == ("nullsoft", "user")
    script = (packages.PACKAGING / "windows" / "shopsync.nsi").read_text("utf-8")
    assert f'CurrentVersion\\Uninstall\\{fields["ProductCode"]}"' in script
    assert "RequestExecutionLevel user" in script


def test_scoop_finds_the_programs_in_the_archive(files: Path) -> None:
    told = json.loads(manifests.scoop(files, URL, VERSION))
    name = manifests.archive_name(VERSION)
    assert told["architecture"]["64bit"] == {"url": f"{URL}/{name}", "hash": sha256(name)}
    assert {"version", "homepage", "license"} <= set(told)
    assert told["bin"] == "shopsync.exe"
    assert told["extract_dir"] == "shopsync"


def test_flatpak_unpacks_the_debian_package(files: Path) -> None:
    told = json.loads(manifests.flatpak(files, URL, VERSION))
    (module,) = told["modules"]
    (source,) = module["sources"]
    name = manifests.deb_name(VERSION)
    assert (source["url"], source["sha256"]) == (f"{URL}/{name}", sha256(name))
    assert told["id"] == packages.APPLICATION
    # Nothing of the user's beyond the folders in which exports are kept.
    folders = {arg for arg in told["finish-args"] if arg.startswith("--filesystem")}
    assert folders == {"--filesystem=xdg-documents", "--filesystem=xdg-download"}


def test_flatpak_finds_no_fault_with_its_manifest(files: Path, tmp_path: Path) -> None:
    builder = shutil.which("flatpak-builder")
    if builder is None:
        pytest.skip("flatpak-builder is not installed here")
    file = tmp_path / f"{packages.APPLICATION}.json"
    file.write_text(manifests.flatpak(files, URL, VERSION), "utf-8")
    done = subprocess.run(
        [builder, "--show-manifest", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # an unknown property is only warned of
    assert json.loads(done.stdout)["id"] == packages.APPLICATION


def test_every_manifest_is_written(files: Path, tmp_path: Path) -> None:
    written = manifests.write_all(files, tmp_path / "out", URL, VERSION, date(2026, 1, 2))
    assert {file.parent.name for file in written} == {"winget", "scoop", "flatpak"}
    assert [file for file in written if "@" in file.read_text("utf-8")] == []
