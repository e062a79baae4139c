"""Folders in which a database is in danger: synced ones, drives over the network, and such as anybody may write to."""

from __future__ import annotations

import os
import stat
import sys
from enum import StrEnum
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING, Final

from shopsync_gui.core.text import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Variables by which OneDrive says where its folders are.
_ONEDRIVE = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
#: Names of folders that a program keeps in step with a server; OneDrive's may have a company's name.
_SYNCED = (
    "onedrive", "onedrive - ", "dropbox", "google drive", "googledrive", "icloud drive",
    "iclouddrive", "nextcloud", "com~apple~clouddocs", "cloudstorage",
)  # fmt: skip
_NETWORK_TYPES = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afpfs",
        "webdav",
        "davfs",
        "fuse.sshfs",
        "fuse.rclone",
    }
)
_DRIVE_REMOTE = 4
_MOUNTS = Path("/proc/self/mounts")


class FolderRisk(StrEnum):
    """Dangers to a database, by where its folder lies."""

    SYNCED = "synced"
    NETWORK = "network"
    OPEN = "open"


#: What a user is told of each.
RISKS: Final = {
    FolderRisk.SYNCED: N_(
        "The data folder lies in a folder that OneDrive or a program like it synchronises. That can "
        "damage the database: move it with SHOPSYNC_HOME to a folder of this computer alone."
    ),
    FolderRisk.NETWORK: N_(
        "The data folder lies on a network drive. That is slow and can damage the database: move it "
        "with SHOPSYNC_HOME to a disk of this computer."
    ),
    FolderRisk.OPEN: N_(
        "Every user of this computer may write to the data folder, and could put other files in the "
        "place of yours: close it to them, or move it with SHOPSYNC_HOME to a folder of your own."
    ),
}


def folder_risk(
    folder: Path,
    environ: Mapping[str, str] = os.environ,
    on_network: Callable[[Path], bool] | None = None,
) -> FolderRisk | None:
    """The danger to a database in `folder`, which need not be there yet; None where none is known."""
    if (on_network or is_on_network)(folder):
        return FolderRisk.NETWORK
    if is_synced(folder, environ):
        return FolderRisk.SYNCED
    return FolderRisk.OPEN if is_open(folder) else None


def is_open(folder: Path) -> bool:
    """Whether every user of the computer may remove what is in the folder, and put something else there."""
    if os.name != "posix" or not folder.exists():
        return False
    mode = folder.stat().st_mode
    return bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX


def is_synced(folder: PurePath, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the folder lies in one of OneDrive, Dropbox, iCloud or the like."""
    for variable in _ONEDRIVE:
        root = environ.get(variable, "").strip()
        if root and folder.is_relative_to(root):
            return True
    names = (part.lower() for part in folder.parts)
    return any(
        name == known or name.startswith("onedrive - ") for name in names for known in _SYNCED
    )


def is_on_network(folder: Path) -> bool:
    """Whether the system says that the folder is another computer's."""
    if sys.platform == "win32":
        return _is_remote_drive(folder)
    try:
        mounts = _MOUNTS.read_text("utf-8", "replace")
    except OSError:  # macOS
        return False
    return type_of_mount(PurePosixPath(folder), mounts) in _NETWORK_TYPES


def type_of_mount(folder: PurePosixPath, mounts: str) -> str:
    """The type of the file system that holds the folder, out of a table like /proc/self/mounts."""
    inside = f"{folder}/"
    longest, kind = 0, ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        # A space in a name is written as an octal number there.
        point = fields[1].replace("\\040", " ").rstrip("/") + "/"
        if inside.startswith(point) and len(point) > longest:
            longest, kind = len(point), fields[2]
    return kind


if sys.platform == "win32":

    def _is_remote_drive(folder: Path) -> bool:
        import ctypes

        drive = folder.drive
        if drive.startswith("\\\\"):
            return True
        return int(ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")) == _DRIVE_REMOTE
