"""The real window against a sandbox on real sockets, driven by object names."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.store import Store, open_store
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.patience import PATIENCE
from tests.quick_reads import quick_reads
from tests.sandbox.serving import SandboxThread
from tests.ui.driver import Driver, fast_writes
from tests.ui.program import NEVER, SCREEN


class PatientBot(QtBot):
    """Waits as long as it takes: what a test is about is that something comes, not how soon."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's hands on widgets."""
    return PatientBot(request)


OpenSandbox = Callable[..., SandboxThread]


@pytest.fixture
def open_sandbox() -> Iterator[OpenSandbox]:
    """Starts sandboxes; each ends with the test."""
    started: list[SandboxThread] = []

    def start(**config: Any) -> SandboxThread:
        started.append(
            SandboxThread(SandboxConfig(**{"products": 40, "rate_limit": 1000} | config))
        )
        return started[-1]

    yield start
    for sandbox in started:
        sandbox.stop()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests run in real time."""
    quick_reads(monkeypatch)


@pytest.fixture(autouse=True)
def no_window_stays() -> Iterator[None]:
    """What a test leaves on the screen is deleted: the next window would be dressed with it.

    A program is to be ended by its test: its timers and threads would work on without a window.
    """
    before = _top_level_widgets()
    yield
    left = [widget for widget in _top_level_widgets() if widget not in before]
    going_on = [w for w in left if isinstance(w, MainWindow) and w.isVisible()]
    for widget in left:
        widget.deleteLater()
    if left:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not going_on, "the test left its program open"


@pytest.fixture(autouse=True)
def no_clipboard_stays() -> Iterator[None]:
    """Off screen Qt would delete what Python put on the clipboard after Python's end, and crash."""
    yield
    if QApplication.instance() is not None:
        QApplication.clipboard().clear()


def _top_level_widgets() -> list[QWidget]:
    """Those that stand alone: a menu or a dialog goes with its window."""
    if QApplication.instance() is None:
        return []
    return [widget for widget in QApplication.topLevelWidgets() if widget.parent() is None]


@pytest.fixture
def screen(request: pytest.FixtureRequest) -> QSize:
    """What the screen has for windows; `on_screens` chooses others."""
    size: QSize = getattr(request, "param", SCREEN)
    return size


def on_screens(*sizes: QSize) -> pytest.MarkDecorator:
    """Run a test on screens that have so many pixels for windows without their frames."""
    names = [f"{size.width()}x{size.height()}" for size in sizes]
    return pytest.mark.parametrize("screen", sizes, indirect=True, ids=names)


@pytest.fixture
def later() -> int:
    """After how many milliseconds the pages that nobody opened are built."""
    return NEVER


@pytest.fixture
def driver(qtbot: QtBot, shopsync_home: Path, screen: QSize, later: int) -> Iterator[Driver]:
    """The program's window, shown, with an empty data folder."""
    fast_writes(shopsync_home)
    driver = Driver(qtbot, screen, later)
    driver.open()
    yield driver
    driver.close()


@pytest.fixture
def passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every shop has its passwords, whatever they are."""
    for variable in ("SHOPSYNC_CLIENT_SECRET", "SHOPSYNC_SA_PASSWORD"):
        monkeypatch.setenv(variable, "a-secret-for-this-test")


@pytest.fixture
def store(driver: Driver, passwords: None) -> Store:
    """The window's data, to put something into; to be closed by the test. Every shop has its passwords."""
    return open_store(driver.window.context.store.path)


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!doctype html><title>Karbantart\xc3\xa1s</title><h1>503</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - http.server's name

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def web_page() -> Iterator[str]:
    """The address of a server that answers everything with a web page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
