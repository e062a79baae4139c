"""Tests that are shared between forked processes: what a run of them says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
import os, threading
import pytest

@pytest.fixture(scope="module")
def process():
    return os.getpid()

@pytest.mark.parametrize("number", range(20))
def test_passes(process, number, tmp_path):
    assert process == os.getpid() and not [*tmp_path.iterdir()]

def test_fails():
    print("printed before")
    assert "one" == "other"

def test_crashes():
    os._exit(3)

@pytest.mark.timeout(0.1)
def test_hangs():
    threading.Event().wait()

def test_is_skipped():
    pytest.skip("for a reason")

@pytest.mark.parametrize("number", range(20))
def test_after_them(number):
    os.write(1, b"not to be seen")
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked here")


@pytest.fixture
def said(tmp_path: Path) -> str:
    """What a run in two processes prints."""
    for name in ("test_one.py", "test_other.py"):
        (tmp_path / name).write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [
        sys.executable, "-m", "pytest", "-q", "-rfs", "-p", "tests.tools.forked", "--forks", "2",
        "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:pytest-qt", "--rootdir", str(tmp_path), str(tmp_path),
    ]  # fmt: skip
    environment = {**os.environ, "PYTEST_DEBUG_TEMPROOT": str(tmp_path)}
    ended = subprocess.run(
        command, env=environment, capture_output=True, text=True, cwd=ROOT, timeout=120
    )
    assert ended.returncode == pytest.ExitCode.TESTS_FAILED, ended.stderr
    return ended.stdout


def test_every_test_is_told_once_whatever_becomes_of_its_process(said: str) -> None:
    last = said.splitlines()[-1]
    assert "6 failed, 80 passed, 2 skipped" in last
    for name in ("one", "other"):
        assert f"test_{name}.py::test_fails - AssertionError" in said
        assert f"test_{name}.py::test_hangs - Failed: Timeout" in said
        assert f"crashed while running test_{name}.py::test_crashes" in said
    assert said.count("printed before") == 4  # the source line, and what it printed
    assert "not to be seen" not in said
