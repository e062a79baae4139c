"""The test items of compatibility checks: written down before they are created, until they are gone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.store.database.codecs import moment_out, time_in

if TYPE_CHECKING:
    from shopsync_gui.store.database.database import Database


class ItemKind(StrEnum):
    """The kinds of test items."""

    PRODUCT = "product"
    CATEGORY = "category"


class CheckItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item that a check has created, or may have.

    `token` is in its SKU and its name and nowhere else; `sa_id` is None until an answer or a list
    told it.
    """

    id: int
    kind: ItemKind
    token: str
    name: str
    sa_id: int | None
    sent_at: datetime


class _ItemRow(msgspec.Struct, frozen=True):
    id: int
    kind: str
    token: str
    name: str
    sa_id: int | None
    sent_at: int


class CheckItems:
    """The journal of test items, by connection and identity of the account."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self,
        connection_id: int,
        identity: str,
        *,
        kind: ItemKind,
        token: str,
        name: str,
        now: datetime,
    ) -> int:
        """Write down what is about to be created; its number."""
        rows = self._db.rows(
            "INSERT INTO check_item (connection_id, account_identity, kind, token, name, sent_at)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (connection_id, identity, kind.value, token, name, time_in(now)),
        )
        return int(rows[0][0])

    def known_as(self, item_id: int, sa_id: int) -> None:
        """Keep the id that the account gave it."""
        self._db.execute_sql("UPDATE check_item SET sa_id = ? WHERE id = ?", (sa_id, item_id))

    def gone(self, item_id: int) -> None:
        """Forget an item that the account does not hold any more."""
        self._db.execute_sql("DELETE FROM check_item WHERE id = ?", (item_id,))

    def left(self, connection_id: int, identity: str) -> list[CheckItem]:
        """List what may still be in the account, the oldest first."""
        rest = "FROM check_item WHERE connection_id = ? AND account_identity = ? ORDER BY id"
        return [_item(row) for row in self._db.named(_ItemRow, rest, (connection_id, identity))]

    def connections(self) -> list[int]:
        """The connections in whose accounts something may be left."""
        rows = self._db.rows("SELECT DISTINCT connection_id FROM check_item ORDER BY 1")
        return [number for (number,) in rows]


def _item(row: _ItemRow) -> CheckItem:
    return CheckItem(
        id=row.id,
        kind=ItemKind(row.kind),
        token=row.token,
        name=row.name,
        sa_id=row.sa_id,
        sent_at=moment_out(row.sent_at),
    )
