"""The parts of the running program that every page is handed."""

# ruff: noqa: TC004 - it is never decoded, so nothing looks at its annotations

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core import errors

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QSettings

    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.ui.jobs.requests import WindowRequests
    from shopsync_gui.ui.jobs.services.account_checker import LeftoverRemover
    from shopsync_gui.ui.jobs.services.connection_list import ConnectionList
    from shopsync_gui.ui.jobs.services.mailer import Mailer
    from shopsync_gui.ui.jobs.services.other_programs import OtherPrograms
    from shopsync_gui.ui.jobs.services.preferences import Preferences
    from shopsync_gui.ui.jobs.services.queue import JobQueue
    from shopsync_gui.ui.jobs.services.saved_views import SavedViews
    from shopsync_gui.ui.jobs.services.scheduler import Scheduler
    from shopsync_gui.ui.jobs.services.shop_removal import ShopRemoval
    from shopsync_gui.ui.jobs.services.store_thread import StoreThreads
    from shopsync_gui.ui.jobs.services.team_actions import TeamActions
    from shopsync_gui.ui.jobs.services.team_exchange import TeamExchange
    from shopsync_gui.ui.jobs.services.update_watch import UpdateWatch
    from shopsync_gui.ui.kit.background import Background
    from shopsync_gui.ui.kit.language import Language
    from shopsync_gui.ui.kit.pictures import Pictures
    from shopsync_gui.ui.kit.theme import Theme


class AppContext(msgspec.Struct, frozen=True, eq=False):
    """The parts that `app.create` has built; the context itself builds and decides nothing."""

    #: The data folder.
    home: Path
    secrets: Secrets
    #: What the window remembers of itself and of its user's answers.
    memory: QSettings
    store: StoreThreads
    settings: Preferences
    connections: ConnectionList
    views: SavedViews
    language: Language
    theme: Theme
    requests: WindowRequests
    jobs: JobQueue
    background: Background
    #: From here on the parts do nothing before `begin()`, soon after the first picture of the window.
    pictures: Pictures
    other_programs: OtherPrograms
    scheduler: Scheduler
    mailer: Mailer
    leftovers: LeftoverRemover
    team: TeamActions
    exchange: TeamExchange
    updates: UpdateWatch
    removal: ShopRemoval

    def begin(self) -> None:
        """Begin with what goes on by itself."""
        errors.import_all()  # one may be met when nothing can be read any more
        self.pictures.begin()
        self.scheduler.begin()
        self.other_programs.begin()
        self.mailer.begin()
        self.leftovers.look()
        self.updates.begin()
        self.exchange.begin()
        self.removal.go_on()
        self.views.refresh()

    def close(self) -> None:
        """Cancel the running job, write what is left, end the threads."""
        self.requests.closing.emit()
        self.mailer.stop()
        self.pictures.stop()
        self.jobs.stop()
        self.store.stop()
