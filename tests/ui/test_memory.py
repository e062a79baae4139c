"""What the window's threads leave of memory that nobody uses."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from shopsync_gui.system.paths import HOME_VARIABLE

#: Creates the window, has many threads allocate at the same time, and prints how many heaps there are.
_PROGRAM = """
import ctypes, threading
from shopsync_gui.app import create
window = create(["shopsync"])
together = threading.Barrier(12)
def work():
    together.wait()
    kept = [bytes(2000) for _ in range(200)]
    together.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
library = ctypes.CDLL(None)
library.fdopen.restype = ctypes.c_void_p
told = ctypes.c_void_p(library.fdopen(1, b"w"))
library.malloc_info(0, told)
library.fflush(told)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other systems have one heap anyway")
def test_threads_of_the_window_share_two_heaps(tmp_path: Path) -> None:
    env = {**os.environ, HOME_VARIABLE: str(tmp_path)}
    call = [sys.executable, "-c", _PROGRAM]
    told = subprocess.run(call, env=env, check=True, capture_output=True, text=True).stdout
    assert told.count("<heap nr=") == 2
