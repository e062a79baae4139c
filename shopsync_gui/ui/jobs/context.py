"""What every page is handed: data, settings, secrets, jobs, look, and the way to other pages."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal

from shopsync_gui.core.settings import Value, as_stored, read_settings, value_of
from shopsync_gui.system.language import choose_language, use_language
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.jobs.queue import JobQueue
from shopsync_gui.ui.jobs.store_thread import StoreThread
from shopsync_gui.ui.kit.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.ui.jobs.mailer import Mailer
    from shopsync_gui.ui.jobs.other_programs import OtherPrograms
    from shopsync_gui.ui.jobs.scheduler import Scheduler


class Settings(QObject):
    """The user's choices, kept in memory and written in the background."""

    changed = Signal(str)

    def __init__(self, stored: dict[str, str], writer: StoreThread, parent: QObject) -> None:
        super().__init__(parent)
        self._stored = stored
        #: Every setting's value, typed.
        self.values = read_settings(stored)
        self._writer = writer
        #: Chosen, and not written for all that: choosing the same once more tries again.
        self._unwritten: set[str] = set()

    def get(self, key: str) -> Value:
        """The value of a setting, for an editor that is bound to its key."""
        return value_of(key, self._stored)

    def chosen(self) -> dict[str, str]:
        """Every value that was chosen, also one that is still being written."""
        return dict(self._stored)

    def set(self, key: str, value: object) -> None:
        """Choose a value. Raises SettingUnknown, SettingInvalid."""
        text = as_stored(key, str(value))
        same = self._stored.get(key) == text
        if same and key not in self._unwritten:
            return
        self._stored[key] = text
        self._write(key, lambda store: store.settings.set(key, text))
        if not same:
            self._tell(key)

    def replace(self, stored: dict[str, str]) -> None:
        """Take over what the database holds now."""
        before, self._stored = self._stored, stored
        for key in before.keys() | stored.keys():
            if before.get(key) != stored.get(key):
                self._tell(key)

    def reset(self, keys: Iterable[str]) -> None:
        """Return to the defaults."""
        for key in keys:
            if self._stored.pop(key, None) is None:
                continue
            self._write(key, partial(_forget, key=key))
            self._tell(key)

    def _tell(self, key: str) -> None:
        self.values = read_settings(self._stored)
        self.changed.emit(key)

    def _write(self, key: str, work: Callable[[Store], None]) -> None:
        def failed(error: ShopSyncError) -> None:
            self._unwritten.add(key)
            self._writer.failed.emit(error)

        self._unwritten.discard(key)
        self._writer.ask(self, work, failed=failed)


def _forget(store: Store, key: str) -> None:
    store.settings.delete(key)


class AppContext(QObject):
    """The parts of the running program, built once by `app.create`."""

    #: The list of connections changed.
    connections_changed = Signal()
    #: Products, runs or counts may have changed.
    data_changed = Signal()
    #: Another language is in use: every text is to be set again.
    language_changed = Signal()
    #: The program ends: work in the background is to be given up.
    closing = Signal()
    #: The program is to end and to start again.
    restart_wanted = Signal()
    #: A page is wanted: its object name and what it is to show.
    page_wanted = Signal(str, dict)

    def __init__(self, home: Path, store: Store, secrets: Secrets, system_language: str) -> None:
        super().__init__()
        self.home = home
        self.store_path = database_file(home)
        self.secrets = secrets
        self.connections: list[Connection] = store.connections.all()
        self.reader = StoreThread(self.store_path, read_only=True, parent=self)
        #: Reads long lists, so that pages and counts need not wait for them.
        self.lister = StoreThread(self.store_path, read_only=True, parent=self)
        self.writer = StoreThread(self.store_path, read_only=False, parent=self)
        self.settings = Settings(store.settings.all(), self.writer, self)
        self._system_language = system_language
        self._use_language()
        self.theme = Theme(self.settings.values.ui.theme, self)
        self.jobs = JobQueue(home, secrets, self)
        self.settings.changed.connect(self._setting_changed)
        self.jobs.ended.connect(lambda *_: self.mailer.look())
        self.jobs.ended.connect(lambda *_: self.reload_connections())

    @cached_property
    def scheduler(self) -> Scheduler:
        """What starts the syncs that are due; the window has it begin soon after its first picture."""
        from shopsync_gui.ui.jobs.scheduler import Scheduler

        return Scheduler(self)

    @cached_property
    def elsewhere(self) -> OtherPrograms:
        """What watches for other windows and commands; it begins when the scheduler does."""
        from shopsync_gui.ui.jobs.other_programs import OtherPrograms

        return OtherPrograms(self)

    @property
    def others_at_work(self) -> bool:
        """Whether another window or command works with the data, as far as has been looked."""
        return "elsewhere" in self.__dict__ and self.elsewhere.busy

    @cached_property
    def mailer(self) -> Mailer:
        """What sends the messages; it begins when the scheduler does."""
        from shopsync_gui.ui.jobs.mailer import Mailer

        return Mailer(self.store_path, self.home, self.secrets, self)

    def open_page(self, name: str, **what: object) -> None:
        """Ask the window for a page."""
        self.page_wanted.emit(name, what)

    def memory(self) -> QSettings:
        """What the window remembers of itself and of its user's answers."""
        return QSettings(str(self.home / "window.ini"), QSettings.Format.IniFormat)

    def connection(self, connection_id: int) -> Connection | None:
        """The connection with this id, as last read."""
        return next((c for c in self.connections if c.id == connection_id), None)

    def same_account(self, connection: Connection) -> str:
        """The titles of the other shops that are written to the connection's account."""
        account = connection.sa_user, connection.sa_url
        return ", ".join(
            self.title_of(other)
            for other in self.connections
            if other.id != connection.id and (other.sa_user, other.sa_url) == account
        )

    def reload_connections(self) -> None:
        """Read the connections again and tell everybody."""
        self.reader.ask(self, lambda store: store.connections.all(), self._connections_read)

    def reload_all(self) -> None:
        """Read everything again after the database was replaced as a whole."""
        self.writer.ask(self, lambda store: store.settings.all(), self.settings.replace)
        self.reload_connections()
        self.mailer.look()

    def is_free(self, connection_id: int) -> bool:
        """Whether a job of this connection could begin, here and as far as others are known of."""
        jobs = self.jobs
        at_work = jobs.running(connection_id) or jobs.is_waiting(connection_id)
        return not at_work and not self.others_at_work

    def title_of(self, connection: Connection, *, short: bool = False) -> str:
        """The shop's title; with its name, or in `short` only that, where several have the title."""
        same = [c for c in self.connections if c.title == connection.title]
        if any(c.id != connection.id for c in same):
            return connection.name if short else f"{connection.title} ({connection.name})"
        return connection.title

    def close(self) -> None:
        """Cancel the running job, write what is left, end the threads."""
        self.closing.emit()
        self.jobs.stop()
        self.reader.stop()
        self.lister.stop()
        # The last to leave must be one that may write: it puts the log into the file and removes it.
        self.writer.ask(self, lambda store: store.fold_log())
        self.writer.stop()

    def _connections_read(self, connections: list[Connection]) -> None:
        self.connections = connections
        self.connections_changed.emit()
        self.data_changed.emit()

    def _use_language(self) -> None:
        chosen = self.settings.values.ui.language
        use_language(choose_language(chosen, system=self._system_language))

    def _setting_changed(self, key: str) -> None:
        if key == "ui.language":
            self._use_language()
            self.language_changed.emit()
        elif key == "ui.theme":
            self.theme.choose(self.settings.values.ui.theme)
