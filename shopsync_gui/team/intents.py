"""The writes of a team that are on their way, as rows of its database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shopsync_gui.core.errors import TeamRecordTooNew
from shopsync_gui.store.runs.journal_entries import NewEntry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from shopsync_gui.team.database import TeamDatabase
    from shopsync_gui.team.turn import Fence


class Intent(NamedTuple):
    """A write that its computer has not told the end of; `entry_id` is its number in that journal."""

    id: UUID
    member_id: int
    shop_id: int
    entry_id: int
    inner_id: str
    body: str

    @property
    def entry(self) -> NewEntry:
        """The write itself. Raises TeamRecordTooNew."""
        try:
            return msgspec.json.decode(self.body, type=NewEntry)
        except (ValueError, RecursionError) as error:
            raise TeamRecordTooNew from error


def open_intent(
    db: TeamDatabase, fence: Fence, intent: Intent, ended: Mapping[UUID, int | None]
) -> bool | None:
    """Commit the intent to write, and the ends of earlier ones; None where the turn has been ended."""
    entry = intent.entry
    taken: bool | None = db.value(
        "SELECT open_intent(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::bigint[])",
        (
            *(fence.account_id, fence.number, intent.member_id, intent.id, intent.shop_id),
            *(intent.entry_id, entry.op.value, entry.key, intent.inner_id, intent.body),
            *(list(ended), list(ended.values())),
        ),
    )
    return taken


def close_intents(db: TeamDatabase, fence: Fence, ended: Mapping[UUID, int | None]) -> bool | None:
    """Commit the ends of intents, with the account's ids; None where the turn has been ended."""
    taken: bool | None = db.value(
        "SELECT close_intents(%s, %s, %s::uuid[], %s::bigint[])",
        (fence.account_id, fence.number, list(ended), list(ended.values())),
    )
    return taken


def open_intents(db: TeamDatabase, account_id: int | None) -> list[Intent]:
    """The writes to an account whose end nobody knows, the oldest first."""
    rows = db.rows(
        f"SELECT {', '.join(Intent._fields)} FROM intent WHERE account_id = %s ORDER BY sent_at",
        (account_id,),
    )
    return [Intent(*row) for row in rows]
