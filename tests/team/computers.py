"""Computers of a team on one virtual clock, beside a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from shopsync_gui.core.errors import TeamUnreachable
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.sandbox.app import Sandbox
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.run.dependencies import RunDependencies
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.team import lease_maker
from shopsync_gui.team.members import TeamOffice
from tests.sync.computers import Computers
from tests.sync.world import World
from tests.team.server import PostgresServer


class InlineExecutor(Executor):
    """Does at once what it is given, for on a virtual clock nothing may wait for a thread.

    That of a computer which is dead does nothing more.
    """

    dead = False

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.dead and fn.__name__ != "_close":
            future.set_exception(TeamUnreachable(host="dead"))
            return future
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class TeamComputer(World):
    """A computer of a team: a store of its own beside the others' shop and account."""

    def __init__(
        self, folder: Path, sandbox: Sandbox, seed: int, server: PostgresServer, **config: Any
    ) -> None:
        self._shared = sandbox
        self._server = server
        self.executor = InlineExecutor()
        self.database = ""
        super().__init__(folder, **config)
        self.random = Random(seed)

    async def _make_sandbox(self) -> Sandbox:
        return self._shared

    @property
    def office(self) -> TeamOffice:
        """What its user does about the team."""
        return TeamOffice(self.store, Secrets(self.path.parent, {}))

    def died(self) -> None:
        """Nothing is told any more, and the server notices."""
        self.executor.dead = True
        self._server.cut_off(self.database)

    def restart(self) -> None:
        """Start the program anew."""
        self.executor = InlineExecutor()
        super().restart()

    def parts(self) -> RunDependencies:
        """The engine's parts, with the leases of the team."""
        secrets = Secrets(self.path.parent, {})
        leases = lease_maker(self.store, secrets, threads=lambda: self.executor)
        return replace(super().parts(), lease=leases)


class Team(Computers):
    """So many computers in one team; the first one owns it."""

    each: list[TeamComputer]  # type: ignore[assignment]

    def __init__(
        self, folder: Path, server: PostgresServer, database: str, count: int, seed: int,
        **config: Any,
    ) -> None:  # fmt: skip
        self.shared = World(_made(folder / "shared"), **config)
        self.each = [
            TeamComputer(
                _made(folder / str(n)), self.shared.sandbox, seed * 10 + n, server, **config
            )
            for n in range(count)
        ]
        for number, computer in enumerate(self.each):
            computer.database = database
            enter = computer.office.join if number else computer.office.create
            enter(server.address(database))

    def together(
        self, delays: Sequence[float], jobs: Sequence[dict[str, Any]] | None = None
    ) -> list[RunReport | BaseException]:
        """Start a job on each computer after so many seconds, a sync unless told otherwise; how each ended."""

        async def after(computer: TeamComputer, delay: float, job: dict[str, Any]) -> RunReport:
            await asyncio.sleep(delay)
            fields: dict[str, Any] = {"kind": JobKind.SYNC, "consent": True} | job
            asked = Job(connection_id=computer.connection.id, **fields)
            return await run(asked, computer.parts(), lambda progress: None)

        async def main() -> list[RunReport | BaseException]:
            each = zip(self.each, delays, jobs or [{} for _ in delays], strict=True)
            work = [after(*parts) for parts in each]
            return list(await asyncio.gather(*work, return_exceptions=True))

        return self.shared.on_loop(main())


def at_write(team: Team, number: int, act: Callable[[], None]) -> None:
    """Do something when the account is about to answer its N-th write from now on."""
    from shopsync_gui.sandbox import faults as f

    left = number

    def due(request: Any) -> bool:
        nonlocal left
        if f.is_write(request):
            left -= 1
            if left == 0:
                act()
        return False

    team.shared.sandbox.faults.at(due, f.own(), None)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
