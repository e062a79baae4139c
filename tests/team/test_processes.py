"""Programs of a team that are really killed, and a server that freezes, restarts and goes away."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import AccountLeased, TeamUnreachable
from shopsync_gui.core.runs.jobs import Phase, Progress
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.run.dependencies import make_parts
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.team import lease_maker
from shopsync_gui.team.address import parse_address
from shopsync_gui.team.database import TeamDatabase
from shopsync_gui.team.turn import acquire
from tests.cli.playing import sandbox
from tests.quick_reads import quick_reads
from tests.sync import dying
from tests.sync.test_kills import account
from tests.team.lossy_network import LossyNetwork
from tests.team.member import member, sync_job
from tests.team.server import PostgresServer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX matter"),
]

#: A sync of `_SHOP` tells the team of its intents in so many statements.
_STATEMENTS = 6
#: Every so many of them the holder dies; SHOPSYNC_TEAM_KILLS=1 has it die at each.
_STEP = int(os.environ.get("SHOPSYNC_TEAM_KILLS", "6"))
#: Where it dies first: at another one each day, unless SHOPSYNC_TEAM_SEED says so.
_SEED = int(os.environ.get("SHOPSYNC_TEAM_SEED", date.today().toordinal()))
_SHOP = SandboxConfig(products=2, orders=0, latency_ms=15)


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests run in real time."""
    quick_reads(monkeypatch)


def start(
    home: Path, endpoints: Endpoints, address: str, kill_at: int = 0, *, after: bool = False
) -> subprocess.Popen[bytes]:
    """A member's sync in a process of its own."""
    when = "after" if after else "before"
    arguments = [str(home), json.dumps(asdict(endpoints)), address, str(kill_at), when]
    command = [sys.executable, "-m", "tests.team.member", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


def ended(process: subprocess.Popen[bytes]) -> int:
    """The exit code; the process says on standard error why it is not DONE."""
    _out, err = process.communicate(timeout=60)
    if process.returncode not in (dying.DONE, dying.REFUSED, -signal.SIGKILL):
        sys.stderr.write(err.decode())
    return process.returncode


def doubled(endpoints: Endpoints) -> set[str]:
    """SKUs and names of categories that stand more than once in the account."""
    held = account(endpoints)
    keys = [sku_key(product.sku) for product in held.products]
    keys += [category.name for category in held.categories]
    return {key for key, count in Counter(keys).items() if count > 1}


def killed_and_taken_over(
    folder: Path, server: PostgresServer, kill_at: int, *, after: bool
) -> bool:
    """Whether the holder was killed at this write; two colleagues take over what it left."""
    database = f"kill{'a' if after else 'b'}{kill_at}"
    server.make(database)
    address = server.address(database)
    with sandbox(_SHOP) as endpoints:
        killed = ended(start(folder / "1", endpoints, address, kill_at, after=after)) != dying.DONE
        both = [start(folder / name, endpoints, address) for name in ("2", "3")]
        codes = {ended(process) for process in both}
        assert dying.DONE in codes, (kill_at, codes)
        assert codes <= {dying.DONE, dying.REFUSED}, (kill_at, codes)
        assert doubled(endpoints) == set(), kill_at
        assert server.run(database, "SELECT count(*) FROM shopsync.intent") == [(0,)], kill_at
    return killed


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_the_holder_may_die_at_every_write(
    tmp_path: Path, server: PostgresServer, after: bool
) -> None:
    first = 1 + (_SEED + _STEP // 2 * after) % _STEP
    numbers = range(first, _STATEMENTS + 1, _STEP)
    print(f"the holder dies at {list(numbers)}: SHOPSYNC_TEAM_SEED={_SEED}")
    with ThreadPoolExecutor(2) as pool:
        killed = pool.map(
            lambda n: killed_and_taken_over(tmp_path / str(n), server, n, after=after), numbers
        )
        assert all(killed)


def test_a_dead_holder_is_followed_at_once(
    tmp_path: Path,
    server: PostgresServer,
    database: str,
    record_property: Callable[[str, object], None],
) -> None:
    address = server.address(database)
    with sandbox(SandboxConfig(products=200, orders=0, latency_ms=60)) as endpoints:
        process = start(tmp_path / "1", endpoints, address)
        wait_for(lambda: server.run(database, "SELECT 1 FROM shopsync.intent"))
        other = TeamDatabase(parse_address(address), None)
        (account_id,) = next(iter(other.rows("SELECT id FROM account")))
        other.rows(
            "INSERT INTO member (computer_key, name, computer, role, program)"
            " VALUES ('x', 'Kati', 'iroda', 'member', '1')"
        )
        with pytest.raises(AccountLeased):
            acquire(other, account_id, 2, "sync")
        process.kill()
        killed_at = time.monotonic()
        wait_for(lambda: obtained(other, account_id))
        seconds = time.monotonic() - killed_at
        other.close()
        ended(process)
    record_property("takeover_seconds", seconds)
    print(f"taken over {seconds:.3f} s after kill -9")
    assert seconds < 5


def obtained(database: TeamDatabase, account_id: int) -> bool:
    try:
        return bool(acquire(database, account_id, 2, "sync"))
    except AccountLeased:
        return False


def wait_for(there: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until something is there."""
    until = time.monotonic() + seconds
    while True:
        try:
            if there():
                return
        except Exception:
            if time.monotonic() > until:
                raise
        assert time.monotonic() < until
        time.sleep(0.01)


class Holder:
    """A run in this process, which tells when it began to wait for the team's database."""

    def __init__(self, home: Path, endpoints: Endpoints, address: str, patience: float) -> None:
        self._arguments = (home, endpoints, address, patience)
        self.waits: list[float] = []
        self.writes = threading.Event()
        self.report: RunReport | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        home, endpoints, address, patience = self._arguments
        store, secrets = member(home, endpoints, address)
        leases = lease_maker(store, secrets, patience=patience)
        parts = make_parts(store, secrets, home, lease=leases)
        self.report = asyncio.run(run(sync_job(store), parts, self._hear))
        store.close()

    def _hear(self, progress: Progress) -> None:
        if progress.phase is Phase.PUSH and progress.done > 3:
            self.writes.set()
        if progress.phase is Phase.TEAM:
            self.waits.append(time.monotonic())

    def end(self) -> RunReport:
        """How the run ended."""
        self._thread.join(120)
        assert self.report is not None
        return self.report


_LONG = SandboxConfig(products=60, orders=0, latency_ms=40)


@contextmanager
def at_work(home: Path, address: str, patience: float = 60.0) -> Iterator[tuple[Holder, Endpoints]]:
    """A run in this process that has begun to write; at the end nothing may stand twice."""
    with sandbox(_LONG) as endpoints:
        holder = Holder(home, endpoints, address, patience)
        assert holder.writes.wait(60)
        yield holder, endpoints
        assert doubled(endpoints) == set()


def ends_well(holder: Holder) -> None:
    """The run comes to its end, and has proven it."""
    report = holder.end()
    assert report.state is RunState.DONE
    assert report.verified


def stands_still(endpoints: Endpoints, seconds: float = 0.0) -> None:
    """Nothing is written into the account for so long."""
    held = len(account(endpoints).products)
    time.sleep(seconds)
    assert len(account(endpoints).products) == held


def test_a_frozen_server_is_noticed_and_waited_for(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    with at_work(tmp_path, server.address(database)) as (holder, endpoints):
        server.freeze()
        frozen = time.monotonic()
        try:
            wait_for(lambda: holder.waits)
            noticed = holder.waits[0] - frozen
            stands_still(endpoints, 1.0)
        finally:
            server.thaw()
        print(f"a frozen server is noticed after {noticed:.1f} s")
        assert noticed < 15
        ends_well(holder)


def test_a_network_that_loses_everything_is_noticed_and_waited_for(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    network = LossyNetwork(server.port)
    address = server.address(database).replace(f":{server.port}/", f":{network.port}/")
    try:
        with at_work(tmp_path, address) as (holder, endpoints):
            network.lossy = True
            lost = time.monotonic()
            wait_for(lambda: holder.waits)
            noticed = holder.waits[0] - lost
            stands_still(endpoints)
            # The server has heard nothing either: its lock is still the dead connection's.
            other = TeamDatabase(parse_address(server.address(database)), None)
            assert (
                other.value(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 0"
                )
                == 1
            )
            other.close()
            stands_still(endpoints)
            network.lossy = False
            ends_well(holder)
            print(f"a lossy network is noticed after {noticed:.1f} s")
            assert noticed < 15
    finally:
        network.close()


def test_a_server_that_restarts_holds_the_run_up_only(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    with at_work(tmp_path, server.address(database)) as (holder, _endpoints):
        server.stop(at_once=True)
        wait_for(lambda: holder.waits)
        server.start()
        ends_well(holder)


def test_a_server_that_stays_away_pauses_the_run_with_the_reason(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    with at_work(tmp_path, server.address(database), patience=2.0) as (holder, endpoints):
        server.stop(at_once=True)
        try:
            report = holder.end()
        finally:
            server.start()
        assert report.state is RunState.PAUSED
        assert report.problem is not None
        assert report.problem.is_a(TeamUnreachable)
        store, secrets = member(tmp_path, endpoints, server.address(database))
        parts = make_parts(store, secrets, tmp_path, lease=lease_maker(store, Secrets(tmp_path)))
        again = asyncio.run(run(sync_job(store), parts, lambda progress: None))
        assert again.state is RunState.DONE
        store.close()
