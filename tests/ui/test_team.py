"""Csapat: joining a team, seeing who writes where, ending a turn, and leaving."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing

import pytest
from msgspec.json import encode
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)

from shopsync_gui.core.errors import AccountLeased
from shopsync_gui.core.plan.plan_summary import Brake, BrakeKind
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.core.team.team import Role
from shopsync_gui.core.text import translate
from shopsync_gui.store import open_store
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.team.address import parse_address
from shopsync_gui.team.database import TeamDatabase
from shopsync_gui.team.turn import acquire
from shopsync_gui.ui.settings.team_page import TeamPage
from tests.ports import closed_port
from tests.team.server import PostgresServer, programs
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.past import NOW

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(programs() is None, reason="no PostgreSQL is installed here"),
]
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    server = PostgresServer()
    yield server
    server.close()


def wait(driver: Driver, name: str, kind: type[QFrame | QPushButton | QLabel]) -> None:
    driver.bot.waitUntil(lambda: driver.shown(kind, name))


def texts(driver: Driver, name: str) -> str:
    return " ".join(found.text() for found in driver.window.findChildren(QLabel, name))


def test_what_was_typed_stays_after_a_failed_join(driver: Driver) -> None:
    driver.page("pageTeam")
    address = f"postgresql://team@127.0.0.1:{closed_port()}/team"
    driver.find(QLineEdit, "teamAddress").setText(address)
    driver.find(QLineEdit, "teamPassword").setText("titok")
    driver.click("teamJoinButton")
    wait(driver, "problemBox", QFrame)
    assert driver.find(QLineEdit, "teamPassword").text() == "titok"
    assert driver.shown(QFrame, "teamForm")


def name_database(driver: Driver, server: PostgresServer) -> str:
    """Name a new, empty database on the team's page; which one."""
    database = f"window{next(_numbers)}"
    server.make(database)
    driver.page("pageTeam")
    driver.find(QLineEdit, "teamAddress").setText(server.address(database))
    return database


def test_a_team_is_set_up_seen_and_left(driver: Driver, server: PostgresServer) -> None:
    database = name_database(driver, server)
    driver.click("teamJoinButton")
    wait(driver, "problemBox", QFrame)  # there is none yet
    driver.click("teamCreateButton")
    wait(driver, "teamMembers", QFrame)
    assert not driver.shown(QFrame, "teamForm")
    assert translate("Last seen") in texts(driver, "teamCaption")
    server.run(
        database,
        "INSERT INTO shopsync.member (computer_key, name, computer, role, program)"
        " VALUES ('x', 'Kati', 'iroda', 'member', '1')",
    )
    server.run(database, "INSERT INTO shopsync.account (member_id, kind, since)"
               " VALUES (2, 'sync', now())")  # fmt: skip
    server.run(database, "INSERT INTO shopsync.shop (name, title, body, account_id)"
               " VALUES ('bolt', 'Bolt', '{}', 1)")  # fmt: skip
    (page,) = driver.window.findChildren(TeamPage)
    page.refresh()
    wait(driver, "teamEndButton", QPushButton)
    assert "Kati" in texts(driver, "teamShopText")
    driver.click("teamEndButton")
    driver.click("endLeaseConfirmButton")
    driver.bot.waitUntil(lambda: "Kati" not in texts(driver, "teamShopText"))
    assert server.run(database, "SELECT fence FROM shopsync.account") == [(1,)]
    roles = driver.find(QComboBox, "teamRole")
    roles.setCurrentIndex(roles.findData(Role.OWNER))  # without another owner nobody could leave
    roles.activated.emit(roles.currentIndex())
    driver.click("giveRoleConfirmButton")
    role = "SELECT role FROM shopsync.member WHERE name = 'Kati'"
    driver.bot.waitUntil(lambda: server.run(database, role) == [("owner",)])
    leave = driver.find(QPushButton, "teamLeaveButton")
    roles.setFocus()
    server.run(database, "UPDATE shopsync.member SET computer = 'raktar' WHERE name = 'Kati'")
    page.refresh()
    shown = driver.find(QFrame, "teamMembers")
    driver.bot.waitUntil(
        lambda: any(found.text() == "raktar" for found in shown.findChildren(QLabel))
    )
    assert driver.find(QComboBox, "teamRole") is roles  # it kept the focus: nothing was rebuilt
    assert driver.find(QPushButton, "teamLeaveButton") is leave
    driver.click("teamLeaveButton")
    driver.click("leaveTeamConfirmButton")
    wait(driver, "teamForm", QFrame)


def open_receipt(driver: Driver, server: PostgresServer, state: RunState) -> str:
    """Open the receipt of a colleague's run in a new team; the name of its database."""
    database = name_database(driver, server)
    driver.click("teamCreateButton")
    wait(driver, "teamMembers", QFrame)
    report = RunReport(
        run_id=7,
        kind=JobKind.SYNC,
        state=state,
        connection_id=3,
        started_at=NOW,
        pulled=41,
        plan_fingerprint="f",
        brakes=(Brake(kind=BrakeKind.PRICE, count=6, total=41),),
    )
    server.run(
        database,
        "INSERT INTO shopsync.member (computer_key, name, computer, role, program)"
        " VALUES ('x', 'Kati', 'iroda', 'member', '1'); INSERT INTO shopsync.account DEFAULT VALUES;"
        " INSERT INTO shopsync.shop (name, title, body, account_id) VALUES ('bolt', 'Bolt', '{}', 1);"
        " INSERT INTO shopsync.run (member_id, shop_id, run_id, kind, state, started_at, created,"
        " updated, written, receipt) VALUES"
        f" (2, 1, 7, 'sync', '{state.value}', now(), 41, 0, 0, '{encode(report).decode()}')",
    )
    (page,) = driver.window.findChildren(TeamPage)
    page.refresh()
    wait(driver, "teamReceiptButton", QPushButton)
    driver.click("teamReceiptButton")
    text = driver.wait_for(QPlainTextEdit, "teamReceiptText", 20_000)
    assert "#7" in text.toPlainText()
    assert "41" in text.toPlainText()
    return database


def test_the_receipt_of_a_colleague_is_shown(driver: Driver, server: PostgresServer) -> None:
    open_receipt(driver, server, RunState.DONE)
    assert not driver.shown(QPushButton, "teamApproveButton")
    driver.click("teamReceiptCloseButton")


def test_what_the_brake_stopped_elsewhere_is_approved_here(
    driver: Driver, server: PostgresServer
) -> None:
    database = open_receipt(driver, server, RunState.STOPPED)
    driver.click("teamApproveButton")
    approved = "SELECT body::json ->> 'fingerprint', member_id FROM shopsync.approval"
    driver.bot.waitUntil(lambda: server.run(database, approved) == [("f", 1)])
    said = translate("plan approved by {member}").partition("{")[0]
    driver.bot.waitUntil(lambda: said in texts(driver, "teamShopText"))


def test_many_shops_are_searched_for(driver: Driver, server: PostgresServer) -> None:
    database = name_database(driver, server)
    driver.click("teamCreateButton")
    wait(driver, "teamMembers", QFrame)
    server.run(
        database,
        "INSERT INTO shopsync.member (computer_key, name, computer, role, program)"
        " VALUES ('x', 'Kati', 'iroda', 'member', '1');"
        " INSERT INTO shopsync.account DEFAULT VALUES;"
        " INSERT INTO shopsync.shop (name, title, body, account_id, schedule_member_id)"
        " SELECT 'bolt' || n, 'Bolt ' || n, '{}', 1, 2 FROM generate_series(1, 100) AS n",
    )
    (page,) = driver.window.findChildren(TeamPage)
    with server.planning(database, 42, 2):
        page.refresh()
        driver.bot.waitUntil(lambda: "99" in texts(driver, "teamQuietShops"))
    assert len(driver.window.findChildren(QLabel, "teamShopText")) == 1  # where Kati plans
    search = driver.find(QLineEdit, "teamShopSearch")
    search.setText("bolt 7")
    driver.bot.waitUntil(
        lambda: len(driver.window.findChildren(QLabel, "teamShopText")) == 19  # 7, 17, 70 and so on
    )
    search.setText("bolt77")
    driver.bot.waitUntil(
        lambda: (
            [b.isVisible() for b in page.findChildren(QPushButton, "teamScheduleButton")] == [True]
        )
    )
    driver.click("teamScheduleButton")
    taken = "SELECT schedule_member_id FROM shopsync.shop WHERE name = 'bolt77'"
    driver.bot.waitUntil(lambda: server.run(database, taken) == [(1,)])
    search.setText("zokni")
    assert texts(driver, "teamQuietShops") == translate("No webshop matches")


def test_what_a_colleague_changed_is_agreed_to_with_its_secrets(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=40).endpoints
    driver.have_shop(endpoints)
    driver.click("consentCancelButton")
    context = driver.window.context
    (shop,) = context.connections
    known = shop.client_id
    # The sandbox knows one client alone: here it is the former value that is wrong.
    with closing(open_store(context.store.path)) as store:
        store.connections.update(shop.id, client_id="korabbi", moved={"client_id": known})
    context.connections.reload()
    driver.wait_for(QPushButton, f"step_{Step.EDIT.name.lower()}")
    driver.click(f"step_{Step.EDIT.name.lower()}")
    assert driver.find(QLineEdit, "clientIdField").text() == known
    # What is kept is not for the new values: it is neither tried nor taken.
    assert not driver.find(QPushButton, "connectButton").isEnabled()
    driver.find(QLineEdit, "clientSecretField").setText(endpoints.client_secret)
    driver.bot.waitUntil(driver.find(QPushButton, "connectButton").isEnabled)
    driver.click("connectButton")
    driver.wait_for(QCheckBox, "sessionOnlyCheckBox")  # no keyring works in a test
    driver.tick("sessionOnlyCheckBox")
    driver.click("connectButton")
    driver.bot.waitUntil(lambda: not context.connections[0].moved)
    assert context.connections[0].client_id == known
    driver.bot.waitUntil(lambda: not driver.shown(QPushButton, "step_edit"))


def test_a_colleague_who_is_at_work_is_named_on_the_card(
    driver: Driver, open_sandbox: OpenSandbox, server: PostgresServer
) -> None:
    driver.have_shop(open_sandbox(products=10).endpoints)
    driver.click("consentCancelButton")
    database = name_database(driver, server)
    driver.click("teamCreateButton")
    wait(driver, "teamMembers", QFrame)
    assert not driver.shown(QFrame, "teamRuns")  # there are none yet
    server.run(
        database,
        "INSERT INTO shopsync.member (computer_key, name, computer, role, program)"
        " VALUES ('x', 'Kati', 'iroda', 'member', '1')",
    )
    with closing(TeamDatabase(parse_address(server.address(database)), None)) as colleague:
        acquire(colleague, 1, 2, "sync")
        driver.page("pageConnections")
        driver.click("step_sync")
        driver.wait_for(QDialog, "consentDialog")
        driver.consent()
        title = AccountLeased.title
        driver.bot.waitUntil(lambda: driver.shown(QLabel, "noteTitle"))
        driver.bot.waitUntil(lambda: driver.text("noteTitle") == translate(title))
        assert any("Kati" in found.text() for found in driver.card.findChildren(QLabel))
        assert driver.state() != "failed"  # nothing went wrong


def test_a_shop_is_told_to_the_team_when_it_is_connected(
    driver: Driver, server: PostgresServer, open_sandbox: OpenSandbox
) -> None:
    database = name_database(driver, server)
    driver.click("teamCreateButton")
    wait(driver, "teamMembers", QFrame)
    endpoints = open_sandbox().endpoints
    driver.have_shop(endpoints)
    told = "SELECT name FROM shopsync.shop"
    driver.bot.waitUntil(lambda: server.run(database, told) == [(endpoints.shop_name,)])
