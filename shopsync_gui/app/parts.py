"""The parts of the windowed program, built and connected; nothing else builds them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from shopsync_gui.sync.outputs.pictures import PictureSource
from shopsync_gui.sync.schedule.turns import Account
from shopsync_gui.system.paths import database_file, private_file
from shopsync_gui.team import at_office, lease_maker
from shopsync_gui.ui.jobs.context import AppContext
from shopsync_gui.ui.jobs.requests import WindowRequests
from shopsync_gui.ui.jobs.services.account_checker import LeftoverRemover
from shopsync_gui.ui.jobs.services.connection_list import ConnectionList
from shopsync_gui.ui.jobs.services.mailer import Mailer
from shopsync_gui.ui.jobs.services.other_programs import OtherPrograms
from shopsync_gui.ui.jobs.services.preferences import Preferences
from shopsync_gui.ui.jobs.services.queue import JobQueue
from shopsync_gui.ui.jobs.services.saved_views import SavedViews
from shopsync_gui.ui.jobs.services.scheduler import Scheduler
from shopsync_gui.ui.jobs.services.shop_answers import forget_disconnected
from shopsync_gui.ui.jobs.services.shop_removal import ShopRemoval
from shopsync_gui.ui.jobs.services.store_thread import StoreThreads
from shopsync_gui.ui.jobs.services.team_actions import TeamActions
from shopsync_gui.ui.jobs.services.team_exchange import TeamExchange
from shopsync_gui.ui.jobs.services.told_obstacles import ToldObstacles
from shopsync_gui.ui.jobs.services.update_watch import UpdateWatch
from shopsync_gui.ui.kit import garbage_collector as garbage
from shopsync_gui.ui.kit.background import Background
from shopsync_gui.ui.kit.language import Language
from shopsync_gui.ui.kit.pictures import Pictures
from shopsync_gui.ui.kit.theme import Theme

if TYPE_CHECKING:
    from pathlib import Path

    from shopsync_gui.core.releases import Channel
    from shopsync_gui.store import Store
    from shopsync_gui.system.secrets import Secrets


def connect_parts(
    home: Path, store: Store, secrets: Secrets, system_language: str, channel: Channel
) -> AppContext:
    """Build the program's parts and let them hear of each other."""
    opened_at = datetime.now(UTC)
    threads = StoreThreads(database_file(home))
    settings = Preferences(store.settings.all(), threads.writer)
    shops, mark = store.connections.all(), store.replacement_mark()
    connections = ConnectionList(shops, threads.reader, mark)
    views = SavedViews(threads)
    language = Language(settings.values.ui.language, system_language)
    theme = Theme(settings.values.ui.theme)
    requests = WindowRequests()

    def account_of(connection_id: int) -> Account:
        connection = connections.get(connection_id)
        return Account("", "") if connection is None else Account.of(connection)

    jobs = JobQueue(home, secrets, lambda: settings.values.sync.jobs, account_of, lease_maker)
    other_programs = OtherPrograms(home, threads, jobs, connections, settings, opened_at)
    background = Background()
    memory = QSettings(str(private_file(home / "window.ini")), QSettings.Format.IniFormat)
    told = ToldObstacles(memory)
    scheduler = Scheduler(
        threads.reader, jobs, connections, other_programs, secrets, background, told
    )
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
    jobs.ended.connect(threads.shorten_log_soon)
    connections.data_changed.connect(views.refresh)
    connections.replaced.connect(partial(views.open, None))
    forget_disconnected(memory, connections)
    connections.changed.connect(partial(forget_disconnected, memory, connections))
    requests.closing.connect(other_programs.stop)
    leftovers = LeftoverRemover(home, secrets, lease_maker, background, threads)
    requests.closing.connect(leftovers.stop)
    requests.closing.connect(source.close)
    requests.closing.connect(background.stop)
    garbage.spare_while(lambda: jobs.busy)
    team = _team_actions(home, secrets)
    exchange = TeamExchange(team.exchange, threads, background)
    exchange.came.connect(views.refresh)
    exchange.came.connect(connections.reload)
    return AppContext(
        home=home,
        secrets=secrets,
        memory=memory,
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
    """Return the window's actions on a team; what speaks to its database is imported then."""
    ask = partial(at_office, home, secrets)
    return TeamActions(
        create=lambda address, password: ask(lambda office: office.create(address, password)),
        join=lambda address, password, viewer: ask(
            lambda office: office.join(address, password, viewer=viewer)
        ),
        leave=lambda: ask(lambda office: office.leave()),
        status=lambda: ask(lambda office: office.status()),
        exchange=lambda: ask(lambda office: office.exchange()),
        receipt=lambda run: ask(lambda office: office.receipt(run)),
        end_lease=lambda shop_id: ask(lambda office: office.end_lease(shop_id)),
        approve=lambda shop_id: ask(lambda office: office.approve(shop_id)),
        take_schedule=lambda shop_id: ask(lambda office: office.take_schedule(shop_id)),
        set_role=lambda member_id, role: ask(lambda office: office.set_role(member_id, role)),
        leases=lease_maker,
    )
