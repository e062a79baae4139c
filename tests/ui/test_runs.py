"""Szinkron előzmények: the list, and the chart that says the same at a glance."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QTableView,
    QToolTip,
)

from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.reading_notes import ReadingNote, note_lines
from shopsync_gui.core.runs.run_labels import WRITE_STATES
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import ngettext, translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.ui.kit.tables import RowsTable
from shopsync_gui.ui.kit.widgets import MARGIN
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.runs.run_details import RunDetails
from shopsync_gui.ui.runs.runs_chart import RunsChart
from shopsync_gui.ui.runs.runs_page import RunsPage
from shopsync_gui.ui.shell.main_window import FIRST_SIZE
from tests.connected import connect_shop
from tests.tools.many_shops import several_shops
from tests.ui.clipped import clipped_texts
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.past import connect, ran
from tests.ui.program import settle

STATES = [state for state in RunState if state is not RunState.RUNNING]


@pytest.fixture
def history(driver: Driver) -> Driver:
    """Thirty runs of one shop, each a second longer than the one before; the history page."""
    context = driver.window.context
    with closing(open_store(context.store.path)) as store:
        connection = connect_shop(store, "bemutato", title="Bemutató bolt", now=datetime.now(UTC))
        for number in range(30):
            at = datetime.now(UTC) - timedelta(hours=30 - number)
            run = store.runs.start(JobKind.SYNC, connection.id, at)
            state = STATES[number % len(STATES)]
            store.runs.save(
                replace(
                    run, state=state, finished_at=at + timedelta(seconds=number), seconds=number
                )
            )
    context.connections.reload()
    driver.page("pageRuns")
    driver.bot.waitUntil(lambda: driver.find(QTableView, "runList").model().rowCount() == 30)
    return driver


@pytest.mark.parametrize("width", [1280, 760])
def test_a_number_of_the_receipt_leads_to_what_was_written(
    driver: Driver, open_sandbox: OpenSandbox, width: int
) -> None:
    driver.window.resize(width, 700)
    driver.have_synced(open_sandbox(products=12).endpoints)
    driver.page("pageRuns")
    number = driver.wait_for(QPushButton, "run_create_product")
    created = int(number.text())
    assert number.accessibleName() == f"{translate('Created')}: {created}"
    assert not driver.shown(QPushButton, "run_update_product")  # nothing was changed
    driver.click("run_create_product")
    driver.wait_for(QTableView, "runWrites")
    new = translate("New product")
    assert driver.find(QComboBox, "runWritesFilter").currentText() == new
    driver.bot.waitUntil(lambda: [row[0] for row in driver.table("runWrites")] == [new] * created)
    with closing(open_store(driver.window.context.store.path)) as store:
        shop = store.runs.newest(1)[0].connection_id
        store.runs.start(JobKind.VERIFY, shop, datetime.now(UTC))
    driver.find(RunsPage, "pageRuns").refresh()
    runs = driver.find(QTableView, "runList")
    driver.bot.waitUntil(lambda: runs.model().rowCount() == 2)
    runs.selectRow(0)
    assert driver.find(QComboBox, "runWritesFilter").currentIndex() == 0


def test_the_numbers_of_what_was_left_out_lead_to_it(history: Driver) -> None:
    with closing(open_store(history.window.context.store.path)) as store:
        newest, planned = store.runs.newest(1)[0], PlanCounts(create=2, skip=3)
        store.runs.save(
            replace(newest, state=RunState.PARTIAL, planned=planned, failed=2, skipped=3)
        )
    history.find(RunsPage, "pageRuns").refresh()
    assert history.wait_for(QPushButton, "run_failed").text() == "2"
    history.click("run_failed")
    failed = translate(WRITE_STATES["failed"])
    assert history.find(QComboBox, "runWritesFilter").currentText() == failed
    history.click("run_skipped")
    history.bot.waitUntil(lambda: history.window.current_page() == "pageProducts")
    assert history.find(ProductsPage, "pageProducts").filters.skipped_or_failed


def test_a_run_that_wrote_nothing_says_so(history: Driver) -> None:
    history.bot.waitUntil(lambda: history.shown(QLabel, "runWritesEmpty"))
    assert history.text("runWritesEmpty") == translate("This run wrote nothing to the account.")
    history.find(QComboBox, "runWritesFilter").setCurrentIndex(2)
    history.bot.waitUntil(lambda: history.shown(QLabel, "runWritesEmpty"))
    assert history.text("runWritesEmpty") == translate(
        "Nothing that the run wrote fits this choice."
    )


def test_an_empty_history_leads_to_the_first_sync(driver: Driver) -> None:
    driver.page("pageRuns")
    driver.wait_for(QPushButton, "runsEmptyButton")
    driver.click("runsEmptyButton")
    driver.bot.waitUntil(lambda: driver.window.current_page() == "pageConnections")


def shown_run(driver: Driver) -> str:
    return driver.text("runTitle").rpartition("#")[2]


@pytest.mark.parametrize("user", ["demo", "webaruhaz-ertekesites@nagykereskedes.example.com"])
def test_the_receipt_has_room_in_a_window_as_at_first(history: Driver, user: str) -> None:
    history.window.resize(FIRST_SIZE)
    with closing(open_store(history.window.context.store.path)) as store:
        newest = store.runs.newest(1)[0]
        store.runs.save(
            replace(
                newest,
                account_key=f"{user}@https://api.salesautopilot.com",
                planned=PlanCounts(create=1_000_000, unchanged=1_000_000),
                pulled=1_000_000,
                created=1_000_000,
                gone=1_000_000,
            )
        )
    page = history.find(RunsPage, "pageRuns")
    for language in ("en", "hu"):
        history.window.context.settings.set("ui.language", language)
        page = history.find(RunsPage, "pageRuns")
        page.refresh()
        history.bot.waitUntil(lambda: history.shown(QPushButton, "run_create_product"))
        settle(history.window)
        assert clipped_texts(page) == []


def test_a_run_at_work_is_followed_to_its_end(driver: Driver, open_sandbox: OpenSandbox) -> None:
    """It is listed soon after its beginning, its figures move, and its end comes, all on the open page."""
    driver.have_shop(open_sandbox(products=30, latency_ms=100).endpoints)
    driver.click("consentCancelButton")
    context = driver.window.context
    driver.page("pageRuns")
    (shop,) = context.connections
    assert context.jobs.add(Job(kind=JobKind.SYNC, connection_id=shop.id, consent=True))

    def created() -> int:
        rows = driver.table("runList") if driver.shown(QTableView, "runList") else []
        return int(rows[0][4]) if rows and rows[0][4].isdigit() else 0

    driver.bot.waitUntil(lambda: 0 < created() < 30)
    assert context.jobs.busy
    # The share stands first, where no width of the column cuts it off.
    share, words = driver.table("runList")[0][3].split(" · ")
    assert share.endswith("%")
    assert words == translate("Running")
    link = driver.wait_for(QPushButton, "run_create_product")
    link.setFocus()
    shown = link.text()
    driver.bot.waitUntil(lambda: driver.find(QPushButton, "run_create_product").text() != shown)
    focus = driver.window.focusWidget()
    assert focus is driver.find(QPushButton, "run_create_product")
    driver.bot.waitUntil(
        lambda: created() > 0 and driver.table("runList")[0][3] == translate("Done")
    )


def test_the_end_of_a_run_leaves_the_focus_where_it_is(history: Driver) -> None:
    """Also where the receipt is laid out anew: there is more to say of a run that has ended."""
    name = "run_create_product"
    (details,) = history.window.findChildren(RunDetails)
    with closing(open_store(history.window.context.store.path)) as store:
        newest = replace(store.runs.newest(1)[0], planned=PlanCounts(create=4))
    details.show_run(replace(newest, state=RunState.RUNNING, created=3))
    history.wait_for(QPushButton, name).setFocus()
    details.show_run(replace(newest, state=RunState.DONE, created=4))
    link = history.find(QPushButton, name)
    assert link.text() == "4"
    assert history.window.focusWidget() is link


def test_a_bar_chooses_its_run(history: Driver) -> None:
    chart = history.find(RunsChart, "runsChart")
    newest = chart.run_at(chart.width() - 1)
    assert newest is not None
    assert newest.run_id == 30
    middle = chart.run_at(chart.width() - 60)
    assert middle is not None
    history.bot.mouseClick(
        chart, Qt.MouseButton.LeftButton, pos=QPoint(chart.width() - 60, chart.height() - 1)
    )
    history.bot.waitUntil(lambda: shown_run(history) == str(middle.run_id))
    table = history.find(QTableView, "runList")
    assert table.currentIndex().row() == 30 - middle.run_id


def test_a_bar_says_what_its_run_was(history: Driver) -> None:
    chart = history.find(RunsChart, "runsChart")
    position = QPoint(chart.width() - 1, 1)
    event = QHelpEvent(QEvent.Type.ToolTip, position, chart.mapToGlobal(position))
    QApplication.sendEvent(chart, event)
    assert "#30" in QToolTip.text()
    assert ngettext("{n} second", "{n} seconds", 29).format(n="29") in QToolTip.text()


def test_longer_runs_have_higher_bars(history: Driver) -> None:
    chart = history.find(RunsChart, "runsChart")
    image = chart.grab().toImage()
    scale = image.devicePixelRatio()
    background = image.pixelColor(0, 0)

    def height(right: int) -> int:
        x = round((chart.width() - right) * scale)
        column = [image.pixelColor(x, y) for y in range(image.height())]
        return sum(colour != background for colour in column)

    assert height(3) > height(9 * 10 + 3) > height(9 * 20 + 3) > 0


def test_the_shop_has_a_column_only_where_there_are_several(history: Driver) -> None:
    table = history.find(QTableView, "runList")
    assert table.isColumnHidden(1)


def columns(table: QTableView) -> dict[str, int]:
    """The shown columns with their widths."""
    model = table.model()
    return {
        str(model.headerData(x, Qt.Orientation.Horizontal)): table.columnWidth(x)
        for x in range(model.columnCount())
        if not table.isColumnHidden(x)
    }


def test_numbers_are_never_cut_and_stay_on_a_small_window(
    history: Driver, qapp: QApplication
) -> None:
    context = history.window.context
    with closing(open_store(context.store.path)) as store:
        newest = store.runs.newest(1)[0]
        store.runs.save(replace(newest, created=14_922, updated=4_922, failed=12))
    context.connections.reload()
    table = history.find(QTableView, "runList")
    history.bot.waitUntil(lambda: table.model().index(0, 4).data() == "14\xa0922")
    for width in (1280, 1272, 1271, 1000, 860):
        history.window.resize(width, 640)
        qapp.processEvents()
        shown = columns(table)
        assert {
            translate("Started"),
            translate("New"),
            translate("Changed"),
            translate("Failed"),
        } <= shown.keys(), width
        for index in (4, 5, 6):
            text = str(table.model().index(0, index).data())
            needed = table.fontMetrics().horizontalAdvance(text) + 16
            assert table.columnWidth(index) >= needed, (width, text)
        assert sum(shown.values()) <= table.viewport().width()


@pytest.mark.usefixtures("passwords")
def test_what_was_left_out_and_is_in_now_is_not_tried_again(history: Driver) -> None:
    context = history.window.context
    with closing(open_store(context.store.path)) as store:
        newest = store.runs.newest(1)[0]
        store.runs.save(replace(newest, skipped=3))
    context.connections.reload()
    history.wait_for(QPushButton, "retryRunButton").click()
    dialog = history.wait_for(QDialog, "retryDialog")
    assert dialog.windowTitle() == translate("Nothing is left to try again")
    assert not history.shown(QPushButton, "retryConfirmButton")
    history.click("retryCancelButton")


def test_when_a_run_began_is_never_cut(qapp: QApplication) -> None:
    with several_shops() as window:
        window.context.settings.set("ui.language", "hu")
        window.resize(1280, 800)
        window.show()
        window.open_page("pageRuns")
        settle(window)
        (view,) = window.findChildren(RowsTable, "runList")
        model = window.findChildren(RunsPage)[0].model
        longest = max(map(view.fontMetrics().horizontalAdvance, model.texts(0)))
        assert view.columnWidth(0) >= MARGIN + longest + 8


@pytest.mark.parametrize(("created", "offered"), [(0, False), (2, True)])
def test_a_run_of_which_something_was_kept_says_that_it_was_undone(
    driver: Driver, store: Store, created: int, offered: bool
) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.DONE, verified=True, created=created, updated=4)
    ran(store, shop, JobKind.UNDO, RunState.DONE, undo_of=1, updated=3, kept=1 + created)
    store.close()
    driver.window.context.connections.reload()
    driver.page("pageRuns")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 2)
    driver.find(QTableView, "runList").selectRow(1)
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "runUndone"))
    assert "#2" in driver.text("runUndone")
    assert driver.shown(QPushButton, "undoRunButton") is offered


@pytest.mark.parametrize("language_code", ["hu", "en"])
def test_the_shops_of_runs_are_told_apart_on_a_usual_screen(
    qapp: QApplication, language_code: str
) -> None:
    with several_shops() as window:
        window.context.settings.set("ui.language", language_code)
        window.resize(1280, 800)
        window.show()
        window.open_page("pageRuns")
        settle(window)
        (view,) = window.findChildren(RowsTable, "runList")
        texts = set(window.findChildren(RunsPage)[0].model.texts(1))
        widths = {text: view.fontMetrics().horizontalAdvance(text) + 24 for text in texts}
        cut = [text for text, width in widths.items() if width > view.columnWidth(1)]
        assert len(widths) > len(cut)
        assert all(len(text) > 15 for text in cut), cut
        assert not any(view.isColumnHidden(column) for column in range(7))


def test_a_run_says_what_its_reading_of_the_shop_met(history: Driver) -> None:
    details = history.window.findChild(RunDetails)
    assert details is not None
    with closing(open_store(history.window.context.store.path)) as store:
        run = store.runs.newest(1)[0]
    details.show_run(replace(run, reading_notes=(ReadingNote.NET_IS_GROSS,)))
    (note,) = note_lines((ReadingNote.NET_IS_GROSS,))
    assert note in [text.text() for text in details.findChildren(QLabel)]
