"""Whatever is long or large keeps to its place: titles, dialogs on low screens, the wheel."""

from __future__ import annotations

import itertools
from contextlib import closing

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.core.errors import MissingScope
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.scopes import SCOPES
from shopsync_gui.core.text import translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.standing.remark import Remark, Step
from shopsync_gui.ui.connections.card_parts import CardRemarks
from shopsync_gui.ui.connections.connection_dialog import ConnectionDialog
from shopsync_gui.ui.connections.side_check import SideState
from shopsync_gui.ui.kit.dialog_body import DialogBody
from shopsync_gui.ui.kit.plain_text import breakable, short
from shopsync_gui.ui.kit.widgets import ElidedLabel, label
from tests.ui.clipped import clipped_texts
from tests.ui.conftest import OpenSandbox, on_screens
from tests.ui.driver import Driver
from tests.ui.past import connect, ran, shown
from tests.ui.program import program, settle, sync_shop

#: Full HD at 200 %, less a title bar.
LOW = QSize(960, 500)
#: So narrow that the header has no room for its words.
NARROW = QSize(500, 485)
#: 1280 × 800 pixels at 200 %, less a title bar.
SMALL = QSize(640, 340)
#: 800 × 960 pixels at 200 %.
VERY_NARROW = QSize(400, 480)
TITLE = "Aligátorcipő és " * 12 + "x" * 200


def turn_wheel(over: QWidget) -> bool:
    """Turn the wheel over a widget; whether anybody has taken it."""
    middle = QPointF(over.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(over.mapToGlobal(over.rect().center())),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    return QApplication.sendEvent(over, event) and event.isAccepted()


def test_the_wheel_scrolls_the_page_and_changes_nothing(driver: Driver) -> None:
    for name in ("pageAccount", "pageNotifications", "pageGeneral", "pageRuns", "pageProducts"):
        driver.window.frame.pages.page(name)
    kinds: tuple[type[QWidget], ...] = (QComboBox, QAbstractSpinBox)
    fields = [field for kind in kinds for field in driver.window.findChildren(kind)]
    assert len(fields) > 8
    for field in fields:
        assert not field.focusPolicy() & Qt.FocusPolicy.WheelFocus & ~Qt.FocusPolicy.StrongFocus
        assert not turn_wheel(field), field.objectName()


def test_a_field_in_use_follows_the_wheel(driver: Driver) -> None:
    driver.page("pageGeneral")
    driver.click("advancedButton")
    number = driver.find(QAbstractSpinBox, "setting:pull.readers")
    before = number.text()
    number.setFocus()
    assert turn_wheel(number)
    assert number.text() != before


@pytest.mark.usefixtures("qapp")
def test_words_that_fit_into_no_line_are_broken() -> None:
    assert breakable("short words only") == "short words only"
    broken = breakable(f"a {'x' * 200} b")
    assert broken.replace("\u200b", "") == f"a {'x' * 200} b"
    assert max(len(part) for part in broken.replace("\u200b", " ").split()) <= 16
    shown = label(f"a {'x' * 200}", wrap=True)
    assert shown.text() == f"a {'x' * 200}"
    assert shown.minimumSizeHint().width() < 300


def test_no_line_ends_behind_a_single_letter(qtbot: QtBot) -> None:
    shown = label("E-mail", wrap=True)
    qtbot.addWidget(shown)
    assert shown.text() == "E-mail"
    assert shown.heightForWidth(30) == shown.heightForWidth(300)
    parts = label("Shoprenter-webshop", wrap=True)
    qtbot.addWidget(parts)
    assert parts.heightForWidth(80) > parts.heightForWidth(300)


@pytest.mark.usefixtures("qapp")
def test_a_text_that_is_to_be_copied_stays_as_it_is() -> None:
    shown = label("x" * 200, wrap=True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    assert QLabel.text(shown) == "x" * 200


def test_a_long_name_keeps_its_beginning_and_its_end() -> None:
    assert short("Bolt") == "Bolt"
    long = "A Bemutató webáruház termékei, amelyek elfogytak: "
    assert len(short(long + "ősz")) <= 40
    assert short(long + "ősz") != short(long + "tél")
    assert short(long + "ősz").startswith("A Bemutató webáruház")


def test_a_long_title_makes_nothing_wider(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.have_shop(open_sandbox(products=5).endpoints)
    driver.click("consentCancelButton")
    context = driver.window.context
    with closing(open_store(context.store.path)) as store:
        store.connections.update(context.connections[0].id, title=TITLE, sa_user="u" * 200)
    context.connections.reload()
    driver.bot.waitUntil(lambda: context.connections[0].title == TITLE)
    driver.window.resize(860, 560)
    for page in ("pageConnections", "pageAccount", "pageRuns", "pageProducts"):
        driver.page(page)
        settle(driver.window)
        assert driver.window.size() == QSize(860, 560)
        assert clipped_texts(driver.window) == []
    driver.page("pageConnections")
    title = driver.find(ElidedLabel, "connectionTitle")
    assert title.toolTip() == title.text() == TITLE


def test_a_cut_text_says_itself_only_where_it_is_cut(driver: Driver) -> None:
    text = ElidedLabel()
    text.setText("Aligátorcipő")
    driver.bot.addWidget(text)
    text.show()
    text.resize(400, 20)
    assert text.toolTip() == ""
    text.resize(30, 20)
    assert text.toolTip() == "Aligátorcipő"


@on_screens(LOW)
def test_the_dialog_of_a_connection_keeps_to_a_low_screen(driver: Driver) -> None:
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    assert dialog.focusWidget() is driver.find(QLineEdit, "shopField")
    driver.click("addressesButton")
    settle(driver.window)
    assert dialog.height() <= LOW.height()
    assert dialog.width() <= LOW.width()
    connect = driver.find(QPushButton, "connectButton")
    assert dialog.rect().contains(connect.geometry())
    assert not driver.shown(QWidget, "connectionGuide")
    driver.click("guideButton")
    guide = driver.find(QWidget, "connectionGuide")
    driver.bot.waitUntil(lambda: not guide.visibleRegion().isEmpty())
    driver.bot.waitUntil(lambda: clipped_texts(dialog) == [])


def test_the_window_begins_as_large_as_the_screen(qapp: QApplication) -> None:
    with program(screen=LOW) as window:
        assert window.size() == LOW
        assert window.minimumSize() == QSize(860, 500)


@on_screens(NARROW)
@pytest.mark.parametrize("language", ["hu", "en"])
def test_the_header_keeps_to_a_narrow_screen(driver: Driver, language: str) -> None:
    window = driver.window
    window.context.settings.set("ui.language", language)
    assert window.size() == NARROW
    bar = driver.find(QFrame, "topBar")
    for entry in window.frame.tree.entries:
        driver.page(entry)
        driver.bot.waitUntil(lambda: clipped_texts(window) == [])
        shown: list[QWidget] = [driver.find(QLabel, "pageTitle")]
        shown += [button for button in bar.findChildren(QPushButton) if button.isVisible()]
        for widget in shown:
            assert bar.rect().contains(widget.geometry()), widget.objectName()
        for first, second in itertools.pairwise(shown):
            assert first.geometry().right() < second.geometry().left()


@on_screens(NARROW)
def test_a_button_of_the_header_without_room_has_a_name(driver: Driver) -> None:
    window = driver.window
    driver.page("pageProducts")
    driver.bot.waitUntil(lambda: driver.find(QPushButton, "exportButton").text() == "")
    button = driver.find(QPushButton, "exportButton")
    assert button.accessibleName() == button.toolTip() == translate("Export…")
    assert not button.icon().isNull()
    window.context.settings.set("ui.language", "en")
    driver.bot.waitUntil(lambda: driver.find(QPushButton, "exportButton").text() == "Export…")
    button = driver.find(QPushButton, "exportButton")
    assert button.accessibleName() == button.toolTip() == ""
    window.context.settings.set("ui.language", "hu")
    driver.bot.waitUntil(lambda: driver.find(QPushButton, "exportButton").text() == "")
    button = driver.find(QPushButton, "exportButton")
    assert button.accessibleName() == translate("Export…")
    window.resize(1200, 600)
    driver.bot.waitUntil(lambda: button.text() == translate("Export…"))
    assert driver.shown(QLabel, "breadcrumb")


@on_screens(NARROW)
def test_a_path_without_room_is_left_out(driver: Driver) -> None:
    driver.page("pageConnections")
    driver.bot.waitUntil(lambda: not driver.shown(QLabel, "breadcrumb"))
    bar = driver.find(QFrame, "topBar")
    path = ("Settings", "eCommerce", "Webshop connection")
    assert bar.toolTip() == " › ".join(map(translate, path))
    driver.page("pageGeneral")
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "breadcrumb"))
    assert bar.toolTip() == ""


@pytest.mark.parametrize("language", ["hu", "en"])
def test_every_page_keeps_to_a_small_screen(
    qapp: QApplication, open_sandbox: OpenSandbox, language: str
) -> None:
    with program(open_sandbox(products=60).endpoints, screen=SMALL) as window:
        window.context.settings.set("ui.language", language)
        window.show()
        for filled in (False, True):
            if filled:
                sync_shop(window)
            for entry in window.frame.tree.entries:
                window.open_page(entry)
                settle(window)
                assert window.size() == SMALL
                assert clipped_texts(window) == [], entry
                assert cut_off(window.frame.pages) == [], entry


def cut_off(outer: QWidget) -> list[str]:
    """What reaches beyond the sides of a place, where nothing scrolls to it."""
    kinds = (QLabel, QLineEdit, QPushButton, QComboBox)
    found = []
    for widget in (child for kind in kinds for child in outer.findChildren(kind)):
        if widget.isVisible() and not widget.visibleRegion().isEmpty():
            left = widget.mapTo(outer, QPoint(0, 0)).x()
            if left < 0 or left + widget.width() > outer.width():
                found.append(f"{widget.objectName()} {type(widget).__name__}")
    return found


def test_the_sidebar_gives_way_to_a_menu_in_a_narrow_window(driver: Driver) -> None:
    window = driver.window
    assert driver.shown(QWidget, "navTree")
    assert not driver.shown(QToolButton, "pagesButton")
    window.setMinimumSize(SMALL)
    window.resize(SMALL)
    menu_button = driver.wait_for(QToolButton, "pagesButton")
    assert not driver.shown(QWidget, "navTree")
    assert menu_button.accessibleName() == translate("Pages")
    menu = menu_button.menu()
    menu.aboutToShow.emit()
    names = {action.objectName(): action for action in menu.actions() if action.objectName()}
    assert set(names) == {f"open_{name}" for name in window.frame.tree.entries}
    names["open_pageGeneral"].trigger()
    assert window.current_page() == "pageGeneral"
    assert driver.text("pageTitle") == translate("General")
    window.resize(1280, 800)
    assert driver.shown(QWidget, "navTree")
    assert not driver.shown(QToolButton, "pagesButton")


def test_a_dialog_that_fits_does_not_scroll(driver: Driver) -> None:
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    (body,) = dialog.findChildren(DialogBody)
    assert body.verticalScrollBar().maximum() == 0
    assert body.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert driver.shown(QWidget, "connectionGuide")


def test_the_result_of_a_mail_test_is_in_sight(driver: Driver) -> None:
    driver.window.resize(860, 560)
    driver.page("pageNotifications")
    driver.find(QPushButton, "mailTestButton").click()
    box = driver.wait_for(QWidget, "problemBox")
    driver.bot.waitUntil(lambda: box.visibleRegion().boundingRect().height() == box.height())


def test_a_wrong_proxy_is_told_in_words(driver: Driver) -> None:
    driver.page("pageGeneral")
    driver.click("advancedButton")
    field = driver.find(QLineEdit, "setting:network.proxy")
    field.setText("not a proxy")
    field.editingFinished.emit()
    assert driver.text("wrong:network.proxy") != ""
    field.setText("")
    field.editingFinished.emit()
    assert not driver.shown(QLabel, "wrong:network.proxy")


@pytest.mark.parametrize("points", [0.0, 3.0])
def test_no_answer_moves_the_fields_of_a_connection(driver: Driver, points: float) -> None:
    font = QApplication.font()
    font.setPixelSize(round(font.pixelSize() + points))
    QApplication.setFont(font)  # the next program sets its own
    driver.click("emptyAddButton")
    dialog = driver.wait_for(ConnectionDialog, "connectionDialog")
    driver.click("addressesButton")
    settle(driver.window)
    fields = dialog.findChildren(QLineEdit)

    def places() -> list[int]:
        settle(driver.window)
        return [
            field.mapTo(dialog, QPoint()).y() - fields[0].mapTo(dialog, QPoint()).y()
            for field in fields
        ]

    before = places()
    for name in ("shopField", "shopUrlField", "tokenUrlField", "saUrlField"):
        driver.find(QLineEdit, name, dialog).setText("http://x !")
    assert places() == before
    scopes = ", ".join(scope.name for scope in SCOPES)
    missing = MissingScope(service="Shoprenter", shop="bemutato", scope=scopes).problem
    dialog.sides.show_shop(SideState(problem=missing))
    assert places() == before
    status = driver.find(QLabel, "shopStatus", dialog)
    assert missing.message in status.text()
    assert missing.message in status.toolTip()
    driver.click("connectionCancelButton")


@on_screens(VERY_NARROW)
def test_a_card_fits_a_very_narrow_window(driver: Driver, store: Store) -> None:
    """The buttons of a remark go below its words."""
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.DONE, created=3)
    ran(store, shop, JobKind.UNDO, RunState.DONE, undo_of=1, removed=3, updated=1)
    shown(driver, store)
    driver.click("checkOfferDismiss")
    settle(driver.window)
    width = VERY_NARROW.width()
    assert driver.window.width() == width
    assert driver.card.mapTo(driver.window, QPoint(driver.card.width(), 0)).x() <= width
    sync, words = driver.find(QPushButton, "step_sync"), driver.find(QLabel, "noteTitle")
    assert sync.x() < words.geometry().right()
    assert sync.y() > words.geometry().bottom()
    assert clipped_texts(driver.card) == []


@on_screens(QSize(640, 360))
def test_the_addresses_of_a_card_are_not_squeezed_by_its_button(
    driver: Driver, store: Store
) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.DONE, unchanged=3, verified=True)
    store.connections.update(shop.id, sa_user="a-shop-with-a-long-name@example.com")
    store.close()
    connections = driver.window.context.connections
    with driver.bot.waitSignal(connections.changed):
        connections.reload()
    settle(driver.window)
    assert driver.shown(QPushButton, "cardSyncButton")
    addresses = driver.find(QLabel, "connectionSubtitle")
    assert addresses.height() <= 3 * addresses.fontMetrics().lineSpacing()


def test_a_mention_with_a_link_is_no_wider_than_its_card(qtbot: QtBot) -> None:
    text = "A fiók listájából kimarad 34 termék: " + ", ".join(f"CIKK-{n:03}" for n in range(200))
    remarks = CardRemarks(lambda _remark, _step: None, print)
    qtbot.addWidget(remarks)
    remarks.show_remarks([Remark(Tone.MUTED, text, (), (Step.DETAILS,))])
    remarks.resize(640, 480)
    assert remarks.minimumSizeHint().width() <= 640
    assert remarks.findChildren(QPushButton)
