"""Pictures of every page and dialog in every state: python -m tests.tools.screenshots [FOLDER] [--only WORD]."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from msgspec.structs import replace
from PySide6.QtCore import QEventLoop, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)

from shopsync_gui.app import create
from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.errors import MissingScope, WrongAccountPassword
from shopsync_gui.core.plan import Brake, BrakeKind
from shopsync_gui.core.runs import Job, JobKind, RunReport, RunState
from shopsync_gui.core.scopes import SCOPES
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.sandbox.process import start_sandbox
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.connect import (
    ConnectionCheck,
    ConnectionDraft,
    ShopAnswer,
    save_connection,
)
from shopsync_gui.sync.export import Export
from shopsync_gui.system.paths import HOME_VARIABLE, database_file
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.connections.connection_dialog import ConnectionDialog
from shopsync_gui.ui.connections.connections_page import ConnectionsPage
from shopsync_gui.ui.connections.side_check import SideState
from shopsync_gui.ui.jobs.undo_dialog import UndoDialog
from shopsync_gui.ui.kit.widgets import ElidedLabel
from shopsync_gui.ui.products.filters import Filters
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.settings.data_card import DataCard
from shopsync_gui.ui.settings.general_page import GeneralPage
from shopsync_gui.ui.shell.main_window import MainWindow

SIZES = ((1280, 800), (1000, 640), (860, 560))
#: Pixels that the screen has for windows without their frames, and those of a frame.
SCREEN = QSize(1920, 1080)
TITLE_BAR = 40
_SETTLE = 250
#: Pixels of a cut text that still say something.
_LEAST_ELIDED = 40
_VARIABLES = (HOME_VARIABLE, "SHOPSYNC_CLIENT_SECRET", "SHOPSYNC_SA_PASSWORD")


@dataclass(frozen=True)
class Shot:
    """A state of the window: how to reach it, and what is seen then."""

    name: str
    show: Callable[[MainWindow], QWidget]


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


# --- the states ---------------------------------------------------------------------------------


def _page(name: str) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        window.open_page(name)
        return window

    return show


def _products(search: str = "", *, row: int | None = None) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        page = window.open_page("pageProducts")
        assert isinstance(page, ProductsPage)
        page.export_bar.hide()
        page.set_filters(Filters())
        page.search.setText(search)
        wait(_SETTLE)
        if row is not None:
            page.grid.selectRow(row)
        return window

    return show


def _clicked(name: str, then: str = "") -> Callable[[MainWindow], QWidget]:
    """The products page after a click on a button; `then` is the dialog that it opens."""

    def show(window: MainWindow) -> QWidget:
        _products()(window)
        clicked = next(b for b in window.findChildren(QPushButton, name) if b.isVisible())
        clicked.click()
        wait(_SETTLE)
        if not then:
            return window
        return next(d for d in window.findChildren(QDialog, then) if d.isVisible())

    return show


def _changes(window: MainWindow) -> QWidget:
    _clicked("productChanges")(window)
    wait(_SETTLE)
    window.findChildren(QPushButton, "change_cheaper")[0].click()
    wait(_SETTLE)
    page = window.open_page("pageProducts")
    assert isinstance(page, ProductsPage)
    page.grid.selectRow(0)
    return window


def _changes_left(window: MainWindow) -> QWidget:
    """Leave the view of changes; narrow the list until nothing fits."""
    _clicked("productChanges")(window)
    page = window.open_page("pageProducts")
    assert isinstance(page, ProductsPage)
    nothing = Filters(states=frozenset({ProductState.GONE}), uncategorised=True, on_sale=True)
    page.set_filters(nothing)
    return window


def _filter_dialog(action: str, dialog: str) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        _products()(window)
        page = window.open_page("pageProducts")
        assert isinstance(page, ProductsPage)
        page.set_filters(Filters())
        menu = page.bar.filter_menu.menu
        menu.aboutToShow.emit()
        next(a for a in menu.actions() if a.objectName() == action).trigger()
        wait(_SETTLE)
        return next(d for d in window.findChildren(QDialog, dialog) if d.isVisible())

    return show


def _filter_menu(window: MainWindow) -> QWidget:
    _products()(window)
    page = window.open_page("pageProducts")
    assert isinstance(page, ProductsPage)
    page.bar.filter_menu.menu.popup(window.mapToGlobal(window.rect().center()))
    return page.bar.filter_menu.menu


def _exported(window: MainWindow) -> QWidget:
    _products()(window)
    page = window.open_page("pageProducts")
    assert isinstance(page, ProductsPage)
    bar = page.export_bar
    bar.start(Export(window.context.home / "termekek.xlsx", page.model.query))
    wait_until(lambda: not bar.busy)
    return window


def _dialog(name: str) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        page = window.open_page("pageConnections")
        assert isinstance(page, ConnectionsPage)
        first = window.context.connections[0].id if window.context.connections else 0
        if name == "consentDialog":
            page.ask_consent(first)
        elif name == "brakeDialog":
            page.ask_consent(first, brake=_stopped(first))
        elif name == "connectionDialog":
            page.add_connection()
        elif name == "editDialog":
            page.edit(first)
        elif name == "scheduleDialog":
            page.schedule(first)
        elif name == "disconnectDialog":
            page.disconnect_shop(first)
        wait(_SETTLE)
        return next(d for d in window.findChildren(QDialog) if d.isVisible())

    return show


def _problem(window: MainWindow) -> QWidget:
    dialog = _dialog("connectionDialog")(window)
    assert isinstance(dialog, ConnectionDialog)
    for field in dialog.findChildren(QLineEdit):
        if field.objectName() == "shopField":
            field.setText("not a shop!")
    dialog.show_problem(
        MissingScope(service="Shoprenter", shop="bemutato", scope="product.product:read").problem
    )
    return dialog


def _answered(window: MainWindow) -> QWidget:
    dialog = _dialog("connectionDialog")(window)
    assert isinstance(dialog, ConnectionDialog)
    for field in dialog.findChildren(QLineEdit):
        if not field.objectName().endswith("UrlField"):
            field.setText("bemutato")
    granted = frozenset(scope.name for scope in SCOPES) - {"order.order:read"}
    answer = ShopAnswer(title="Bemutató bolt", products=12412, granted=granted, missing=())
    dialog.sides.show_shop(SideState(answer=answer))
    problem = WrongAccountPassword(user="bemutato").problem
    dialog.sides.show_account(SideState(problem=problem))
    return dialog


def _undo(window: MainWindow) -> QWidget:
    window.context.open_page("pageRuns", run_id=1)
    wait(_SETTLE)
    undo = window.findChild(QPushButton, "undoRunButton")
    assert undo is not None
    undo.click()
    dialog = next(d for d in window.findChildren(UndoDialog) if d.isVisible())
    tick = dialog.findChild(QCheckBox, "undoRemoveCheckBox")
    assert tick is not None
    wait_until(tick.isVisible)
    tick.click()
    return dialog


def _plan(name: str) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        page = window.open_page("pageConnections")
        assert isinstance(page, ConnectionsPage)
        first = window.context.connections[0].id
        if name == "previewDialog":
            page.preview(first)
        else:
            page.import_orders(first, date(2023, 1, 1))
        dialog = next(d for d in window.findChildren(QDialog, name) if d.isVisible())
        if name == "ordersDialog":
            read = dialog.findChild(QPushButton, "ordersReadButton")
            assert read is not None
            read.click()
        wait_until(lambda: window.context.jobs.busy)
        wait_until(lambda: not window.context.jobs.busy)
        return dialog

    return show


def _data(dialog: str = "") -> Callable[[MainWindow], QWidget]:
    """The end of the general page, or one of the dialogs that open there."""

    def show(window: MainWindow) -> QWidget:
        page = window.open_page("pageGeneral")
        assert isinstance(page, GeneralPage)
        (found,) = page.findChildren(DataCard)
        if dialog == "eraseDialog":
            erase = found.findChild(QPushButton, "eraseButton")
            assert erase is not None
            erase.click()
        elif dialog == "restoreDialog":
            backup = window.context.home / "shopsync-2026-11-20.db"
            if not backup.exists():
                with closing(open_store(window.context.store_path, read_only=True)) as store:
                    store.backup_to(backup)
            found.restore(backup)
        if dialog:
            wait_until(lambda: any(d.isVisible() for d in window.findChildren(QDialog, dialog)))
            wait(_SETTLE)
            return next(d for d in window.findChildren(QDialog, dialog) if d.isVisible())
        wait(_SETTLE)
        area = page.findChild(QScrollArea)
        assert area is not None
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
        return window

    return show


def _menu(window: MainWindow) -> QWidget:
    window.open_page("pageConnections")
    wait(_SETTLE)
    menu: QMenu = next(c.findChildren(QMenu)[0] for c in window.findChildren(ConnectionCard))
    menu.popup(window.mapToGlobal(window.rect().center()))
    return menu


EMPTY = (
    Shot("connections-empty", _page("pageConnections")),
    Shot("products-empty", _products()),
    Shot("runs-empty", _page("pageRuns")),
    Shot("account-empty", _page("pageAccount")),
    Shot("dialog-connect", _dialog("connectionDialog")),
    Shot("dialog-connect-problem", _problem),
    Shot("dialog-connect-answered", _answered),
)
FILLED = (
    Shot("connections", _page("pageConnections")),
    Shot("menu", _menu),
    Shot("products", _products()),
    Shot("products-search", _products("cip", row=1)),
    Shot("products-nothing", _products("nincs ilyen")),
    Shot("products-changes", _changes),
    Shot("products-filtered", _changes_left),
    Shot("products-menu", _filter_menu),
    Shot("dialog-category", _filter_dialog("filter_category", "categoryDialog")),
    Shot("dialog-price", _filter_dialog("filter_price", "priceDialog")),
    Shot("dialog-date", _filter_dialog("filter_changed", "dateDialog")),
    Shot("dialog-skus", _clicked("skuCheckButton", "skuCheckDialog")),
    Shot("products-export", _exported),
    Shot("runs", _page("pageRuns")),
    Shot("account", _page("pageAccount")),
    Shot("notifications", _page("pageNotifications")),
    Shot("general", _page("pageGeneral")),
    Shot("general-data", _data()),
    Shot("dialog-erase", _data("eraseDialog")),
    Shot("dialog-restore", _data("restoreDialog")),
    Shot("dialog-consent", _dialog("consentDialog")),
    Shot("dialog-brake", _dialog("brakeDialog")),
    Shot("dialog-undo", _undo),
    Shot("dialog-preview", _plan("previewDialog")),
    Shot("dialog-orders", _plan("ordersDialog")),
    Shot("dialog-edit", _dialog("editDialog")),
    Shot("dialog-schedule", _dialog("scheduleDialog")),
    Shot("dialog-disconnect", _dialog("disconnectDialog")),
)
MANY_RUNS = Shot("runs-many", _page("pageRuns"))
WORKING = (Shot("card-running", _page("pageConnections")),)
ENDED = tuple(
    Shot(f"card-{'interrupted' if state is RunState.RUNNING else state}", _page("pageConnections"))
    for state in RunState
)


def _stopped(connection_id: int, run_id: int = 1) -> RunReport:
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
        _stopped(connection_id, report.run_id),
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


def screen_of(size: QSize) -> Callable[[QWidget], QRect]:
    """A screen on which a window may be so large without its frame."""
    area = QRect(0, 0, size.width(), size.height() + TITLE_BAR)
    return lambda _window: area


# --- taking them --------------------------------------------------------------------------------


@contextmanager
def data_folder(place: Endpoints | None = None, *states: RunState) -> Iterator[Path]:
    """A data folder in use; with a connected shop, whose runs ended in these states."""
    home = Path(tempfile.mkdtemp(prefix="shopsync-"))
    kept = {name: os.environ.get(name) for name in _VARIABLES}
    os.environ[HOME_VARIABLE] = str(home)
    try:
        with closing(open_store(database_file(home))) as store:
            store.settings.set("push.start_rate", "1000")
            store.settings.set("push.max_rate", "1000")
            if place is not None:
                connection_id = _connect(store, home, place)
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
    place: Endpoints | None = None, *states: RunState, screen: QSize = SCREEN
) -> Iterator[MainWindow]:
    """The program on a data folder of its own (see `data_folder`); its window is not shown yet."""
    with data_folder(place, *states):
        window = create(["shopsync"], available=screen_of(screen))
        assert isinstance(window, MainWindow)
        try:
            yield window
        finally:
            window.quit()
            window.deleteLater()
            QApplication.processEvents()


def _connect(store: Store, home: Path, place: Endpoints) -> int:
    draft = ConnectionDraft(
        shop=place.shop_name,
        client_id=place.client_id,
        client_secret=place.client_secret,
        sa_user=place.sa_user,
        sa_password=place.sa_password,
        shop_url=place.shop_url,
        token_url=place.token_url,
        sa_url=place.sa_url,
        demo=True,
    )
    check = ConnectionCheck(
        shop=place.shop_name,
        title="Bemutató bolt",
        products=300,
        account_products=0,
        account_categories=0,
    )
    secrets = Secrets(home)
    _home, secret, password = _VARIABLES
    os.environ[secret] = place.client_secret
    os.environ[password] = place.sa_password
    return save_connection(store, secrets, draft, check, datetime.now(UTC), session_only=True).id


def synced(window: MainWindow, times: int = 1) -> None:
    """Sync the shop through the window, so many times."""
    for _time in range(times):
        _sync(window)


def _sync(window: MainWindow) -> None:
    page = window.open_page("pageConnections")
    assert isinstance(page, ConnectionsPage)
    window.show()
    page.ask_consent(window.context.connections[0].id)
    wait(_SETTLE)
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    box, start = dialog.findChild(QCheckBox), dialog.findChild(QPushButton, "consentSyncButton")
    assert box is not None
    assert start is not None
    box.click()
    start.click()
    wait_until(lambda: window.context.jobs.busy)
    wait_until(lambda: not window.context.jobs.busy, 120)


@contextmanager
def working(window: MainWindow) -> Iterator[None]:
    """While a sync writes to the account, slowly, and says how long it will take."""
    for key in ("push.start_rate", "push.max_rate"):
        window.context.settings.set(key, "2")
    jobs, connection_id = window.context.jobs, window.context.connections[0].id
    window.show()
    jobs.add(Job(kind=JobKind.SYNC, connection_id=connection_id, consent=True))

    def remaining() -> bool:
        progress = jobs.progress(connection_id)
        return progress is not None and progress.remaining_seconds is not None

    wait_until(remaining, 60)
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


def visit(window: MainWindow, shots: tuple[Shot, ...]) -> Iterator[tuple[str, QWidget]]:
    """Each state as it stands, with its name; what it opened is closed afterwards."""
    for shot in shots:
        shown = shot.show(window)
        wait(_SETTLE)
        yield shot.name, shown
        if shown is not window:
            shown.close()
            wait(20)


# --- what is wrong with a picture ---------------------------------------------------------------


def clipped(root: QWidget) -> list[str]:
    """Visible texts that have less room than they need."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QLabel) and widget.text():
            if _label_is_clipped(widget):
                found.append(f"{widget.objectName() or 'QLabel'}: {widget.text()}")
        elif isinstance(widget, QAbstractButton | QComboBox):
            text = widget.text() if isinstance(widget, QAbstractButton) else widget.currentText()
            if text and widget.width() < widget.minimumSizeHint().width():
                found.append(f"{widget.objectName() or type(widget).__name__}: {text}")
        elif isinstance(widget, QScrollArea):
            inside = widget.widget()
            hidden = widget.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if hidden and inside is not None and inside.width() > widget.viewport().width():
                found.append(f"{widget.objectName() or 'QScrollArea'}: wider than its place")
        elif isinstance(widget, QTableView) and widget.horizontalScrollBar().maximum() > 0:
            found.append(f"{widget.objectName()}: must be scrolled sideways")
    return found


def _label_is_clipped(label: QLabel) -> bool:
    room = label.contentsRect()
    if isinstance(label, ElidedLabel):  # made for less room than its text needs
        return room.width() < _LEAST_ELIDED or room.height() < label.fontMetrics().height()
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + 1
    needed = QFontMetrics(label.font()).size(0, label.text())
    return needed.width() > room.width() + 1 or needed.height() > room.height() + 1


def main(arguments: list[str]) -> int:
    """Save the pictures; 1 when a text is clipped somewhere."""
    parser = argparse.ArgumentParser(prog="dev.py shots")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("shots"))
    parser.add_argument("--only", default="", metavar="WORD", help="keep pictures named like this")
    options = parser.parse_args(arguments)
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []

    def wanted(shots: tuple[Shot, ...]) -> tuple[Shot, ...]:
        return tuple(shot for shot in shots if options.only in shot.name)

    def take(window: MainWindow, shots: tuple[Shot, ...]) -> None:
        for width, height in SIZES:
            window.resize(width, height)
            for look in looks(window):
                for name, shown in visit(window, shots):
                    file = folder / f"{name}-{look}-{width}x{height}.png"
                    shown.grab().save(str(file))
                    wrong.extend(f"{file.name}: {text}" for text in clipped(shown))

    if empty := wanted(EMPTY):
        with program() as window:
            window.show()
            take(window, empty)
    with start_sandbox(
        SandboxConfig(products=300, faults=("shop-lives",)), lifetime=900
    ) as sandbox:
        if filled := wanted(FILLED):
            with program(sandbox.endpoints) as window:
                synced(window, 2)
                take(window, filled)
        if running := wanted(WORKING):
            with (
                start_sandbox(SandboxConfig(products=300, orders=0), lifetime=300) as idle,
                program(idle.endpoints) as window,
                working(window),
            ):
                take(window, running)
        for shot, state in zip(ENDED, RunState, strict=True):
            if wanted((shot,)):
                with program(sandbox.endpoints, state) as window:
                    window.show()
                    take(window, (shot,))
        if wanted((MANY_RUNS,)):
            with program(sandbox.endpoints, *(list(RunState) * 3)) as window:
                window.show()
                take(window, (MANY_RUNS,))
    for line in wrong:
        sys.stdout.write(f"clipped: {line}\n")
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} pictures in {folder}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
