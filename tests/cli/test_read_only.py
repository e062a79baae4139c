"""Commands that only read, where nothing can be written, and where nothing is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shopsync_gui.cli.data_folder import opened
from shopsync_gui.store import open_store
from tests.cli.playing import call
from tests.cli.test_newsletter import connect

#: Makes of root a user whom rights bind.
_BOUND = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A data folder with a shop, in which nobody may write."""
    folder = tmp_path / "home"
    with opened(folder) as store:
        connect(store, "bolt")
    folder.chmod(0o555)
    (folder / "shopsync.db").chmod(0o444)
    yield folder
    folder.chmod(0o755)


def as_reader(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of somebody who has no right to write in the folder."""
    bound = _BOUND if os.geteuid() == 0 else []
    if bound and not shutil.which(bound[0]):
        pytest.skip("nothing binds root here")
    return subprocess.run(
        [*bound, sys.executable, "-m", "shopsync_gui.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SHOPSYNC_HOME": str(home), "SHOPSYNC_LANGUAGE": "en"},
    )


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_who_may_only_read_can_read(home: Path, tmp_path: Path) -> None:
    said = as_reader(home, "status", "--json")
    assert [item["shop"] for item in json.loads(said.stdout)["items"]] == ["bolt"], said.stderr
    for command in ("products", "runs"):
        said = as_reader(home, command, "--json")
        assert (said.returncode, json.loads(said.stdout)["items"]) == (0, []), said.stderr
    said = as_reader(home, "backup", str(tmp_path / "copy.db"))
    assert said.returncode == 0, said.stderr
    with opened_copy(tmp_path / "copy.db") as shops:
        assert shops == ["bolt"]
    assert sorted(file.name for file in home.iterdir()) == ["shopsync.db"]


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_log_that_cannot_be_read_is_not_passed_over(home: Path) -> None:
    home.chmod(0o755)
    log = home / "shopsync.db-wal"
    log.write_bytes(b"what was written last")
    log.chmod(0o444)
    home.chmod(0o555)
    said = as_reader(home, "status", "--json")
    assert json.loads(said.stdout)["error"]["code"] == "StoreLogNotRead", said.stderr
    assert log.read_bytes() == b"what was written last"


@contextmanager
def opened_copy(path: Path) -> Iterator[list[str]]:
    """The shops in a copy."""
    store = open_store(path)
    try:
        yield [shop.name for shop in store.connections.all()]
    finally:
        store.close()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["status"], 0),
        (["products", "--search", "a"], 0),
        (["runs"], 0),
        (["settings"], 0),
        (["settings", "push.max_rate"], 0),
        (["schedule", "bolt"], 2),
        (["backup"], 2),
        (["export", "x.csv"], 2),
        (["newsletter", "--products", "A", "--out", "x.html"], 2),
    ],
)
def test_a_command_that_reads_makes_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    home = tmp_path / "mistyped"
    monkeypatch.setenv("SHOPSYNC_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    said = call(*arguments)
    assert said.code == code
    assert "settings" in arguments or "schedule" in arguments or str(home) in said.err
    assert list(tmp_path.iterdir()) == []
