"""The writes of a team that are on their way, as rows of its database, and their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shopsync_gui.core.errors import TeamRecordTooNew
from shopsync_gui.store.runs.journal_entries import Ended, NewEntry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from shopsync_gui.team.database import TeamDatabase
    from shopsync_gui.team.turn import Fence


class Intent(NamedTuple):
    """A write that its computer has not told the end of; `entry_id` is its number in that journal."""

    id: UUID
    member_id: int
    shop_id: int
    run_id: int
    entry_id: int
    inner_id: str
    body: str

    @property
    def entry(self) -> NewEntry:
        """The write itself. Raises TeamRecordTooNew."""
        return _entry_in(self.body)


class Settled(NamedTuple):
    """A write whose end a colleague found, while its sender was away; `entry_id` is its number there."""

    id: UUID
    entry_id: int
    body: str
    done: bool
    sa_id: int | None

    @property
    def entry(self) -> NewEntry:
        """The write itself. Raises TeamRecordTooNew."""
        return _entry_in(self.body)

    @property
    def end(self) -> Ended:
        """The end of it."""
        return Ended(self.done, self.sa_id)


def _entry_in(body: str) -> NewEntry:
    try:
        return msgspec.json.decode(body, type=NewEntry)
    except (ValueError, RecursionError) as error:
        raise TeamRecordTooNew from error


def open_intent(
    db: TeamDatabase, fence: Fence, intent: Intent, ended: Mapping[UUID, Ended]
) -> bool | None:
    """Commit the intent to write, and the ends of earlier ones; None where the turn has been ended."""
    entry = intent.entry
    taken: bool | None = db.value(
        f"SELECT open_intent({', '.join(['%s'] * 11)}, {_ENDS})",
        (
            *(fence.account_id, fence.number, intent.member_id, intent.id, intent.shop_id),
            *(intent.run_id, intent.entry_id, entry.op.value, entry.key, intent.inner_id),
            *(intent.body, *_columns(ended)),
        ),
    )
    return taken


def close_intents(db: TeamDatabase, fence: Fence, ended: Mapping[UUID, Ended]) -> bool | None:
    """Commit the ends of intents, with the account's ids; None where the turn has been ended."""
    taken: bool | None = db.value(
        f"SELECT close_intents(%s, %s, {_ENDS})",
        (fence.account_id, fence.number, *_columns(ended)),
    )
    return taken


#: The ends of intents in a statement, as `_columns` has them.
_ENDS = "%s::uuid[], %s::boolean[], %s::bigint[]"


def _columns(ended: Mapping[UUID, Ended]) -> tuple[list[UUID], list[bool], list[int | None]]:
    ends = ended.values()
    return list(ended), [end.done for end in ends], [end.sa_id for end in ends]


def open_intents(db: TeamDatabase, account_id: int | None) -> list[Intent]:
    """The writes to an account whose end nobody knows, the oldest first."""
    rows = db.rows(
        f"SELECT {', '.join(Intent._fields)} FROM intent WHERE account_id = %s ORDER BY sent_at",
        (account_id,),
    )
    return [Intent(*row) for row in rows]


def settled_by_others(db: TeamDatabase, shop_id: int, member_id: int) -> list[Settled]:
    """The ends that colleagues found of a member's writes for a shop, of which it has not heard."""
    rows = db.rows(
        f"SELECT {', '.join(Settled._fields)} FROM settled WHERE shop_id = %s AND member_id = %s",
        (shop_id, member_id),
    )
    return [Settled(*row) for row in rows]


def never_left(
    db: TeamDatabase, shop_id: int, member_id: int, ready: Mapping[int, int]
) -> list[int]:
    """The writes of a member, by number with their runs, that cannot have been sent.

    Their run is known here, and they are not: an intent is committed before its request leaves.
    """
    of = shop_id, member_id
    told = db.rows(
        "SELECT entry_id FROM intent WHERE shop_id = %s AND member_id = %s UNION"
        " SELECT entry_id FROM settled WHERE shop_id = %s AND member_id = %s",
        (*of, *of),
    )
    runs = db.rows("SELECT run_id FROM run WHERE shop_id = %s AND member_id = %s", of)
    may_have_left, known = {row[0] for row in told}, {row[0] for row in runs}
    return [entry for entry, run in ready.items() if run in known and entry not in may_have_left]


def note_heard(db: TeamDatabase, heard: Collection[UUID]) -> None:
    """Note that the sender has heard of these ends."""
    if heard:
        db.rows("DELETE FROM settled WHERE id = ANY (%s::uuid[])", (list(heard),))


def note_counted(db: TeamDatabase, counted: Collection[UUID], runs: Collection[int]) -> None:
    """Note that these runs' numbers have those of the `counted` writes which they sent, whoever tells the end."""
    if counted:
        db.rows(
            "UPDATE intent SET told = true WHERE id = ANY (%s::uuid[]) AND run_id = ANY (%s)",
            (list(counted), list(runs)),
        )
