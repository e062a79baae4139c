"""Settings that another window or command chooses while this one is open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import NamedTuple

import apsw
import pytest
from PySide6.QtWidgets import QComboBox, QDialog

from shopsync_gui.core.text import translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.ui.connections.actions import ConnectionActions
from shopsync_gui.ui.connections.connections_page import ConnectionsPage
from shopsync_gui.ui.jobs.context import AppContext
from tests.ui.driver import Driver
from tests.ui.past import connect
from tests.ui.past import shown as shown_in_window
from tests.ui.program import settle


def choose_elsewhere(context: AppContext, key: str, value: str) -> None:
    with closing(open_store(context.store.path)) as store:
        store.settings.set(key, value)


def shown(driver: Driver, key: str) -> object:
    box = driver.window.findChild(QComboBox, f"setting:{key}")
    return None if box is None else box.currentData()


@pytest.mark.parametrize(("key", "value"), [("ui.language", "en"), ("ui.theme", "dark")])
def test_what_another_program_chooses_is_taken_up(driver: Driver, key: str, value: str) -> None:
    driver.page("pageGeneral")
    context = driver.window.context
    before = context.settings.get(key)
    choose_elsewhere(context, key, value)
    driver.bot.waitUntil(lambda: shown(driver, key) == value)
    assert context.settings.get(key) == value
    if key == "ui.language":
        assert translate("Hungarian") == "Hungarian"
    else:
        assert context.theme.tokens.dark
    choose_elsewhere(context, key, str(before))
    driver.bot.waitUntil(lambda: shown(driver, key) == before)


def test_a_choice_made_while_the_settings_are_read_stays(driver: Driver) -> None:
    settings, told = driver.window.context.settings, list[str]()
    settings.changed.connect(told.append)
    choose_elsewhere(driver.window.context, "sync.jobs", "3")
    settings.reload()
    settings.set("ui.theme", "dark")
    driver.bot.waitUntil(lambda: settings.get("sync.jobs") == 3)
    settle(driver.window)
    assert settings.get("ui.theme") == "dark"
    assert told == ["ui.theme", "sync.jobs"]


def test_a_choice_that_could_not_be_written_stays(driver: Driver) -> None:
    context, failures = driver.window.context, list[object]()
    settings, writer = context.settings, context.store.writer
    writer.failed.connect(failures.append)
    with closing(apsw.Connection(str(context.store.path))) as damaged:
        damaged.execute(
            "CREATE TRIGGER refusal BEFORE INSERT ON setting WHEN NEW.key = 'ui.theme'"
            " BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
        settings.set("ui.theme", "dark")
        driver.bot.waitUntil(lambda: bool(failures))
        choose_elsewhere(context, "sync.jobs", "3")
        driver.bot.waitUntil(lambda: settings.get("sync.jobs") == 3)
        assert settings.get("ui.theme") == "dark"
        damaged.execute("DROP TRIGGER refusal")
    settings.set("ui.theme", "dark")  # tries again
    settle(driver.window)
    with closing(open_store(context.store.path)) as store:
        assert store.settings.get("ui.theme") == "dark"


class Opened(NamedTuple):
    """A dialog, and what opens and closes it."""

    name: str
    open: Callable[[Driver, ConnectionActions, int], object]
    modal: bool = True


DIALOGS = (
    Opened("connectionDialog", lambda _driver, actions, shop: actions.edit(shop)),
    Opened("consentDialog", lambda _driver, actions, shop: actions.ask_consent(shop)),
    Opened("scheduleDialog", lambda _driver, actions, shop: actions.schedule(shop)),
    Opened("disconnectDialog", lambda _driver, actions, shop: actions.disconnect_shop(shop)),
    Opened("compatibilityDialog", lambda _driver, actions, shop: actions.check_compatibility(shop)),
    Opened("ordersDialog", lambda _driver, actions, shop: actions.import_orders(shop), modal=False),
    Opened("logsDialog", lambda driver, _actions, _shop: driver.click("logsButton"), modal=False),
)


@pytest.mark.parametrize("opened", DIALOGS, ids=lambda opened: opened.name)
def test_another_language_waits_for_an_open_dialog(
    driver: Driver, store: Store, opened: Opened
) -> None:
    """All of the window stays in the language that the dialog began in, until the dialog is closed."""
    context = driver.window.context
    shop = connect(store)
    shown_in_window(driver, store)
    page = driver.window.open_page("pageConnections")
    assert isinstance(page, ConnectionsPage)
    if opened.name == "logsDialog":
        driver.page("pageGeneral")
    opened.open(driver, page.shop_actions, shop.id)
    dialog = driver.wait_for(QDialog, opened.name)
    assert dialog.isModal() is opened.modal
    before = translate("Cancel")
    choose_elsewhere(context, "ui.language", "en")
    driver.bot.waitUntil(lambda: context.settings.get("ui.language") == "en")
    settle(driver.window)
    assert translate("Cancel") == before != "Cancel"
    waits = translate("The new language comes with the end of the open dialogs.")
    assert driver.text("statusText") == waits
    dialog.reject()
    driver.bot.waitUntil(lambda: translate("Cancel") == "Cancel")
    assert driver.text("statusText") != waits
    choose_elsewhere(context, "ui.language", "hu")
    driver.bot.waitUntil(lambda: translate("Cancel") == before)
