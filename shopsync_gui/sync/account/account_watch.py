"""Looking at the account while a run creates in it: is its list whole, does another program write?"""

from __future__ import annotations

import asyncio
import logging
import math
from typing import TYPE_CHECKING, NoReturn

from shopsync_gui.core.account.likeness import alike, is_same
from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AccountListIncomplete,
    AccountUsedByOther,
    ServiceError,
)
from shopsync_gui.core.runs.jobs import Phase
from shopsync_gui.sync.account.created_rows import CreatedRows

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from shopsync_gui.core.account.arrivals import Arrivals
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.sync.run.session import Session

log = logging.getLogger(__name__)

#: The looks after the first come after so many creates: a program that was at work already is met early.
_EARLY = (3, 8)
#: Seconds after a create at which a list that does not show it is read again; then comes the quiet
#: time that the settings name.
_LAGS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
#: Seconds before a list that lost a row is read again.
_AGAIN = 2.0
#: Seconds after which a row with the key of the created one is taken for that, under another id.
_ELSEWHERE = 8.0
#: Seconds without a new stranger after which another program counts as done: a moment for a run that
#: was there first, in which the other one notices it; else a time by chance between these, so that
#: two that wait for a third do not begin again at the same moment.
_MOMENT = 4.0
_CALM = (15.0, 45.0)
_CALM_PAUSE = 1.0
#: Seconds that a run waits for another program before it pauses.
_LONGEST_WAIT = 1800.0


class AnotherWriter(Exception):
    """Another program creates in the account: wait until it is done, then plan anew."""


class AccountWatch:
    """The account's two lists as one run sees them while it creates.

    The first create of each kind is looked for in the list before a second one is sent; from then on
    the products are looked at again and again, as often as reading the list may cost.
    """

    def __init__(self, session: Session, target: Target) -> None:
        self._session = session
        self.rows = CreatedRows(session, target)
        self._proven: set[Arrivals] = set()
        self._creates = 0
        #: Whether what is created is known to be missing by its id: the list proves nothing of it.
        self._known_gone = bool(target.gone) and not target.whole

    @property
    def seen(self) -> bool:
        """Whether another program was noticed."""
        return self.rows.products.seen or self.rows.categories.seen

    @property
    def is_other_program(self) -> bool:
        """Whether that was surely not what this one had sent in a run that was broken off."""
        own = {sku_key(sku) for sku in self._session.doubted.values()}
        return self.rows.products.has_others(own) or self.rows.categories.seen

    @property
    def products_proven(self) -> bool:
        """Whether the list has shown a product that this run created."""
        return self.rows.products in self._proven

    @property
    def categories_proven(self) -> bool:
        """Whether the list has shown a category that this run created."""
        return self.rows.categories in self._proven

    def prove_categories(self) -> None:
        """Note that the list showed a category that this run created."""
        self._proven.add(self.rows.categories)
        self._session.lists.note_category_shown()

    def prove_products(self) -> None:
        """Note that the list showed what this run created."""
        self._proven.add(self.rows.products)
        self._session.lists.note_shown()

    async def prove_product(self, sa_id: int, name: str, *, more: bool) -> bool:
        """Find the first product that was created in the list, if other creates are to follow.

        False where the account has it under another id than its answer named. Raises AnotherWriter,
        AccountListIncomplete.
        """
        if not more or self.rows.products in self._proven:
            return True
        return await self._prove(self.rows.products, sa_id, name, self.rows.list_products)

    async def product_created(self, *, more: bool) -> bool:
        """Look at the list after a create where that is due; whether it was. Raises AnotherWriter."""
        self._creates += 1
        if not more:
            return False
        if self._creates in _EARLY or self.rows.interval.is_due(_time()):
            await self._look()
            return True
        return self._creates == 1

    async def before_product(self) -> None:
        """Look at the list if the last look is long ago. Raises AnotherWriter."""
        if self.rows.products in self._proven and self.rows.interval.is_due(_time()):
            await self._look()

    async def prove_category(self, sa_id: int, name: str, *, more: bool) -> bool:
        """Find the first category that was created in the list, if other creates are to follow.

        False where it stands there under another id. Raises AnotherWriter, AccountListIncomplete.
        """
        if not more or self.rows.categories in self._proven:
            return True
        return await self._prove(self.rows.categories, sa_id, name, self.rows.list_categories)

    async def wait_until_calm(self) -> None:
        """Wait until nothing new appears in the account. Raises AccountUsedByOther."""
        session = self._session
        session.progress.enter(Phase.OTHERS)
        begun = calm_since = _time()
        first = self.rows.products.first and self.rows.categories.first
        chance = session.parts.random.uniform(*_CALM)
        interval = 2 * self.rows.interval.seconds
        calm = max(_MOMENT, interval) if first else chance + interval
        while (quiet := _time() - calm_since) < calm:
            if _time() - begun > _LONGEST_WAIT:
                raise AccountUsedByOther(service=SALESAUTOPILOT)
            session.progress.tell_waiting(calm - quiet)
            await asyncio.sleep(max(_CALM_PAUSE, self.rows.interval.seconds))
            shown = await self.rows.list_products()
            shown |= await self.rows.list_categories()
            if shown:
                calm_since = _time()

    # --- reading ----------------------------------------------------------------------------------

    async def _look(self) -> None:
        """Read the products once more; a look that fails is no reason to stop."""
        try:
            strangers = await self.rows.list_products()
        except ServiceError as error:
            log.warning("the account's list could not be looked at: %s", type(error).__name__)
            self.rows.interval.looked(_time())
        else:
            if strangers:
                raise AnotherWriter

    async def _prove(
        self, arrivals: Arrivals, sa_id: int, name: str, read: Callable[[], Awaitable[bool]]
    ) -> bool:
        """Read a list until it shows the row that was created just now; False if its id is wrong.

        A list that goes on without it does not hold everything, so that nothing may be created for
        being absent from it. Raises AccountListIncomplete, AnotherWriter.
        """
        quiet = left = float(self._session.parts.settings.push.quiet_seconds)
        lags = iter(_LAGS)
        created = began = _time()
        strangers = await read()
        while sa_id in arrivals.missing:
            if await self._shows_later(arrivals, sa_id, quiet - left):
                break
            elsewhere = self.rows.is_elsewhere(arrivals, sa_id)
            if left <= 0 or (elsewhere and quiet - left >= _ELSEWHERE):
                if await self._is_wrong(arrivals, sa_id, name):
                    arrivals.disown(sa_id)
                    return False
                if left <= 0:
                    await self._say_incomplete(arrivals)
            pause = min(next(lags, left), left)
            left -= pause
            phase = self._session.progress.phase
            await self._session.progress.pause(pause, Phase.LIST)
            self._session.progress.phase = phase
            began = _time()
            strangers |= await read()
        if sa_id in arrivals.foreign and await self._is_wrong(arrivals, sa_id, name):
            arrivals.disown(sa_id)
            return False
        self._proven.add(arrivals)
        if arrivals is self.rows.categories:
            self._session.lists.note_category_shown()
        if arrivals is self.rows.products and not arrivals.missing:
            self._session.lists.note_shown()
            self._session.lists.lag = max(began - created, self._session.lists.lag or 0.0)
        if strangers:
            raise AnotherWriter
        listed = arrivals is self.rows.products and not self._known_gone
        if listed and await self._is_pushed_out(arrivals):
            await self._session.progress.pause(_AGAIN, Phase.LIST)
            if await read():  # one reading may have lost a row by chance
                raise AnotherWriter
            if await self._is_pushed_out(arrivals):
                await self._say_incomplete(arrivals)
        return True

    async def _is_wrong(self, arrivals: Arrivals, sa_id: int, name: str) -> bool:
        """Whether what was created stands under another id than the one that its answer named.

        An account that does not tell of a listed product either tells nothing of one by its id.
        """
        if arrivals is self.rows.categories:
            return self.rows.is_elsewhere(arrivals, sa_id)
        account = self._session.account
        found = await account.product(sa_id)
        if found is not None:
            return not is_same(arrivals.own[sa_id], name, found)
        listed = arrivals.newest
        return listed is not None and await account.product(listed) is not None

    async def _is_pushed_out(self, arrivals: Arrivals) -> bool:
        """Whether a list that shows the newest products only lost an older one for what is new."""
        earlier = min(arrivals.vanished, default=None)
        return earlier is not None and await self._session.account.product(earlier) is not None

    def not_shown(self) -> None:
        """Stop at a create that the list never showed and whose id is not known.

        Whether it was carried out is for a later reading, so that only this run takes the list for
        one that does not hold everything. Raises AccountListIncomplete.
        """
        self._session.lists.incomplete = True
        raise AccountListIncomplete(service=SALESAUTOPILOT)

    def category_not_shown(self, listed: int, *, made: bool) -> None:
        """Stop at a category that a list of so many rows never showed and whose id is not known.

        Where it seems to be `made`, or that happens in two runs, it is not created again before the
        list shows more. Raises AccountListIncomplete.
        """
        if made:
            self._session.lists.note_incomplete(listed, categories=True)
        else:
            self._session.lists.doubt_categories(listed)
        raise self._session.lists.problem()

    async def _shows_later(self, arrivals: Arrivals, sa_id: int, waited: float) -> bool:
        """Whether the lists are known to show what is new later than a run waits, or never, and it is there.

        A late list held everything when the run began, which is what its creates rest on; those of a list
        that does not, rest on what the account said by the ids.
        """
        session = self._session
        if waited < _ELSEWHERE or not (self._known_gone or session.lists.late == math.inf):
            return False
        if arrivals is self.rows.categories:
            category = await session.account.category(sa_id)
            return category is not None and alike(arrivals.own[sa_id], category.name)
        found = await session.account.product(sa_id)
        return found is not None and is_same(arrivals.own[sa_id], "", found)

    async def _say_incomplete(self, arrivals: Arrivals) -> NoReturn:
        session, of_categories = self._session, arrivals is self.rows.categories
        session.lists.note_incomplete(arrivals.length, categories=of_categories)
        lacking = max(arrivals.missing, default=None)
        # It had as many rows before the create, which is there.
        unmoved = not of_categories and arrivals.length == arrivals.began
        if unmoved and lacking and await session.account.product(lacking) is not None:
            session.lists.note_end(arrivals.length)
        raise session.lists.problem()


def _time() -> float:
    return asyncio.get_running_loop().time()
