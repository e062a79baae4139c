"""One job, and one sender of messages, at a time per data folder, across windows and commands."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from shopsync_gui.core.errors import AlreadyRunning, StoreFull

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = "job.lock"


@contextmanager
def job_lock(folder: Path) -> Iterator[None]:
    """Hold the data folder's job lock; the system frees it when the process dies.

    Raises AlreadyRunning at once when another job holds it, StoreFull when the lock file cannot be
    made.
    """
    path = folder / _NAME
    lock = FileLock(path, timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise AlreadyRunning from None
    except OSError as error:
        raise StoreFull(path=path, detail=error.strerror or type(error).__name__) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def mail_lock(folder: Path) -> Iterator[bool]:
    """Whether this program may send the data folder's messages now; another one may be at it."""
    lock = FileLock(folder / "mail.lock", timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except (Timeout, OSError):
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
