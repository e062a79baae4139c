"""The peculiarities of a shop that were found out, kept beside those of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.sync.session import Session


def shop_key(connection: Connection) -> str:
    """The identity under which a shop's peculiarities are kept."""
    return f"shop {connection.name}"


def shop_trait(session: Session, name: str) -> str | None:
    """What is known of the shop under this name."""
    connection = session.connection
    known = session.store.traits.all(connection.id, shop_key(connection), session.parts.now())
    return known[name].value if name in known else None


def note_shop(session: Session, name: str, value: str) -> None:
    """Keep a peculiarity of the shop."""
    connection, now = session.connection, session.parts.now()
    session.store.traits.note(connection.id, shop_key(connection), name, value, now)
