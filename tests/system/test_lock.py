"""Two jobs never work on the same data folder; a dead process holds nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shopsync_gui.core.errors import AlreadyRunning, StoreFull
from shopsync_gui.system.lock import job_lock

HOLDER = """
import sys
from pathlib import Path
from shopsync_gui.system.lock import job_lock
with job_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_job_is_refused_until_the_first_is_done(tmp_path: Path) -> None:
    with job_lock(tmp_path), pytest.raises(AlreadyRunning), job_lock(tmp_path):
        pass
    with job_lock(tmp_path):
        pass


def test_other_folders_are_free(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with job_lock(tmp_path / "a"), job_lock(tmp_path / "b"):
        pass


def test_a_failing_job_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fault"), job_lock(tmp_path):
        raise ValueError("fault")
    with job_lock(tmp_path):
        pass


def test_a_missing_folder_is_reported_or_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreFull), job_lock(tmp_path / "file"):
        pass


def test_another_process_is_refused_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRunning), job_lock(tmp_path):
            pass
        holder.kill()
        holder.wait(10)
        with job_lock(tmp_path):
            pass
    finally:
        holder.kill()
        holder.communicate(timeout=10)
