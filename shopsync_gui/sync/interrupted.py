"""Runs whose program is dead: whoever finds the job lock free gives them their end."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import AlreadyRunning
from shopsync_gui.system.lock import job_lock

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.store import Store


def close_dead_runs(store: Store, home: Path) -> bool:
    """Close what stands as running; False where a living program holds the lock of `home`."""
    with suppress(AlreadyRunning), job_lock(home):
        store.runs.close_interrupted(datetime.now(UTC))
        return True
    return False
