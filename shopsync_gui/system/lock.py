"""Locks of a data folder: of a job's shop and account, of all data, of sending messages, of entering a team.

The system frees a lock when its process dies, so none is ever stale; the files stay until all data
are erased.
"""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from shopsync_gui.core import errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: Held by whoever works with everything; programs that know no other lock hold it for a job, too.
_WHOLE = "job.lock"
_FOLDER = "locks"
#: Seconds within which somebody who only looks whether a lock is free has let go of it again.
_GLANCE = 0.5
_POLL = 0.01


class HeldLocks:
    """The locks that a job holds, by their files; a lock whose file was removed keeps nobody out any more."""

    def __init__(self, folder: Path, held: ExitStack) -> None:
        self._folder = folder
        self._held = held
        self._files: dict[Path, tuple[int, int]] = {}

    def take(self, file: Path, patience: float) -> None:
        """Take one of them. Raises as job_lock."""
        self._held.enter_context(_hold(file, patience))
        self._files[file] = _identity(file) or (0, 0)

    def make_sure(self) -> None:
        """Take those again whose files were removed. Raises AlreadyRunning where somebody else has one by now."""
        for file, known in self._files.items():
            if _identity(file) != known:
                with _hold(self._folder / _WHOLE, 0):
                    self.take(file, 0)


@contextmanager
def job_lock(
    folder: Path, names: Iterable[str], *, patience: float = _GLANCE
) -> Iterator[HeldLocks]:
    """Hold what a job works with: its shop and its account, each by a name of its own.

    All are taken in one order, and none is waited for longer than `patience` seconds: so long
    somebody may hold it who only looks whether it is free. Raises AlreadyRunning when a job holds
    one of them or somebody works with the whole folder, StoreNotWritten when a lock file cannot be made.
    """
    with ExitStack() as held:
        locks = HeldLocks(folder, held)
        for name in sorted(set(names)):
            locks.take(_file_of(folder, name), patience)
        with _hold(folder / _WHOLE, patience):
            pass
        yield locks


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold the whole data folder: no job runs, and none begins. Raises as job_lock."""
    with ExitStack() as held:
        held.enter_context(_hold(folder / _WHOLE))
        for file in sorted((folder / _FOLDER).glob("*.lock")):
            held.enter_context(_hold(file))
        yield


def is_held(folder: Path, name: str) -> bool:
    """Whether somebody works with this shop or account; nothing is made or written for the answer."""
    try:
        file = os.open(_file_of(folder, name), os.O_RDONLY)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # nothing is known of it
    try:
        _try_lock(file)
    except OSError:
        return True
    finally:
        os.close(file)  # which lets go of it
    return False


def _try_lock(file: int) -> None:
    """Take the lock of an open file as filelock does. Raises OSError where it is taken."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def forget_locks(folder: Path) -> None:
    """Remove the files of jobs' locks, by whoever holds the whole folder: who waits for one takes a new file.

    Windows removes no file that is open, so that they stay there, empty.
    """
    for file in (folder / _FOLDER).glob("*.lock"):
        with suppress(OSError):
            file.unlink()


def team_lock(folder: Path, *, patience: float) -> AbstractContextManager[None]:
    """Hold the right to enter a team with the data folder: a second press of the button waits.

    Raises AlreadyRunning after `patience` seconds, StoreNotWritten when the lock file cannot be made.
    """
    return _hold(_file_of(folder, "team"), patience)


@contextmanager
def mail_lock(folder: Path) -> Iterator[bool]:
    """Whether this program may send the data folder's messages now; another one may be at it."""
    from filelock import FileLock, Timeout  # which imports asyncio

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


def _identity(file: Path) -> tuple[int, int] | None:
    """The file that is at a path, as no other is; None where none is."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _file_of(folder: Path, name: str) -> Path:
    """The lock's file; its name tells nothing of the account."""
    from hashlib import sha256  # who only reads needs no lock

    return folder / _FOLDER / f"{sha256(name.encode()).hexdigest()[:16]}.lock"


@contextmanager
def _hold(path: Path, patience: float = _GLANCE) -> Iterator[None]:
    from filelock import FileLock, Timeout  # which imports asyncio

    lock = FileLock(path, timeout=patience, mode=0o600, thread_local=False, poll_interval=_POLL)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise errors.AlreadyRunning from None
    except PermissionError as error:
        if os.path.isfile(path):
            raise errors.StoreForbidden(path=path, detail=error.strerror) from error
        raise errors.folder_not_made(path.parent, error, os.path.isdir) from error
    except OSError as error:
        raise errors.store_not_written(path, error) from error
    try:
        yield
    finally:
        lock.release()
