"""The first page: its numbers are those of the lists it leads to, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFrame,
    QLabel,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.core.products.changes import ChangeKind, Period
from shopsync_gui.core.text import ngettext, translate
from shopsync_gui.store import open_store
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.sync.standing.overview import MOST_FALLS, OverviewContent, read_overview
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.kit.widgets import ElidedLabel, column, label
from shopsync_gui.ui.overview.line_button import LineButton
from shopsync_gui.ui.overview.overview_page import OverviewPage
from shopsync_gui.ui.overview.price_falls import PriceFalls
from shopsync_gui.ui.overview.tiles import Tile
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.past import connect
from tests.ui.products_page import ProductsDriver, changed_shop, reading
from tests.ui.program import program

TILES = {
    "tileNew": ChangeKind.NEW,
    "tileCheaper": ChangeKind.CHEAPER,
    "tileDearer": ChangeKind.DEARER,
    "tileBack": ChangeKind.BACK,
    "tileSoldOut": ChangeKind.SOLD_OUT,
    "tileMoved": ChangeKind.MOVED,
}


@pytest.fixture(scope="module")
def window(qapp: QApplication) -> Iterator[MainWindow]:
    with changed_shop() as window:
        yield window


@pytest.fixture
def driver(qtbot: QtBot, window: MainWindow) -> ProductsDriver:
    driver = ProductsDriver(qtbot, window)
    open_overview(driver)
    return driver


def open_overview(driver: Driver, period: Period = Period.LAST_SYNC) -> OverviewContent:
    """Open the page on a period and wait until it shows what the store says."""
    driver.page("pageOverview")
    choice = driver.find(QComboBox, "periodChoice")
    driver.bot.keyClick(choice, Qt.Key.Key_Home)
    for _step in range(list(Period).index(period)):
        driver.bot.keyClick(choice, Qt.Key.Key_Down)
    assert choice.currentData() == period
    content = stored(driver, period)
    driver.bot.waitUntil(lambda: counts(driver) == shown_of(content))
    return content


def stored(driver: Driver, period: Period) -> OverviewContent:
    shops = list(driver.window.context.connections)
    with reading(driver.window) as store:
        return read_overview(store, shops, period, datetime.now(UTC))


def shown_of(content: OverviewContent) -> dict[str, int]:
    return {name: content.counts[kind] for name, kind in TILES.items()}


def counts(driver: Driver) -> dict[str, int | None]:
    return {name: driver.find(Tile, name).property("count") for name in TILES}


def lines(driver: Driver, name: str) -> list[LineButton]:
    found = driver.window.findChildren(LineButton, name)
    return [line for line in found if line.isVisible()]


def test_the_moment_above_it_is_shortened_where_it_has_no_room(driver: ProductsDriver) -> None:
    begins = driver.find(ElidedLabel, "overviewBegin")
    whole = begins.shown_text()
    assert whole == begins.text()
    window = driver.window
    before = window.size()
    window.setMinimumSize(400, 300)
    window.resize(560, 400)
    driver.bot.waitUntil(lambda: begins.shown_text() != whole)
    assert "…" not in begins.shown_text()
    assert begins.toolTip()
    window.resize(before)


@pytest.mark.parametrize("period", Period)
def test_each_tile_has_the_number_of_the_store(driver: ProductsDriver, period: Period) -> None:
    content = open_overview(driver, period)
    assert sum(shown_of(content).values()) > 0
    with reading(driver.window) as store:
        for name, kind in TILES.items():
            query = GridQuery(changed_since=content.since, change=kind)
            assert counts(driver)[name] == store.grid.count(query)
    open_overview(driver)


@pytest.mark.parametrize("name", TILES)
def test_a_click_on_a_tile_opens_its_list(driver: ProductsDriver, name: str) -> None:
    told = driver.find(Tile, name).property("count")
    driver.bot.mouseClick(driver.find(Tile, name), Qt.MouseButton.LeftButton)
    opened_with(driver, TILES[name], told)


def opened_with(driver: ProductsDriver, kind: ChangeKind, number: int) -> None:
    """The products page lists so many of this kind of change."""
    driver.bot.waitUntil(lambda: driver.window.current_page() == "pageProducts")
    driver.bot.waitUntil(lambda: driver.products.filters.change is kind)
    driver.bot.waitUntil(lambda: driver.products.filters.changed_since is not None)
    driver.settle()
    if number:
        assert driver.count() == number
    else:
        assert driver.shown(QFrame, "productEmpty")
    pressed = driver.find(QPushButton, f"change_{kind.value}")
    driver.bot.waitUntil(pressed.isChecked)


def test_the_keyboard_reaches_everything_and_opens_it(driver: ProductsDriver) -> None:
    reached = tab_through(driver)
    names = {widget.objectName() for widget in reached}
    assert set(TILES) | {"priceFall", "shopLine", "periodChoice"} <= names
    assert any(name.startswith("todo_") for name in names)
    assert [w.objectName() for w in reached if not spoken(w)] == []
    tile = driver.find(Tile, "tileCheaper")
    told = tile.property("count")
    tile.setFocus()
    driver.bot.keyClick(tile, Qt.Key.Key_Return)
    opened_with(driver, ChangeKind.CHEAPER, told)


def tab_through(driver: Driver) -> list[QWidget]:
    """What the Tab key comes to on the page, once around."""
    driver.window.activateWindow()
    driver.find(QComboBox, "periodChoice").setFocus()
    reached: list[QWidget] = []
    for _press in range(60):
        focus = driver.window.focusWidget()
        assert focus is not None
        if focus in reached:
            break
        reached.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return reached


def spoken(widget: QWidget) -> str:
    text = widget.accessibleName()
    return text or (widget.text() if isinstance(widget, QPushButton) else "")


def test_a_tile_speaks_its_number(driver: ProductsDriver) -> None:
    tile = driver.find(Tile, "tileCheaper")
    count = tile.property("count")
    products = ngettext("{n} product", "{n} products", count).format(n=count)
    assert tile.accessibleName() == f"{translate('Cheaper')}: {products}"


# --- the largest falls ----------------------------------------------------------------------------


def test_the_largest_falls_are_those_of_the_store(driver: ProductsDriver) -> None:
    content = open_overview(driver)
    assert 0 < len(content.falls) <= MOST_FALLS
    shown = lines(driver, "priceFall")
    assert len(shown) == len(content.falls)
    for line, row in zip(shown, content.falls, strict=True):
        assert row.name in line.accessibleName()
        marked = [label for label in line.findChildren(QLabel, "notInAccount") if label.isVisible()]
        assert bool(marked) is (row.sa_id is None)
    first = content.falls[0]
    driver.bot.mouseClick(shown[0], Qt.MouseButton.LeftButton)
    driver.bot.waitUntil(lambda: driver.window.current_page() == "pageProducts")
    driver.settle()
    assert first.sku in [row[1] for row in driver.cells()]


def test_a_newsletter_is_made_of_them_where_somebody_makes_any(driver: ProductsDriver) -> None:
    content = open_overview(driver)
    wanted: list[tuple[int, ...]] = []
    requests = driver.window.context.requests
    listened = requests.makes_letters
    assert driver.shown(QPushButton, "makeLetterButton") is listened
    requests.letter_wanted.connect(wanted.append)
    driver.find(OverviewPage, "pageOverview").refresh()
    driver.wait_for(QPushButton, "makeLetterButton")
    driver.click("makeLetterButton")
    requests.letter_wanted.disconnect(wanted.append)
    assert wanted == [tuple(row.id for row in content.falls)]


# --- what is to be done ---------------------------------------------------------------------------


def test_it_says_which_of_all_that_fell_a_newsletter_is_made_of(driver: ProductsDriver) -> None:
    content = max((open_overview(driver, p) for p in Period), key=lambda c: len(c.falls))
    (falls,) = driver.window.findChildren(PriceFalls)
    falls.show_rows(content.falls, len(content.falls))
    assert not driver.shown(QPushButton, "priceFallsAll")
    falls.show_rows(content.falls, total := len(content.falls) + 13)
    assert str(total) in driver.text("priceFallsShown")
    driver.click("priceFallsAll")
    driver.bot.waitUntil(lambda: driver.window.current_page() == "pageProducts")
    driver.bot.waitUntil(lambda: driver.products.filters.change is ChangeKind.CHEAPER)
    open_overview(driver)


def test_skipped_products_lead_to_their_list(driver: ProductsDriver) -> None:
    with reading(driver.window) as store:
        skipped = store.grid.count(GridQuery(skipped_or_failed=True))
    (entry,) = lines(driver, "todo_skipped")
    assert str(skipped) in entry.accessibleName()
    entry.setFocus()
    driver.bot.keyClick(entry, Qt.Key.Key_Space)
    driver.bot.waitUntil(lambda: driver.products.filters.skipped_or_failed)
    driver.settle()
    assert driver.count() == skipped


def test_the_line_of_a_shop_leads_to_its_connection(driver: ProductsDriver) -> None:
    (line,) = lines(driver, "shopLine")
    assert driver.text("shopLineState") == translate("Both sides are equal")
    driver.bot.mouseClick(line, Qt.MouseButton.LeftButton)
    driver.bot.waitUntil(lambda: driver.window.current_page() == "pageConnections")
    driver.wait_for(ConnectionCard, "connectionCard")


def test_a_missing_password_is_told_and_leads_to_its_field(
    driver: ProductsDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = driver.wait_for(LineButton, "todo_secrets")  # no keyring works in a test
    driver.bot.mouseClick(entry, Qt.MouseButton.LeftButton)
    driver.wait_for(QDialog, "connectionDialog").reject()
    for variable in ("SHOPSYNC_CLIENT_SECRET", "SHOPSYNC_SA_PASSWORD"):
        monkeypatch.setenv(variable, "a-secret-for-this-test")
    open_overview(driver)
    driver.bot.waitUntil(lambda: not lines(driver, "todo_secrets"))


# --- before there is anything ---------------------------------------------------------------------


def test_without_a_shop_it_leads_to_the_connection(
    qtbot: QtBot, qapp: QApplication, open_sandbox: OpenSandbox
) -> None:
    with program() as window:
        driver = Driver(qtbot)
        driver.window = window
        window.show()
        driver.page("pageOverview")
        assert driver.shown(QFrame, "overviewEmpty")
        assert not driver.shown(QComboBox, "periodChoice")
        driver.click("overviewAddButton")
        assert window.current_page() == "pageConnections"
        driver.wait_for(QDialog, "connectionDialog").reject()


def test_a_connected_shop_opens_it_and_it_leads_to_the_first_sync(
    qtbot: QtBot, qapp: QApplication, open_sandbox: OpenSandbox
) -> None:
    process = open_sandbox(products=5, orders=0)
    with program(process.endpoints) as window:
        driver = Driver(qtbot)
        driver.window = window
        window.context.settings.set("ui.language", "hu")
        window.show()
        assert window.current_page() == "pageOverview"
        driver.wait_for(QPushButton, "overviewSyncButton")
        driver.click("overviewSyncButton")
        driver.wait_for(QDialog, "consentDialog")
        jobs = window.context.jobs
        with driver.begins():
            driver.consent()
        driver.page("pageOverview")
        qtbot.waitUntil(lambda: not jobs.busy)
        qtbot.waitUntil(lambda: driver.shown(QFrame, "todoList"))
        qtbot.waitUntil(partial(driver.shown, QLabel, "noPriceFalls"))
        assert set(counts(driver).values()) == {0}  # what the first reading brought is no news


def test_where_nothing_is_to_be_done_it_says_so(
    qtbot: QtBot, qapp: QApplication, open_sandbox: OpenSandbox
) -> None:
    process = open_sandbox(products=5, orders=0)
    with program(process.endpoints) as window:
        driver = Driver(qtbot)
        driver.window = window
        window.show()
        driver.page("pageConnections")
        driver.sync()
        driver.page("pageOverview")
        todo = driver.wait_for(QFrame, "todoList")
        with reading(window) as store:
            skipped = store.grid.count(GridQuery(skipped_or_failed=True))
        qtbot.waitUntil(lambda: todo.property("count") == int(skipped > 0))
        assert driver.shown(QLabel, "todoFinishedTitle") is (skipped == 0)


def as_they_stand(window: MainWindow) -> list[LineButton]:
    """The lines of the page, the left column first, each from above."""
    lines = [w for w in window.findChildren(LineButton) if w.isVisible()]
    lines.sort(key=lambda w: (w.mapTo(window, QPoint()).x() > 800, w.mapTo(window, QPoint()).y()))
    return lines


def as_tab_reaches(first: QWidget) -> list[QWidget]:
    """The lines that follow each other from the first one on, until Tab leads to something else."""
    reached: list[QWidget] = []
    widget: QWidget | None = first
    while widget is not None and widget not in reached:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            if not isinstance(widget, LineButton):
                break
            reached.append(widget)
        widget = widget.nextInFocusChain()
    return reached


def test_the_tab_key_goes_through_the_lines_as_they_stand(driver: ProductsDriver) -> None:
    for period in (Period.LAST_SYNC, Period.MONTH):
        open_overview(driver, period)

        def in_order() -> bool:  # the lists are filled anew whenever an answer comes
            lines = as_they_stand(driver.window)
            return len(lines) > 1 and as_tab_reaches(lines[0]) == lines

        driver.bot.waitUntil(in_order)


def test_a_line_has_room_for_its_words_as_soon_as_it_is_narrower(qtbot: QtBot) -> None:
    card = QFrame()
    qtbot.addWidget(card)
    lines = column(card)
    line, words = (
        LineButton("line", "words"),
        label("A shop whose words are long enough", wrap=True),
    )
    line.add(words, 1)
    lines.addWidget(line)
    lines.addStretch(1)
    card.resize(600, 300)
    card.show()
    line_height = words.height()
    card.resize(120, 300)
    assert words.height() == words.heightForWidth(words.width()) > line_height
    assert line.height() == words.height() + 16


def test_a_fall_says_of_which_shop_it_is_where_there_are_several(driver: ProductsDriver) -> None:
    content = open_overview(driver)
    context, first = driver.window.context, content.falls[0]
    title = context.connections[0].title

    def below() -> list[str]:
        return [e.text() for e in driver.window.findChildren(ElidedLabel, "priceFallBelow")]

    assert not any(title in text for text in below())
    with closing(open_store(context.store.path)) as store:
        connect(store, "masik")
    context.connections.reload()
    driver.bot.waitUntil(lambda: all(text.startswith(f"{title} · ") for text in below()))
    line = lines(driver, "priceFall")[0]
    assert title in line.accessibleName()
    driver.bot.mouseClick(line, Qt.MouseButton.LeftButton)
    driver.bot.waitUntil(lambda: driver.window.current_page() == "pageProducts")
    assert driver.products.search.text() == first.sku
    assert driver.products.filters.connection_id == first.connection_id
