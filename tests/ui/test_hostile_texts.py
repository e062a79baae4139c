"""Texts from outside in every widget: shown as they are, never interpreted; the layout holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QMessageBox,
    QToolButton,
    QWidget,
)

from shopsync_gui.app import create
from shopsync_gui.core.catalogue import Category, MasterProduct, ShopProduct, TargetProduct
from shopsync_gui.core.errors import AccountRefused, UnexpectedAnswer
from shopsync_gui.core.plan.category_changes import CategoryPlan, CategoryRename
from shopsync_gui.core.plan.plan import Action, FieldChange, Plan, PlanItem
from shopsync_gui.core.plan.plan_summary import Brake, BrakeKind, Duplicate, PlanCounts
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import Difference, Failure, RunReport, RunState
from shopsync_gui.store import open_store
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.system.paths import database_file
from shopsync_gui.ui.connections.connection_card import ConnectionCard
from shopsync_gui.ui.jobs.dialogs.consent_dialog import ConsentDialog
from shopsync_gui.ui.jobs.dialogs.plan_reader import PlanReader
from shopsync_gui.ui.jobs.dialogs.preview_dialog import PreviewDialog
from shopsync_gui.ui.jobs.dialogs.undo_dialog import UndoDialog
from shopsync_gui.ui.jobs.purposes import ShowRuns
from shopsync_gui.ui.products.products_page import ProductsPage
from shopsync_gui.ui.products.sku_check_dialog import SkuCheckDialog
from shopsync_gui.ui.runs.run_details import RunDetails
from shopsync_gui.ui.runs.runs_page import RunsPage
from shopsync_gui.ui.shell.main_window import MainWindow
from tests.catalogues import NOW, begin
from tests.portions import portion
from tests.ui.program import data_folder, put_away, screen_of, settle

#: What must reach the eye as it is, and nothing else: markup, an entity, an accelerator, formats,
#: a sign that turns the direction.
MARK = '<img src="file:///etc/passwd"><b>XSS</b> &lt;i&gt; &&Q %s {0} {name}\u202e'
LONG = MARK + " " + "W" * 10_000
LINES = MARK + "\n" + "sor\n" * 1000
TEXTS = {"markup": MARK, "long word": LONG, "lines": LINES}


@pytest.fixture(scope="module", params=portion(TEXTS, len(TEXTS)))
def window(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[MainWindow]:
    """The program on data in which every text from outside is hostile."""
    text = TEXTS[request.param]
    with data_folder() as home:
        fill(home, text)
        window = create(["shopsync"], available=screen_of(QSize(1280, 800)))
        assert isinstance(window, MainWindow)
        window.resize(1000, 640)
        window.show()
        try:
            yield window
        finally:
            put_away(window)


def fill(home: Path, text: str) -> None:
    with closing(open_store(database_file(home))) as store:
        connection_id, run_id = begin(store)
        store.connections.update(connection_id, title=text)
        store.categories.save(
            connection_id,
            run_id,
            [Category(ref="c1", inner_id="1", name=text, enabled=True),
             Category(ref="c2", inner_id="2", name=f"{text} 2", enabled=False)],
        )  # fmt: skip
        products = [
            ShopProduct(
                inner_id=str(number),
                ref=f"r{number}",
                sku=f"{text} {number % 3}",
                name=f"{number} {text}",
                net=Decimal(100 + number),
                gross=Decimal(127),
                list_net=Decimal(200),
                list_gross=Decimal(254),
                vat=Decimal(27),
                currency="HUF",
                category_refs=("c1", "c2"),
                image=f"https://x.example/{text[:40]}",
                page=f"https://x.example/{text[:40]}",
            )
            for number in range(1, 8)
        ]
        store.pull.land_page(run_id, connection_id, 0, 200, products, NOW)
        problem = UnexpectedAnswer(service="SalesAutopilot", detail=text).problem
        refused = AccountRefused(service="x", name=text, status=400, detail=text).problem
        report = store.runs.get(run_id)
        assert report is not None
        wrong = Difference(sku=text, sa_id=1, field="name", wanted=text, found=text)
        for state in (RunState.PARTIAL, RunState.STOPPED, RunState.FAILED):
            later = replace(
                store.runs.start(JobKind.SYNC, connection_id, NOW),
                state=state,
                finished_at=NOW,
                created=3,
                failed=1,
                verified=False,
                problem=problem,
                brakes=(Brake(kind=BrakeKind.PRICE, count=4, total=7),),
                failures=(Failure(sku=text, name=text, problem=refused),),
                differences=(wrong,),
                difference_count=1,
                kept_values=(wrong,),
                kept_differently={"name": 1},
            )
            store.runs.save(later)
        for product_id in store.grid.ids(GridQuery())[:3]:
            store.findings.set_failure(product_id, refused)
        while store.search_index.add_pending():
            pass


def faults_of(root: QWidget) -> list[str]:
    """Where a hostile text would be taken for markup or for an accelerator."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        name = widget.objectName() or type(widget).__name__
        if "<img" in widget.toolTip():
            found.append(f"tooltip of {name}")
        if isinstance(widget, QMessageBox) and widget.textFormat() is not Qt.TextFormat.PlainText:
            found.append(f"message box {name}")
        if isinstance(widget, QLabel) and "<img" in widget.text():
            if widget.textFormat() is not Qt.TextFormat.PlainText:
                found.append(f"label {name}")
            if widget.buddy() is not None:
                found.append(f"label with a buddy {name}")
        if isinstance(widget, QAbstractButton) and "&Q" in widget.text():
            text = widget.text().replace("&&", "")
            if "&" in text:
                found.append(f"button {name}")
        if isinstance(widget, QAbstractItemView):
            found += [f"{fault} of {name}" for fault in _items(widget)]
        if widget.isVisible() and widget.isWindow() and widget.width() > 1400:
            found.append(f"{name} is {widget.width()} wide")
    for action in root.findChildren(QAction):
        if "XSS" in action.text() and "&" in action.text().replace("&&", ""):
            found.append(f"action {action.objectName()}")
    return found


def _items(view: QAbstractItemView) -> list[str]:
    model = view.model()
    found = []
    for row in range(min(5, model.rowCount(QModelIndex()))):
        for column in range(model.columnCount(QModelIndex())):
            told = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
            if isinstance(told, str) and "<img" in told:
                found.append("tooltip of a cell")
    return found


@pytest.mark.parametrize(
    "page",
    ["pageOverview", "pageConnections", "pageProducts", "pageNewsletter", "pageRuns",
     "pageAccount", "pageNotifications", "pageGeneral"],
)  # fmt: skip
def test_every_page(window: MainWindow, page: str) -> None:
    shown = window.open_page(page)
    assert shown is not None
    settle(window)
    if isinstance(shown, ProductsPage):
        shown.set_filters(Filters())
        settle(window)
        shown.grid.selectRow(0)
        settle(window)
    assert not faults_of(window)
    assert window.width() <= 1000
    assert window.minimumSizeHint().width() <= 1100  # whatever the texts
    seen = "".join(widget.text() for widget in window.findChildren(QLabel))
    assert "/etc/passwd" in seen or page in ("pageNotifications", "pageGeneral", "pageNewsletter")


def test_every_dialog(window: MainWindow) -> None:
    context = window.context
    (connection,) = list(context.connections)
    with closing(open_store(context.store.path, read_only=True)) as store:
        reports = store.runs.newest()
    stopped = next(report for report in reports if report.state is RunState.STOPPED)
    dialogs: list[QDialog] = [
        ConsentDialog(context, connection, window),
        ConsentDialog(context, connection, window, brake=stopped),
        SkuCheckDialog(context, window),
    ]
    for dialog in dialogs:
        dialog.show()
        settle(window)
        assert not faults_of(dialog)
        assert dialog.width() <= 1280
        assert dialog.height() <= 800
        text = dialog.findChild(QLabel, "consentText")
        if text is not None:
            assert not text.visibleRegion().isEmpty()
            assert "<img" not in text.text()
        dialog.close()


def test_the_card_and_its_menu(window: MainWindow) -> None:
    window.open_page("pageConnections")
    settle(window)
    card = window.findChild(ConnectionCard, "connectionCard")
    assert card is not None
    menu = card.findChild(QToolButton, "menuButton") or card.findChild(
        QAbstractButton, "menuButton"
    )
    assert menu is not None
    assert not faults_of(card)
    assert card.width() <= 1000


def hostile_plan(text: str, actions: Iterable[Action]) -> Plan:
    """A plan of items of these kinds, whose every text is this."""
    before = TargetProduct(
        sa_id=1, sku=text, name=text, net=Decimal(1), vat=Decimal(27), currency=text
    )
    wanted = MasterProduct(
        sku=text, name=text, net=Decimal(2), vat=Decimal(27), currency=text, categories=(text,)
    )
    items = tuple(
        PlanItem(
            product_id=number,
            action=action,
            sku=text,
            name=text,
            desired=wanted,
            sa_id=1,
            before=before,
            changes=(FieldChange(field="name", old=text, new=text),),
            reason=SkipReason.DUPLICATE_SKU if action is Action.SKIP else None,
        )
        for number, action in enumerate(actions, 1)
    )
    return Plan(
        items=items,
        counts=PlanCounts(create=1, update=1, gone=1, skip=1, remove=1, keep=1, categories=1),
        new_categories=(text,),
        adopted={},
        brakes=(Brake(kind=BrakeKind.PRICE, count=4, total=7),),
        duplicates=(Duplicate(sku=text, sa_ids=(1, 2)),),
        fingerprint="f",
        categories=CategoryPlan(renames=(CategoryRename("1", 1, text, text),)),
    )


def failed_runs(window: MainWindow) -> list[RunReport]:
    """The runs with products that could not be written."""
    with closing(open_store(window.context.store.path, read_only=True)) as store:
        return [report for report in store.runs.newest() if report.failures]


def all_rows(dialog: QDialog) -> str:
    """What the tables of a dialog say."""
    models = [view.model() for view in dialog.findChildren(QAbstractItemView)]
    return "".join(
        str(model.index(row, column).data() or "")
        for model in models
        for row in range(model.rowCount(QModelIndex()))
        for column in range(model.columnCount(QModelIndex()))
    )


def test_plan_and_undo(window: MainWindow) -> None:
    context = window.context
    (connection,) = list(context.connections)
    report = failed_runs(window)[0]
    text = report.failures[0].name
    of_undo = (Action.UPDATE, Action.REMOVE, Action.KEEP)
    of_sync = [action for action in Action if action not in of_undo[1:]]
    dialogs: list[tuple[QDialog, Iterable[Action]]] = [
        (PreviewDialog(context, connection, window), of_sync),
        (UndoDialog(context, report, window), of_undo),
    ]
    for dialog, actions in dialogs:
        dialog.show()
        reader = dialog.findChild(PlanReader)
        assert reader is not None
        reader.stop()
        reader.ready.emit(hostile_plan(text, actions), report)
        settle(window)
        assert not faults_of(dialog)
        assert dialog.width() <= 1280
        assert dialog.height() <= 800
        assert MARK[:30] in all_rows(dialog)
        dialog.close()


def test_the_details_of_a_run(window: MainWindow) -> None:
    page = window.open_page("pageRuns")
    assert isinstance(page, RunsPage)
    settle(window)
    details = page.findChild(RunDetails)
    assert details is not None
    for report in failed_runs(window):
        page.show_for(ShowRuns(run_id=report.run_id))
        settle(window)
        assert details.run_id == report.run_id
        assert not faults_of(details)
        seen = "".join(label.text() for label in details.findChildren(QLabel))
        assert "/etc/passwd" in seen
    assert window.width() <= 1000
