"""Every dialog has room for its texts, on large and on small screens, and stands wholly on them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
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
from tests.tools import screenshots as shots
from tests.ui.conftest import OpenSandbox, on_screens
from tests.ui.driver import Driver

#: What a screen leaves for a window: 1280 × 800 and 1000 × 640, and the first one at 200 %.
SCREENS = (QSize(1280, 760), QSize(1000, 600), QSize(640, 360), QSize(640, 340))
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


def overlapping(root: QWidget) -> list[str]:
    """Widgets that lie on their neighbours."""
    found = []
    for parent in (root, *root.findChildren(QWidget)):
        if isinstance(parent, QAbstractScrollArea | QComboBox | QAbstractSpinBox | QLineEdit):
            continue
        neighbours = [
            child
            for child in parent.children()
            if isinstance(child, QWidget) and child.isVisible() and not child.isWindow()
        ]
        for one, other in itertools.combinations(neighbours, 2):
            if one.geometry().intersects(other.geometry()):
                found.append(f"{_name(one)} on {_name(other)}")
    return found


def _name(widget: QWidget) -> str:
    return widget.objectName() or type(widget).__name__


def assert_fits(shown: QWidget, size: QSize, name: str) -> None:
    assert shots.clipped(shown) == [], name
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


def states(dialog: ConnectionDialog) -> Iterator[str]:
    """The dialog of a connection, with ever more to say."""
    yield "plain"
    dialog._failed(PROBLEM)
    yield "problem"
    dialog.findChildren(QPushButton, "addressesButton")[0].click()
    yield "problem and options"
    dialog._not_saved(NoKeyring())
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
        shots.wait(80)
        assert_fits(dialog, screen, name)
        assert dialog.height() > 300
        if driver.shown(QCheckBox, "sessionOnlyCheckBox"):
            tick = driver.find(QCheckBox, "sessionOnlyCheckBox")
            assert tick.visibleRegion().boundingRect().height() == tick.height()


@pytest.mark.parametrize("language", ["hu", "en"])
@on_screens(*SCREENS)
def test_every_dialog_shows_its_texts(
    qapp: QApplication, open_sandbox: OpenSandbox, screen: QSize, language: str
) -> None:
    with shots.program(open_sandbox(products=60).endpoints, screen=screen) as window:
        window.context.settings.set("ui.language", language)
        shots.synced(window)
        dialogs = tuple(shot for shot in shots.FILLED if shot.name.startswith("dialog-"))
        for name, shown in shots.visit(window, dialogs):
            assert_fits(shown, screen, name)
            allowed = window.available(window)
            assert allowed.contains(QRect(shown.pos(), shown.size())), name


@on_screens(*SCREENS[:2])
def test_further_options_leave_the_dialog_as_it_is(driver: Driver) -> None:
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    before = dialog.height()
    driver.click("addressesButton")
    shots.wait(80)
    assert dialog.height() >= before
    more = driver.find(QPushButton, "addressesButton")
    assert not more.visibleRegion().isEmpty()
    driver.click("addressesButton")
    shots.wait(80)
    assert not driver.shown(QLineEdit, "saUrlField")


@on_screens(SCREENS[0])
def test_the_guide_ends_where_the_buttons_end(driver: Driver) -> None:
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    driver.click("addressesButton")
    shots.wait(80)
    (body,) = dialog.findChildren(DialogBody)
    assert body.verticalScrollBar().maximum() > 0
    guide = driver.find(QFrame, "connectionGuide")
    connect = driver.find(QPushButton, "connectButton")
    right = [one.mapTo(dialog, one.rect().bottomRight()).x() for one in (guide, connect)]
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
        shots.wait(50)
        assert field.visibleRegion().boundingRect() == field.rect(), field.objectName()
    dialog._failed(PROBLEM)
    shots.wait(80)
    field = driver.find(QLineEdit, "saUrlField")
    assert screen.height() < 400 or field.visibleRegion().boundingRect() == field.rect()


def test_a_dialog_opens_over_the_middle_of_its_window(driver: Driver) -> None:
    driver.window.move(60, 80)
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    shots.wait(400)
    away = dialog.frameGeometry().center() - driver.window.frameGeometry().center()
    assert away.manhattanLength() < 48


def test_a_dialog_that_was_put_elsewhere_is_brought_onto_the_screen(driver: Driver) -> None:
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    dialog.move(-20, -20)
    shots.wait(400)
    assert driver.window.available(dialog).contains(dialog.frameGeometry())


def test_a_frame_that_is_only_being_made_does_not_lead_astray(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = QSize(10, 10)
    monkeypatch.setattr(ConnectionDialog, "frameGeometry", lambda self: QRect(self.pos(), small))
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    shots.wait(400)
    away = dialog.geometry().center() - driver.window.frameGeometry().center()
    assert away.manhattanLength() < 48
