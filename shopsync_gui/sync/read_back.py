"""Finding in the account's lists what was written with answers that do not say what came of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import category_key, sku_key
from shopsync_gui.remote import WriteAnswer
from shopsync_gui.store.journal import JournalEntry, JournalOp
from shopsync_gui.sync.carried_out import alike, took
from shopsync_gui.sync.settling import category_ids

if TYPE_CHECKING:
    from collections.abc import Collection

    from shopsync_gui.core.plan import Target
    from shopsync_gui.sync.session import Session

#: Seconds before each reading: a list may show a write a little later.
_PAUSES = (0.0, 2.0, 8.0, 30.0)


@dataclass(slots=True, eq=False)
class Unread:
    """A write that was answered with a 2xx, which may have been carried out; its id once found."""

    entry: JournalEntry
    answer: WriteAnswer
    ids: tuple[int, ...] = ()
    sa_id: int = 0


async def read_back(
    session: Session,
    unread: Collection[Unread],
    known: Collection[int],
    known_categories: Collection[int],
) -> tuple[Target, list[Unread]]:
    """Read the account and find the writes in it; those that it does not show are handed back.

    `known` are the ids of products that were there before, `known_categories` those of categories.
    """
    left = list(unread)
    target = None
    for pause in _PAUSES:
        await asyncio.sleep(pause)
        phase = session.phase
        target = await session.read_target()
        session.phase = phase
        taken = {written.sa_id for written in unread if written.sa_id}
        for written in list(left):
            written.sa_id = _found(written, target, {*known, *taken}, known_categories) or 0
            if written.sa_id:
                taken.add(written.sa_id)
                left.remove(written)
        if not left:
            break
    assert target is not None
    return target, left


def _found(
    written: Unread, target: Target, known: Collection[int], before: Collection[int]
) -> int | None:
    entry = written.entry
    if entry.op is JournalOp.UPDATE_PRODUCT:
        names = category_ids(target)
        listed = next((p for p in target.products if p.sa_id == entry.sa_id), None)
        return entry.sa_id if listed is not None and took(entry, listed, names) else None
    if entry.op is JournalOp.CREATE_CATEGORY:
        key = category_key(entry.name)
        same = [c.sa_id for c in target.categories if category_key(c.name) == key]
        new = [c.sa_id for c in target.categories if c.sa_id not in before]
        like = [c.sa_id for c in target.categories if c.sa_id in new and alike(entry.name, c.name)]
        return min(same, default=None) or (like[0] if len(like) == 1 else None)
    key = sku_key(entry.sku)
    same = [p.sa_id for p in target.products if sku_key(p.sku) == key]
    like = [p.sa_id for p in target.products if p.sa_id not in known and alike(entry.sku, p.sku)]
    return min(same, default=None) or (like[0] if len(like) == 1 else None)
