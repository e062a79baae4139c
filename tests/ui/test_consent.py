"""The consent: what it warns of, what it says of how long a sync takes, and how it is left."""

from __future__ import annotations

from contextlib import closing

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QLabel,
    QProgressBar,
    QPushButton,
)

from shopsync_gui.core.plan.plan_summary import PlanCounts
from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.shop_choices import PriceChoice
from shopsync_gui.core.text import translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.account.connections import ConnectionOptions
from shopsync_gui.sync.run.run_estimate import Expected
from shopsync_gui.ui.jobs.progress import between
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.past import connect, ran, shown


def bounded(products: int) -> str:
    """What is said of a first sync of so many products by an account whose pace nobody knows."""
    bounds = Expected(products).bounds
    assert bounds is not None
    return translate(
        "Expected duration: about {time}, depending on how quickly the account answers."
    ).format(time=between(*bounds))


def test_two_syncs_of_one_shop_are_warned_of(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.have_shop(open_sandbox().endpoints)
    chips = [driver.find(QPushButton, name) for name in ("hostedYes", "hostedNo", "hostedUnknown")]
    assert not any(chip.isChecked() for chip in chips)  # the answer is the user's own
    for name, warned in (("hostedYes", True), ("hostedUnknown", True), ("hostedNo", False)):
        driver.click(name)
        assert [chip.objectName() for chip in chips if chip.isChecked()] == [name]
        assert driver.shown(QFrame, "consentHostedWarningBox") is warned
    driver.click("hostedUnknown")
    unsure = driver.text("consentHostedText")
    driver.click("hostedYes")
    assert driver.text("consentHostedText") != unsure  # what is known is not said to be possible
    assert not driver.find(QPushButton, "consentSyncButton").isEnabled()
    driver.click("consentCancelButton")
    driver.menu("actionPreview")
    driver.wait_for(QFrame, "consentHostedWarningBox")
    assert not driver.shown(QPushButton, "hostedYes")  # answered, and not asked again
    driver.click("planCancelButton")
    driver.menu("actionProductSync")
    driver.wait_for(QFrame, "consentHostedWarningBox")
    driver.click("consentHostedChange")
    assert driver.find(QPushButton, "hostedYes").isChecked()
    driver.click("hostedNo")
    assert not driver.shown(QFrame, "consentHostedWarningBox")


def test_the_question_of_the_other_sync_is_asked_until_it_is_answered(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox().endpoints)
    assert driver.shown(QPushButton, "hostedYes")
    driver.consent()  # without an answer
    driver.wait_end()
    driver.menu("actionProductSync")
    driver.wait_for(QDialog, "consentDialog")
    assert driver.shown(QPushButton, "hostedYes")
    assert not driver.shown(QFrame, "consentHostedWarningBox")  # nobody has said so


def test_the_length_of_a_first_sync_is_told_between_two_bounds(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=150, latency_ms=60).endpoints)
    driver.bot.waitUntil(lambda: bounded(150) in driver.text("consentText"))
    with driver.begins():
        driver.consent()
    driver.bot.waitUntil(lambda: driver.state() == "running")
    assert any(sign.isdigit() for sign in driver.text("remainingText"))
    assert driver.find(QProgressBar, "progressBar").maximum() > 0
    driver.click("cancelButton")
    driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_a_first_sync_says_on_its_card_what_the_consent_said(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    sandbox = open_sandbox(products=1001)
    driver.have_shop(sandbox.endpoints)
    driver.bot.waitUntil(lambda: bounded(1001) in driver.text("consentText"))
    bounds = Expected(1001).bounds
    assert bounds is not None
    left = translate("about {time} left").format(time=between(*bounds))
    with sandbox.held():
        driver.consent()
        driver.bot.waitUntil(lambda: driver.state() == "running")
        assert driver.text("remainingText") == left
        driver.click("cancelButton")
        driver.bot.waitUntil(lambda: not driver.window.context.jobs.busy)


def test_what_is_known_better_takes_the_place_of_the_bounds(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=60, latency_ms=30).endpoints)
    driver.consent()
    driver.bot.waitUntil(lambda: "/" in driver.text("progressText"))
    driver.wait_end()
    driver.menu("actionProductSync")
    driver.wait_for(QDialog, "consentDialog")
    unknown = translate(
        "How long it takes depends on how many products have changed since the last sync: the preview tells."
    )
    driver.bot.waitUntil(lambda: unknown in driver.text("consentText"))
    took = translate("The last sync took {time}.").partition("{")[0]
    assert took not in driver.text("consentText"), "this one may write another number of products"
    assert bounded(60) not in driver.text("consentText")
    kept = translate(
        "Every value that is written over is kept on this computer, so that the sync can be"
        " undone. It deletes nothing that was in the account."
    )
    assert kept in driver.text("consentText")
    driver.click("consentCancelButton")
    driver.menu("actionPreview")
    driver.wait_for(QLabel, "planCount")
    driver.click("planCancelButton")
    driver.menu("actionProductSync")
    driver.wait_for(QDialog, "consentDialog")
    driver.bot.waitUntil(
        lambda: (
            translate("Expected duration: about {time}.").partition("{")[0]
            in driver.text("consentText")
        )
    )
    assert bounded(60) not in driver.text("consentText")


def test_escape_leaves_the_consent_and_starts_nothing(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox().endpoints)
    driver.tick("consentCheckBox")
    dialog = driver.find(QDialog, "consentDialog")
    driver.bot.keyClick(dialog, Qt.Key.Key_Escape)
    driver.bot.waitUntil(lambda: not driver.shown(QDialog, "consentDialog"))
    assert not driver.window.context.jobs.busy
    assert driver.state() == "idle"


def change(driver: Driver, **values: object) -> None:
    """Another program changes the shop, and the window notices."""
    context = driver.window.context
    with closing(open_store(context.store.path)) as store:
        (shop,) = store.connections.all()
        store.connections.update(shop.id, **values)
    with driver.bot.waitSignal(context.connections.changed):
        context.connections.reload()


@pytest.mark.parametrize(
    "changed",
    [
        {"sa_user": "another"},
        {"shop_url": "http://127.0.0.1:9/api"},
        {"options": ConnectionOptions(price=PriceChoice.LIST)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_no_consent_is_given_to_what_has_changed_meanwhile(
    driver: Driver, open_sandbox: OpenSandbox, changed: dict[str, object]
) -> None:
    driver.have_shop(open_sandbox().endpoints)
    driver.tick("consentCheckBox")
    assert driver.find(QPushButton, "consentSyncButton").isEnabled()
    change(driver, title="Another title")
    assert driver.find(QPushButton, "consentSyncButton").isEnabled()  # nothing else is written
    change(driver, **changed)
    driver.wait_for(QFrame, "consentObstacleBox")
    assert not driver.find(QPushButton, "consentSyncButton").isEnabled()
    box = driver.find(QCheckBox, "consentCheckBox")
    assert not box.isChecked()
    assert not box.isEnabled()


def test_a_consent_waits_for_who_is_at_work_with_the_shop(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=40, latency_ms=40).endpoints)
    driver.tick("consentCheckBox")
    context = driver.window.context
    (shop,) = context.connections
    context.jobs.add(Job(kind=JobKind.VERIFY, connection_id=shop.id))
    driver.wait_for(QFrame, "consentObstacleBox")
    assert not driver.find(QPushButton, "consentSyncButton").isEnabled()
    driver.bot.waitUntil(lambda: not driver.shown(QFrame, "consentObstacleBox"))
    driver.tick("consentCheckBox")
    assert driver.find(QPushButton, "consentSyncButton").isEnabled()


def test_after_an_undo_it_says_that_the_earlier_data_go(driver: Driver, store: Store) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.DONE, verified=True, updated=3)
    ran(store, shop, JobKind.UNDO, RunState.DONE, undo_of=1, updated=3)
    shown(driver, store)
    driver.menu("actionProductSync")
    driver.wait_for(QDialog, "consentDialog")
    said = translate(
        "You undid a sync. This one writes the shop's values over what was given back."
    )
    driver.bot.waitUntil(lambda: said in driver.text("consentText"))


@pytest.mark.parametrize(("ahead", "tells"), [(2, True), (150, False)])
def test_how_long_a_sync_took_is_told_only_where_no_more_is_to_be_written(
    driver: Driver, store: Store, ahead: int, *, tells: bool
) -> None:
    shop = connect(store)
    ran(store, shop, JobKind.SYNC, RunState.DONE, verified=True, updated=3, seconds=25.0)
    planned = PlanCounts(create=ahead - 1, categories=1)
    ran(store, shop, JobKind.PREVIEW, RunState.DONE, planned=planned)
    shown(driver, store)
    driver.menu("actionProductSync")
    driver.wait_for(QDialog, "consentDialog")
    took = translate("The last sync took {time}.").partition("{")[0]
    later = translate("Expected duration: about {time}.").partition("{")[0]
    driver.bot.waitUntil(lambda: (took if tells else later) in driver.text("consentText"))
    assert (took in driver.text("consentText")) is tells


def test_a_click_anywhere_in_the_frame_of_the_consent_is_one_on_its_box(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox().endpoints)
    tick = driver.find(QCheckBox, "consentCheckBox")
    frame = tick.parentWidget()
    assert frame is not None
    start = driver.find(QPushButton, "consentSyncButton")
    for place in (QPoint(3, 3), QPoint(frame.width() - 4, frame.height() // 2)):
        for on in (True, False):
            driver.bot.mouseClick(frame, Qt.MouseButton.LeftButton, pos=place)
            assert (tick.isChecked(), start.isEnabled()) == (on, on)
    driver.bot.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(10, tick.height() // 2))
    assert tick.isChecked()  # once, though the frame is below it
    driver.bot.mouseClick(frame, Qt.MouseButton.RightButton, pos=QPoint(3, 3))
    assert tick.isChecked()
