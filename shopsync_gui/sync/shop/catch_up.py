"""The shop's list of what changed since a moment: read after a catalogue, and measured by it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import SHOPRENTER, ServiceTimeout
from shopsync_gui.core.runs.reading_notes import ReadingNote
from shopsync_gui.remote import FilterRefused, PageTooHeavy
from shopsync_gui.sync.shop.single_products import land_extra

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from shopsync_gui.remote import ProductPage
    from shopsync_gui.sync.run.session import Session

#: Overlap of the catch-up read, because neither the shop's clock nor its time zone is ours.
OVERLAP = timedelta(hours=3)
LEAST_SIZE = 25
#: Pages of changes that are read at most to measure what the list of changes lacks.
_MOST_PAGES = 10
#: The names under which a shop's peculiarities are kept.
CHANGES = "shop.changes"
COUNT = "shop.count"


def can_halve(size: int) -> bool:
    """Whether pages of half that size are still sensible."""
    return size % 2 == 0 and size // 2 >= LEAST_SIZE


async def catch_up(session: Session, since: datetime) -> bool:
    """Read what the shop changed since `since`; False where it does not tell."""
    try:
        async for page in _changes(session, since):
            land_extra(session, page.items)
    except FilterRefused:
        session.shop_traits.note(CHANGES, ReadingNote.NO_CATCH_UP)
        return False
    return True


async def measure_changes(session: Session, since: datetime | None) -> None:
    """Compare the prices that a whole reading found changed with the shop's list of changes.

    `since` is when the last whole reading before this run began. A list that lacks one of them is
    blind to prices: reading only what changed does not do for this shop.
    """
    if since is None or session.shop_traits.value(CHANGES):
        return
    changed = session.store.pull.changed_prices(session.run_id, since)
    if not changed:
        return
    pages = 0
    try:
        async for page in _changes(session, since - OVERLAP):
            changed -= {product.inner_id for product in page.items}
            pages += 1
            if not changed or pages >= _MOST_PAGES:
                return
    except FilterRefused:
        return
    session.shop_traits.note(CHANGES, ReadingNote.BLIND)


async def _changes(session: Session, since: datetime) -> AsyncIterator[ProductPage]:
    size = session.parts.settings.pull.page_size
    page_number = 0
    before: ProductPage | None = None
    while True:
        try:
            page = await session.shop.products(page_number, size, updated_after=since)
        except PageTooHeavy as error:
            if not can_halve(size):
                raise ServiceTimeout(service=SHOPRENTER) from error
            page_number, size = page_number * 2, size // 2
            continue
        if page.size == 0 or page == before:  # whatever page is asked for, the same one comes
            return
        before = page
        yield page
        page_number += 1
        if page.page_count is not None and page_number >= page.page_count:
            return
