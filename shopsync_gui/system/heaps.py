"""Settings of the system's allocator for the memory of many threads and of long lists."""

from __future__ import annotations

import sys
from contextlib import suppress

#: glibc's number of the limit (malloc.h), and how many heaps there are: the window's thread and the
#: others have one each, as nearly all of them hold the interpreter anyway while they allocate.
_ARENA_MAX, _HEAPS = -8, 2
#: Its number of the size from which on something lies outside of the heaps, and that size.
_MMAP_THRESHOLD, _LARGE = -3, 1 << 20


def share_heaps() -> None:
    """Have all threads share two heaps, without what is large; call it before the first of them begins.

    glibc gives threads up to eight heaps a processor. Each job's thread takes another one, leaves
    some ten megabytes free in it, and the few things that outlive the job keep the system from
    getting them back: a window at work for hours would grow by a hundred megabytes that nobody uses.

    The ids of a long list lie by themselves, so that the system has them back as soon as they go. Once
    one has gone glibc would put the next into a heap, where each leaves a gap.
    """
    _tell_glibc("mallopt", _ARENA_MAX, _HEAPS)
    _tell_glibc("mallopt", _MMAP_THRESHOLD, _LARGE)


def give_back() -> None:
    """Let the system have what work that took much has left free in the heaps; glibc would keep it."""
    _tell_glibc("malloc_trim", 0)


def _tell_glibc(function: str, *numbers: int) -> None:
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError):  # another C library
            getattr(ctypes.CDLL(None), function)(*numbers)
