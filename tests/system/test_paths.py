"""The data folder is where it was asked for, and closed to others."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from shopsync_gui.core.errors import StoreFolderForbidden, StoreNotWritten
from shopsync_gui.store.database.file_condition import make_private_folder
from shopsync_gui.system import paths

posix = pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
def test_the_variable_moves_the_folder_and_new_folders_are_private(tmp_path: Path) -> None:
    wanted = tmp_path / "deep" / "home"
    found = paths.data_folder({"SHOPSYNC_HOME": str(wanted)})
    assert found == wanted
    assert mode(found) == 0o700
    assert paths.database_file(found) == wanted / "shopsync.db"


@posix
@pytest.mark.parametrize("shared", [0o755, 0o777, 0o1777])
def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path, shared: int) -> None:
    tmp_path.chmod(shared)
    assert mode(paths.data_folder({"SHOPSYNC_HOME": str(tmp_path)})) == shared


def test_a_relative_folder_becomes_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.data_folder({"SHOPSYNC_HOME": "here"}) == tmp_path / "here"


def test_without_the_variable_the_system_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, appauthor: tmp_path / name)
    assert paths.data_folder({"SHOPSYNC_HOME": "  "}) == tmp_path / "ShopSync"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs alone decides")
@pytest.mark.parametrize(
    "given",
    [
        {"HOME": "/home/anna"},
        {"HOME": "/home/anna/"},
        {"HOME": "/"},
        {"HOME": "/home/anna", "XDG_DATA_HOME": ""},
        {"HOME": "/home/anna", "XDG_DATA_HOME": "/mnt/data"},
        {"HOME": "/home/anna", "XDG_DATA_HOME": "/mnt/data/"},
        {"HOME": "/home/anna", "XDG_DATA_HOME": "data"},
        {"HOME": "/home/anna", "XDG_DATA_HOME": "~/data"},
        {"HOME": "anna"},
        {"XDG_DATA_HOME": "/mnt/data"},
        {},
    ],
)
def test_on_linux_it_is_the_folder_that_platformdirs_finds(
    given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SHOPSYNC_HOME", "HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    theirs = platformdirs.user_data_path("ShopSync", appauthor=False)
    assert paths.data_location() == paths.data_location(given) == theirs


def test_a_file_in_the_way_is_reported(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(StoreNotWritten) as caught:
        paths.data_folder({"SHOPSYNC_HOME": str(blocked / "home")})
    assert str(blocked) in caught.value.problem.message


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOENT], ids=["forbidden", "takes none"])
@pytest.mark.parametrize("make", [paths.private_folder, make_private_folder])
def test_what_is_forbidden_is_named_where_it_can_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object], number: int
) -> None:
    def forbid(path: Path, *_arguments: object, **_options: object) -> None:
        raise OSError(number, "Permission denied", str(path))

    # The rights of a folder do not keep root out.
    monkeypatch.setattr(Path, "mkdir", forbid)
    with pytest.raises(StoreFolderForbidden) as caught:
        make(tmp_path / "not" / "there")
    assert caught.value.values["path"] == str(tmp_path)


def test_resources_are_found_in_each_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "shopsync_gui"
    with pytest.raises(FileNotFoundError):
        paths.resources_folder(package)
    bundle = tmp_path / "bundle"
    (bundle / "resources").mkdir(parents=True)
    monkeypatch.setattr("sys._MEIPASS", str(bundle), raising=False)
    assert paths.resources_folder(package) == bundle / "resources"
    (package / "_resources").mkdir(parents=True)
    assert paths.resources_folder(package) == package / "_resources"
    (tmp_path / "resources").mkdir()
    assert paths.resources_folder(package) == tmp_path / "resources"


def test_the_size_of_a_folder_is_that_of_all_files_below_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 10)
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "b").write_bytes(b"y" * 5)
    assert paths.folder_size(tmp_path) == 15
