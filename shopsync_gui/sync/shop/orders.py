"""Reading old orders window by window, and finding out which of their products the shop still has."""

from __future__ import annotations

import asyncio
import logging
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import OrderLine, ProductState, ShopProduct
from shopsync_gui.core.errors import SHOPRENTER, ServiceTimeout
from shopsync_gui.core.products.mapping import gross_of
from shopsync_gui.core.runs.jobs import Phase
from shopsync_gui.remote import OrderPage, OrderPeriod, PageTooHeavy
from shopsync_gui.store.products.product_rows import order_key
from shopsync_gui.sync.run.tasks import all_of
from shopsync_gui.sync.shop.pull import CHECKPOINT_LIFE, PULL_LIFE
from shopsync_gui.sync.shop.single_products import land_extra

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shopsync_gui.store.products.orders import OrderReading
    from shopsync_gui.sync.run.session import Session

log = logging.getLogger(__name__)

#: Orders are read in windows of this length, so that a window that moves is soon read again.
WINDOW = timedelta(days=31)
_PAGE = 200
_LEAST_PAGE = 25
#: Products that are asked for and stored at a time.
_BATCH = 50


async def read_orders(session: Session, since: date) -> OrderReading:
    """Read the orders' product lines since a day of the shop, and store what only they know.

    Goes on where an interrupted reading of the same period ended. A product that the shop has
    under the line's id is left to the catalogue; of the others the latest line is kept. Raises
    ServiceError, MissingScope; whatever landed before stays, with its checkpoint.
    """
    reading = await _continue_or_begin(session, since)
    orders, connection_id = session.store.orders, session.connection.id
    if reading.completed_at is None:
        period = OrderPeriod(reading.window_at, reading.until)
        ahead = await session.shop.order_count(period)
        total = None if ahead is None else reading.orders + ahead
        session.progress.enter(Phase.ORDERS, total, done=reading.orders)
        start = reading.window_at
        first = reading.from_inner_id
        while start < reading.until:
            end = min(start + WINDOW, reading.until)
            await _Window(session, OrderPeriod(start, end), total).read(first)
            window = orders.reading(connection_id)
            if window is not None and not window.window_orders:
                end = await _next_orders(session, end, reading.until)
            orders.end_window(connection_id, end)
            start, first = end, 0
        orders.complete(connection_id, session.parts.now())
    await look_up(session)
    return orders.reading(connection_id) or reading


async def _next_orders(session: Session, start: datetime, until: datetime) -> datetime:
    """A moment before the shop's next order, at most a window early; `until` where none follows.

    Ever longer times are counted until one has orders, then its halves. It is `start` where the shop
    does not count.
    """
    length = WINDOW
    while start < until:
        end = min(start + length, until)
        if await session.shop.order_count(OrderPeriod(start, end)) != 0:
            break
        start, length = end, length * 2
    while length > WINDOW and start < until:
        length /= 2
        end = min(start + length, until)
        if await session.shop.order_count(OrderPeriod(start, end)) == 0:
            start = end
    return start


async def _continue_or_begin(session: Session, since: date) -> OrderReading:
    now = session.parts.now()
    known = session.store.orders.reading(session.connection.id)
    if known is not None and known.since == since:
        age = abs(now - (known.completed_at or known.until))
        if age <= (CHECKPOINT_LIFE if known.completed_at is None else PULL_LIFE):
            return known
    first = await session.shop.first_moment(since)
    return session.store.orders.begin(session.connection.id, since, first, now)


class _Window:
    """The orders of one window, read by ascending inner id where the shop lists them so.

    The contract promises no order of the list. Where the ids of a page do not ascend, or fewer
    pages or orders follow than should, the window is read by page numbers from its beginning instead.
    """

    def __init__(self, session: Session, period: OrderPeriod, total: int | None) -> None:
        self._session = session
        self._period = period
        self._total = total
        self._size = _PAGE

    async def read(self, from_inner_id: int) -> None:
        """Read the window to its end."""
        if not await self._by_id(from_inner_id):
            self._session.store.orders.restart_window(self._session.connection.id)
            await self._by_number()

    async def _by_id(self, first: int) -> bool:
        """Read the window by ascending ids; False where they do not ascend, or something is missing."""
        expected: int | None = None
        while True:
            size = self._size
            page = await self._page(0, first)
            if expected is not None and size == self._size and page.page_count != expected:
                return False
            ids = page.inner_ids
            if any(a >= b for a, b in pairwise(ids)) or 0 in ids:
                return False
            if page.bad and self._follows(page, 0):
                return False
            last = not self._follows(page, 0)
            self._land(page, 0 if last else ids[-1] + 1)
            if last:
                return expected is None or await self._is_whole()
            first = ids[-1] + 1
            expected = None if page.page_count is None else page.page_count - 1

    async def _is_whole(self) -> bool:
        """Whether as many orders were read as the shop counts in the window, where it counts them."""
        session = self._session
        count = await session.shop.order_count(self._period)
        reading = session.store.orders.reading(session.connection.id)
        return count is None or reading is None or reading.window_orders >= count

    async def _by_number(self) -> None:
        number = 0
        while True:
            size = self._size
            page = await self._page(number, 0)
            if size != self._size:  # it was too heavy, and pages of another size begin elsewhere
                number = 0
                self._session.store.orders.restart_window(self._session.connection.id)
            self._land(page, 0)
            if not self._follows(page, number):
                return
            number += 1

    async def _page(self, number: int, first: int) -> OrderPage:
        """The page, or the first one of half the size where it was too heavy."""
        while True:
            try:
                return await self._session.shop.orders(
                    number, self._size, self._period, from_inner_id=first
                )
            except PageTooHeavy as error:
                if self._size // 2 < _LEAST_PAGE:
                    raise ServiceTimeout(service=SHOPRENTER) from error
                self._size //= 2
                number = 0

    def _follows(self, page: OrderPage, number: int) -> bool:
        if page.size == 0:
            return False
        if page.page_count is not None:
            return number + 1 < page.page_count
        return page.more if page.more is not None else page.size >= self._size

    def _land(self, page: OrderPage, from_inner_id: int) -> None:
        session = self._session
        orders, connection_id = session.store.orders, session.connection.id
        if page.bad:
            log.warning("%d orders of a page could not be read", page.bad)
        orders.land(
            connection_id,
            page.lines,
            orders=page.size,
            bad=page.bad,
            from_inner_id=from_inner_id,
        )
        reading = orders.reading(connection_id)
        if reading is not None:
            done = reading.orders
            session.progress.tell(
                done if self._total is None else min(done, self._total), self._total
            )


async def look_up(session: Session) -> None:
    """Ask the shop for products that the catalogue does not know; keep what only orders know."""
    store, connection_id = session.store, session.connection.id
    _keep(session, store.orders.refs_from_orders(connection_id))
    unknown = store.orders.unknown_refs(connection_id)
    session.progress.enter(Phase.PULL, len(unknown))
    readers = asyncio.Semaphore(session.parts.settings.pull.readers)

    async def ask(ref: str) -> ShopProduct | None:
        if ref.startswith("line:"):
            return None
        async with readers:
            return await session.shop.product(ref)

    for start in range(0, len(unknown), _BATCH):
        refs = unknown[start : start + _BATCH]
        answers = await all_of(*(ask(ref) for ref in refs))
        alive = [answer for answer in answers if answer is not None]
        if alive:
            land_extra(session, alive)
        _keep(session, [r for r, answer in zip(refs, answers, strict=True) if answer is None])
        session.progress.tell(min(start + _BATCH, len(unknown)), len(unknown))


def _keep(session: Session, refs: Sequence[str]) -> None:
    """Store the latest lines of these products as products that only orders know."""
    lines = session.store.orders.lines(session.connection.id, refs)
    session.store.pull.land_from_orders(
        session.run_id,
        session.connection.id,
        [product_of_line(line) for line in lines],
        session.parts.now(),
    )


def product_of_line(line: OrderLine) -> ShopProduct:
    """A product as the latest order with it knew it: no categories, no stock, no picture."""
    gross = gross_of(line.net, line.vat, line.currency)
    return ShopProduct(
        inner_id=order_key(line.product_ref),
        ref=line.product_ref,
        sku=line.sku,
        name=line.name,
        state=ProductState.FROM_ORDER,
        net=line.net,
        gross=gross,
        list_net=line.net,
        list_gross=gross,
        vat=line.vat,
        currency=line.currency,
        updated_at=line.ordered_at,
    )
