"""Reading the account: its lists, made sure not to be behind, and what stands beside them."""

from __future__ import annotations

import asyncio
from array import array
from datetime import timedelta
from typing import TYPE_CHECKING

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.target_index import ProductsById, ProductsBySku
from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import SALESAUTOPILOT, AccountListBehind
from shopsync_gui.core.runs.jobs import Phase
from shopsync_gui.core.structures.pieces import PIECE
from shopsync_gui.sync.account.awaited import Awaited
from shopsync_gui.sync.account.broken_list import listed_or_known
from shopsync_gui.sync.account.former_account import leave_former_account
from shopsync_gui.sync.account.gone_categories import forget_with_products
from shopsync_gui.sync.account.kept_reading import keep_reading
from shopsync_gui.sync.account.recognition import shows_creates
from shopsync_gui.sync.account.unlisted_products import (
    may_have,
    note_lacking,
    shown_alone,
    without_gone,
)
from shopsync_gui.sync.run.list_patience import ListPatience

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.sync.run.session import Session

#: How often a list is read that cannot be believed.
_LIST_TRIES = 3
#: So long a doubt of a run that was broken off counts for the next one.
_DOUBT_COUNTS = timedelta(hours=1)


async def shows_all(session: Session, target: Target) -> bool:
    """Whether a reading is beyond doubt: it shows every product that is known to be there."""
    awaited = Awaited.of(session)
    account, lists = session.account, session.lists
    said_less = account.cut_products or account.cut_categories or not target.whole
    if said_less or lists.incomplete or lists.listed_before is not None:
        return False
    doubtful = awaited.doubts(target, account, none_left=False, last=False)
    if doubtful or awaited.misses_categories(target, account):
        return False
    _linked, missing = await _missing(session, target, awaited.removing)
    return not missing


async def read_target(session: Session, ahead: Target | None = None) -> Target:
    """Read the account, and make sure that the list is not behind; `ahead` is a reading that `shows_all`.

    Products that are known to be there and that the list lacks are asked for by themselves. A
    list that lacks one of them would also lack what a lost answer created: it is read again
    for as long as it may be behind, the quiet time at most. If it goes on lacking them, or says
    itself that there are more, it does not hold everything, and those that are there are put beside it.
    A reading that is doubted is read again as well. Raises AccountListBehind, ServiceError.
    """
    if ahead is not None:
        await leave_former_account(session, ahead)
        return await keep_reading(session, ahead)
    return await _Readings(session).believed()


class _Readings:
    """The readings of the account, one after another, until one is believed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._awaited = Awaited.of(session)
        before = session.lists.listed_before
        self._was_incomplete = session.lists.incomplete or before is not None
        self._before = before
        self._behind = ListPatience(session)
        #: The numbers of products in the lists that were read before.
        self._lengths = set[int]() if before is None else {before}
        #: How many readings were doubted; None before the first one.
        self._doubts: int | None = None

    async def believed(self) -> Target:
        """Read until a list is believed, or known not to hold everything. Raises AccountListBehind, ServiceError."""
        session = self._session
        while True:
            target = await self._read()
            linked, missing = await _missing(session, target, self._awaited.removing)
            # The answers to their creates may have named other ids than theirs.
            none_left = len(missing) == linked > 0 and not await _shows_their_skus(session, target)
            if self._doubts is None:
                self._doubts = _earlier_doubts(session, target)
            doubtful = self._doubts_it(target, none_left=none_left)
            is_cut = session.account.cut_products  # it says so itself
            has_more = not doubtful and (is_cut or await may_have(session.account, missing, target))
            lacks_all = none_left or self._awaited.misses_categories(target, session.account)
            if not doubtful and not has_more and lacks_all:
                doubtful = await _is_silent(session, none_left=none_left)
            if not doubtful and not has_more:
                return await self._whole(target, linked, none_left=none_left)
            session.is_account_doubted = doubtful
            if doubtful:
                await self._wait_in_doubt(target)
            elif not await self._wait_for(missing, target, is_cut=is_cut):
                return await self._short(target, missing)

    async def _read(self) -> Target:
        """Read once; of an account that turns out to be another one nothing is expected."""
        session = self._session
        target = await listed_or_known(session)
        if session.account.cut_categories:
            session.lists.note_incomplete(len(target.categories), categories=True)
        if await leave_former_account(session, target):
            self._awaited = Awaited()
        return target

    @property
    def _is_last(self) -> bool:
        """Whether a reading that is doubted is not followed by another one."""
        return self._doubts == _LIST_TRIES - 1

    def _doubts_it(self, target: Target, *, none_left: bool) -> bool:
        """Whether a reading cannot be true, by what is expected of it."""
        lost = none_left and not shows_creates(self._session, target)
        account = self._session.account
        return self._awaited.doubts(target, account, none_left=lost, last=self._is_last)

    async def _whole(self, target: Target, linked: int, *, none_left: bool) -> Target:
        """Keep a reading that shows all that is known to be there."""
        self._behind.caught_up()
        if linked and target.whole:
            self._session.lists.take_back(len(target.products))
        if none_left:
            forget_with_products(self._session, target)
        return await keep_reading(self._session, target)

    async def _wait_in_doubt(self, target: Target) -> None:
        """Wait before a doubted reading is followed by another one. Raises AccountListBehind after the last."""
        session, doubts = self._session, self._doubts or 0
        if self._is_last:
            session.lists.forget_doubt()  # the next run gives it as long again
            raise AccountListBehind(service=SALESAUTOPILOT)
        pause = float(session.parts.settings.push.quiet_seconds)
        session.lists.note_doubt(len(target.products), len(target.categories), session.parts.now())
        self._doubts = doubts + 1
        await self._pause(target, pause, Phase.DOUBT, later=pause * (_LIST_TRIES - 2 - doubts))

    async def _wait_for(self, missing: Sequence[int], target: Target, *, is_cut: bool) -> bool:
        """Wait while the list may be behind with what it lacks; whether it is worth another reading."""
        if self._was_incomplete or is_cut:
            return False
        pause = self._behind.next_pause(missing, len(target.products))
        if pause:
            await self._pause(target, pause, Phase.LIST)
        return bool(pause)

    async def _pause(
        self, target: Target, seconds: float, phase: Phase, *, later: float = 0.0
    ) -> None:
        progress = self._session.progress
        self._lengths.add(len(target.products))
        entered = progress.phase
        await progress.pause(seconds, phase, later=later)
        progress.enter(entered)

    async def _short(self, target: Target, missing: Sequence[int]) -> Target:
        """Keep a reading that does not hold everything, with the products beside it that are there."""
        session, listed = self._session, len(target.products)
        session.lists.note_incomplete(listed)
        unlisted = await shown_alone(session, missing)
        shrank = self._before is not None and self._before > listed
        still = listed in self._lengths
        note_lacking(session, target, unlisted, shrank=shrank, stands_still=still)
        return await keep_reading(session, await without_gone(session, target, missing, unlisted))


def _earlier_doubts(session: Session, target: Target) -> int:
    """Count the readings that a run that was broken off has made instead: one for each quiet time since.

    They count where it found the account just so, lately.
    """
    since = session.lists.doubted_since(len(target.products), len(target.categories))
    if since is None:
        return 0
    passed = session.quiet.passed_since(since)
    if not timedelta() <= passed < _DOUBT_COUNTS:
        return 0
    quiet = float(session.parts.settings.push.quiet_seconds)
    most = _LIST_TRIES - 1
    return most if not quiet else min(most, int(passed.total_seconds() / quiet))


async def _is_silent(session: Session, *, none_left: bool) -> bool:
    """Whether the account tells nothing at all: not even that what was there is gone.

    Asked for a product that is gone, it says so. Categories cannot be asked for by themselves; the
    mailing lists have nothing to do with either, and are told where anything is.
    """
    account = session.account
    if none_left:
        return account.says_nothing
    return account.blank_products and account.blank_categories and not await account.speaks()


async def _missing(
    session: Session, target: Target, removing: Container[int | None]
) -> tuple[int, array[int]]:
    """Count the shop's products that the account is known to have, and find those that are not listed."""
    listed, linked, missing = ProductsById(target.products), 0, array("q")
    if session.is_elsewhere:
        return linked, missing
    for some in session.linked():
        known = [sa_id for sa_id in some if sa_id not in removing]
        linked += len(known)
        missing.extend(sa_id for sa_id in known if listed.position(sa_id) is None)
        await asyncio.sleep(0)
    return linked, missing


async def _shows_their_skus(session: Session, target: Target) -> bool:
    """Whether each known product stands in the list under another id."""
    listed = ProductsBySku(AccountProducts.of(target.products))
    known = session.store.catalogue.known_products(session.connection.id, session.run_id)
    for number, product in enumerate(known, 1):
        here = product.present or (product.from_order and session.is_about_orders)
        if here and product.sa_id is not None and not listed.get(sku_key(product.shop.sku)):
            return False
        if not number % PIECE:
            await asyncio.sleep(0)
    return True
