"""A text that has no room, or is shortened, is whole in a tooltip: on every page and in every dialog."""

from __future__ import annotations

from contextlib import closing

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from shopsync_gui.store import open_store
from shopsync_gui.store.documents.views import SavedView
from shopsync_gui.ui.kit.fields import ChoiceField
from shopsync_gui.ui.products.products_page import ProductsPage
from tests.portions import portion
from tests.tools.many_shops import several_shops
from tests.tools.window_states import FILLED, SHOPS, visit
from tests.ui.clipped import untold_texts
from tests.ui.conftest import OpenSandbox
from tests.ui.past import connect
from tests.ui.program import program, settle, sync_shop, wait_until

LONG = "Zsebkendő & <Társa> Nagykereskedés és Webáruház Korlátolt Felelősségű Társaság "
#: 1280 × 800 at 200 %, at 150 %, and the smallest usual window.
SIZES = (QSize(640, 340), QSize(853, 493), QSize(1000, 640))
#: Needs a run that wrote something that can be removed.
_NOT_HERE = "dialog-undo"


@pytest.mark.parametrize("language", portion(("hu", "en"), 2))
def test_whatever_is_cut_is_in_its_tooltip(
    qapp: QApplication, open_sandbox: OpenSandbox, language: str
) -> None:
    states = tuple(shot for shot in FILLED if shot.name != _NOT_HERE)
    with program(open_sandbox(products=60).endpoints, screen=SIZES[1]) as window:
        context = window.context
        context.settings.set("ui.language", language)
        sync_shop(window, 2)
        with closing(open_store(context.store.path)) as store:
            shop = context.connections[0]
            options = replace(shop.options, labels=(LONG,))
            store.connections.update(shop.id, title=f"{LONG} egy", options=options)
            store.connections.update(connect(store, "masik").id, title=f"{LONG} kettő")
        context.connections.reload()
        context.views.save(SavedView(name=f"{LONG} nézet"))
        settle(window)
        window.setMinimumSize(SIZES[0])
        for size in portion(SIZES, 3):
            window.resize(size)
            settle(window)
            for name, shown in visit(window, states):
                assert untold_texts(shown) == [], (name, size)


def test_the_table_of_shops_tells_what_it_cuts(qapp: QApplication) -> None:
    with several_shops() as window:
        window.show()
        window.setMinimumSize(SIZES[0])
        for size in SIZES:
            window.resize(size)
            settle(window)
            for name, shown in visit(window, SHOPS):
                assert untold_texts(shown) == [], (name, size)


def test_a_choice_without_room_is_in_its_tooltip(qtbot: QtBot) -> None:
    choice = ChoiceField()
    qtbot.addWidget(choice)
    for text in ("<rövid>", LONG):
        choice.addItem(text)
    choice.show()
    choice.resize(160, 34)
    assert choice.toolTip() == ""
    choice.setCurrentIndex(1)
    assert "Korlátolt Felelősségű" in choice.toolTip()
    choice.resize(1200, 34)
    assert choice.toolTip() == ""


def test_a_long_name_in_a_menu_is_in_its_tooltip(
    qapp: QApplication, open_sandbox: OpenSandbox
) -> None:
    with program(open_sandbox(products=5).endpoints) as window:
        window.context.views.save(SavedView(name=f"{LONG} nézet"))
        window.context.views.save(SavedView(name="rövid"))
        page = window.open_page("pageProducts")
        assert isinstance(page, ProductsPage)
        wait_until(lambda: len(list(window.context.views)) == 2)
        menu = page.bar.saved.menu
        menu.aboutToShow.emit()
        menus = [menu, *menu.findChildren(QMenu)]
        entries = [entry for each in menus for entry in each.actions()]
        long = [entry for entry in entries if "Zsebkendő" in entry.text()]
        assert len(long) == 2
        assert all("Korlátolt Felelősségű" in entry.toolTip() for entry in long)
        assert all(each.toolTipsVisible() for each in menus)
