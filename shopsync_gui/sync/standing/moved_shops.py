"""Shops whose address or users a colleague has changed: nothing is synced before the user has agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core import errors

if TYPE_CHECKING:
    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.account.connections import Connection


def moved_error(connection: Connection) -> errors.ShopMoved | None:
    """Return the error that keeps a moved shop from being synced; None for any other shop."""
    if not connection.moved:
        return None
    from shopsync_gui.core.team.told_words import moved_text

    changes = moved_text(connection.told_fields, connection.moved)
    return errors.ShopMoved(shop=connection.title, changes=changes)


def moved_problem(connection: Connection) -> Problem | None:
    """The same for who shows it."""
    error = moved_error(connection)
    return None if error is None else error.problem
