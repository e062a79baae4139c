"""Asking the shop for single products: those that a reading missed, and those of a retry."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import TYPE_CHECKING

from shopsync_gui.core.planning.brakes import VANISH_LEAST, VANISH_SHARE
from shopsync_gui.core.runs.jobs import Phase
from shopsync_gui.sync.run.tasks import all_of, in_pieces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from shopsync_gui.core.catalogue import ShopProduct
    from shopsync_gui.store.products.catalogue import UnseenProduct
    from shopsync_gui.sync.run.session import Session

_SAMPLE = 25
#: Products that are asked for between two notes of what is gone.
_ASKED_TOGETHER = 50


async def look_for_unseen(session: Session, stable: bool, count: int) -> frozenset[int]:
    """Ask for each known product that the pull did not see; mark those gone that are.

    Gone needs a stable pull and a GET that says so. When far too many are missing, a sample is
    asked and the rest is only reported, for the brake; an approved run asks for all. Thousands
    take long, so that those asked for stay marked when the run is interrupted.
    """
    connection_id = session.connection.id
    unseen = await in_pieces(session.store.pull.unseen(session.run_id, connection_id))
    limit = max(Decimal(VANISH_LEAST), VANISH_SHARE * (count + len(unseen)))
    if len(unseen) > limit and not session.job.approve_brake:
        sample = unseen[:: max(1, len(unseen) // _SAMPLE)][:_SAMPLE]
        session.progress.enter(Phase.UNSEEN, len(sample))
        if sum([len(gone) async for gone in _ask_for(session, sample)]) == len(sample):
            return frozenset(product.id for product in unseen)
        unseen = await in_pieces(session.store.pull.unseen(session.run_id, connection_id))
    if unseen:
        session.progress.enter(Phase.UNSEEN, len(unseen))
    async for missing in _ask_for(session, unseen):
        if stable:
            session.store.catalogue.mark_gone(
                connection_id,
                [product.id for product in missing],
                session.run_id,
                session.parts.now(),
            )
    return frozenset()


async def _ask_for(
    session: Session, unseen: Sequence[UnseenProduct]
) -> AsyncIterator[list[UnseenProduct]]:
    """Find those of `unseen` that the shop says are gone, some at a time; the others land as seen."""
    readers = asyncio.Semaphore(session.parts.settings.pull.readers)
    done = 0

    async def ask(product: UnseenProduct) -> ShopProduct | None:
        nonlocal done
        async with readers:
            answer = await session.shop.product(product.ref, product.inner_id)
        done += 1
        session.progress.tell(done, len(unseen))
        return answer

    for start in range(0, len(unseen), _ASKED_TOGETHER):
        some = unseen[start : start + _ASKED_TOGETHER]
        answers = await all_of(*(ask(product) for product in some))
        if alive := [answer for answer in answers if answer is not None]:
            land_extra(session, alive)
        yield [product for product, answer in zip(some, answers, strict=True) if answer is None]


async def read_again(session: Session, product_ids: Iterable[int]) -> int:
    """Ask the shop for these products alone; how many it still has. None counts as gone."""
    wanted = session.store.catalogue.refs(session.connection.id, product_ids)
    session.progress.enter(Phase.PULL, len(wanted))
    missing = 0
    async for gone in _ask_for(session, wanted):
        missing += len(gone)
    return len(wanted) - missing


def land_extra(session: Session, products: Sequence[ShopProduct]) -> None:
    """Store products read outside the page order; they count as seen, without a checkpoint."""
    session.store.pull.land_extra(
        session.run_id, session.connection.id, products, session.parts.now()
    )
