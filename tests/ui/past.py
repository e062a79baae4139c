"""Runs of the past, put into the data of an open window; what its card says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel

from shopsync_gui.core.runs import JobKind, RunState
from shopsync_gui.store import Store
from shopsync_gui.store.connections import Connection
from tests.ui.driver import Driver

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def connect(store: Store, name: str = "bemutato") -> Connection:
    return store.connections.add(
        name=name, title=f"Bolt {name}", shop_url="https://example.com/api",
        token_url="https://example.com/token", sa_url="https://example.com/sa",
        client_id="id", sa_user="demo", now=NOW,
    )  # fmt: skip


def ran(store: Store, shop: Connection, kind: JobKind, state: RunState, **more: object) -> None:
    """One more run, a minute after the one before."""
    at = NOW + timedelta(minutes=len(store.runs.newest()))
    run = store.runs.start(kind, shop.id, at)
    store.runs.save(replace(run, state=state, finished_at=at, **more))


def shown(driver: Driver, store: Store) -> list[str]:
    """The titles of the card's notes, read anew."""
    store.close()
    driver.window.context.connections.reload()
    driver.wait_for(QLabel, "noteTitle")
    driver.bot.wait(50)
    return [w.text() for w in driver.card.findChildren(QLabel, "noteTitle") if w.isVisible()]
