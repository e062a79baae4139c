"""What is saved in the window is told to the team at once, and a failure of that is said."""

from __future__ import annotations

from contextlib import closing
from threading import Event

from pytestqt.qtbot import QtBot

from shopsync_gui.core.errors import ShopSyncError, TeamNotTold, TeamUnreachable
from shopsync_gui.core.team.team import Exchange, Membership, Role
from shopsync_gui.store import open_store
from shopsync_gui.ui.jobs.context import AppContext
from shopsync_gui.ui.jobs.services.team_exchange import TeamExchange
from tests.ui.driver import Driver
from tests.ui.past import NOW


def join(context: AppContext) -> None:
    with closing(open_store(context.store.path)) as store:
        store.team.join(
            Membership(
                address="postgresql://a@db.example.com/b", member_id=1, computer_key="k",
                name="Kati", role=Role.OWNER, joined_at=NOW,
            )
        )  # fmt: skip


def test_what_could_not_be_told_is_said(driver: Driver, qtbot: QtBot) -> None:
    context = driver.window.context
    join(context)

    def fail() -> Exchange:
        raise TeamUnreachable(host="db.example.com")

    exchange = TeamExchange(fail, context.store, context.background)
    said: list[ShopSyncError] = []
    exchange.told.connect(said.append)
    exchange.tell()
    qtbot.waitUntil(lambda: bool(said))
    assert [type(error) for error in said] == [TeamNotTold]


def test_a_team_that_does_not_answer_is_told_of_once_until_it_is_back(
    driver: Driver, qtbot: QtBot
) -> None:
    context = driver.window.context
    join(context)
    asked: list[None] = []

    def answer() -> Exchange:
        asked.append(None)
        if len(asked) == 3:
            return Exchange(came=1)
        raise TeamUnreachable(host="db.example.com")

    exchange = TeamExchange(answer, context.store, context.background)
    heard: list[ShopSyncError | None] = []
    exchange.told.connect(heard.append)
    exchange.came.connect(lambda: heard.append(None))

    def all_asked() -> bool:
        exchange.look()  # nothing while the one before is under way
        return len(asked) == 4

    qtbot.waitUntil(all_asked)
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert [type(error) for error in heard] == [TeamUnreachable, type(None), TeamUnreachable]


def test_what_is_saved_during_an_exchange_is_told_by_another_one(
    driver: Driver, qtbot: QtBot
) -> None:
    context = driver.window.context
    join(context)
    asked: list[None] = []
    may_end = Event()

    def slow() -> Exchange:
        asked.append(None)
        may_end.wait(20)
        return Exchange()

    exchange = TeamExchange(slow, context.store, context.background)
    exchange.look()
    qtbot.waitUntil(lambda: len(asked) == 1)
    exchange.tell()
    may_end.set()
    qtbot.waitUntil(lambda: len(asked) == 2)
