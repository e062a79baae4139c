"""Syncs by themselves: the dialog, the moment on the card, what is due, quick and whole readings."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
)

from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.core.settings.shop_choices import Pace
from shopsync_gui.core.text import translate
from shopsync_gui.store import Store, open_store
from shopsync_gui.sync.run.secret_addresses import forget_secrets
from shopsync_gui.sync.schedule.missing_consent import MissingConsent, missing_consent_text
from shopsync_gui.sync.schedule.sandbox_shops import NO_SANDBOX
from shopsync_gui.sync.schedule.schedule_obstacles import Obstacle
from shopsync_gui.ui.jobs.services.network import is_metered
from shopsync_gui.ui.jobs.services.scheduler import Scheduler
from shopsync_gui.ui.jobs.services.told_obstacles import ToldObstacles
from shopsync_gui.ui.shell.closing_question import may_end
from tests.ports import closed_port
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.past import NOW, connect
from tests.ui.program import settle

HOUR = timedelta(hours=1)


def choose(driver: Driver, repeat: Repeat, hours: int = 6) -> None:
    """Choose a repetition in the dialog and save it."""
    driver.menu("actionSchedule")
    driver.wait_for(QDialog, "scheduleDialog")
    box = driver.find(QComboBox, "scheduleRepeat")
    box.setCurrentIndex(box.findData(repeat.value))
    if driver.shown(QSpinBox, "scheduleHours"):
        driver.find(QSpinBox, "scheduleHours").setValue(hours)
    driver.click("scheduleSaveButton")


def test_the_dialog_says_how_much_each_repetition_reads(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.have_shop(open_sandbox(products=3).endpoints)
    driver.menu("actionSchedule")
    driver.wait_for(QDialog, "scheduleDialog")
    box = driver.find(QComboBox, "scheduleRepeat")
    between = translate(
        "Once a day the whole catalogue is read, in between only what the shop changed."
    )
    for repeat in Repeat:
        box.setCurrentIndex(box.findData(repeat.value))
        assert (between in driver.text("scheduleAbout")) is (repeat is Repeat.HOURS)
    driver.click("scheduleCancelButton")


def latest(driver: Driver) -> RunReport:
    """The newest run of the history."""
    found: list[RunReport] = []

    def read(store: Store) -> RunReport:
        return store.runs.newest(1)[0]

    context = driver.window.context
    context.store.reader.ask(context.store, read, found.append)
    driver.bot.waitUntil(lambda: bool(found))
    return found[0]


def due_run(driver: Driver, now: datetime) -> RunReport:
    """Let the scheduler look at a clock that says `now`; the run that it started."""
    context = driver.window.context
    with driver.bot.waitSignal(context.jobs.ended):
        context.scheduler.look(now)
    return latest(driver)


def begun_in_days(driver: Driver) -> list[Job]:
    """The jobs that the schedule begins, some days later."""
    context, started = driver.window.context, list[Job]()
    context.jobs.started.connect(lambda _id, job: started.append(job))
    context.scheduler.look(datetime.now(UTC) + 99 * HOUR)
    answered: list[bool] = []
    context.store.reader.ask(context.store, lambda _store: True, answered.append)
    driver.bot.waitUntil(lambda: bool(answered))
    return started


@pytest.fixture
def scheduled(driver: Driver, open_sandbox: OpenSandbox) -> Driver:
    """A shop that was synced once and is to be synced every six hours."""
    driver.have_synced(open_sandbox(products=6).endpoints)
    choose(driver, Repeat.HOURS, 6)
    driver.bot.waitUntil(lambda: driver.text("nextRun") != "–")
    return driver


def test_the_card_says_when_the_next_sync_is(scheduled: Driver) -> None:
    expected = datetime.now().astimezone() + 6 * HOUR
    assert f"{expected:%H:}" in scheduled.text("nextRun") or expected.minute == 0
    choose(scheduled, Repeat.NEVER)
    scheduled.bot.waitUntil(lambda: scheduled.text("nextRun") == "–")


def test_the_card_says_which_computer_of_the_team_runs_the_schedule(scheduled: Driver) -> None:
    context = scheduled.window.context
    (shop,) = context.connections
    with closing(open_store(context.store.path)) as store:
        store.team.note_elsewhere(shop.id, datetime.now(UTC) + timedelta(hours=1), "Anna (pc)")
    context.scheduler.look()
    scheduled.bot.waitUntil(lambda: "Anna (pc)" in scheduled.text("nextRun"))
    assert context.scheduler.next_run(shop.id) is None


def test_the_next_moment_is_known_before_the_first_look(scheduled: Driver) -> None:
    context = scheduled.window.context
    (shop,) = context.connections
    fresh = Scheduler(
        context.store.reader,
        context.jobs,
        context.connections,
        context.other_programs,
        context.secrets,
        context.background,
        ToldObstacles(context.memory),
    )
    fresh.begin()
    scheduled.bot.waitUntil(lambda: fresh.next_run(shop.id) is not None)
    assert fresh.next_run(shop.id) == context.scheduler.next_run(shop.id)
    assert not context.jobs.running(shop.id)
    fresh.deleteLater()


def test_what_is_due_runs_once_and_reads_only_what_changed(scheduled: Driver) -> None:
    first = latest(scheduled)
    now = datetime.now(UTC)
    scheduled.window.context.scheduler.look(now + 5 * HOUR)
    report = due_run(scheduled, now + 7 * HOUR)
    assert report.run_id == first.run_id + 1
    shop_days = {
        (now + later).astimezone(ZoneInfo("Europe/Budapest")).date()
        for later in (0 * HOUR, 7 * HOUR)
    }
    assert (report.state, report.quick) == (RunState.DONE, len(shop_days) == 1)
    assert report.requests_target < 10
    whole = due_run(scheduled, now + 31 * HOUR)
    assert (whole.state, whole.quick, whole.verified) == (RunState.DONE, False, True)
    assert whole.run_id == report.run_id + 1


def test_without_consent_nothing_runs_by_itself(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.have_shop(open_sandbox(products=6).endpoints)
    driver.click("consentCancelButton")
    driver.menu("actionSchedule")
    driver.wait_for(QDialog, "scheduleDialog")
    box = driver.find(QComboBox, "scheduleRepeat")
    box.setCurrentIndex(box.findData(Repeat.DAILY.value))
    needed = "The first sync needs your consent; after it the schedule takes effect."
    driver.bot.waitUntil(lambda: translate(needed) in driver.text("scheduleNext"))
    driver.click("scheduleSaveButton")
    context = driver.window.context
    driver.bot.waitUntil(lambda: context.connections[0].options.schedule.repeat.value == "daily")
    assert not context.scheduler.active
    assert begun_in_days(driver) == []


def test_a_change_of_options_ends_the_consent(scheduled: Driver) -> None:
    scheduled.menu("actionEdit")
    scheduled.wait_for(QDialog, "connectionDialog")
    scheduled.click("addressesButton")
    price = scheduled.find(QComboBox, "priceBox")
    price.setCurrentIndex(1)
    scheduled.click("connectButton")
    context = scheduled.window.context
    scheduled.bot.waitUntil(lambda: not context.scheduler.active)
    assert context.connections[0].options.schedule.hours == 6
    waits = "waits for your consent"
    scheduled.bot.waitUntil(lambda: scheduled.text("nextRun") == translate(waits))
    scheduled.bot.waitUntil(lambda: scheduled.text("verifiedWhen") == "–")
    scheduled.page("pageOverview")
    scheduled.bot.waitUntil(lambda: translate(waits) in scheduled.text("shopLineText"))
    scheduled.page("pageConnections")
    scheduled.menu("actionSchedule")
    scheduled.wait_for(QDialog, "scheduleDialog")
    why = missing_consent_text(MissingConsent.CHANGED)
    scheduled.bot.waitUntil(lambda: scheduled.text("scheduleNext") == why)


def test_other_options_leave_labels_schedule_and_consent(scheduled: Driver) -> None:
    context = scheduled.window.context
    number = context.connections[0].id
    options = replace(context.connections[0].options, labels=("Outlet",))
    label: Callable[[Store], object] = lambda store: store.connections.update(  # noqa: E731
        number, options=options
    )
    context.store.writer.ask(context.store, label, lambda _done: context.connections.reload())
    scheduled.bot.waitUntil(lambda: bool(context.connections[0].options.labels))
    scheduled.menu("actionEdit")
    scheduled.wait_for(QDialog, "connectionDialog")
    scheduled.click("addressesButton")
    scheduled.find(QComboBox, "paceBox").setCurrentIndex(1)
    scheduled.click("connectButton")
    scheduled.bot.waitUntil(lambda: context.connections[0].options.pace is Pace.GENTLE)
    assert context.connections[0].options.labels == ("Outlet",)
    assert context.connections[0].consented_at is not None
    assert context.scheduler.active


def test_an_old_proof_turns_amber(scheduled: Driver) -> None:
    label = scheduled.find(QLabel, "verifiedWhen")
    assert label.property("stale") is not True
    old = datetime.now(UTC) - timedelta(days=3)
    context = scheduled.window.context
    number = context.connections[0].id
    make_old: Callable[[Store], object] = lambda store: store.connections.update(  # noqa: E731
        number, verified_at=old
    )
    context.store.writer.ask(context.store, make_old, lambda _done: context.connections.reload())
    scheduled.bot.waitUntil(lambda: label.property("stale") is True)
    assert label.toolTip()
    status = scheduled.find(QLabel, "statusText")  # read by itself
    scheduled.bot.waitUntil(lambda: status.property("stale") is True)


def test_kinds_that_look_only_do_not_count_as_a_sync(scheduled: Driver) -> None:
    context = scheduled.window.context
    before = scheduled.text("nextRun")
    with scheduled.bot.waitSignal(context.jobs.ended):
        context.jobs.add(Job(kind=JobKind.VERIFY, connection_id=context.connections[0].id))
    scheduled.bot.waitUntil(lambda: not context.jobs.busy)
    assert scheduled.text("nextRun") == before


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        ("saves_power", "waits for the charger"),
        ("is_metered", "waits for a network without a data limit"),
    ],
)
def test_what_is_due_spares_the_battery_and_the_data_limit(
    scheduled: Driver, monkeypatch: pytest.MonkeyPatch, asked: str, waits: str
) -> None:
    before = latest(scheduled).run_id
    later = datetime.now(UTC) + 7 * HOUR
    scheduler = scheduled.window.context.scheduler
    with monkeypatch.context() as patched:
        patched.setattr(f"shopsync_gui.ui.jobs.services.scheduler.{asked}", lambda: True)
        with scheduled.bot.waitSignal(scheduler.changed):
            scheduler.look(later)
        assert not scheduled.window.context.jobs.busy
        scheduled.bot.waitUntil(lambda: translate(waits) in scheduled.text("nextRun"))
    assert due_run(scheduled, later).run_id == before + 1


def test_the_system_is_asked_about_the_network() -> None:
    assert is_metered() in (True, False)


def test_what_keeps_a_schedule_from_running_is_said(scheduled: Driver) -> None:
    context = scheduled.window.context
    shop = context.connections[0]
    # This desktop has no tray, and the program does not start with the system.
    scheduled.bot.waitUntil(lambda: Obstacle.NO_TRAY in context.scheduler.obstacles(shop.id))
    scheduled.menu("actionSchedule")
    scheduled.wait_for(QFrame, "schedule_no_trayBox")
    scheduled.wait_for(QFrame, "schedule_not_startedBox")
    assert not scheduled.shown(QFrame, "schedule_login_missingBox")
    scheduled.find(QComboBox, "scheduleRepeat").setCurrentIndex(0)  # never
    assert not scheduled.shown(QFrame, "schedule_no_trayBox")
    scheduled.find(QComboBox, "scheduleRepeat").setCurrentIndex(2)
    assert scheduled.shown(QFrame, "schedule_no_trayBox")
    scheduled.click("scheduleCancelButton")
    forget_secrets(context.secrets, shop)
    context.scheduler.look_at_conditions()
    scheduled.bot.waitUntil(
        lambda: context.scheduler.obstacles(shop.id)[0] is Obstacle.LOGIN_MISSING
    )
    card = scheduled.find(QFrame, "connectionCard")
    titles = [label.text() for label in card.findChildren(QLabel, "noteTitle")]
    assert translate("The schedule cannot run") in titles


def test_what_only_hinders_a_schedule_is_put_away_for_good(scheduled: Driver) -> None:
    context = scheduled.window.context
    (shop,) = context.connections
    scheduler = context.scheduler
    scheduled.bot.waitUntil(lambda: Obstacle.NOT_STARTED in scheduler.obstacles(shop.id))
    assert Obstacle.LOGIN_NOT_KEPT in scheduler.obstacles(shop.id)  # no keyring works in a test
    scheduled.click("putAway_not_started")
    assert Obstacle.NOT_STARTED not in scheduler.obstacles(shop.id)
    assert not scheduled.shown(QPushButton, "putAway_not_started")
    choose(scheduled, Repeat.DAILY)
    scheduler.look_at_conditions()
    settle(scheduled.window)
    assert Obstacle.NOT_STARTED not in scheduler.obstacles(shop.id)
    scheduled.menu("actionSchedule")
    dialog = scheduled.wait_for(QDialog, "scheduleDialog")
    scheduled.wait_for(QFrame, "schedule_not_startedBox")  # in the dialog it is always said
    scheduled.find(QPushButton, "putAway_login_not_kept", dialog).click()
    assert not scheduled.shown(QPushButton, "putAway_login_not_kept")
    assert Obstacle.LOGIN_NOT_KEPT not in scheduler.obstacles(shop.id)
    dialog.reject()
    forget_secrets(context.secrets, shop)
    scheduler.look_at_conditions()
    scheduled.bot.waitUntil(lambda: Obstacle.LOGIN_MISSING in scheduler.obstacles(shop.id))
    assert not scheduled.shown(
        QPushButton, "putAway_login_missing"
    )  # nothing runs until it is mended


def test_closing_says_once_that_nothing_is_synced_meanwhile(scheduled: Driver) -> None:
    window = scheduled.window

    def answer(name: str) -> None:
        dialog = scheduled.wait_for(QDialog, "endingDialog")
        scheduled.find(QPushButton, name, dialog).click()

    QTimer.singleShot(0, window, partial(answer, "endingCancelButton"))
    window.close()
    assert window.isVisible()
    QTimer.singleShot(0, window, partial(answer, "endingConfirmButton"))
    assert may_end(window, window.context)
    assert may_end(window, window.context)  # and is not asked again


def test_every_quit_says_that_nothing_is_synced_meanwhile(scheduled: Driver) -> None:
    window = scheduled.window

    def stay() -> None:
        dialog = scheduled.wait_for(QDialog, "endingDialog")
        scheduled.find(QPushButton, "endingCancelButton", dialog).click()

    quits = window.findChild(QAction, "actionQuit")
    assert isinstance(quits, QAction)
    for leave in (quits.trigger, window.ask_to_quit):
        QTimer.singleShot(0, window, stay)
        leave()
        assert window.isVisible()


def test_a_shop_whose_sandbox_does_not_run_is_not_synced_by_itself(driver: Driver) -> None:
    context = driver.window.context
    with closing(open_store(context.store.path)) as store:
        shop = connect(store)
        options = replace(shop.options, schedule=Schedule(repeat=Repeat.DAILY))
        gone = f"http://127.0.0.1:{closed_port()}/api"
        store.connections.update(
            shop.id, shop_url=gone, demo=True, consented_at=NOW, options=options
        )
    with driver.bot.waitSignal(context.connections.changed):
        context.connections.reload()
    assert begun_in_days(driver) == []
    assert context.scheduler.next_run(shop.id) is None
    assert context.scheduler.next_text(shop.id) == translate(NO_SANDBOX)


def test_the_time_that_is_typed_is_shown_told_and_kept(scheduled: Driver) -> None:
    context = scheduled.window.context
    scheduled.menu("actionSchedule")
    dialog = scheduled.wait_for(QDialog, "scheduleDialog")
    box = scheduled.find(QComboBox, "scheduleRepeat")
    box.setCurrentIndex(box.findData(Repeat.DAILY.value))
    field = scheduled.find(QLineEdit, "scheduleTime")
    scheduled.bot.mouseDClick(field, Qt.MouseButton.LeftButton)
    scheduled.bot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    height = dialog.height()
    scheduled.bot.keyClicks(field, ":45")
    assert scheduled.text("scheduleNext").endswith("–")
    scheduled.click("scheduleSaveButton")
    assert dialog.isVisible()
    assert dialog.height() == height  # the button stays where it is pressed
    assert scheduled.find(QLabel, "scheduleTimeRemark").property("role") == "bad"
    scheduled.bot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    scheduled.bot.keyClicks(field, "16:45")
    assert "16:45" in scheduled.text("scheduleNext")
    scheduled.click("scheduleSaveButton")
    scheduled.bot.waitUntil(lambda: context.connections[0].options.schedule.minute == 16 * 60 + 45)
    assert context.connections[0].options.schedule.repeat is Repeat.DAILY
