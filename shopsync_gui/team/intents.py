"""The writes of a team that are on their way, as rows of its database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid4

import msgspec

from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.store.journal_entries import JournalOp, NewEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shopsync_gui.store import Store
    from shopsync_gui.store.journal_entries import JournalEntry
    from shopsync_gui.team.database import TeamDatabase
    from shopsync_gui.team.turn import Fence


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


def intent_of(store: Store, entry: JournalEntry, member_id: int, shop_id: int) -> Intent:
    """The intent to do what an entry of the journal says, with what others need to find out its end."""
    told = NewEntry(**{name: getattr(entry, name) for name in NewEntry.__struct_fields__})
    inner_id = store.team.inner_id(entry.product_id) if entry.product_id else ""
    body = msgspec.json.encode(told).decode()
    return Intent(uuid4(), member_id, shop_id, entry.id, inner_id, body)


def own_entry(store: Store, intent: Intent) -> JournalEntry | None:
    """The entry in this computer's journal that an intent of its own belongs to."""
    try:
        own = store.journal.get(intent.entry_id)
    except KeyError:
        return None
    entry = intent.entry
    same = (own.op, own.sku, own.name) == (entry.op, entry.sku, entry.name)
    return own if same else None


def intent_key(entry: NewEntry) -> str:
    """What may be created once at a time: an SKU or a category's name."""
    if entry.op is JournalOp.CREATE_CATEGORY:
        return category_key(entry.name)
    return sku_key(entry.sku)


def open_intent(
    db: TeamDatabase,
    fence: Fence,
    intent: Intent,
    entry: JournalEntry,
    ended: Mapping[UUID, int | None],
) -> bool | None:
    """Commit the intent to write, and the ends of earlier ones; None where the turn has been ended."""
    taken: bool | None = db.value(
        "SELECT nullif(open_intent(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::bigint[]), false)",
        (
            *(fence.account_id, fence.number, intent.member_id, intent.id, intent.shop_id),
            *(intent.entry_id, entry.op.value, intent_key(entry), intent.inner_id, intent.body),
            *(list(ended), list(ended.values())),
        ),
    )
    return taken


def close_intents(db: TeamDatabase, fence: Fence, ended: Mapping[UUID, int | None]) -> bool | None:
    """Commit the ends of intents, with the account's ids; None where the turn has been ended."""
    taken: bool | None = db.value(
        "SELECT nullif(close_intents(%s, %s, %s::uuid[], %s::bigint[]), false)",
        (fence.account_id, fence.number, list(ended), list(ended.values())),
    )
    return taken


def open_intents(db: TeamDatabase, account_id: int) -> list[Intent]:
    """The writes to an account whose end nobody knows, the oldest first."""
    rows = db.rows(
        f"SELECT {', '.join(Intent._fields)} FROM intent WHERE account_id = %s ORDER BY sent_at",
        (account_id,),
    )
    return [Intent(*row) for row in rows]
