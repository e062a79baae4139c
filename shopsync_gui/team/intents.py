"""What is about to be written, and what is known, as rows of a team's database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.core.team import Fact
from shopsync_gui.store.journal_entries import JournalOp, NewEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from shopsync_gui.store.journal_entries import JournalEntry
    from shopsync_gui.team.accounts import Lease
    from shopsync_gui.team.connection import TeamDatabase

#: Rows that are read or written at once.
BATCH = 5000


class Intent(NamedTuple):
    """A write that its computer has not told the end of."""

    id: UUID
    member_id: int
    shop_id: int
    entry_id: int
    inner_id: str
    body: str

    @property
    def entry(self) -> NewEntry:
        """The entry of a journal that belongs to it; the local id of its product is another one."""
        return msgspec.structs.replace(
            msgspec.json.decode(self.body, type=NewEntry), product_id=None
        )


def intent_key(entry: NewEntry) -> str:
    """What may be created once at a time: an SKU or a category's name."""
    if entry.op is JournalOp.CREATE_CATEGORY:
        return category_key(entry.name)
    return sku_key(entry.sku)


def open_intent(
    db: TeamDatabase,
    lease: Lease,
    intent: Intent,
    entry: JournalEntry,
    ended: Mapping[UUID, int | None],
) -> bool:
    """Commit the intent to write, and the ends of earlier ones; False where the lease is lost."""
    return bool(
        db.value(
            "SELECT open_intent(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::bigint[])",
            (
                lease.account_id,
                lease.fence,
                intent.member_id,
                intent.id,
                intent.shop_id,
                intent.entry_id,
                entry.op.value,
                intent_key(entry),
                intent.inner_id,
                intent.body,
                list(ended),
                list(ended.values()),
            ),
        )
    )


def close_intents(db: TeamDatabase, lease: Lease, ended: Mapping[UUID, int | None]) -> bool:
    """Commit the ends of intents, with the account's ids; False where the lease is lost."""
    return bool(
        db.value(
            "SELECT close_intents(%s, %s, %s::uuid[], %s::bigint[])",
            (lease.account_id, lease.fence, list(ended), list(ended.values())),
        )
    )


def open_intents(db: TeamDatabase, account_id: int) -> list[Intent]:
    """The writes to an account whose end nobody knows, the oldest first."""
    rows = db.rows(
        f"SELECT {', '.join(Intent._fields)} FROM intent WHERE account_id = %s ORDER BY sent_at",
        (account_id,),
    )
    return [Intent(*row) for row in rows]


def read_facts(db: TeamDatabase, shop_id: int, after: int) -> tuple[list[Fact], int]:
    """The next rows about a shop that were written after `after`, and how far they reach."""
    rows = db.rows(
        "SELECT kind, key, body, seq FROM fact WHERE shop_id = %s AND seq > %s ORDER BY seq LIMIT %s",
        (shop_id, after, BATCH),
    )
    return [Fact(*row[:3]) for row in rows], rows[-1][3] if rows else after


def write_facts(db: TeamDatabase, shop_id: int, member_id: int, facts: Sequence[Fact]) -> None:
    """Write rows about a shop."""
    kinds, keys, bodies = zip(*facts, strict=True)
    db.rows(
        "SELECT keep_facts(%s, %s, %s::text[], %s::text[], %s::text[])",
        (shop_id, member_id, list(kinds), list(keys), list(bodies)),
    )
