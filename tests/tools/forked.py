"""A plugin of pytest that shares the tests between processes forked from the one that has collected them.

`python dev.py test` loads it where a process can be forked without harm, on Linux. The processes that
pytest-xdist starts each import and collect everything by themselves, ten seconds of processor time in each.
Towards the other plugins it keeps to pytest-xdist's hooks and attributes.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import sys
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.parallel import Shares

_fork = multiprocessing.get_context("fork") if hasattr(os, "fork") else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--forks 4`: so many processes."""
    parser.addoption("--forks", type=int, default=0, help="share the tests between N processes")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Have the processes run the tests, and report what they report."""
    options = session.config.option
    if not options.forks or options.collectonly or session.testsfailed:
        return None
    if options.basetemp:
        raise pytest.UsageError("forked processes would clear one folder of --basetemp")
    loop = _Loop(session)
    try:
        loop.run(options.forks)
    finally:
        loop.end()
    return True


class _Loop:
    """The processes, what each has to do, and what has come of it."""

    def __init__(self, session: pytest.Session) -> None:
        self._session, self._config = session, session.config
        self._workers: dict[Connection, _Worker] = {}
        self._shares = Shares([item.path for item in session.items])
        self._started = 0

    def run(self, processes: int) -> None:
        """Run all tests; raises what ends a run early."""
        for _process in range(processes):
            self._start()
        while self._workers:
            for connection in wait([*self._workers]):
                assert isinstance(connection, Connection)
                try:
                    kind, content = connection.recv()
                except EOFError:
                    self._lose(connection)
                else:
                    self._hear(self._workers[connection], kind, content)
        if self._session.shouldfail:
            raise self._session.Failed(self._session.shouldfail)
        if self._session.shouldstop:
            raise self._session.Interrupted(self._session.shouldstop)

    def end(self) -> None:
        """End the processes that there still are."""
        for worker in self._workers.values():
            worker.process.terminate()
            worker.process.join()

    def _start(self) -> None:
        worker = _Worker(f"gw{self._started}")
        self._started += 1
        self._config.hook.pytest_configure_node(node=worker)
        worker.start(self._session, [*self._workers])
        self._workers[worker.connection] = worker
        self._give(worker)
        if not worker.over:
            self._give(worker)

    def _give(self, worker: _Worker) -> None:
        """Give a process the test after its present one, so that it knows which fixtures are to stay."""
        stops = self._session.shouldfail or self._session.shouldstop
        test = None if stops else self._shares.next_of(worker.gateway.id)
        if test is not None:
            worker.tests.append(test)
        worker.over = test is None
        with suppress(BrokenPipeError):  # it has died, which its connection says next
            worker.connection.send(test)

    def _hear(self, worker: _Worker, kind: str, content: Any) -> None:
        hook = self._config.hook
        if kind == "report":
            report = hook.pytest_report_from_serializable(config=self._config, data=content)
            report.node = worker
            hook.pytest_runtest_logreport(report=report)
        elif kind == "done":
            worker.tests.pop(0)
            if not worker.over:
                self._give(worker)
        elif kind == "end":
            worker.workeroutput = content
            hook.pytest_testnodedown(node=worker, error=None)
            del self._workers[worker.connection]
            worker.process.join()

    def _lose(self, connection: Connection) -> None:
        """A process has died: its test has failed, another process does the rest."""
        worker = self._workers.pop(connection)
        worker.process.join()
        if not worker.tests:
            raise RuntimeError(f"{worker.gateway.id} ended with {worker.process.exitcode}")
        lost, *rest = worker.tests
        self._shares.give_back(worker.gateway.id, rest)
        item = self._session.items[lost]
        report = pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="failed",
            longrepr=f"{worker.gateway.id} crashed while running {item.nodeid}",
            when="???",  # type: ignore[arg-type]
        )
        report.node = worker  # type: ignore[attr-defined]
        self._config.hook.pytest_handlecrashitem(crashitem=item.nodeid, report=report, sched=None)
        self._config.hook.pytest_runtest_logreport(report=report)
        self._start()


class _Worker:
    """A process as the first one sees it; `node` for plugins that know pytest-xdist."""

    process: multiprocessing.process.BaseProcess
    connection: Connection

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.workerinput: dict[str, Any] = {"workerid": name}
        self.workerinfo = {
            "id": name,
            "sysplatform": sys.platform,
            "version_info": sys.version_info,
            "executable": sys.executable,
        }
        self.workeroutput: dict[str, Any] = {}
        #: Which tests it has been given and has not done.
        self.tests: list[int] = []
        #: It knows that no more come.
        self.over = False

    def start(self, session: pytest.Session, of_others: list[Connection]) -> None:
        """Fork it; it must not hold the others' connections open."""
        assert _fork is not None
        self.connection, far = _fork.Pipe()

        def main() -> None:
            for connection in (*of_others, self.connection):
                connection.close()
            _Tests(session, far, self.workerinput).run()

        self.process = _fork.Process(target=main, name=self.gateway.id)
        self.process.start()
        far.close()


class _Tests:
    """The life of a forked process: it runs the tests that it is given, and reports."""

    def __init__(
        self, session: pytest.Session, connection: Connection, given: dict[str, Any]
    ) -> None:
        self._session, self._config, self._connection = session, session.config, connection
        self._given = given

    def run(self) -> None:
        """Run tests until there are none, and hand over what the other plugins have to say."""
        self._prepare()
        present = self._connection.recv()
        while present is not None:
            following = self._connection.recv()
            self._play(present, following)
            self._connection.send(("done", None))
            present = following
        self._config.hook.pytest_sessionfinish(
            session=self._session,
            exitstatus=pytest.ExitCode.TESTS_FAILED if self._session.testsfailed else 0,
        )
        self._connection.send(("end", vars(self._config)["workeroutput"]))

    def _prepare(self) -> None:
        os.environ["PYTEST_XDIST_WORKER"] = self._given["workerid"]
        vars(self._config).update(workerinput=self._given, workeroutput={})
        if file := self._given.get("crash"):
            faulthandler.enable(Path(file).open("w"))  # noqa: SIM115 - open for good
        plugins = self._config.pluginmanager
        # Nothing is reported here; but where a test takes too long, the threads' stacks are written.
        writer = self._config.get_terminal_writer()
        plugins.unregister(name="terminalreporter")
        plugins.register(SimpleNamespace(_tw=writer), "terminalreporter")
        plugins.register(self)
        # Else all processes would catch what is printed in the same files.
        capture = plugins.getplugin("capturemanager")
        capture.stop_global_capturing()
        capture.start_global_capturing()
        capture.suspend_global_capture()

    def _play(self, present: int, following: int | None) -> None:
        items = self._session.items
        self._config.hook.pytest_runtest_protocol(
            item=items[present], nextitem=None if following is None else items[following]
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Send a report to the process that prints it."""
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._connection.send(("report", data))
