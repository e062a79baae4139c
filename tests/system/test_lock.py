"""Two jobs never work with the same shop or account; a dead process holds nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from shopsync_gui.core.errors import AlreadyRunning, StoreNotWritten
from shopsync_gui.system.lock import folder_lock, job_lock
from tests.patience import patient

HOLDER = """
import sys
from pathlib import Path
from shopsync_gui.system.lock import folder_lock, job_lock
folder, *names = sys.argv[1:]
with job_lock(Path(folder), names) if names else folder_lock(Path(folder)):
    print("held", flush=True)
    sys.stdin.read()
"""
Take = Callable[[Path], AbstractContextManager[object]]


def shop(folder: Path) -> AbstractContextManager[object]:
    return job_lock(folder, ["shop 1", "account a"])


def refused(taken: AbstractContextManager[object]) -> bool:
    try:
        with taken:
            return False
    except AlreadyRunning:
        return True


def holder(folder: Path, *names: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), *names],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_jobs_of_different_shops_and_accounts_run_side_by_side(tmp_path: Path) -> None:
    with shop(tmp_path), job_lock(tmp_path, ["shop 2", "account b"]):
        assert refused(job_lock(tmp_path, ["shop 3", "account a"]))
        assert refused(job_lock(tmp_path, ["account b", "shop 4"]))
        with job_lock(tmp_path, ["shop 3", "account c"]):
            pass
    with job_lock(tmp_path, ["shop 3", "account a", "account b"]):
        pass


def test_a_refused_job_holds_nothing(tmp_path: Path) -> None:
    with shop(tmp_path):
        assert refused(job_lock(tmp_path, ["shop 2", "account a"]))
        with job_lock(tmp_path, ["shop 2"]):
            pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no file that is open")
def test_a_lock_whose_file_was_removed_is_taken_again_or_lost(tmp_path: Path) -> None:
    names = ["shop 1", "account a"]
    with job_lock(tmp_path, names) as held:
        shutil.rmtree(tmp_path / "locks")
        held.make_sure()
        assert refused(shop(tmp_path))
        shutil.rmtree(tmp_path / "locks")
        with job_lock(tmp_path, ["account a"]), pytest.raises(AlreadyRunning):
            held.make_sure()
        held.make_sure()
        shutil.rmtree(tmp_path / "locks")
        with folder_lock(tmp_path), pytest.raises(AlreadyRunning):
            held.make_sure()
    with shop(tmp_path):
        pass


def test_whoever_works_with_everything_excludes_all_and_waits_for_nobody(tmp_path: Path) -> None:
    with shop(tmp_path):
        assert refused(folder_lock(tmp_path))
    with folder_lock(tmp_path):
        assert refused(shop(tmp_path))
        assert refused(folder_lock(tmp_path))
    with shop(tmp_path):
        pass


def test_other_folders_are_free(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with folder_lock(tmp_path / "a"), shop(tmp_path / "b"):
        pass


@pytest.mark.parametrize("take", [shop, folder_lock])
def test_a_failing_job_lets_go(tmp_path: Path, take: Take) -> None:
    with pytest.raises(ValueError, match="fault"), take(tmp_path):
        raise ValueError("fault")
    with take(tmp_path):
        pass


@pytest.mark.parametrize("take", [shop, folder_lock])
def test_a_folder_that_cannot_be_is_reported(tmp_path: Path, take: Take) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreNotWritten), take(tmp_path / "file"):
        pass


@pytest.mark.parametrize("names", [(), ("shop 1", "account a"), ("shop 9", "account a")])
def test_another_process_is_refused_and_a_killed_one_holds_nothing(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    other = holder(tmp_path, *names)
    try:
        assert refused(shop(tmp_path))
        assert refused(folder_lock(tmp_path))
        other.kill()
        other.wait(patient(10))
        with folder_lock(tmp_path):
            pass
        with shop(tmp_path):
            pass
    finally:
        other.kill()
        other.communicate(timeout=patient(10))
