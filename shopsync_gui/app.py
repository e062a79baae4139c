"""The windowed program: builds its parts and connects them; nothing else does."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from shopsync_gui.core.errors import StoreError
from shopsync_gui.core.releases import CHANNEL, Channel
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.pictures import PictureSource
from shopsync_gui.sync.turns import Account
from shopsync_gui.system.language import choose_language, use_language
from shopsync_gui.system.launch import start_again
from shopsync_gui.system.logs import set_up_logs
from shopsync_gui.system.paths import (
    data_folder,
    database_file,
    private_folder,
)
from shopsync_gui.system.secrets import Secrets
from shopsync_gui.system.taskbar import name_for_taskbar
from shopsync_gui.team import at_office, lease_maker
from shopsync_gui.ui.jobs.account_checker import LeftoverRemover
from shopsync_gui.ui.jobs.connection_list import ConnectionList
from shopsync_gui.ui.jobs.context import AppContext
from shopsync_gui.ui.jobs.mailer import Mailer
from shopsync_gui.ui.jobs.other_programs import OtherPrograms
from shopsync_gui.ui.jobs.preferences import Preferences
from shopsync_gui.ui.jobs.queue import JobQueue
from shopsync_gui.ui.jobs.requests import WindowRequests
from shopsync_gui.ui.jobs.saved_views import SavedViews
from shopsync_gui.ui.jobs.scheduler import Scheduler
from shopsync_gui.ui.jobs.shop_removal import ShopRemoval
from shopsync_gui.ui.jobs.store_thread import StoreThreads
from shopsync_gui.ui.jobs.team_actions import TeamActions
from shopsync_gui.ui.jobs.team_exchange import TeamExchange
from shopsync_gui.ui.jobs.update_watch import UpdateWatch
from shopsync_gui.ui.kit import garbage_collector as garbage
from shopsync_gui.ui.kit.background import Background
from shopsync_gui.ui.kit.language import Language
from shopsync_gui.ui.kit.pictures import Pictures
from shopsync_gui.ui.kit.screen import Available, free_screen
from shopsync_gui.ui.kit.theme import Theme
from shopsync_gui.ui.shell.ending_signals import end_on_signals
from shopsync_gui.ui.shell.main_window import MainWindow
from shopsync_gui.ui.shell.options import Options, data_folder_of, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from shopsync_gui.sandbox.process import SandboxProcess
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
    available: Available = free_screen,
    today: Callable[[], QDate] = QDate.currentDate,
    channel: Channel = CHANNEL,
) -> MainWindow | DamagedDataWindow:
    """Build everything and give the main window, not yet shown.

    `argv` is like sys.argv; `available` says how much of the screen the windows may take,
    `today` which day it is, `channel` where newer versions are announced. A database that cannot be
    used gives a window that says so.
    """
    options = parse(argv[1:])
    home = _home(options)
    set_up_logs(home)
    system = QLocale.system().name()
    use_language(choose_language(system=system))
    try:
        store = _open_readable(database_file(home))
    except StoreError as error:
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
        context = _connect_parts(home, store, secrets, system, channel)
    except BaseException:
        if sandbox is not None:
            sandbox.stop()
        raise
    finally:
        store.close()
    window = MainWindow(context, demo=options.demo, available=available, today=today)
    context.other_programs.follow(window)
    window.on_close.append(app.quit)
    # At a log-off the system ends the process right after this signal: the sync must be over then.
    app.aboutToQuit.connect(window.quit)
    if sandbox is not None:
        window.on_close.append(sandbox.stop)
    context.requests.restart_wanted.connect(partial(_restart, app, window))
    return window


def _open_readable(path: Path) -> Store:
    """The store, whose settings and shops can be read. Raises StoreError."""
    store = open_store(path)
    try:
        store.settings.load()
        store.connections.all()
    except BaseException:
        store.close()
        raise
    return store


def _connect_parts(
    home: Path, store: Store, secrets: Secrets, system_language: str, channel: Channel
) -> AppContext:
    """Build the program's parts and let them hear of each other."""
    threads = StoreThreads(database_file(home))
    settings = Preferences(store.settings.all(), threads.writer)
    connections = ConnectionList(store.connections.all(), threads.reader)
    views = SavedViews(threads)
    language = Language(settings.values.ui.language, system_language)
    theme = Theme(settings.values.ui.theme)
    requests = WindowRequests()

    def account_of(connection_id: int) -> Account:
        connection = connections.get(connection_id)
        return Account("", "") if connection is None else Account.of(connection)

    jobs = JobQueue(home, secrets, lambda: settings.values.sync.jobs, account_of, lease_maker)
    other_programs = OtherPrograms(home, threads, jobs, connections)
    background = Background()
    scheduler = Scheduler(threads.reader, jobs, connections, other_programs, secrets, background)
    mailer = Mailer(threads.path, home, secrets, background)
    source = PictureSource(home / "cache" / "pictures", lambda: settings.values.network.proxy)
    shown = settings.values.ui.pictures
    pictures = Pictures(source.picture, background, enabled=shown, held=True)

    def apply_setting(key: str) -> None:
        if key == "ui.language":
            language.choose(str(settings.get(key)))
        elif key == "ui.theme":
            theme.choose(str(settings.get(key)))
        elif key == "ui.pictures":
            pictures.set_enabled(settings.values.ui.pictures)

    settings.changed.connect(apply_setting)
    jobs.ended.connect(mailer.look)
    jobs.ended.connect(connections.reload)
    connections.data_changed.connect(views.refresh)
    requests.closing.connect(other_programs.stop)
    leftovers = LeftoverRemover(home, secrets, lease_maker, background, threads)
    requests.closing.connect(leftovers.stop)
    requests.closing.connect(source.close)
    garbage.spare_while(lambda: jobs.busy)
    team = _team_actions(home, secrets)
    exchange = TeamExchange(team.exchange, threads, background)
    exchange.came.connect(views.refresh)
    return AppContext(
        home=home,
        secrets=secrets,
        memory=QSettings(str(home / "window.ini"), QSettings.Format.IniFormat),
        store=threads,
        settings=settings,
        connections=connections,
        views=views,
        language=language,
        theme=theme,
        requests=requests,
        jobs=jobs,
        background=background,
        pictures=pictures,
        other_programs=other_programs,
        scheduler=scheduler,
        mailer=mailer,
        leftovers=leftovers,
        team=team,
        exchange=exchange,
        updates=UpdateWatch(home, channel, settings, background),
        removal=ShopRemoval(threads.writer),
    )


def _team_actions(home: Path, secrets: Secrets) -> TeamActions:
    """What the window can do about a team; what speaks to its database is imported then."""
    ask = partial(at_office, home, secrets)
    return TeamActions(
        create=lambda address, password: ask(lambda office: office.create(address, password)),
        join=lambda address, password, viewer: ask(
            lambda office: office.join(address, password, viewer=viewer)
        ),
        leave=lambda: ask(lambda office: office.leave()),
        status=lambda: ask(lambda office: office.status()),
        exchange=lambda: ask(lambda office: office.exchange()),
        end_lease=lambda shop_id: ask(lambda office: office.end_lease(shop_id)),
        take_schedule=lambda shop_id: ask(lambda office: office.take_schedule(shop_id)),
        set_role=lambda member_id, role: ask(lambda office: office.set_role(member_id, role)),
        leases=lease_maker,
    )


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
    """What nobody caught is logged, and the line at the bottom of the window says so."""
    from shopsync_gui.ui.shell.uncaught import UncaughtErrors

    watch = UncaughtErrors(window)
    watch.met.connect(window.status.show_problem)
    watch.begin()


def _home(options: Options) -> Path:
    """The data folder; the demo has one of its own beside the real one, made anew each time."""
    home = data_folder_of(options)
    if home != data_folder():
        shutil.rmtree(home, ignore_errors=True)
        private_folder(home)
    return home


def run(argv: Sequence[str] | None = None) -> int:
    """Show the window and return the program's exit code."""
    from shopsync_gui.ui.shell.single_instance import SingleInstance, raise_other

    arguments = list(sys.argv if argv is None else argv)
    options = parse(arguments[1:])
    if not options.run and raise_other(data_folder_of(options), quietly=options.hidden):
        return 0
    window = create(arguments)
    QTimer.singleShot(_SETTLED_MS, garbage.keep_all)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if not options.run:

        def raise_window() -> None:
            (window.tray if isinstance(window, MainWindow) else window).show_window()

        single = SingleInstance(data_folder_of(options), raise_window, window)
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
