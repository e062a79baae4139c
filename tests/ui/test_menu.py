"""Menus under a mouse: the click that opens one chooses nothing in it, and it stands clear of its button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from shopsync_gui.ui.kit.menu import Menu

LEFT = Qt.MouseButton.LeftButton


def entries(menu: Menu, count: int) -> list[str]:
    """Add entries; the list of those that are chosen."""
    chosen: list[str] = []
    for n in range(count):
        menu.addAction(str(n)).triggered.connect(lambda _on=False, n=n: chosen.append(str(n)))
    return chosen


def center(menu: Menu, action: QAction) -> QPoint:
    return menu.actionGeometry(action).center()


def test_only_a_click_of_its_own_or_a_drag_chooses(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    menu = Menu(parent)
    chosen = entries(menu, 5)
    first, *_others, last = menu.actions()
    menu.popup(QPoint(50, 50))
    QCursor.setPos(menu.mapToGlobal(center(menu, first)))
    menu.close()
    menu.popup(QPoint(50, 50))
    QTest.mouseMove(menu, center(menu, first))
    QTest.mouseRelease(menu, LEFT, pos=center(menu, first))
    assert menu.isVisible()
    assert chosen == []
    QTest.mouseClick(menu, LEFT, pos=center(menu, first))
    assert chosen == ["0"]
    assert not menu.isVisible()
    menu.popup(QPoint(50, 50))
    QTest.mouseMove(menu, center(menu, last))
    QTest.mouseRelease(menu, LEFT, pos=center(menu, last))
    assert chosen == ["0", "4"]


@pytest.mark.parametrize("place", ["left", "right"])
def test_a_high_menu_stands_beside_its_button(qtbot: QtBot, place: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    area = window.screen().availableGeometry()
    opener = QPushButton("Open", window)
    menu = Menu(opener)
    opener.setMenu(menu)
    entries(menu, 3)
    while menu.sizeHint().height() < area.height() * 0.7:
        entries(menu, 1)
    window.resize(200, 60)
    x = area.left() if place == "left" else area.right() - 200
    window.move(x, area.center().y())
    with qtbot.waitExposed(window):
        window.show()
    menu.popup(opener.mapToGlobal(QPoint(0, opener.height())))
    button = opener.rect().translated(opener.mapToGlobal(QPoint(0, 0)))
    assert not menu.geometry().intersects(button)
    assert area.contains(menu.geometry())
