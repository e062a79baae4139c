"""The states of the window that are photographed and looked through: how each is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QWidget,
)

from shopsync_gui.core.errors import MissingScope, WrongAccountPassword
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.scopes import SCOPES
from shopsync_gui.store import open_store
from shopsync_gui.sync.connect import (
    ShopAnswer,
)
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.connections.connection_dialog import ConnectionDialog
from shopsync_gui.ui.connections.connections_page import ConnectionsPage
from shopsync_gui.ui.connections.shop_table import ShopTable
from shopsync_gui.ui.connections.side_check import SideState
from shopsync_gui.ui.jobs.dialogs.undo_dialog import UndoDialog
from shopsync_gui.ui.jobs.purposes import ShowRuns
from shopsync_gui.ui.settings.data_card import DataCard
from shopsync_gui.ui.settings.general_page import GeneralPage
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.tools.letter_states import composer, letter_dialog, letters
from tests.tools.product_states import (
    changed_products,
    clicked,
    exported,
    filter_dialog,
    filter_menu,
    nothing_left,
    products,
)
from tests.ui.program import (
    settle,
    stopped_run,
    wait_until,
)


@dataclass(frozen=True)
class Shot:
    """A state of the window: how to reach it, and what is seen then."""

    name: str
    show: Callable[[MainWindow], QWidget]


def _page(name: str) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        window.open_page(name)
        return window

    return show


def _shop_chosen(window: MainWindow) -> QWidget:
    """The table of many shops, one of them chosen."""
    window.open_page("pageConnections")
    settle(window)
    (table,) = window.findChildren(ShopTable)
    table.choose(window.context.connections[3].id)
    return window


def _team_searched(window: MainWindow) -> QWidget:
    """The page of a team, one of its shops searched for."""
    window.open_page("pageTeam")
    settle(window)
    window.findChildren(QLineEdit, "teamShopSearch")[0].setText("bolt1 szerver")
    return window


def _dialog(name: str) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        page = window.open_page("pageConnections")
        assert isinstance(page, ConnectionsPage)
        first = window.context.connections[0].id if window.context.connections else 0
        if name == "consentDialog":
            page.shop_actions.ask_consent(first)
        elif name == "brakeDialog":
            page.shop_actions.ask_consent(first, brake=stopped_run(first))
        elif name == "connectionDialog":
            page.shop_actions.add()
        elif name == "editDialog":
            page.shop_actions.edit(first)
        elif name == "scheduleDialog":
            page.shop_actions.schedule(first)
        elif name == "disconnectDialog":
            page.shop_actions.disconnect_shop(first)
        settle(window)
        return next(d for d in window.findChildren(QDialog) if d.isVisible())

    return show


def _problem(window: MainWindow) -> QWidget:
    dialog = _dialog("connectionDialog")(window)
    assert isinstance(dialog, ConnectionDialog)
    for field in dialog.findChildren(QLineEdit):
        if field.objectName() == "shopField":
            field.setText("not a shop!")
    dialog.show_problem(
        MissingScope(service="Shoprenter", shop="bemutato", scope="product.product:read").problem
    )
    return dialog


def _answered(window: MainWindow) -> QWidget:
    dialog = _dialog("connectionDialog")(window)
    assert isinstance(dialog, ConnectionDialog)
    for field in dialog.findChildren(QLineEdit):
        if not field.objectName().endswith("UrlField"):
            field.setText("bemutato")
    granted = frozenset(scope.name for scope in SCOPES) - {"order.order:read"}
    answer = ShopAnswer(title="Bemutató bolt", products=12412, granted=granted, missing=())
    dialog.sides.show_shop(SideState(answer=answer))
    problem = WrongAccountPassword(user="bemutato").problem
    dialog.sides.show_account(SideState(problem=problem))
    return dialog


def _undo(window: MainWindow) -> QWidget:
    window.context.requests.open_for(ShowRuns(run_id=1))
    settle(window)
    undo = window.findChild(QPushButton, "undoRunButton")
    assert undo is not None
    undo.click()
    dialog = next(d for d in window.findChildren(UndoDialog) if d.isVisible())
    tick = dialog.findChild(QCheckBox, "undoRemoveCheckBox")
    assert tick is not None
    wait_until(tick.isVisible)
    tick.click()
    return dialog


def _plan(name: str) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        page = window.open_page("pageConnections")
        assert isinstance(page, ConnectionsPage)
        first = window.context.connections[0].id
        if name == "previewDialog":
            page.shop_actions.preview(first)
        else:
            page.shop_actions.import_orders(first, date(2023, 1, 1))
        wait_until(lambda: any(d.isVisible() for d in window.findChildren(QDialog, name)))
        dialog = next(d for d in window.findChildren(QDialog, name) if d.isVisible())
        if name == "ordersDialog":
            read = dialog.findChild(QPushButton, "ordersReadButton")
            assert read is not None
            read.click()
        wait_until(lambda: window.context.jobs.busy)
        wait_until(lambda: not window.context.jobs.busy)
        return dialog

    return show


def _preview_without_hit(window: MainWindow) -> QWidget:
    dialog = _plan("previewDialog")(window)
    search = dialog.findChild(QLineEdit, "planSearch")
    assert search is not None
    search.setText("nincs ilyen")
    settle(window)
    return dialog


def _data(dialog: str = "") -> Callable[[MainWindow], QWidget]:
    """The end of the general page, or one of the dialogs that open there."""

    def show(window: MainWindow) -> QWidget:
        page = window.open_page("pageGeneral")
        assert isinstance(page, GeneralPage)
        (found,) = page.findChildren(DataCard)
        if dialog == "eraseDialog":
            erase = found.findChild(QPushButton, "eraseButton")
            assert erase is not None
            erase.click()
        elif dialog == "restoreDialog":
            backup = window.context.home / "shopsync-2026-11-20.db"
            if not backup.exists():
                with closing(open_store(window.context.store.path, read_only=True)) as store:
                    store.backup_to(backup)
            found.restore(backup)
        if dialog:
            wait_until(lambda: any(d.isVisible() for d in window.findChildren(QDialog, dialog)))
            settle(window)
            return next(d for d in window.findChildren(QDialog, dialog) if d.isVisible())
        settle(window)
        area = page.findChild(QScrollArea)
        assert area is not None
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
        return window

    return show


def _menu(window: MainWindow) -> QWidget:
    window.open_page("pageConnections")
    settle(window)
    menu: QMenu = next(c.findChildren(QMenu)[0] for c in window.findChildren(ConnectionCard))
    menu.popup(window.mapToGlobal(window.rect().center()))
    return menu


EMPTY = (
    Shot("overview-empty", _page("pageOverview")),
    Shot("connections-empty", _page("pageConnections")),
    Shot("products-empty", products()),
    Shot("runs-empty", _page("pageRuns")),
    Shot("newsletter-empty", _page("pageNewsletter")),
    Shot("account-empty", _page("pageAccount")),
    Shot("dialog-connect", _dialog("connectionDialog")),
    Shot("dialog-connect-problem", _problem),
    Shot("dialog-connect-answered", _answered),
)
FILLED = (
    Shot("overview", _page("pageOverview")),
    Shot("connections", _page("pageConnections")),
    Shot("menu", _menu),
    Shot("products", products()),
    Shot("products-search", products("cip", row=1)),
    Shot("products-gallery", products(view="viewGallery")),
    Shot("products-compact", products(view="viewCompact")),
    Shot("products-nothing", products("nincs ilyen")),
    Shot("products-changes", changed_products),
    Shot("products-filtered", nothing_left),
    Shot("products-menu", filter_menu),
    Shot("dialog-category", filter_dialog("filter_category", "categoryDialog")),
    Shot("dialog-price", filter_dialog("filter_price", "priceDialog")),
    Shot("dialog-date", filter_dialog("filter_changed", "dateDialog")),
    Shot("dialog-skus", clicked("skuCheckButton", "skuCheckDialog")),
    Shot("products-export", exported),
    Shot("runs", _page("pageRuns")),
    Shot("newsletter", composer()),
    Shot("newsletter-phone", composer(phone=True)),
    Shot("newsletter-letters", letters),
    Shot("dialog-add-products", letter_dialog("letterAddButton", "addProductsDialog")),
    Shot("dialog-older-letter", letter_dialog("letterPasteButton", "pasteLetterDialog")),
    Shot("account", _page("pageAccount")),
    Shot("notifications", _page("pageNotifications")),
    Shot("general", _page("pageGeneral")),
    Shot("general-data", _data()),
    Shot("dialog-erase", _data("eraseDialog")),
    Shot("dialog-restore", _data("restoreDialog")),
    Shot("dialog-consent", _dialog("consentDialog")),
    Shot("dialog-brake", _dialog("brakeDialog")),
    Shot("dialog-undo", _undo),
    Shot("dialog-preview", _plan("previewDialog")),
    Shot("dialog-preview-nothing", _preview_without_hit),
    Shot("dialog-orders", _plan("ordersDialog")),
    Shot("dialog-edit", _dialog("editDialog")),
    Shot("dialog-schedule", _dialog("scheduleDialog")),
    Shot("dialog-disconnect", _dialog("disconnectDialog")),
)
SHOPS = (Shot("shops", _page("pageConnections")), Shot("shops-chosen", _shop_chosen))
MOVED = (
    Shot("moved-card", _page("pageConnections")),
    Shot("moved-overview", _page("pageOverview")),
    Shot("moved-dialog", _dialog("editDialog")),
)
TEAM = (Shot("team", _page("pageTeam")),)
TEAM_OF_MANY = (Shot("team-many", _page("pageTeam")), Shot("team-search", _team_searched))
MANY_RUNS = Shot("runs-many", _page("pageRuns"))
WORKING = (Shot("card-running", _page("pageConnections")),)
ENDED = tuple(
    Shot(f"card-{'interrupted' if state is RunState.RUNNING else state}", _page("pageConnections"))
    for state in RunState
)


def visit(window: MainWindow, shots: tuple[Shot, ...]) -> Iterator[tuple[str, QWidget]]:
    """Each state as it stands, with its name; what it opened is closed afterwards."""
    for shot in shots:
        shown = shot.show(window)
        settle(window)
        yield shot.name, shown
        if shown is not window:
            shown.close()
            settle(window)
