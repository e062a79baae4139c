"""Works the window as a user does: finds widgets by object name, clicks, types, waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.app import create
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.text import translate
from shopsync_gui.remote import AccountClient
from shopsync_gui.sandbox.config import Endpoints
from shopsync_gui.store import open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.sync.connect import check_connection, save_connection
from shopsync_gui.sync.connection_draft import ConnectionDraft
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.connections.connections_page import ConnectionsPage
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.patience import PATIENCE
from tests.prepared import prepared_store
from tests.ui.program import NEVER, SCREEN, put_away, screen_of, sync_past

W = TypeVar("W", bound=QWidget)


def fast_writes(home: Path) -> None:
    """Choose a pace that suits a sandbox, and Hungarian."""
    store = prepared_store(database_file(home))
    for key in ("push.start_rate", "push.max_rate"):
        store.settings.set(key, "1000")
    store.settings.set("ui.language", "hu")
    store.close()


def products_in_account(endpoints: Endpoints) -> tuple[TargetProduct, ...]:
    """What the account holds now, read past the program."""

    async def read() -> tuple[TargetProduct, ...]:
        client = AccountClient(
            url=endpoints.sa_url, user=endpoints.sa_user, password=endpoints.sa_password
        )
        async with client:
            return tuple((await client.target()).products)

    return asyncio.run(read())


def put_in_account(endpoints: Endpoints, sku: str, name: str) -> int:
    """Create a product past the program, as another writer would; its id there."""
    product = MasterProduct(sku=sku, name=name, net=Decimal(1), vat=Decimal(27), currency="HUF")

    async def write() -> int:
        client = AccountClient(
            url=endpoints.sa_url, user=endpoints.sa_user, password=endpoints.sa_password
        )
        async with client:
            answer = await client.create_product(product, ())
            assert answer.new_id is not None
            return answer.new_id

    return asyncio.run(write())


def beginning(message: str) -> str:
    """The words of a message up to its first value."""
    return translate(message).partition("{")[0]


class Driver:
    """One window and the hands on it."""

    def __init__(self, qtbot: QtBot, screen: QSize = SCREEN, later: int = NEVER) -> None:
        """`screen` is what the screen has for windows without their frames.

        `later` is after how many milliseconds the pages that nobody opened are built.
        """
        self.bot = qtbot
        self._screen = screen
        self._later = later
        self.window: MainWindow

    def open(self) -> MainWindow:
        """Build the program and show its window."""
        window = create(["shopsync"], available=screen_of(self._screen), later=self._later)
        assert isinstance(window, MainWindow)
        self.window = window
        window.show()
        self.bot.waitExposed(window)
        window.activateWindow()  # without a window manager X11 leaves it to the program
        return window

    def close(self) -> None:
        """Quit the program."""
        put_away(self.window)

    # --- finding --------------------------------------------------------------------------------

    def find(self, kind: type[W], name: str, inside: QWidget | None = None) -> W:
        """The visible widget with this object name."""
        found = [w for w in (inside or self.window).findChildren(kind, name) if w.isVisible()]
        assert found, f"no visible {kind.__name__} is called {name}"
        return found[0]

    def shown(self, kind: type[W], name: str) -> bool:
        """Whether a visible widget with this object name exists."""
        return any(w.isVisible() for w in self.window.findChildren(kind, name))

    def wait_for(self, kind: type[W], name: str, timeout: int = PATIENCE) -> W:
        """Wait until the widget is shown."""
        self.bot.waitUntil(lambda: self.shown(kind, name), timeout=timeout)
        return self.find(kind, name)

    @property
    def card(self) -> ConnectionCard:
        """The first card; cards are built anew when the connections have been read."""
        return self.wait_for(ConnectionCard, "connectionCard")

    def state(self) -> str:
        """The state that the first card's icon shows."""
        return str(self.find(QLabel, "statusIcon").property("state"))

    def text(self, name: str) -> str:
        """The text of a label."""
        return self.find(QLabel, name).text()

    def status(self, name: str) -> str:
        """The text of a label that is seen, else nothing."""
        return self.text(name) if self.shown(QLabel, name) else ""

    def note(self) -> str:
        """The title of what the connection dialog says, empty while it says nothing."""
        return self.text("dialogNoteTitle") if self.shown(QLabel, "dialogNoteTitle") else ""

    def table(self, name: str) -> list[list[str]]:
        """The shown texts of a table."""
        model = self.find(QTableView, name).model()
        return [
            [str(model.index(y, x).data() or "") for x in range(model.columnCount())]
            for y in range(model.rowCount())
        ]

    # --- doing ----------------------------------------------------------------------------------

    def click(self, name: str, kind: type[QWidget] = QPushButton) -> None:
        """Click a button with the mouse."""
        self.bot.mouseClick(self.find(kind, name), Qt.MouseButton.LeftButton)

    def tick(self, name: str) -> None:
        """Tick a box by the keyboard."""
        box = self.find(QCheckBox, name)
        self.bot.keyClick(box, Qt.Key.Key_Space)

    def type(self, name: str, text: str) -> None:
        """Replace the text of a field."""
        field = self.find(QLineEdit, name)
        field.clear()
        if text.isascii():  # put in but for its end: each key is judged anew
            field.insert(text[:-1])
            self.bot.keyClicks(field, text[-1:])
        else:  # QTest knows no other keys
            field.insert(text)

    def menu(self, name: str) -> None:
        """Choose an entry of the first card's three-dot menu."""
        action = self.wait_for(ConnectionCard, "connectionCard").findChild(QAction, name)
        assert action is not None
        assert action.isEnabled(), f"{name} cannot be chosen now"
        action.trigger()

    def page(self, name: str) -> None:
        """Open a page by its tree entry."""
        self.window.open_page(name)
        self.bot.waitUntil(lambda: self.window.current_page() == name)

    # --- whole steps ----------------------------------------------------------------------------

    def fill_connection(self, endpoints: Endpoints, **other: str) -> QDialog:
        """Open the dialog and type what leads to a sandbox; `other` replaces single values."""
        self.click("addConnectionButton")
        dialog = self.wait_for(QDialog, "connectionDialog")
        self.click("addressesButton")
        values = {
            "shopField": endpoints.shop_name,
            "clientIdField": endpoints.client_id,
            "clientSecretField": endpoints.client_secret,
            "saUserField": endpoints.sa_user,
            "saPasswordField": endpoints.sa_password,
            "shopUrlField": endpoints.shop_url,
            "tokenUrlField": endpoints.token_url,
            "saUrlField": endpoints.sa_url,
        }
        for name, value in {**values, **other}.items():
            self.type(name, value)
        return dialog

    def connect_shop(self, endpoints: Endpoints) -> None:
        """Add the shop; ends with the consent dialog open."""
        self.fill_connection(endpoints)
        self.click("connectButton")
        self.wait_for(QCheckBox, "sessionOnlyCheckBox")  # no keyring works in a test
        self.tick("sessionOnlyCheckBox")
        self.click("connectButton")
        self.wait_for(QDialog, "consentDialog")

    def have_shop(self, endpoints: Endpoints) -> None:
        """Connect the shop without the dialog; ends with the consent dialog open, too.

        For tests of what comes after that: typing and both answers take most of a second.
        """
        saved, products = self._save(endpoints)
        self._read_again(saved)
        page = self.window.open_page("pageConnections")
        assert isinstance(page, ConnectionsPage)
        page.shop_actions.ask_consent(saved.id, products=products)
        self.wait_for(QDialog, "consentDialog")

    def have_synced(self, endpoints: Endpoints) -> None:
        """Connect the shop and sync it, all without the window, which then shows that it is done."""
        saved, _products = self._save(endpoints)
        sync_past(self.window, saved.id)
        self._read_again(saved)
        self.wait_end()

    def _save(self, endpoints: Endpoints) -> tuple[Connection, int]:
        """Keep a connection and what both sides answer; how many products the shop has."""
        context, draft = (
            self.window.context,
            msgspec.convert(endpoints.connection(), ConnectionDraft),
        )
        check = asyncio.run(check_connection(draft))
        with closing(open_store(context.store.path)) as store:
            now = datetime.now(UTC)
            saved = save_connection(store, context.secrets, draft, check, now, session_only=True)
        return saved, check.products

    def _read_again(self, saved: Connection) -> None:
        """Wait until the window knows a connection."""
        connections = self.window.context.connections
        connections.reload()
        self.bot.waitUntil(lambda: connections.get(saved.id) is not None)

    def consent(self) -> None:
        """Tick the box and start."""
        self.wait_for(QDialog, "consentDialog")
        self.tick("consentCheckBox")
        self.click("consentSyncButton")

    @contextmanager
    def begins(self) -> Iterator[None]:
        """Wait until a job has begun by what is done in the block; it may be over by then."""
        with self.bot.waitSignal(self.window.context.jobs.started):
            yield

    def wait_end(self, state: str = "done", timeout: int = PATIENCE) -> None:
        """Wait until the job has ended so."""
        jobs = self.window.context.jobs
        self.bot.waitUntil(lambda: not jobs.busy and self.state() == state, timeout=timeout)

    def sync(self) -> None:
        """A whole sync from the three-dot menu."""
        self.menu("actionProductSync")
        self.wait_for(QDialog, "consentDialog")
        with self.begins():
            self.consent()
        self.wait_end()
