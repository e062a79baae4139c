"""A member's sync in a process of its own, which may kill itself at its N-th statement to the team."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shopsync_gui.core.errors import AlreadyRunning
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.config import Endpoints
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.run.dependencies import make_parts
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.team import lease_maker
from shopsync_gui.team.database import TeamDatabase
from shopsync_gui.team.members import TeamOffice
from tests.quick_reads import ForGood, quick_reads
from tests.sync.dying import DONE, REFUSED, connect


def member(home: Path, endpoints: Endpoints, address: str) -> tuple[Store, Secrets]:
    """The store of a computer that is connected to the sandbox and in the team."""
    home.mkdir(parents=True, exist_ok=True)
    store, secrets = open_store(home / "shopsync.db"), Secrets(home)
    connect(store, secrets, endpoints)
    if store.team.membership() is None:
        office = TeamOffice(store, secrets)
        office.create(address)
    return store, secrets


def sync_job(store: Store) -> Job:
    """A sync of the one shop."""
    return Job(kind=JobKind.SYNC, connection_id=store.connections.all()[0].id, consent=True)


def sync(home: Path, endpoints: Endpoints, address: str, kill_at: int, after: bool) -> None:
    """Sync; ends with DONE, REFUSED, 1, or by SIGKILL."""
    quick_reads(ForGood())
    store, secrets = member(home, endpoints, address)
    if kill_at:
        _die(kill_at, after)
    parts = make_parts(store, secrets, home, lease=lease_maker(store, secrets))
    try:
        report = asyncio.run(run(sync_job(store), parts, lambda progress: None))
    except AlreadyRunning:
        os._exit(REFUSED)
    fine = report.state is RunState.DONE and report.verified
    if not fine:
        print(report, file=sys.stderr)
    os._exit(DONE if fine else 1)


def _die(kill_at: int, after: bool) -> None:
    """Let the N-th statement that opens or closes intents be the last one."""
    count = 0
    rows = TeamDatabase.rows

    def dying(self: TeamDatabase, sql: str, params: Sequence[object] = ()) -> Any:
        nonlocal count
        count += "_intent" in sql
        due = count >= kill_at and "_intent" in sql
        if due and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = rows(self, sql, params)
        if due:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(TeamDatabase, "rows", dying)  # noqa: B010


if __name__ == "__main__":
    folder, endpoints, url, number, when = sys.argv[1:]
    sync(Path(folder), Endpoints(**json.loads(endpoints)), url, int(number), when == "after")
