"""The allocator's settings: what is large and has gone leaves no gaps."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: Long lists come and go, each with a shorter one behind it that stays; the megabytes that are left.
_LIFE = """
from pathlib import Path
from shopsync_gui.system.heaps import share_heaps

def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024

share_heaps()
before, kept = resident(), []
for size in range(16, 8, -1):
    long = bytearray(b"x") * (size << 20)
    kept.append(bytearray(b"x") * (1 << 18))
    del long
print(resident() - before - len(kept) / 4)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's allocator")
def test_what_is_large_is_given_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LIFE], stdout=subprocess.PIPE, check=True, timeout=60
    )
    assert float(done.stdout) < 4


#: Much that lies in a heap has gone, with something behind it that stays; the megabytes that are left, then and after.
_WORK = """
from pathlib import Path
from shopsync_gui.system.heaps import give_back, share_heaps

def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024

share_heaps()
before = resident()
pages = [bytearray(b"x") * 4000 for _ in range(10_000)]
stays = bytearray(b"x") * 4000
del pages
print(resident() - before)
give_back()
print(resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's allocator")
def test_what_lies_free_in_a_heap_is_given_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WORK], stdout=subprocess.PIPE, check=True, timeout=60
    )
    kept, left = map(float, done.stdout.split())
    assert kept > 30
    assert left < 4
