"""Every dialog has room for its texts, on large and on small screens, and stands wholly on them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from shopsync_gui.core.errors import MissingScope, NoKeyring
from shopsync_gui.ui.connections.connection_dialog import ConnectionDialog
from shopsync_gui.ui.kit.dialog_body import DialogBody
from tests.portions import portion
from tests.tools import window_states as shots
from tests.ui.clipped import clipped_texts, overlapping
from tests.ui.conftest import OpenSandbox, on_screens
from tests.ui.driver import Driver
from tests.ui.program import program, sync_shop

#: What a screen leaves for a window: 1280 × 800 and 1000 × 640, full HD at 200 %.
LARGE = (QSize(1280, 760), QSize(1000, 600), QSize(960, 500))
#: 1280 × 800 at 200 %, with two kinds of frames.
SMALL = (QSize(640, 360), QSize(640, 340))
#: 1000 × 640 at 200 %: half of everything, less a frame.
TINY = QSize(500, 280)
#: A large one, a small one and the smallest, on another day others.
SCREENS = [*portion((*LARGE, *SMALL), 3, kind=lambda size: size in SMALL), TINY]
#: One of all and the smallest, for what visits every dialog.
SCREEN = [*portion((*LARGE, *SMALL), 5), TINY]
PROBLEM = MissingScope(service="Shoprenter", shop="bemutato", scope="product.product:read").problem


def squashed(root: QWidget) -> list[str]:
    """Texts in lines that are lower than these lines are."""
    return [
        label.text()
        for label in root.findChildren(QLabel)
        if label.isVisible()
        and label.wordWrap()
        and label.height() < label.heightForWidth(label.width())
    ]


def assert_fits(shown: QWidget, size: QSize, name: str) -> None:
    assert clipped_texts(shown) == [], name
    assert squashed(shown) == [], name
    assert overlapping(shown) == [], name
    assert shown.width() <= size.width(), name
    layout = shown.layout()
    assert layout is not None
    assert layout.totalMinimumSize().width() <= shown.width(), name
    assert shown.height() <= size.height(), name
    for view in shown.findChildren(QTableView):
        assert not view.isVisible() or view.viewport().height() > 40, name
    for button in shown.findChildren(QPushButton):
        if button.isVisible() and button.parentWidget() is shown:
            assert shown.rect().contains(button.geometry()), name


def settle(driver: Driver, shown: QWidget, size: QSize, name: str) -> None:
    """Wait until a dialog whose content has changed fits again."""
    QApplication.processEvents()
    driver.bot.waitUntil(lambda: assert_fits(shown, size, name))


def in_sight(widget: QWidget) -> bool:
    """Whether all of a widget is seen."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def states(dialog: ConnectionDialog) -> Iterator[str]:
    """The dialog of a connection, with ever more to say."""
    yield "plain"
    dialog.show_problem(PROBLEM)
    yield "problem"
    dialog.findChildren(QPushButton, "addressesButton")[0].click()
    yield "problem and options"
    dialog.show_problem(NoKeyring().problem)
    yield "no keyring and options"
    for field in dialog.findChildren(QLineEdit):
        field.setText("no address, and not safe")
    yield "all fields wrong"
    dialog.findChildren(QPushButton, "guideButton")[0].click()
    yield "the guide toggled"


@on_screens(*SCREENS)
def test_the_dialog_of_a_connection_shows_all_it_says(driver: Driver, screen: QSize) -> None:
    driver.window.resize(screen)
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    assert isinstance(dialog, ConnectionDialog)
    for name in states(dialog):
        settle(driver, dialog, screen, name)
        assert dialog.height() > 300 or screen == TINY
        if driver.shown(QCheckBox, "sessionOnlyCheckBox"):
            tick = driver.find(QCheckBox, "sessionOnlyCheckBox")
            assert tick.visibleRegion().boundingRect().height() == tick.height()


@on_screens(*SCREEN)
def test_every_dialog_shows_its_texts(
    qapp: QApplication, open_sandbox: OpenSandbox, screen: QSize
) -> None:
    with program(open_sandbox(products=60).endpoints, screen=screen) as window:
        sync_shop(window)
        dialogs = tuple(shot for shot in shots.FILLED if shot.name.startswith("dialog-"))
        for name, shown in shots.visit(window, dialogs):
            assert_fits(shown, screen, name)
            allowed = window.available(window)
            assert allowed.contains(QRect(shown.pos(), shown.size())), name


@on_screens(*LARGE[:2])
def test_further_options_leave_the_dialog_as_it_is(driver: Driver) -> None:
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    before = dialog.height()
    driver.click("addressesButton")
    first = driver.find(QComboBox, "languageBox")
    driver.bot.waitUntil(lambda: in_sight(first))
    assert dialog.height() >= before
    driver.click("addressesButton")
    assert not driver.shown(QLineEdit, "saUrlField")
    more = driver.find(QPushButton, "addressesButton")
    driver.bot.waitUntil(lambda: in_sight(more))
    driver.bot.waitUntil(lambda: dialog.height() == before)


@on_screens(LARGE[0])
def test_the_guide_ends_where_the_buttons_end(driver: Driver) -> None:
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    driver.click("addressesButton")
    (body,) = dialog.findChildren(DialogBody)
    driver.bot.waitUntil(lambda: body.verticalScrollBar().maximum() > 0)
    guide = driver.find(QFrame, "connectionGuide")
    connect = driver.find(QPushButton, "connectButton")
    right = [button.mapTo(dialog, button.rect().bottomRight()).x() for button in (guide, connect)]
    assert right[0] == right[1]


@on_screens(*SCREENS)
def test_the_field_in_use_is_wholly_in_sight(driver: Driver, screen: QSize) -> None:
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    assert isinstance(dialog, ConnectionDialog)
    driver.click("addressesButton")
    for field in dialog.findChildren(QLineEdit):
        dialog.setFocus()
        field.setFocus()
        driver.bot.waitUntil(partial(in_sight, field))


@on_screens(*SCREENS)
def test_an_answer_is_in_sight_until_the_focus_moves(driver: Driver, screen: QSize) -> None:
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    assert isinstance(dialog, ConnectionDialog)
    driver.click("addressesButton")
    first = driver.find(QLineEdit, "shopField")
    first.setFocus()
    driver.bot.waitUntil(first.hasFocus)
    dialog.show_problem(PROBLEM)
    title = driver.wait_for(QLabel, "dialogNoteTitle")
    driver.bot.waitUntil(lambda: in_sight(title))
    settle(driver, dialog, screen, "problem")
    assert in_sight(title)
    driver.bot.keyClick(first, Qt.Key.Key_Tab)
    driver.bot.waitUntil(lambda: in_sight(driver.find(QLineEdit, "clientIdField")))
