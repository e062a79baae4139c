"""Névjegy: the version, and the daily question for a newer one, with a server on this computer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from shopsync_gui import __version__
from shopsync_gui.app import create
from shopsync_gui.core.errors import UpdateNotTrusted
from shopsync_gui.core.releases import Channel
from shopsync_gui.core.text import translate
from shopsync_gui.sync.updates import UpdateMemory
from shopsync_gui.system.paths import UPDATE_MEMORY
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.announcing import Key, Server, announcement, serving
from tests.ui.driver import Driver, fast_writes
from tests.ui.program import SCREEN, screen_of


class UpdateDriver(Driver):
    """A program that is built with a channel."""

    channel: Channel

    def open(self) -> MainWindow:
        window = create(["shopsync"], available=screen_of(SCREEN), channel=self.channel)
        assert isinstance(window, MainWindow)
        self.window = window
        with self.bot.waitSignal(window.context.updates.changed):
            window.show()
        return window


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def asking(qtbot: QtBot, shopsync_home: Path, server: Server) -> Iterator[UpdateDriver]:
    fast_writes(shopsync_home)
    driver = UpdateDriver(qtbot)
    driver.channel = server.channel
    driver.open()
    yield driver
    driver.close()


def today(server: Server, key: Key | None = None) -> None:
    """Announce a newer version as of now: the window has the computer's clock."""
    now = datetime.now(UTC)
    news = announcement()
    server.announce(replace(news, issued=now, expires=now + (news.expires - news.issued)), key)


def badge(driver: Driver) -> str:
    item = driver.window.frame.tree.entries["pageGeneral"]
    return item.toolTip(0)


def test_the_program_says_its_version_and_that_it_cannot_ask(driver: Driver) -> None:
    driver.page("pageGeneral")
    assert driver.text("version") == f"ShopSync {__version__}"
    assert driver.shown(QLabel, "updatesUnavailable")
    assert not driver.shown(QCheckBox, "setting:updates.check")


def test_nothing_is_asked_until_the_user_switches_it_on(
    asking: UpdateDriver, server: Server
) -> None:
    today(server)
    asking.page("pageGeneral")
    asking.window.context.updates.look()
    assert not asking.find(QCheckBox, "setting:updates.check").isChecked()
    assert not asking.window.context.updates.asking
    assert server.asked == []
    asking.tick("setting:updates.check")
    asking.wait_for(QFrame, "updateBox")
    assert len(server.asked) == 2
    assert "9.1.0" in asking.text("updateTitle")
    assert asking.find(QPlainTextEdit, "updateChanges").toPlainText() == (
        "Gyorsabb.\n<b>Merészebb.</b>"
    )
    assert badge(asking) != ""
    asking.window.context.updates.look()  # not twice a day
    assert not asking.window.context.updates.asking


def test_the_download_page_is_opened_and_nothing_fetched(
    asking: UpdateDriver, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toString())
    )
    today(server)
    asking.page("pageGeneral")
    asking.click("updateAskButton")
    asking.wait_for(QFrame, "updateBox")
    asking.click("updatePage")
    assert opened == ["https://example.com/shopsync"]
    assert len(server.asked) == 2


def test_an_answer_that_is_not_signed_is_told_and_not_shown(
    asking: UpdateDriver, server: Server
) -> None:
    today(server, Key())
    asking.page("pageGeneral")
    asking.click("updateAskButton")
    asking.wait_for(QFrame, "problemBox")
    assert asking.text("problemTitle") == translate(UpdateNotTrusted.title)
    assert not asking.shown(QFrame, "updateBox")
    assert badge(asking) == ""


def test_what_is_known_is_shown_at_the_next_start(
    qtbot: QtBot, shopsync_home: Path, server: Server
) -> None:
    fast_writes(shopsync_home)
    memory = UpdateMemory(asked=datetime.now(UTC), latest=announcement())
    (shopsync_home / UPDATE_MEMORY).write_bytes(msgspec.json.encode(memory))
    driver = UpdateDriver(qtbot)
    driver.channel = server.channel
    driver.open()
    assert badge(driver) != ""
    driver.page("pageGeneral")
    driver.wait_for(QFrame, "updateBox")
    assert server.asked == []
    driver.close()
