"""Many shops stand in a table: sorted, searched, labelled, and several acted on at once."""

from __future__ import annotations

from contextlib import closing

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QLineEdit, QPushButton, QSplitter

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.run.secret_addresses import address_of
from shopsync_gui.system.secrets import KINDS
from shopsync_gui.ui.connections.card_area import CardArea
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.connections.shop_table import ShopTable
from shopsync_gui.ui.shell.main_window import FIRST_SIZE
from tests.ui.clipped import clipped_texts
from tests.ui.driver import Driver
from tests.ui.past import NOW, connect, ran
from tests.ui.program import settle

STOPPED, PARTIAL = RunState.STOPPED, RunState.PARTIAL
NAMES = ("alma", "birs", "citrom", "dinnye", "eper")


@pytest.fixture
def shops(driver: Driver, store: Store) -> ShopTable:
    """The table of five shops: one that failed, one that is equal, three that were never synced."""
    for name in NAMES:
        shop = connect(store, name)
        store.connections.update(shop.id, sa_user=name, consented_at=NOW)
        if name == "citrom":
            ran(store, shop, JobKind.SYNC, RunState.FAILED)
        if name == "dinnye":
            ran(store, shop, JobKind.SYNC, RunState.DONE, verified=True, pulled=12)
    store.close()
    driver.page("pageConnections")
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: bool(driver.window.findChildren(ShopTable)))
    (found,) = driver.window.findChildren(ShopTable)
    driver.bot.waitUntil(lambda: found.model.rowCount() == len(NAMES))
    return found


def titles(shops: ShopTable) -> list[str]:
    return [row[0] for row in rows(shops)]


def rows(shops: ShopTable) -> list[list[str]]:
    model = shops.model
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def choose(shops: ShopTable, *names: str) -> None:
    shops.view.clearSelection()
    for name in names:
        index = shops.model.index(titles(shops).index(f"Bolt {name}"), 0)
        flag = QItemSelectionModel.SelectionFlag
        shops.view.selectionModel().setCurrentIndex(index, flag.Select | flag.Rows)


def test_below_a_few_shops_there_are_cards(driver: Driver, store: Store) -> None:
    for name in NAMES[:3]:
        connect(store, name)
    store.close()
    driver.page("pageConnections")
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: len(driver.window.findChildren(ConnectionCard)) == 3)
    assert driver.window.findChildren(ShopTable) == []


def test_rows_say_how_the_shops_stand_and_only_one_has_a_card(
    driver: Driver, shops: ShopTable
) -> None:
    assert titles(shops) == [f"Bolt {name}" for name in NAMES]
    assert rows(shops)[3][3] == "–", "the shop's number is that of its catalogue, as in the card"

    def cards() -> list[str]:
        return [card.connection.name for card in driver.window.findChildren(ConnectionCard)]

    driver.bot.waitUntil(lambda: cards() == ["alma"])
    choose(shops, "dinnye")
    driver.bot.waitUntil(lambda: cards() == ["dinnye"])


def test_what_is_to_be_done_comes_first_when_sorted_by_it(driver: Driver, shops: ShopTable) -> None:
    choose(shops, "eper")
    shops.view.sortByColumn(6, Qt.SortOrder.AscendingOrder)
    assert titles(shops)[0] == "Bolt citrom"
    assert [row.title for row in shops.chosen] == ["Bolt eper"], "who was chosen stays chosen"
    assert shops.current == shops.chosen[0].id
    connections = driver.window.context.connections
    with driver.bot.waitSignal(connections.changed):
        connections.reload()
    assert titles(shops)[0] == "Bolt citrom"


def test_labels_are_given_to_the_chosen_and_found(driver: Driver, shops: ShopTable) -> None:
    choose(shops, "birs", "eper")
    driver.click("labelChosenButton")
    dialog = driver.wait_for(QDialog, "labelsDialog")
    field = dialog.findChild(QLineEdit, "labelsField")
    assert field is not None
    field.setText("Kovács Kft., hazai, hazai")
    driver.bot.mouseClick(driver.find(QPushButton, "labelsSaveButton"), Qt.MouseButton.LeftButton)
    driver.bot.waitUntil(lambda: [row[7] for row in rows(shops)].count("Kovács Kft., hazai") == 2)
    shops.search.setText("kovacs")
    assert titles(shops) == ["Bolt birs", "Bolt eper"]
    shops.search.setText("nobody")
    assert titles(shops) == []
    shops.search.clear()
    assert len(titles(shops)) == len(NAMES)


def test_labels_of_several_shops_are_added_and_taken_away_alone(
    driver: Driver, shops: ShopTable
) -> None:
    given = {"alma": ("régi", "közös"), "birs": ("közös", "hazai"), "eper": ("közös",)}
    context = driver.window.context
    with closing(open_store(context.store.path)) as store:
        for shop in context.connections:
            options = replace(shop.options, labels=given.get(shop.name, ()))
            store.connections.update(shop.id, options=options)
    with driver.bot.waitSignal(context.connections.changed):
        context.connections.reload()
    choose(shops, "alma", "birs", "eper")
    driver.click("labelChosenButton")
    dialog = driver.wait_for(QDialog, "labelsDialog")
    ticks = {str(t.property("word")): t for t in dialog.findChildren(QCheckBox, "labelTick")}
    assert {word: tick.checkState() for word, tick in ticks.items()} == {
        "hazai": Qt.CheckState.PartiallyChecked,
        "közös": Qt.CheckState.Checked,
        "régi": Qt.CheckState.PartiallyChecked,
    }
    driver.bot.keyClick(ticks["közös"], Qt.Key.Key_Space)
    driver.bot.keyClick(ticks["hazai"], Qt.Key.Key_Space)
    driver.type("labelsField", "akció, ")
    driver.click("labelsSaveButton")
    kept = {"alma": "régi, hazai, akció", "birs": "hazai, akció", "eper": "hazai, akció"}
    driver.bot.waitUntil(
        lambda: (
            {row.title: ", ".join(row.labels) for row in shops.chosen}
            == {f"Bolt {name}": labels for name, labels in kept.items()}
        )
    )


def test_rows_and_labels_have_room_in_a_low_window(driver: Driver, shops: ShopTable) -> None:
    """As high as a full HD screen at 200 % leaves it, with a card that says more than fits."""
    context = driver.window.context
    with closing(open_store(context.store.path)) as store:
        for shop in context.connections:
            store.connections.update(
                shop.id,
                title=f"Zsebkendő és Társa Nagykereskedés Kft. {shop.name}",
                options=replace(shop.options, labels=("Kovács Kft.",)),
            )
            ran(store, shop, JobKind.SYNC, STOPPED)
    driver.window.setMinimumSize(640, 340)
    with driver.bot.waitSignal(context.connections.changed):
        context.connections.reload()
    for width, height, least in ((1000, 640, 3), (960, 500, 3), (860, 500, 3), (640, 340, 2)):
        driver.window.resize(width, height)
        settle(driver.window)
        assert clipped_texts(driver.window) == []
        view = shops.view
        assert view.viewport().height() >= least * view.row_height(), (width, height)
        assert not view.isColumnHidden(7)
        assert shops.search.width() >= 150


@pytest.mark.parametrize("language", ["hu", "en"])
def test_what_is_to_be_done_is_whole_in_a_window_as_at_first(
    driver: Driver, shops: ShopTable, language: str
) -> None:
    context = driver.window.context
    driver.window.resize(FIRST_SIZE)
    with closing(open_store(context.store.path)) as store:
        for shop, state in zip(context.connections, (STOPPED, PARTIAL), strict=False):
            ran(store, shop, JobKind.SYNC, state)
    context.settings.set("ui.language", language)
    context.connections.reload()

    def to_do() -> list[str]:
        return [row[6] for table in driver.window.findChildren(ShopTable) for row in rows(table)]

    driver.bot.waitUntil(lambda: translate("The safety brake stopped the sync.") in to_do())
    settle(driver.window)
    (shown,) = (t for t in driver.window.findChildren(ShopTable) if t.isVisible())
    longest = max(map(shown.view.fontMetrics().horizontalAdvance, to_do()))
    assert shown.view.columnWidth(6) > longest + 8


def test_the_chosen_are_synced_after_one_question(driver: Driver, shops: ShopTable) -> None:
    begun: list[int] = []
    driver.window.context.jobs.queued.connect(lambda shop, _job: begun.append(shop))
    choose(shops, "alma", "dinnye")
    wanted = [row.id for row in shops.chosen]
    driver.click("syncChosenButton")
    driver.wait_for(QDialog, "syncChosenDialog")
    driver.click("syncChosenConfirmButton")
    assert sorted(set(begun)) == sorted(wanted)
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_a_chosen_shop_without_its_passwords_is_left_out(
    driver: Driver, shops: ShopTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []
    context = driver.window.context
    context.jobs.queued.connect(lambda shop, _job: begun.append(shop))
    choose(shops, "alma", "dinnye")
    ready, left_out = (context.connections.get(row.id) for row in shops.chosen)
    assert ready is not None
    assert left_out is not None
    for variable in ("SHOPSYNC_CLIENT_SECRET", "SHOPSYNC_SA_PASSWORD"):
        monkeypatch.delenv(variable)
    for kind in KINDS:
        context.secrets.remember(ready.name, kind, address_of(ready, kind), "a-secret")
    driver.click("syncChosenButton")
    dialog = driver.wait_for(QDialog, "syncChosenDialog")
    assert any(left_out.title in text.text() for text in dialog.findChildren(QLabel))
    driver.click("syncChosenConfirmButton")
    assert begun == [ready.id]
    driver.bot.waitUntil(lambda: not context.jobs.busy)


def test_a_reload_repaints_only_what_has_changed(driver: Driver, shops: ShopTable) -> None:
    changed: list[int] = []
    shops.model.dataChanged.connect(lambda first, _last, _roles: changed.append(first.row()))
    shops.model.modelReset.connect(lambda: changed.append(-1))
    context = driver.window.context
    with driver.bot.waitSignal(context.connections.changed):
        context.connections.reload()
    done: list[None] = []
    context.store.reader.ask(context.store, lambda _store: None, done.append)
    driver.bot.waitUntil(lambda: bool(done))
    assert changed == []


def test_the_compatibility_check_is_offered_once(driver: Driver, shops: ShopTable) -> None:
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "checkOfferText"))
    shown = [w for w in driver.window.findChildren(QLabel, "checkOfferText") if w.isVisible()]
    assert len(shown) == 1
    assert f"Bolt {NAMES[0]}" in shown[0].text()
    driver.click("checkOfferDismiss")
    assert not driver.shown(QLabel, "checkOfferText")
    driver.window.context.connections.reload()
    driver.bot.waitUntil(lambda: shops.model.rowCount() == len(NAMES))
    assert not driver.shown(QLabel, "checkOfferText")


def test_the_card_has_the_height_that_it_needs_and_the_table_all_the_rest(
    driver: Driver, shops: ShopTable
) -> None:
    driver.click("checkOfferDismiss")
    (area,) = driver.window.findChildren(CardArea)
    (card,) = driver.window.findChildren(ConnectionCard)
    split = area.parentWidget()
    assert isinstance(split, QSplitter)

    def fits() -> bool:
        return 0 <= area.height() - card.height() < 60

    driver.bot.waitUntil(fits)
    choose(shops, "citrom")  # it failed: its card says why
    driver.bot.waitUntil(lambda: driver.window.findChildren(ConnectionCard)[0] is not card)
    (card,) = driver.window.findChildren(ConnectionCard)
    driver.bot.waitUntil(fits)
    split.setSizes([300, 250])
    split.splitterMoved.emit(300, 1)
    height = area.height()
    choose(shops, "alma")
    settle(driver.window)
    assert area.height() == height
