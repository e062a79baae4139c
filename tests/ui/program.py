"""The whole program for tests and pictures: on a data folder of its own, with a shop, in any state."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QEventLoop, QRect, QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from shopsync_gui.app import create
from shopsync_gui.core.errors import MissingScope
from shopsync_gui.core.plan.plan_summary import Brake, BrakeKind
from shopsync_gui.core.runs.jobs import Job, JobKind, Phase
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.sandbox.config import Endpoints
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.connect import ConnectionCheck, save_connection
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.run.dependencies import make_parts
from shopsync_gui.system.paths import HOME_VARIABLE, database_file
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.ui.jobs.context import AppContext
from shopsync_gui.ui.shell.damaged_data_window import DamagedDataWindow
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.parallel import memory_folder
from tests.patience import patient
from tests.prepared import prepared_store

#: Pixels that the screen has for windows without their frames, and those of a frame.
SCREEN = QSize(1920, 1080)
TITLE_BAR = 40
#: Milliseconds: no page is built before it is opened, which took a third of the tests' time.
NEVER = 3_600_000
#: Milliseconds: a pause that is no longer ends while somebody waits for the window.
_SHORT = 500
_VARIABLES = (HOME_VARIABLE, "SHOPSYNC_CLIENT_SECRET", "SHOPSYNC_SA_PASSWORD")


def wait(milliseconds: int) -> None:
    """Let the window work."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(ready: Callable[[], bool], seconds: float = 30) -> None:
    """Let the window work until something is so. Raises TimeoutError."""
    for _round in range(int(seconds * 20)):
        if ready():
            return
        wait(50)
    raise TimeoutError("the window did not become ready")


def settle(window: MainWindow, seconds: float = 2) -> None:
    """Let the window work until it shows what it has: no answer and no short pause is outstanding.

    While a job runs, something always is: then it ends after a while.
    """
    quiet = 0
    for _turn in range(int(seconds * 200)):
        wait(5)
        quiet = 0 if _reads(window) else quiet + 1
        if quiet == 5:  # what an answer has added is laid out a turn or two later
            if not _pauses(window):
                return
            quiet = 0


def _reads(window: MainWindow) -> bool:
    context = window.context
    return context.background.is_busy or any(thread.is_busy for thread in context.store.all())


def _pauses(window: MainWindow) -> bool:
    return any(
        timer.isActive() and timer.isSingleShot() and timer.interval() <= _SHORT
        for timer in window.findChildren(QTimer)
    )


def screen_of(size: QSize) -> Callable[[QWidget], QRect]:
    """A screen on which a window may be so large without its frame."""
    area = QRect(0, 0, size.width(), size.height() + TITLE_BAR)
    return lambda _window: area


def put_away(window: MainWindow | DamagedDataWindow) -> None:
    """Quit the program and delete its window now: the next one would be dressed together with it.

    Without a style sheet the next window is built as at a start.
    """
    if isinstance(window, MainWindow):
        window.quit()
    else:
        window.close()
    window.deleteLater()
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setStyleSheet("")


@contextmanager
def data_folder(
    endpoints: Endpoints | None = None,
    *states: RunState,
    settings: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> Iterator[Path]:
    """A data folder in use; with a connected shop, whose runs ended in these states.

    `content` is the file of a store to begin with.
    """
    home = Path(tempfile.mkdtemp(prefix="shopsync-", dir=memory_folder()))
    kept = {name: os.environ.get(name) for name in _VARIABLES}
    os.environ[HOME_VARIABLE] = str(home)
    try:
        if content is not None:
            database_file(home).write_bytes(content)
        with closing(prepared_store(database_file(home))) as store:
            paces = {"push.start_rate": "1000", "push.max_rate": "1000"}
            for key, chosen in {**paces, **(settings or {})}.items():
                store.settings.set(key, chosen)
            if endpoints is not None:
                connection_id = _connect(store, home, endpoints)
                for state in states:
                    _end(store, connection_id, state)
        yield home
    finally:
        for name, value in kept.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def program(
    endpoints: Endpoints | None = None,
    *states: RunState,
    screen: QSize = SCREEN,
    settings: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> Iterator[MainWindow]:
    """The program on a data folder of its own (see `data_folder`); its window is not shown yet."""
    with data_folder(endpoints, *states, settings=settings, content=content):
        window = create(["shopsync"], available=screen_of(screen), later=NEVER)
        assert isinstance(window, MainWindow)
        try:
            yield window
        finally:
            put_away(window)
            _finish(window.context)


def _finish(context: AppContext) -> None:
    """Have what is still written into the data folder written, else it comes back when it is gone."""
    wait_until(lambda: not context.background.is_busy)
    context.memory.sync()


def _connect(store: Store, home: Path, endpoints: Endpoints) -> int:
    draft = msgspec.convert({**endpoints.connection(), "demo": True}, ConnectionDraft)
    check = ConnectionCheck(
        shop=endpoints.shop_name,
        title="Bemutató bolt",
        products=300,
        account_products=0,
        account_categories=0,
    )
    secrets = Secrets(home)
    _home, secret, password = _VARIABLES
    os.environ[secret] = endpoints.client_secret
    os.environ[password] = endpoints.sa_password
    return save_connection(store, secrets, draft, check, datetime.now(UTC), session_only=True).id


def sync_shop(window: MainWindow, times: int = 1) -> None:
    """Sync the shop so many times, past the window, which then shows the outcome."""
    window.open_page("pageConnections")
    window.show()
    for _time in range(times):
        sync_past(window, window.context.connections[0].id)
    window.context.connections.reload()
    settle(window)


def sync_past(window: MainWindow, connection_id: int) -> None:
    """Sync a shop as another program on this data folder would."""
    context, job = window.context, Job(kind=JobKind.SYNC, connection_id=connection_id, consent=True)
    with closing(open_store(context.store.path)) as store:
        parts = make_parts(store, context.secrets, context.home)
        report = asyncio.run(run(job, parts, lambda _progress: None))
    assert report.state is RunState.DONE, report


@contextmanager
def working(window: MainWindow) -> Iterator[None]:
    """While a sync writes to the account, slowly, and says how long it will take."""
    for key in ("push.start_rate", "push.max_rate"):
        window.context.settings.set(key, "2")
    jobs, connection_id = window.context.jobs, window.context.connections[0].id
    window.show()
    jobs.add(Job(kind=JobKind.SYNC, connection_id=connection_id, consent=True))

    def is_writing() -> bool:
        progress = jobs.progress(connection_id)
        return (
            progress is not None
            and progress.phase is Phase.PUSH
            and progress.remaining_seconds is not None
        )

    wait_until(is_writing, patient(60))
    yield
    jobs.cancel(connection_id)
    wait_until(lambda: not jobs.busy)


def looks(window: MainWindow) -> Iterator[str]:
    """Hungarian and English, light and dark, one after the other."""
    for language in ("hu", "en"):
        window.context.settings.set("ui.language", language)
        for theme in ("light", "dark"):
            window.context.settings.set("ui.theme", theme)
            yield f"{language}-{theme}"


def stopped_run(connection_id: int, run_id: int = 1) -> RunReport:
    return RunReport(
        run_id=run_id,
        kind=JobKind.SYNC,
        state=RunState.STOPPED,
        connection_id=connection_id,
        started_at=datetime.now(UTC),
        finished_at=datetime.now(UTC),
        brakes=(
            Brake(kind=BrakeKind.VANISH, count=112, total=300, examples=("FC-00155", "TTL-00017")),
            Brake(kind=BrakeKind.PRICE, count=96, total=300),
        ),
    )


def _end(store: Store, connection_id: int, state: RunState) -> None:
    """Add a run that ended so."""
    report = store.runs.start(JobKind.SYNC, connection_id, datetime.now(UTC))
    ended = replace(
        stopped_run(connection_id, report.run_id),
        state=state,
        pulled=300,
        created=12,
        updated=30,
        unchanged=250,
        failed=3,
        verified=state is RunState.DONE,
        seconds=float(12 + 37 * report.run_id % 90),
    )
    if state is not RunState.STOPPED:
        ended = replace(ended, brakes=())
    if state in (RunState.FAILED, RunState.PAUSED):
        problem = MissingScope(service="Shoprenter", shop="bemutato", scope="product.product:read")
        ended = replace(ended, problem=problem.problem)
    store.runs.save(ended)
