"""Commands that only read, where nothing can be written, and where nothing is."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopsync_gui.cli.data_folder import opened
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import open_store
from shopsync_gui.sync.run.job_locks import lock_job
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
def test_a_run_is_at_work_only_while_its_lock_is_held(home: Path) -> None:
    home.chmod(0o755)
    (home / "shopsync.db").chmod(0o644)
    with opened(home) as store:
        (shop,) = store.connections.all()
        store.runs.start(JobKind.SYNC, shop.id, datetime.now(UTC))
        held = lock_job(store, home, shop)
        held.__enter__()
    (home / "shopsync.db").chmod(0o444)
    home.chmod(0o555)
    assert told_state(home) == ("running", False)
    held.__exit__(None, None, None)
    assert told_state(home) == ("paused", True)
    (run,) = json.loads(as_reader(home, "runs", "--json").stdout)["items"]
    assert run["state"] == "paused"


def told_state(home: Path) -> tuple[str, bool]:
    (item,) = json.loads(as_reader(home, "status", "--json").stdout)["items"]
    return item["state"], item["needs_attention"]


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


def refusal(said: subprocess.CompletedProcess[str]) -> str:
    """The first line on standard error of a command that failed for good, without a hint at backups."""
    assert said.returncode == 1, said.stderr
    assert "restore " not in said.stderr
    return said.stderr.splitlines()[0]


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_restore_where_nothing_may_be_written_names_the_folder(
    home: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    assert as_reader(home, "backup", str(copy)).returncode == 0
    said = as_reader(home, "restore", str(copy), "--yes")
    assert refusal(said) == "The data folder may not be used"
    assert str(home) in said.stderr


def test_a_restore_on_a_disk_that_is_read_only_names_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.chmod(0o755)
    shutil.copy(home / "shopsync.db", tmp_path / "copy.db")

    def no_folder(**_options: str) -> str:
        raise OSError(errno.EROFS, "Read-only file system", str(home))

    monkeypatch.setattr("tempfile.TemporaryDirectory", no_folder)
    monkeypatch.setenv("SHOPSYNC_HOME", str(home))
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")
    said = call("restore", str(tmp_path / "copy.db"), "--yes")
    assert (said.code, said.err.splitlines()[0]) == (1, "The disk with the local data is read-only")


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize("words", [("sync", "bolt", "--yes"), ("settings", "pull.readers", "3")])
def test_a_database_that_may_not_be_written_is_no_matter_for_a_backup(
    home: Path, words: tuple[str, ...]
) -> None:
    home.chmod(0o755)
    said = as_reader(home, *words)
    assert refusal(said) == "A file of the local data may not be used"
    assert str(home / "shopsync.db") in said.stderr


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize("is_new", [False, True])
def test_a_folder_that_takes_no_file_is_named(home: Path, is_new: bool) -> None:
    (home / "shopsync.db").chmod(0o644)
    if is_new:
        home.chmod(0o755)
        (home / "shopsync.db").unlink()
        home.chmod(0o555)
    said = as_reader(home, "settings", "pull.readers", "3")
    assert refusal(said) == "The data folder may not be used"
    assert as_reader(home, "status").returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize("name", ["locks", "job.lock", "backups"])
def test_what_may_not_be_written_beside_the_database_is_named(home: Path, name: str) -> None:
    home.chmod(0o755)
    (home / "shopsync.db").chmod(0o644)
    beside = home / name
    beside.touch() if name == "job.lock" else beside.mkdir(exist_ok=True)
    for child in beside.glob("*"):
        child.unlink()
    beside.chmod(0o444 if name == "job.lock" else 0o555)
    words = ("backup",) if name == "backups" else ("sync", "bolt", "--yes")
    said = as_reader(home, *words)
    whose = "A file of the local data" if name == "job.lock" else "The data folder"
    assert refusal(said) == f"{whose} may not be used"
    assert str(beside) in said.stderr
    assert "room" not in said.stderr


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
