"""The page of a team whose database is played: what was pressed is done once, what failed is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from threading import Event

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from shopsync_gui.core.errors import (
    ShopSyncError,
    TeamNotFound,
    TeamPasswordMissing,
    TeamSignInRefused,
)
from shopsync_gui.core.team.team import Member, Membership, Role, TeamStatus
from shopsync_gui.store import Store, open_store
from shopsync_gui.ui.jobs.services.team_actions import TeamActions
from shopsync_gui.ui.settings.team_page import TeamPage
from tests.ui.driver import Driver
from tests.ui.past import NOW

LEFT = Qt.MouseButton.LeftButton


def page_with(driver: Driver, team: TeamActions) -> TeamPage:
    page = TeamPage(replace(driver.window.context, team=team))
    driver.bot.addWidget(page)
    page.show()
    page.refresh()
    return page


def test_who_presses_twice_joins_once(driver: Driver, qtbot: QtBot) -> None:
    asked: list[str] = []
    may_end = Event()

    def join(address: str, _password: str, _viewer: bool) -> Membership:
        asked.append(address)
        may_end.wait(20)
        raise TeamNotFound(host="db.example.com")

    page = page_with(driver, replace(driver.window.context.team, join=join))
    driver.find(QLineEdit, "teamAddress", page).setText("postgresql://a@db.example.com/b")
    join_button = driver.find(QPushButton, "teamJoinButton", page)
    for _press in range(2):
        qtbot.mouseClick(join_button, LEFT)
    qtbot.waitUntil(lambda: bool(asked))
    may_end.set()
    qtbot.waitUntil(lambda: page.findChild(QFrame, "problemBox") is not None)
    assert len(asked) == 1


def member_of(store: Store) -> Membership:
    """The owner's membership in a team, which is in the data from now on."""
    membership = Membership(
        address="postgresql://a@db.example.com/b", member_id=1, computer_key="k", name="Kati",
        role=Role.OWNER, joined_at=NOW,
    )  # fmt: skip
    store.team.join(membership)
    return membership


def team_seen(
    driver: Driver, qtbot: QtBot, set_role: Callable[[int, Role], None], read: list[None]
) -> TeamPage:
    """The page of an owner with one colleague; each reading of the team is noted in `read`."""
    member = Member(id=1, name="Kati", computer="iroda", role=Role.OWNER, seen_at=NOW)
    team = TeamStatus(
        address="postgresql://a@db.example.com/b", me=1, role=Role.OWNER,
        members=(member, replace(member, id=2, role=Role.MEMBER)), shops=(), runs=(),
        open_intents=0,
    )  # fmt: skip
    with closing(open_store(driver.window.context.store.path)) as store:
        member_of(store)

    def status() -> TeamStatus:
        read.append(None)
        return team

    page = page_with(driver, replace(driver.window.context.team, status=status, set_role=set_role))
    qtbot.waitUntil(lambda: any(w.isVisible() for w in page.findChildren(QComboBox, "teamRole")))
    return page


def test_why_a_role_was_not_given_stays_though_the_team_is_read_again(
    driver: Driver, qtbot: QtBot
) -> None:
    read: list[None] = []

    def set_role(_member: int, _role: Role) -> None:
        raise TeamNotFound(host="db.example.com")

    page = team_seen(driver, qtbot, set_role, read)
    roles = driver.find(QComboBox, "teamRole", page)
    before_role = roles.currentIndex()
    for pressed in ("giveRoleCancelButton", "giveRoleConfirmButton"):
        roles.setCurrentIndex(roles.findData(Role.VIEWER))
        roles.activated.emit(roles.currentIndex())
        assert page.findChild(QFrame, "problemBox") is None  # nobody was asked for anything yet
        qtbot.mouseClick(driver.find(QPushButton, pressed, page), LEFT)
        qtbot.waitUntil(lambda: roles.currentIndex() == before_role)
    qtbot.waitUntil(lambda: page.findChild(QFrame, "problemBox") is not None)
    before = len(read)

    def is_read_twice() -> bool:
        page.refresh()  # another reading begins once the one before is shown
        return len(read) > before + 1

    qtbot.waitUntil(is_read_twice)
    title = TeamNotFound(host="db.example.com").problem.title

    def is_told_once() -> bool:
        """What stood there before is deleted a turn later."""
        return [told.text() for told in page.findChildren(QLabel, "problemTitle")] == [title]

    qtbot.waitUntil(is_told_once)


def test_the_wheel_over_a_role_scrolls_the_page(driver: Driver, qtbot: QtBot) -> None:
    given: list[Role] = []
    page = team_seen(driver, qtbot, lambda _member, role: given.append(role), [])
    roles = driver.find(QComboBox, "teamRole", page)
    roles.setFocus()
    shown = roles.currentIndex()
    for turned in (-120, 120):
        middle = roles.rect().center()
        event = QWheelEvent(
            QPointF(middle), QPointF(roles.mapToGlobal(middle)), QPoint(), QPoint(0, turned),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
            False,
        )  # fmt: skip
        QApplication.sendEvent(roles, event)
    assert (roles.currentIndex(), given) == (shown, [])


@pytest.mark.parametrize(
    "refusal",
    [TeamSignInRefused(host="db", detail="x"), TeamPasswordMissing(host="db", variable="V")],
    ids=["refused", "missing"],
)
def test_a_refused_password_is_typed_anew(
    driver: Driver, qtbot: QtBot, refusal: ShopSyncError
) -> None:
    kept, looks = ["former"], [0]
    with closing(open_store(driver.window.context.store.path)) as store:
        membership = member_of(store)

    def status() -> TeamStatus:
        looks[0] += 1
        if kept[-1] == "new":
            return TeamStatus(
                address=membership.address, me=1, role=Role.OWNER, members=(), shops=(), runs=(),
                open_intents=0,
            )  # fmt: skip
        raise refusal

    def join(address: str, password: str, viewer: bool) -> Membership:
        assert (address, viewer) == (membership.address, False)
        if password != "new":
            raise TeamSignInRefused(host="db", detail="no")
        kept.append(password)
        return membership

    page = page_with(driver, replace(driver.window.context.team, status=status, join=join))

    def is_offered() -> bool:
        return any(b.isVisible() for b in page.findChildren(QPushButton, "teamPasswordButton"))

    qtbot.waitUntil(is_offered)
    again = driver.find(QPushButton, "teamPasswordButton", page)
    again.setFocus()
    before = looks[0]

    def is_read_twice() -> bool:
        page.refresh()
        return looks[0] > before + 1

    qtbot.waitUntil(is_read_twice)
    assert driver.find(QPushButton, "teamPasswordButton", page) is again  # it keeps the focus
    qtbot.mouseClick(again, LEFT)
    dialog = driver.find(QDialog, "teamPasswordDialog", page)
    save = driver.find(QPushButton, "teamNewPasswordButton", dialog)
    assert not save.isEnabled()
    field = driver.find(QLineEdit, "teamNewPassword", dialog)
    field.setText("wrong")
    qtbot.mouseClick(save, LEFT)
    qtbot.waitUntil(lambda: dialog.findChild(QFrame, "problemBox") is not None)
    field.setText("new")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.findChild(QFrame, "problemBox") is None)
