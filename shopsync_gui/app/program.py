"""The windowed program, from its command line to its first picture."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import shopsync_gui.app.without_qt  # noqa: F401 - before Qt, as it says
from shopsync_gui.core import errors
from shopsync_gui.core.releases import CHANNEL
from shopsync_gui.store import Store, open_store
from shopsync_gui.system.heaps import give_back
from shopsync_gui.system.language import choose_language, use_language
from shopsync_gui.system.launch import start_again
from shopsync_gui.system.logs import set_up_logs
from shopsync_gui.system.paths import data_location, database_file, private_folder
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.system.taskbar import name_for_taskbar
from shopsync_gui.ui.shell.ending_signals import end_on_signals
from shopsync_gui.ui.shell.options import data_folder_of, parse

# isort: split
from PySide6.QtCore import QDate, QLocale, QTimer
from PySide6.QtWidgets import QApplication

from shopsync_gui.app.parts import connect_parts
from shopsync_gui.ui.kit import garbage_collector as garbage
from shopsync_gui.ui.kit.background import Background
from shopsync_gui.ui.kit.screen import free_screen
from shopsync_gui.ui.shell.main_window import MainWindow
from shopsync_gui.ui.shell.pages import PAGES_LATER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from shopsync_gui.core.releases import Channel
    from shopsync_gui.sandbox.process import SandboxProcess
    from shopsync_gui.ui.kit.screen import Available
    from shopsync_gui.ui.shell.damaged_data_window import DamagedDataWindow

log = logging.getLogger(__name__)

_SCALE_VARIABLE = "QT_SCALE_FACTOR"
#: The property of the application that says whether the program has set that variable itself.
_SCALED = "scaledByTheProgram"
#: Milliseconds after which the window stands and works.
_SETTLED_MS = 1000


def create(
    argv: Sequence[str],
    *,
    available: Available | None = None,
    today: Callable[[], QDate] | None = None,
    channel: Channel | None = None,
    later: int | None = None,
) -> MainWindow | DamagedDataWindow:
    """The window of `app.create`, which says what is handed over."""
    options = parse(argv[1:])
    home = data_folder_of(options)
    system = QLocale.system().name()
    use_language(choose_language(system=system))
    try:
        look = _make_folder(home)
        set_up_logs(home)
        store = _open_readable(database_file(home), look)
    except errors.StoreError as error:
        from shopsync_gui.ui.shell.damaged_data_window import DamagedDataWindow

        _application(argv)
        return DamagedDataWindow(error, home, Background())
    app = _application(argv, store)
    secrets = Secrets(home)
    sandbox: SandboxProcess | None = None
    try:
        if options.demo:
            from shopsync_gui.demo import start_demo

            sandbox = start_demo(store, secrets, options.products)
        context = connect_parts(home, store, secrets, system, channel or CHANNEL)
    except BaseException:
        if sandbox is not None:
            sandbox.stop()
        raise
    finally:
        store.close()
    window = MainWindow(
        context,
        demo=options.demo,
        available=available or free_screen,
        today=today or QDate.currentDate,
        later=PAGES_LATER if later is None else later,
    )
    context.other_programs.follow(window, window.activation.happened)
    window.on_close.append(app.quit)
    # At a log-off the system ends the process right after this signal: the sync must be over then.
    app.aboutToQuit.connect(window.quit)
    if sandbox is not None:
        window.on_close.append(sandbox.stop)
    context.requests.restart_wanted.connect(partial(_restart, app, window))
    return window


def _open_readable(path: Path, look: Mapping[str, str]) -> Store:
    """The store with the settings of `look`, whose settings and shops can be read. Raises StoreError."""
    store = open_store(path)
    try:
        for key, value in look.items():
            store.settings.set(key, value)
        store.settings.load()
        store.connections.all()
    except BaseException:
        store.close()
        raise
    return store


def _restart(app: QApplication, window: MainWindow) -> None:
    """End the program, then start it again; the size is then chosen anew."""
    scaled = bool(app.property(_SCALED))
    window.on_close.append(lambda: start_again(without=_SCALE_VARIABLE if scaled else ""))
    window.quit()


def _application(argv: Sequence[str], store: Store | None = None) -> QApplication:
    app = QApplication.instance()
    if app is None:
        scaled = store is not None and _choose_scale(store)
        # Asked for by setStyle(), Python would get to know every widget's and style's own type.
        app = QApplication([*(argv[:1] or ["shopsync"]), "-style", "fusion"])
        app.setProperty(_SCALED, scaled)
    assert isinstance(app, QApplication)
    name_for_taskbar()
    app.setApplicationName("ShopSync")
    app.setDesktopFileName("shopsync")
    app.setQuitOnLastWindowClosed(False)
    garbage.take_over(app)
    return app


def _choose_scale(store: Store) -> bool:
    """Have Qt draw everything larger, if the user wants so; it can be told before it starts only.

    False where the environment has a say already.
    """
    scale = store.settings.load().ui.scale
    if scale == "100" or _SCALE_VARIABLE in os.environ:
        return False
    os.environ[_SCALE_VARIABLE] = str(int(scale) / 100)
    return True


def _tell_of_faults(window: MainWindow) -> None:
    """Log what nobody caught, and say so in the line at the bottom of the window."""
    from shopsync_gui.ui.shell.uncaught import UncaughtErrors

    watch = UncaughtErrors(window)
    watch.met.connect(window.status.show_problem)
    watch.begin()


def _make_folder(home: Path) -> dict[str, str]:
    """Make the data folder if it is missing; that of the demo alone anew. Raises StoreNotWritten.

    Returned are the settings of language and look that an earlier demo leaves to the new one.
    """
    look: dict[str, str] = {}
    if home != data_location():
        look = _look_in(database_file(home))
        shutil.rmtree(home, ignore_errors=True)
    private_folder(home)
    return look


def _look_in(database: Path) -> dict[str, str]:
    """The settings of language and look in a database; none where there is none that can be read."""
    if not database.is_file():
        return {}
    try:
        with closing(open_store(database)) as store:
            chosen = store.settings.all()
    except errors.StoreError:
        return {}
    return {key: value for key, value in chosen.items() if key.startswith("ui.")}


def _settle() -> None:
    """Leave alone what the start has made, and let go of what it needed, as for a migration."""
    garbage.keep_all()
    give_back()


def run(argv: Sequence[str] | None = None) -> int:
    """Show the window and return the program's exit code."""
    from shopsync_gui.ui.kit.single_instance import SingleInstance

    arguments = list(sys.argv if argv is None else argv)
    options = parse(arguments[1:])
    single = SingleInstance(data_folder_of(options))
    if not options.run and single.is_elsewhere(quietly=options.hidden):
        return 0
    window = create(arguments)
    QTimer.singleShot(_SETTLED_MS, _settle)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if not options.run:

        def raise_window() -> None:
            (window.tray if isinstance(window, MainWindow) else window).show_window()

        single.listen_later(raise_window)
        window.on_close.append(single.close)
    if not (options.hidden and isinstance(window, MainWindow) and window.tray.available):
        window.show()
    if isinstance(window, MainWindow):
        end_on_signals(window)
        if sys.platform == "darwin":
            from shopsync_gui.ui.shell.dock import Dock

            Dock(app, window, window.tray.show_window)
        _tell_of_faults(window)
    if options.run and isinstance(window, MainWindow):
        from shopsync_gui.ui.shell.self_run import SelfRun

        SelfRun(window, options.screenshot).begin()
    return app.exec()
