"""Data folders that are in danger by where they lie."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from shopsync_gui.system.folder_risk import (
    RISKS,
    FolderRisk,
    folder_risk,
    is_synced,
    type_of_mount,
)

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/anna/own ext4 rw 0 0
//server/shared /mnt/kozos\\040mappa cifs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("folder", "environ"),
    [
        (PureWindowsPath("C:/Users/Anna/OneDrive/ShopSync"), {}),
        (PureWindowsPath("C:/Users/Anna/OneDrive - Cég Kft/ShopSync"), {}),
        (PureWindowsPath("D:/felhő/ShopSync"), {"OneDriveCommercial": "D:\\felhő"}),
        (PureWindowsPath("C:/Users/Anna/Dropbox/x"), {}),
        (PurePosixPath("/Users/anna/Library/CloudStorage/OneDrive-Cég/ShopSync"), {}),
        (PurePosixPath("/Users/anna/Library/Mobile Documents/com~apple~CloudDocs/x"), {}),
    ],
)
def test_a_folder_that_is_synced(
    folder: PureWindowsPath | PurePosixPath, environ: dict[str, str]
) -> None:
    assert is_synced(folder, environ)


@pytest.mark.parametrize(
    "folder",
    [
        PureWindowsPath("C:/Users/Anna/AppData/Local/ShopSync"),
        PurePosixPath("/home/anna/.local/share/ShopSync"),
        PurePosixPath("/home/anna/dropbox-notes/ShopSync"),
    ],
)
def test_a_folder_of_this_computer(folder: PureWindowsPath | PurePosixPath) -> None:
    assert not is_synced(folder, {"OneDrive": "C:\\Users\\Anna\\OneDrive"})


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib", "ext4"),
        ("/home/anna/.local", "nfs4"),
        ("/home/anna/own/data", "ext4"),
        ("/mnt/kozos mappa/x", "cifs"),
    ],
)
def test_the_drive_that_holds_a_folder(folder: str, kind: str) -> None:
    assert type_of_mount(PurePosixPath(folder), MOUNTS) == kind


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_a_folder_that_everybody_may_write_to_is_told_of(tmp_path: Path) -> None:
    assert folder_risk(tmp_path / "not made yet", {}) is None
    for mode, risk in ((0o755, None), (0o777, FolderRisk.OPEN), (0o1777, None)):
        tmp_path.chmod(mode)
        assert folder_risk(tmp_path, {}) is risk


def test_each_danger_is_told(tmp_path: Path) -> None:
    assert folder_risk(tmp_path, {}, lambda _: True) is FolderRisk.NETWORK
    assert folder_risk(tmp_path / "OneDrive" / "x", {}, lambda _: False) is FolderRisk.SYNCED
    assert folder_risk(tmp_path, {}) is None
    assert RISKS.keys() == set(FolderRisk)
