"""A backup is made and put back without a window; no other file is replaced unasked."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.store import open_store
from tests.cli.playing import call, connecting, environment, sandbox
from tests.faulty_disk import faulty_disk


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Endpoints]:
    """A connected shop whose products are known."""
    config = SandboxConfig(products=7, orders=0)
    with sandbox(config) as endpoints, environment(tmp_path / "home", endpoints):
        call(*connecting(endpoints))
        assert call("plan", endpoints.shop_name).code == 0
        yield endpoints


def products_in(path: Path) -> int:
    with closing(open_store(path, read_only=True)) as store:
        assert store.integrity() == []
        return store.grid.summary(store.connections.all()[0].id).total


def test_a_backup_holds_all_data_and_no_secret(shop: Endpoints, tmp_path: Path) -> None:
    target = tmp_path / "Bolti mentés.db"
    said = call("backup", str(target), "--json")
    assert (said.code, said.json["file"]) == (0, str(target))
    assert said.json["bytes"] == target.stat().st_size
    assert products_in(target) == 7
    content = target.read_bytes()
    assert shop.client_secret.encode() not in content
    assert shop.sa_password.encode() not in content
    call("settings", "pull.readers", "3")
    assert call("restore", str(target), "--yes").code == 0
    assert call("settings", "pull.readers").out != "3\n"


def test_a_backup_names_a_full_disk_and_leaves_nothing(shop: Endpoints, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "saved.db"
    target.parent.mkdir()
    with faulty_disk() as disk:
        disk.is_full = True
        beside = call("backup", str(target), "--json")
        own = call("backup", "--json")
        set_to = call("settings", "pull.readers", "3")
    assert (beside.code, beside.json["error"]["code"]) == (1, "DiskFull")
    assert str(target) in beside.json["error"]["message"]
    assert list(target.parent.iterdir()) == []
    assert (own.code, own.json["error"]["code"]) == (6, "StoreFull")
    assert (set_to.code, "There is no room left on the disk" in set_to.err) == (6, True)


def test_a_file_that_is_there_is_replaced_on_consent_only(shop: Endpoints, tmp_path: Path) -> None:
    target = tmp_path / "letter.txt"
    target.write_text("Dear reader")
    refused = call("backup", str(target), "--json")
    assert (refused.code, refused.json["error"]["code"]) == (2, "FileThere")
    assert target.read_text() == "Dear reader"
    assert call("backup", str(target), "--yes").code == 0
    assert products_in(target) == 7


#: How backups are named, wherever they are.
NAME = re.compile(r"shopsync-\d{4}-\d\d-\d\d-\d{6}(_\d)?\.db")


def test_a_folder_gets_a_file_with_the_moments_name(shop: Endpoints, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert call("backup", str(folder)).code == 0
    (path,) = folder.iterdir()
    assert NAME.fullmatch(path.name)
    assert products_in(path) == 7


def test_two_backups_of_one_second_both_have_a_name(
    shop: Endpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    monkeypatch.setattr("shopsync_gui.cli.backup_command.backup_name", lambda _now: "moment.db")
    assert [call("backup", str(folder)).code for _time in range(3)] == [0, 0, 0]
    assert sorted(file.stem for file in folder.iterdir()) == ["moment", "moment_2", "moment_3"]


def test_without_a_file_it_is_among_the_programs_own(shop: Endpoints, tmp_path: Path) -> None:
    said = call("backup", "--json")
    path = Path(said.json["file"])
    assert path.parent == tmp_path / "home" / "backups"
    assert NAME.fullmatch(path.name)
    assert products_in(path) == 7


def test_of_the_programs_own_the_oldest_go_and_none_is_written_over(
    shop: Endpoints, tmp_path: Path
) -> None:
    folder = tmp_path / "home" / "backups"
    folder.mkdir(exist_ok=True)
    for old in ("shopsync-20250131-204426-988146.db", "shopsync-2025-01-31-204427.db"):
        (folder / old).write_bytes(b"")
    made = [Path(call("backup", "--json").json["file"]) for _turn in range(6)]
    assert len(set(made)) == 6
    assert sorted(folder.iterdir()) == made[1:]


def test_a_missing_folder_is_named(shop: Endpoints, tmp_path: Path) -> None:
    said = call("backup", str(tmp_path / "none" / "b.db"), "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "FolderMissing")
    assert str(tmp_path / "none") in said.json["error"]["message"]


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is POSIX's")
def test_a_disk_that_takes_no_more_leaves_no_half_backup(shop: Endpoints, tmp_path: Path) -> None:
    import resource

    target = tmp_path / "b.db"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        said = call("backup", str(target), "--json")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (said.code, said.json["error"]["code"]) == (1, "FileNotWritten")
    assert str(target) in said.json["error"]["message"]
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize("name", ["backups", "backups/", "backups.d/", ".backups"])
def test_a_folder_that_is_not_mounted_is_not_made_a_file(
    shop: Endpoints, tmp_path: Path, name: str
) -> None:
    said = call("backup", f"{tmp_path}/{name}", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "FolderMissing")
    assert str(tmp_path / name) in said.json["error"]["message"]
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    (tmp_path / name).mkdir()
    assert call("backup", f"{tmp_path}/{name}").code == 0
    assert len(list((tmp_path / name).iterdir())) == 1


def test_a_file_without_an_ending_that_is_there_is_replaced(
    shop: Endpoints, tmp_path: Path
) -> None:
    (tmp_path / "saved").write_text("")
    assert call("backup", str(tmp_path / "saved"), "--yes").code == 0
    assert products_in(tmp_path / "saved") == 7


def test_a_folder_without_a_shop_is_not_backed_up(shopsync_home: Path, tmp_path: Path) -> None:
    said = call("backup", str(tmp_path / "b.db"), "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "NoShopConnected")
    assert not (tmp_path / "b.db").exists()
