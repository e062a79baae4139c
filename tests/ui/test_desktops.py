"""What is different on macOS, with the system faked: menu bar, icon in it, Dock; and nowhere else."""

from __future__ import annotations

import plistlib
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.core.text import translate
from shopsync_gui.system.language import use_language
from shopsync_gui.ui.shell.dock import Dock
from shopsync_gui.ui.shell.program_icon import TEMPLATE_SIZES, tray_icon
from shopsync_gui.ui.shell.window_actions import COMMANDS, WindowActions
from tests.tools.packages import PACKAGING
from tests.ui.driver import Driver

ROLES = QAction.MenuRole


@pytest.fixture
def done() -> list[str]:
    return []


def opened(qtbot: QtBot, done: list[str], system: str) -> tuple[QMainWindow, WindowActions]:
    window = QMainWindow()
    qtbot.addWidget(window)
    handlers = {
        command.name: lambda *_state, name=command.name: done.append(name) for command in COMMANDS
    }
    return window, WindowActions(window, handlers, system=system)


def actions(window: QMainWindow) -> dict[str, QAction]:
    return {action.objectName(): action for action in window.findChildren(QAction)}


def test_macos_has_every_command_in_its_menu_bar(qtbot: QtBot, done: list[str]) -> None:
    window, _kept = opened(qtbot, done, "darwin")
    found = actions(window)
    in_menus = [
        action.objectName()
        for menu in window.menuBar().actions()
        for action in menu.menu().actions()  # type: ignore[attr-defined]
    ]
    assert sorted(in_menus) == sorted([*(command.name for command in COMMANDS), "actionClose"])
    for command in COMMANDS:
        found[command.name].trigger()
    assert done == [command.name for command in COMMANDS]


def test_macos_moves_three_of_them_into_the_menu_of_the_program(
    qtbot: QtBot, done: list[str]
) -> None:
    window, _kept = opened(qtbot, done, "darwin")
    roles = {name: action.menuRole() for name, action in actions(window).items()}
    assert roles.pop("actionAbout") is ROLES.AboutRole
    assert roles.pop("actionSettings") is ROLES.PreferencesRole
    assert roles.pop("actionQuit") is ROLES.QuitRole
    del roles[""]  # the menus themselves
    # Else Qt would guess from their titles, in English and German.
    assert set(roles.values()) == {ROLES.NoRole}


def test_the_menus_speak_the_chosen_language(qtbot: QtBot, done: list[str]) -> None:
    window, made = opened(qtbot, done, "darwin")
    use_language("hu")
    made.translate()
    titles = [menu.text() for menu in window.menuBar().actions()]
    assert titles[-1] == translate("Help") != "Help"
    assert actions(window)["actionQuit"].text() == translate("Quit")


@pytest.mark.parametrize("system", ["win32", "linux"])
def test_elsewhere_there_is_no_menu_bar_and_the_window_hears_of_the_keys(
    qtbot: QtBot, done: list[str], system: str
) -> None:
    window, _kept = opened(qtbot, done, system)
    assert window.findChild(QWidget, "qt_menubar") is None
    assert not window.menuBar().actions()
    assert {action.objectName() for action in window.actions()} == {
        command.name for command in COMMANDS
    }


def test_keys_are_those_that_each_system_has_for_a_meaning(qtbot: QtBot, done: list[str]) -> None:
    window, _kept = opened(qtbot, done, "linux")
    found = actions(window)
    standard = QKeySequence.StandardKey
    for name, keys in (
        ("actionSearch", standard.Find),
        ("actionQuit", standard.Quit),
        ("actionGuide", standard.HelpContents),
        ("actionSettings", standard.Preferences),
    ):
        assert found[name].shortcuts() == QKeySequence.keyBindings(keys)
    assert found["actionExport"].shortcut() == QKeySequence("Ctrl+E")


@pytest.mark.parametrize("kind", [QLineEdit, QSpinBox, QPlainTextEdit, QComboBox])
def test_keys_of_the_window_win_over_those_of_a_text_field(
    qtbot: QtBot, done: list[str], kind: type[QWidget]
) -> None:
    window, _kept = opened(qtbot, done, "linux")
    # What a field takes Ctrl+E for depends on the screen's system; this one it has everywhere.
    actions(window)["actionExport"].setShortcut(QKeySequence.StandardKey.SelectAll)
    field = kind()
    if isinstance(field, QComboBox):
        field.setEditable(True)
    window.setCentralWidget(field)
    window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    focused = QApplication.focusWidget()
    assert focused is not None
    for key in (QKeySequence("Ctrl+A"), QKeySequence("Ctrl+F"), QKeySequence("F5")):
        QTest.keySequence(focused, key)
    assert done == ["actionExport", "actionSearch", "actionSync"]


def test_about_and_settings_lead_to_the_general_page(driver: Driver) -> None:
    driver.page("pageProducts")
    found = actions(driver.window)
    found["actionSettings"].trigger()
    assert driver.window.current_page() == "pageGeneral"
    driver.page("pageProducts")
    found["actionAbout"].trigger()
    assert driver.window.current_page() == "pageGeneral"


def test_icon_in_the_menu_bar_of_macos_is_a_mask(qapp: object) -> None:
    icon = tray_icon("darwin")
    assert icon.isMask()
    assert {size.width() for size in icon.availableSizes()} == set(TEMPLATE_SIZES)
    picture = icon.pixmap(TEMPLATE_SIZES[1], TEMPLATE_SIZES[1]).toImage()
    corner, middle = picture.pixelColor(0, 0), picture.pixelColor(18, 12)
    assert (corner.alpha(), middle.alpha()) == (0, 255)


@pytest.mark.parametrize("system", ["win32", "linux"])
def test_icon_in_other_trays_is_the_program_icon(qapp: object, system: str) -> None:
    assert not tray_icon(system).isMask()


class _Application(QObject):
    applicationStateChanged = Signal(Qt.ApplicationState)  # noqa: N815 - Qt's name


def test_click_on_the_dock_shows_a_window_that_was_hidden(qtbot: QtBot) -> None:
    window, application = QWidget(), _Application()
    qtbot.addWidget(window)
    shown: list[bool] = []
    fake: Any = application
    dock = Dock(fake, window, lambda: shown.append(True))
    change = application.applicationStateChanged.emit
    change(Qt.ApplicationState.ApplicationActive)  # a start in the tray
    assert shown == []
    change(Qt.ApplicationState.ApplicationInactive)
    change(Qt.ApplicationState.ApplicationActive)
    assert shown == [True]
    window.show()
    change(Qt.ApplicationState.ApplicationInactive)
    change(Qt.ApplicationState.ApplicationActive)
    assert shown == [True]
    assert dock.parent() is window


def test_application_tells_macos_what_it_has_to_know() -> None:
    told = plistlib.loads((PACKAGING / "macos" / "Info.plist").read_bytes())
    assert told["CFBundleLocalizations"] == ["hu", "en"]
    assert told["LSApplicationCategoryType"].startswith("public.app-category.")
    assert told["NSHighResolutionCapable"] is True
    # The look follows the system's; the program is in the Dock and opens no documents.
    assert told["NSRequiresAquaSystemAppearance"] is False
    assert told["LSUIElement"] is False
    assert told["CFBundleDocumentTypes"] == []


def test_macos_that_is_asked_for_is_the_one_that_qt_needs() -> None:
    """The wheels of PySide6 name it: macosx_13_0 in `requirements/runtime.txt`'s version."""
    told = plistlib.loads((PACKAGING / "macos" / "Info.plist").read_bytes())
    root = PACKAGING.parents[1]
    for page in ("README.md", "README.hu.md"):
        assert f"macOS {told['LSMinimumSystemVersion'].removesuffix('.0')} " in (
            root / page
        ).read_text("utf-8")
