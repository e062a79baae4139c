"""The folders of the program's data and resources; every other package is handed a path."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from shopsync_gui.core import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME_VARIABLE = "SHOPSYNC_HOME"
DATABASE_NAME = "shopsync.db"
#: What is known of newer versions, in the data folder.
UPDATE_MEMORY = "updates.json"
#: The folder of this program's code.
PACKAGE = Path(__file__).resolve().parent.parent


def data_location(environ: Mapping[str, str] = os.environ) -> Path:
    """The path of the data folder, whether or not it has been made.

    `SHOPSYNC_HOME` moves it; else it is the system's folder for a user's program data.
    """
    chosen = environ.get(HOME_VARIABLE, "").strip()
    if chosen:
        return Path(os.path.abspath(Path(chosen).expanduser()))
    if sys.platform == "linux" and (found := _linux_data(environ)) is not None:
        return found
    import platformdirs

    return platformdirs.user_data_path("ShopSync", appauthor=False)


def _linux_data(environ: Mapping[str, str]) -> Path | None:
    """The folder that platformdirs, whose import takes a command a tenth of its time, finds on Linux.

    None where it is not the usual one.
    """
    given, home = environ.get("XDG_DATA_HOME", ""), environ.get("HOME", "")
    if given.startswith("/"):
        return Path(given, "ShopSync")
    return Path(home, ".local/share/ShopSync") if not given and home.startswith("/") else None


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of all data; where it is made now, it is closed to other users (mode 0700).

    Raises StoreNotWritten when it cannot be made.
    """
    return private_folder(data_location(environ))


def database_file(folder: Path) -> Path:
    """The local database in the data folder."""
    return folder / DATABASE_NAME


def logs_folder(folder: Path) -> Path:
    """The folder of the log files in the data folder."""
    return folder / "logs"


def private_folder(folder: Path) -> Path:
    """Make `folder`, closed to other users, if it is missing. Raises StoreNotWritten.

    One that is there keeps its mode: others may have files of their own in it. Those of the program
    are closed one by one, and `folder_risk` says where others could put theirs in their place.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise errors.folder_not_made(folder, error, os.path.isdir) from error
    return folder


def private_file(path: Path) -> Path:
    """Make `path` an empty file, if it is missing, and close it to other users, as far as that is possible."""
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        path.chmod(0o600)
    return path


def resources_folder(package: Path = PACKAGE) -> Path:
    """Icons, styles and catalogues: beside the package, inside it, or inside a frozen program.

    Raises FileNotFoundError when the installation has none.
    """
    folders = [package.parent / "resources", package / "_resources"]
    if bundle := getattr(sys, "_MEIPASS", None):
        folders.append(Path(bundle) / "resources")
    for folder in folders:
        if folder.is_dir():
            return folder
    raise FileNotFoundError("resources")


def guide_folder(language: str, package: Path = PACKAGE) -> Path:
    """The user guide in a language: beside the package in docs, else among the resources."""
    beside = package.parent / "docs" / "guide"
    folder = beside if beside.is_dir() else resources_folder(package) / "guide"
    return folder / language


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder; files that vanish meanwhile do not count."""
    total = 0
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                total += path.stat().st_size
        except OSError:
            continue
    return total
