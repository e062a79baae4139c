"""Runs of the past, put into the data of an open window; what its card says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.store.runs.journal_entries import NewEntry
from tests.connected import connect_shop
from tests.ui.driver import Driver

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def connect(store: Store, name: str = "bemutato") -> Connection:
    return connect_shop(store, name, title=f"Bolt {name}", now=NOW)


def ran(store: Store, shop: Connection, kind: JobKind, state: RunState, **more: object) -> None:
    """One more run, a minute after the one before."""
    at = NOW + timedelta(minutes=len(store.runs.newest()))
    run = store.runs.start(kind, shop.id, at)
    store.runs.save(replace(run, state=state, finished_at=at, **more))


def sent_without_answer(
    store: Store, entry: NewEntry, state: RunState = RunState.RUNNING
) -> RunReport:
    """A retry of the only shop that has sent this, and of which no more is known."""
    (shop,) = store.connections.all()
    run = store.runs.start(JobKind.RETRY, shop.id, datetime.now(UTC))
    store.journal.plan(run.run_id, shop.id, [entry])
    (planned,) = store.journal.planned(run.run_id)
    store.journal.sent(planned.id, datetime.now(UTC))
    run = replace(run, state=state)
    store.runs.save(run)
    return run


def shown(driver: Driver, store: Store) -> list[str]:
    """The titles of the card's notes, read anew."""
    store.close()
    context, read = driver.window.context, list[None]()
    with driver.bot.waitSignal(context.connections.changed):
        context.connections.reload()
    # The card asked before this does, and is answered before.
    context.store.reader.ask(context.store, lambda _store: None, read.append)
    driver.bot.waitUntil(lambda: bool(read))

    def notes() -> list[QLabel]:
        return driver.card.findChildren(QLabel, "noteTitle")

    driver.bot.waitUntil(lambda: bool(notes()) and all(note.isVisible() for note in notes()))
    return [note.text() for note in notes()]
