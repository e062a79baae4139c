"""Undo and retry through the window."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QLabel,
    QPushButton,
    QTableView,
    QToolButton,
)

from shopsync_gui.core.catalogue import MasterProduct
from shopsync_gui.core.errors import PlanMoved
from shopsync_gui.core.plan.plan_summary import Duplicate
from shopsync_gui.core.products.labels import KEEP_REASONS, suspect_text
from shopsync_gui.core.products.reasons import KeepReason
from shopsync_gui.core.products.suspect import SuspectRow
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.core.runs.run_labels import nothing_to_give_back
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import ngettext, translate
from shopsync_gui.remote import AccountClient
from shopsync_gui.sandbox.app import Sandbox
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.runs.journal_entries import JournalOp, NewEntry
from shopsync_gui.ui.jobs.purposes import ListPurpose
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver, products_in_account
from tests.ui.past import connect, ran, sent_without_answer


def wait_enabled(driver: Driver, name: str) -> QPushButton:
    driver.bot.waitUntil(
        lambda: driver.shown(QPushButton, name) and driver.find(QPushButton, name).isEnabled()
    )
    return driver.find(QPushButton, name)


def test_a_run_is_undone_from_the_history(driver: Driver, open_sandbox: OpenSandbox) -> None:
    sandbox = open_sandbox(products=20)
    driver.have_synced(sandbox.endpoints)
    created = len(products_in_account(sandbox.endpoints))
    assert created > 12
    driver.page("pageRuns")
    wait_enabled(driver, "undoRunButton").click()
    dialog = driver.wait_for(QDialog, "undoDialog")
    tick = driver.wait_for(QCheckBox, "undoRemoveCheckBox")
    assert str(created) in tick.text()
    undo = driver.find(QPushButton, "undoButton", dialog)
    assert undo.property("destructive") is False
    assert not undo.isEnabled(), "without the tick there is nothing to undo"
    assert driver.text("undoNothing") == nothing_to_give_back(created)
    stays = translate(KEEP_REASONS[KeepReason.CREATED])
    assert [row[2] for row in driver.table("undoItems")] == [stays] * created
    assert len(products_in_account(sandbox.endpoints)) == created
    box = tick.parentWidget()
    assert box is not None
    beside = QPoint(box.width() - 4, box.height() // 2)
    assert not tick.geometry().contains(beside)
    driver.bot.mouseClick(box, Qt.MouseButton.LeftButton, pos=beside)
    assert tick.isChecked()
    assert len(driver.table("undoItems")) == created
    assert undo.property("destructive") is True
    assert undo.text() == translate("Undo and remove")
    stays = translate("Categories that the run created stay in the account.")
    assert any(stays in label.text() for label in dialog.findChildren(QLabel))
    driver.click("undoButton")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)
    assert products_in_account(sandbox.endpoints) == ()
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 2)
    row = [f"{translate('Undo')}: #1", translate("Done"), f"\N{MINUS SIGN}{created}"]
    driver.bot.waitUntil(lambda: driver.table("runList")[0][2:5] == row)
    # The new run is chosen; the one that it undid as a whole is not offered to it again.
    driver.bot.waitUntil(lambda: driver.text("runTitle") == f"{translate('Undo')} #2")
    driver.find(QTableView, "runList").selectRow(1)
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "runUndone"))
    assert driver.text("runUndone").startswith(
        translate("Undone as a whole: #{number}, {when}").format(number=2, when="")
    )
    assert not driver.shown(QPushButton, "undoRunButton")


def empty_account(endpoints: Endpoints) -> None:
    """Remove every product past the program."""

    async def remove() -> None:
        client = AccountClient(
            url=endpoints.sa_url, user=endpoints.sa_user, password=endpoints.sa_password
        )
        async with client:
            for product in (await client.target()).products:
                await client.delete_product(product.sa_id)

    asyncio.run(remove())


def captions(dialog: QDialog) -> dict[str, str]:
    """The figures that the dialog shows, by their names."""
    boxes = [box for box in dialog.findChildren(QFrame) if box.property("note") == "plain"]
    texts = [
        [label.text() for label in box.findChildren(QLabel)] for box in boxes if box.isVisible()
    ]
    return {pair[0]: pair[1] for pair in texts if len(pair) == 2}


def test_what_is_nothing_is_neither_listed_nor_offered(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox(products=20)
    driver.have_synced(sandbox.endpoints)
    created = str(len(products_in_account(sandbox.endpoints)))
    driver.page("pageRuns")
    wait_enabled(driver, "undoRunButton").click()
    dialog = driver.wait_for(QDialog, "undoDialog")
    driver.wait_for(QCheckBox, "undoRemoveCheckBox")
    driver.bot.waitUntil(lambda: captions(dialog) == {translate("Will stay as it is"): created})
    stay = translate("Categories that the run created stay in the account.")
    assert driver.text("undoHint").startswith(stay)
    driver.tick("undoRemoveCheckBox")
    driver.bot.waitUntil(lambda: captions(dialog) == {translate("Will be removed"): created})
    driver.click("undoCancelButton")
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "undoDialog"))
    empty_account(sandbox.endpoints)
    wait_enabled(driver, "undoRunButton").click()
    dialog = driver.wait_for(QDialog, "undoDialog")
    words = driver.wait_for(QLabel, "undoNothing").text()
    assert words == translate(
        "There is nothing to undo: what the run wrote has already been undone, changed or removed."
    )
    assert captions(dialog) == {}
    for kind, name in (
        (QCheckBox, "undoRemoveCheckBox"), (QPushButton, "undoButton"), (QTableView, "undoItems"),
    ):  # fmt: skip
        assert not driver.shown(kind, name), name
    assert driver.find(QPushButton, "undoCancelButton").text() == translate("Close")


def test_closing_the_undo_dialog_writes_nothing(driver: Driver, open_sandbox: OpenSandbox) -> None:
    sandbox = open_sandbox(products=20, latency_ms=50)
    driver.have_synced(sandbox.endpoints)
    before = products_in_account(sandbox.endpoints)
    driver.page("pageRuns")
    wait_enabled(driver, "undoRunButton").click()
    driver.wait_for(QDialog, "undoDialog")
    driver.click("undoCancelButton")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)
    assert products_in_account(sandbox.endpoints) == before
    wait_enabled(driver, "undoRunButton")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 1)


def test_a_skipped_product_is_tried_again_from_its_details(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_synced(open_sandbox(products=20).endpoints)
    driver.page("pageProducts")
    driver.window.context.requests.open_for(ListPurpose(skipped_or_failed=True))
    driver.click("productDetailsButton", QToolButton)
    retry = wait_enabled(driver, "retryProductButton")
    retry.click()
    driver.wait_for(QDialog, "retryDialog")
    assert not driver.window.context.jobs.busy, "it asks first"
    with driver.begins():
        driver.click("retryConfirmButton")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)
    kinds: list[JobKind] = []
    context = driver.window.context
    context.store.reader.ask(
        context.store, lambda store: store.runs.newest(1), lambda runs: kinds.append(runs[0].kind)
    )
    driver.bot.waitUntil(lambda: bool(kinds))
    assert kinds == [JobKind.RETRY]
    wait_enabled(driver, "retryProductButton")


def test_what_the_account_may_have_is_created_only_by_a_retry_that_shows_its_row(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox(products=20)
    shop = Sandbox(SandboxConfig(products=20)).shop
    skus = Counter(product.sku.casefold() for product in shop.products())
    product, name = next(
        (each.sku, each.name)
        for each in shop.products()
        if "-" in each.sku and skus[each.sku.casefold()] == 1
    )
    row = altered_row(sandbox.endpoints, product, name)
    driver.have_synced(sandbox.endpoints)
    held = len(products_in_account(sandbox.endpoints))
    driver.page("pageRuns")
    wait_enabled(driver, "retryRunButton").click()
    driver.wait_for(QDialog, "retryDialog")
    with driver.begins():
        driver.click("retryConfirmButton")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)
    assert len(products_in_account(sandbox.endpoints)) == held
    driver.page("pageProducts")
    driver.window.context.requests.open_for(ListPurpose(skipped_or_failed=True))
    driver.type("productSearch", product)
    driver.click("productDetailsButton", QToolButton)
    driver.bot.waitUntil(
        lambda: any(row in each.text() for each in driver.window.findChildren(QLabel))
    )
    wait_enabled(driver, "retryProductButton").click()
    dialog = driver.wait_for(QDialog, "retryDialog")
    assert dialog.windowTitle() == translate("Create this product all the same?")
    assert any(row in each.text() for each in dialog.findChildren(QLabel))
    with driver.begins():
        driver.click("retryConfirmButton")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)
    assert len(products_in_account(sandbox.endpoints)) == held + 1


def altered_row(at: Endpoints, sku: str, name: str) -> str:
    """Put a row into the account that may be a product of the shop."""
    desired = MasterProduct(
        sku=sku.replace("-", " - "),
        name=f"{name} (régi)",
        net=Decimal(5),
        vat=Decimal(27),
        currency="HUF",
    )

    async def create() -> int:
        client = AccountClient(url=at.sa_url, user=at.sa_user, password=at.sa_password)
        async with client:
            answer = await client.create_product(desired, ())
            assert answer.number is not None
            return answer.number

    return suspect_text(SuspectRow(asyncio.run(create()), desired.sku, desired.name))


def test_all_that_was_left_out_is_tried_again_from_the_history(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_synced(open_sandbox(products=20).endpoints)
    driver.page("pageRuns")
    retry = wait_enabled(driver, "retryRunButton")
    assert retry.text().endswith("…")
    retry.click()
    driver.wait_for(QDialog, "retryDialog")
    dialog = driver.wait_for(QDialog, "retryDialog")
    assert dialog.windowTitle() == ngettext(
        "Try {n} product again?", "Try {n} products again?", 6
    ).format(n="6")
    driver.click("retryCancelButton")
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "retryDialog"))
    assert not driver.window.context.jobs.busy
    assert len(driver.table("runList")) == 1
    wait_enabled(driver, "retryRunButton").click()
    driver.wait_for(QDialog, "retryDialog")
    driver.click("retryConfirmButton")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 2)
    driver.bot.waitUntil(lambda: driver.text("runTitle") == f"{translate('Retry')} #2")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)
    driver.bot.waitUntil(lambda: driver.table("runList")[0][3] == translate("Done"))
    assert driver.table("runList")[0][2] == translate("Retry")


def test_a_cancelled_undo_goes_on_from_the_card(driver: Driver, open_sandbox: OpenSandbox) -> None:
    sandbox = open_sandbox(products=25, latency_ms=40)
    driver.have_synced(sandbox.endpoints)
    jobs = driver.window.context.jobs
    shop = driver.window.context.connections[0].id
    created = len(products_in_account(sandbox.endpoints))
    driver.page("pageRuns")
    wait_enabled(driver, "undoRunButton").click()
    driver.wait_for(QCheckBox, "undoRemoveCheckBox")
    driver.tick("undoRemoveCheckBox")
    driver.click("undoButton")
    driver.page("pageConnections")
    driver.wait_for(QPushButton, "cancelButton")

    def has_written() -> bool:
        """What is cancelled before it wrote anything leaves nothing to go on from."""
        progress = jobs.progress(shop)
        return progress is not None and progress.phase is Phase.PUSH and progress.done > 0

    driver.bot.waitUntil(has_written)
    driver.click("cancelButton")
    driver.bot.waitUntil(lambda: not jobs.busy)
    assert 0 < len(products_in_account(sandbox.endpoints)) < created
    driver.wait_for(QPushButton, "step_undo").click()
    dialog = driver.wait_for(QDialog, "undoDialog")
    assert driver.wait_for(QCheckBox, "undoRemoveCheckBox").isChecked()
    driver.find(QPushButton, "undoButton", dialog).click()
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)
    assert products_in_account(sandbox.endpoints) == ()
    driver.bot.waitUntil(lambda: not driver.shown(QPushButton, "step_undo"))


def test_an_undo_is_shown_at_once_and_names_the_writes_of_which_nothing_is_known_yet(
    driver: Driver, open_sandbox: OpenSandbox, shopsync_home: Path
) -> None:
    driver.connect_shop(open_sandbox(products=10).endpoints)
    driver.consent()
    driver.wait_end()
    with closing(open_store(shopsync_home / "shopsync.db")) as store:
        write = NewEntry(op=JournalOp.CREATE_PRODUCT, sku="KEK-01", name="Kék kancsó")
        sent_without_answer(store, write, RunState.CANCELLED)
    driver.page("pageRuns")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 2)
    driver.find(QTableView, "runList").selectRow(1)
    driver.bot.waitUntil(lambda: driver.text("runTitle").endswith("#1"))
    wait_enabled(driver, "undoRunButton").click()
    driver.wait_for(QCheckBox, "undoRemoveCheckBox")
    box = driver.find(QFrame, "undoUnclearBox")
    assert box.isVisible()
    assert any("KEK-01" in text.text() for text in box.findChildren(QLabel))
    driver.click("undoCancelButton")


def test_the_names_that_categories_get_back_are_shown(
    driver: Driver, open_sandbox: OpenSandbox, shopsync_home: Path
) -> None:
    at = open_sandbox(products=10).endpoints
    driver.have_synced(at)
    with httpx.Client(auth=(at.sa_user, at.sa_password), base_url=at.sa_url) as account:
        category = account.get("/listprodcategories").json()[0]
    with closing(open_store(shopsync_home / "shopsync.db")) as store:
        (shop,) = store.connections.all()
        run = store.runs.start(JobKind.SYNC, shop.id, datetime.now(UTC))
        now, sa_id = category["prodcat_name"], int(category["prodcat_id"])
        rename = NewEntry(op=JournalOp.RENAME_CATEGORY, sa_id=sa_id, name=now, former="Régi név")
        store.journal.plan(run.run_id, shop.id, [rename])
        (entry,) = store.journal.planned(run.run_id)
        store.journal.sent(entry.id, datetime.now(UTC))
        store.journal.done(entry.id, sa_id, datetime.now(UTC))
        ended = {"finished_at": datetime.now(UTC), "renamed_categories": 1}
        store.runs.save(replace(run, state=RunState.DONE, **ended))
    driver.page("pageRuns")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 2)
    driver.find(QTableView, "runList").selectRow(0)
    driver.bot.waitUntil(lambda: driver.text("runTitle").endswith(f"#{run.run_id}"))
    wait_enabled(driver, "undoRunButton").click()
    driver.wait_for(QTableView, "planRenames")
    assert driver.table("planRenames") == [[now, "Régi név"]]
    assert not driver.shown(QTableView, "undoItems"), "no product is part of it"
    assert driver.find(QPushButton, "undoButton").isEnabled()
    created = translate("Categories that the run created stay in the account.")
    assert created not in driver.text("undoHint")
    driver.click("undoCancelButton")


def test_a_failed_undo_is_done_again_from_its_receipt(
    driver: Driver, open_sandbox: OpenSandbox, shopsync_home: Path
) -> None:
    sandbox = open_sandbox(products=15)
    driver.have_synced(sandbox.endpoints)
    with closing(open_store(shopsync_home / "shopsync.db")) as store:
        (shop,) = store.connections.all()
        run = store.runs.start(JobKind.UNDO, shop.id, datetime.now(UTC))
        failed = replace(
            run,
            state=RunState.FAILED,
            finished_at=datetime.now(UTC),
            undo_of=run.run_id - 1,
            remove_created=True,
            problem=PlanMoved().problem,
        )
        store.runs.save(failed)
    driver.page("pageRuns")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 2)
    driver.find(QTableView, "runList").selectRow(0)
    wait_enabled(driver, "undoAgainButton").click()
    dialog = driver.wait_for(QDialog, "undoDialog")
    assert driver.wait_for(QCheckBox, "undoRemoveCheckBox").isChecked()
    driver.find(QPushButton, "undoButton", dialog).click()
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)
    assert products_in_account(sandbox.endpoints) == ()
    # What has come to its end elsewhere is not offered again.
    driver.page("pageRuns")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 3)
    driver.find(QTableView, "runList").selectRow(1)
    driver.bot.waitUntil(lambda: driver.shown(QLabel, "runUndone"))
    assert not driver.shown(QPushButton, "undoAgainButton")


@pytest.mark.parametrize(
    ("state", "kept", "removes", "goes_on"),
    [
        (RunState.DONE, 3, True, False),
        (RunState.PARTIAL, 0, True, False),
        (RunState.DONE, 0, False, True),
        (RunState.PAUSED, 0, True, True),
    ],
)
def test_an_undo_that_was_broken_off_is_not_gone_on_with_once_another_one_has_ended(
    driver: Driver, store: Store, state: RunState, kept: int, *, removes: bool, goes_on: bool
) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.DONE, verified=True, created=9)
    undo = {"undo_of": 1, "removed": 4}
    ran(store, shop, JobKind.UNDO, RunState.PAUSED, remove_created=True, **undo)
    ran(store, shop, JobKind.UNDO, state, remove_created=removes, kept=kept, **undo)
    driver.window.context.connections.reload()
    driver.page("pageRuns")
    driver.bot.waitUntil(lambda: len(driver.table("runList")) == 3)
    driver.find(QTableView, "runList").selectRow(1)
    driver.bot.waitUntil(lambda: driver.text("runTitle").endswith("#2"))
    assert driver.shown(QPushButton, "undoAgainButton") is goes_on
    assert driver.shown(QLabel, "runUndone") is not goes_on


def test_a_run_that_created_what_stands_twice_is_undone_from_its_card(
    driver: Driver, open_sandbox: OpenSandbox, shopsync_home: Path
) -> None:
    sandbox = open_sandbox(products=15)
    driver.have_synced(sandbox.endpoints)
    with closing(open_store(shopsync_home / "shopsync.db")) as store:
        (run,) = store.runs.newest()
        twice = (Duplicate(sku="KEK-01", sa_ids=(1, 2)),)
        partial = {"state": RunState.PARTIAL, "verified": False}
        store.runs.save(replace(run, doubled=twice, doubled_here=1, **partial))
    driver.window.context.connections.reload()
    wait_enabled(driver, "step_take_back").click()
    dialog = driver.wait_for(QDialog, "undoDialog")
    assert driver.wait_for(QCheckBox, "undoRemoveCheckBox").isChecked()
    driver.find(QPushButton, "undoButton", dialog).click()
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)
    assert products_in_account(sandbox.endpoints) == ()
    assert not driver.shown(QPushButton, "step_take_back")
