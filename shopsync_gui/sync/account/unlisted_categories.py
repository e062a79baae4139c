"""Categories that the account has and its list lacks: asked for by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import category_key
from shopsync_gui.store.runs.journal_entries import JournalOp
from shopsync_gui.sync.account.unlisted_products import following

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.catalogue import TargetCategory
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.run.session import Session

#: Known categories that are asked for one by one for a plan, at most.
_MOST_ALONE = 50


async def lost_categories(
    session: Session, unsettled: Iterable[JournalEntry], target: Target
) -> list[TargetCategory] | None:
    """Categories that an incomplete list lacks; None where there may be others.

    The run after the one whose creates were answered with nothing plain asks for them by the ids that
    follow the newest.
    """
    lost = any(entry.op is JournalOp.CREATE_CATEGORY for entry in unsettled)
    if not lost or not session.lists.were_categories_doubted:
        return None
    return await _beyond(session, target)


async def known_alone(
    session: Session, target: Target, names: Iterable[str]
) -> list[TargetCategory]:
    """Known categories that were to be created under these names, and that the account shows by their ids.

    Its list lacks them, and no product has them, by which they would be known to be there.
    """
    wanted = {category_key(name) for name in names}
    if session.is_elsewhere or not wanted:
        return []
    pairs = session.store.echoes.pairs(session.connection.id).values()
    known = {p.sa_id for p in pairs if p.shown is not None and category_key(p.wanted) in wanted}
    missing = sorted(known - {category.sa_id for category in target.categories})
    asked = [await session.account.category(sa_id) for sa_id in missing[:_MOST_ALONE]]
    return [category for category in asked if category is not None]


async def _beyond(session: Session, target: Target) -> list[TargetCategory] | None:
    """The categories whose ids follow the newest, which their list does not show.

    None where the account does not tell of one by its id. That a list without any hides some is not
    believed.
    """
    newest = max((category.sa_id for category in target.categories), default=0)
    if newest and await session.account.category(newest) is None:
        return None
    return await following(newest, session.account.category) if newest else []
