"""How much slower a sync is in a team than alone."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing

from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.sandbox.process import start_sandbox
from shopsync_gui.store import open_store
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.run.dependencies import make_parts
from shopsync_gui.system.paths import database_file
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.team import lease_maker
from shopsync_gui.team.members import TeamOffice
from tests.bench.common import Options, Result, ratio
from tests.team.server import PostgresServer
from tests.ui.program import data_folder

#: The invented account answers as fast as a real one may.
_CONFIG = SandboxConfig(products=60, orders=0, latency_ms=100)
#: Each way is measured so often, in turns; the quickest counts.
_TURNS = 5


def team(_options: Options) -> Result:
    """A first sync of 60 products and an unchanged one, in a team and alone, in turns."""
    server = PostgresServer()
    try:
        measured: list[tuple[tuple[float, float], tuple[float, float]]] = []
        for turn in range(_TURNS):
            server.make(f"bench{turn}")
            measured.append((_seconds(None), _seconds(server.address(f"bench{turn}"))))
        alone, together = (
            tuple(min(times[way][which] for times in measured) for which in (0, 1))
            for way in (0, 1)
        )
    finally:
        server.close()
    return {
        "first_alone": round(alone[0], 2),
        "first_in_team": round(together[0], 2),
        "ratio": ratio(together[0], alone[0]),
        "unchanged_alone": round(alone[1], 2),
        "unchanged_in_team": round(together[1], 2),
        "ratio_unchanged": ratio(together[1], alone[1]),
        "goal": 1.10,
    }


def _seconds(address: str | None) -> tuple[float, float]:
    """The seconds of a first and of an unchanged sync."""
    with (
        start_sandbox(_CONFIG, lifetime=600) as sandbox,
        data_folder(sandbox.endpoints) as home,
        closing(open_store(database_file(home))) as store,
    ):
        secrets = Secrets(home)
        connection = store.connections.all()[0]
        # The demo's account is nobody else's, in a team either.
        connection = store.connections.update(connection.id, demo=False)
        if address is not None:
            TeamOffice(store, secrets).create(address)
        parts = make_parts(store, secrets, home, lease=lease_maker(store, secrets))
        job = Job(kind=JobKind.SYNC, connection_id=connection.id, consent=True)
        times = []
        for _ in range(2):
            started = time.perf_counter()
            report = asyncio.run(run(job, parts, lambda progress: None))
            times.append(time.perf_counter() - started)
            assert report.verified
    return times[0], times[1]
