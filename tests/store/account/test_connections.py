"""A connection's choices as the file holds them: what is none is as if it had never been chosen."""

from __future__ import annotations

import pytest

from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection, ConnectionOptions


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "{",
        "[" * 3000,
        '{"language": 5}',
        '{"schedule": {"repeat": "hours", "hours": 0}}',
        '{"schedule": {"repeat": "daily", "minute": 1440}}',
        '{"schedule": {"repeat": "weekly", "weekday": 4611686018427387904}}',
    ],
)
def test_choices_that_cannot_be(store: Store, connection: Connection, stored: str) -> None:
    store.database.execute_sql("UPDATE connection SET options = ?", (stored,))
    (known,) = store.connections.all()
    assert known.options == ConnectionOptions()


def test_what_another_program_stored_besides_is_ignored(
    store: Store, connection: Connection
) -> None:
    store.database.execute_sql(
        """UPDATE connection SET options = '{"language": "en", "wings": 2}'"""
    )
    (known,) = store.connections.all()
    assert known.options == ConnectionOptions(language="en")
