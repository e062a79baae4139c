"""Categories that earlier runs created, that no list has shown, and that the account has no more."""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.likeness import is_rendering, is_usual_cut
from shopsync_gui.core.catalogue import category_key
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from shopsync_gui.core.plan.plan import Plan, Target
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.run.session import Session

log = logging.getLogger(__name__)

#: The trait that holds the newest write of the time when categories were found to be gone.
_GONE = "categories.gone"
#: Categories that are asked for by their ids, at most.
_MOST_ASKED = 500
_OF_PRODUCTS = (JournalOp.CREATE_PRODUCT, JournalOp.UPDATE_PRODUCT)
_NUMBER = re.compile(r"\d+")


class CategoriesGone(Exception):
    """The account refused products for categories that it has no more: plan anew."""


def unseen(session: Session, target: Target) -> dict[int, str]:
    """The names of categories that were created, and that neither a list nor a product has shown, by id."""
    pairs = session.store.echoes.pairs(session.connection.id).values()
    unshown = {pair.sa_id: pair.wanted for pair in pairs if pair.shown is None}
    if not unshown:
        return {}
    shown = {category.sa_id for category in target.categories}
    shown |= AccountProducts.of(target.products).category_sizes.keys()
    return {sa_id: name for sa_id, name in unshown.items() if sa_id not in shown}


def forget_with_products(session: Session, target: Target) -> None:
    """Forget the created categories of an account that has none of the products it is known to have had.

    A list that shows one of them, or that is known to show what is new late or never, tells nothing.
    """
    lists, lost = session.lists, unseen(session, target)
    hidden = lists.categories_hidden or lists.late == math.inf
    if not lost or hidden or session.account.cut_categories:
        return
    listed = {category.sa_id for category in target.categories}
    pairs = session.store.echoes.pairs(session.connection.id).values()
    if not any(pair.sa_id in listed for pair in pairs):
        _forget(session, lost)


def refusals_count_after(session: Session) -> int:
    """The newest write whose refusal says nothing any more, for its categories were gone; 0 for none."""
    return int(session.traits.value(_GONE) or 0)


def _forget(session: Session, gone: Collection[int]) -> None:
    log.warning("%d categories are not in the account any more", len(gone))
    store = session.store
    with store.transaction():
        for sa_id in gone:
            store.echoes.forget_pairs(session.connection.id, sa_id)
            store.target.remove_category(session.connection.id, sa_id)
        session.traits.note(_GONE, str(store.past_writes.newest()))


class UnseenCategories:
    """The categories that a plan rests on although no list has shown them: products tell whether they are there."""

    def __init__(self, session: Session, plan: Plan, target: Target) -> None:
        self._session = session
        lost = unseen(session, target)
        self._names: Mapping[int, str] = {
            sa_id: lost[sa_id] for sa_id in plan.categories.ids.values() if sa_id in lost
        }
        self._refused: set[int] = set()
        self._named: set[int] = set()

    def look_at(self, entry: JournalEntry, ids: Collection[int]) -> None:
        """Note whether a product that was sent with these categories was refused."""
        mine = self._names.keys() & set(ids)
        if not mine:
            return
        state = self._session.store.journal.get(entry.id)
        if state.state is JournalState.FAILED and state.problem is not None:
            self._refused |= mine
            self._named |= mine & set(map(int, _NUMBER.findall(state.problem.message)))

    async def say_replaced(self, ids: Mapping[str, int]) -> None:
        """Forget those whose ids the account gave to new ones. Raises CategoriesGone, ServiceError.

        `ids` are those of all categories that the run goes by, by `category_key(name)`.
        """
        users = Counter(ids.values())
        if not any(users[sa_id] > 1 for sa_id in self._names):
            return
        shown = {c.sa_id: c.name for c in await self._session.account.categories()}
        self._forget(
            {
                sa_id
                for sa_id, name in self._names.items()
                if (now := shown.get(sa_id)) is not None
                and ids.get(category_key(now)) == sa_id
                and not (is_rendering(name, now) or is_usual_cut(name, now))
            }
        )

    async def say_gone(self) -> None:
        """Forget those that are gone, with the refusals for it. Raises CategoriesGone, ServiceError."""
        suspected, self._refused = self._refused, set()
        self._forget(await self._gone(suspected))

    def _forget(self, gone: Collection[int]) -> None:
        if not gone:
            return
        session, journal = self._session, self._session.store.journal
        _forget(session, gone)
        keys = {category_key(self._names[sa_id]) for sa_id in gone}
        now = session.parts.now()
        with session.store.transaction():
            for entry in _failed(session):
                names = entry.desired.categories if entry.desired is not None else ()
                if not keys.isdisjoint(map(category_key, names)):
                    journal.dropped(entry.id, now)
                    if entry.product_id is not None:
                        session.store.findings.set_failure(entry.product_id, None)
        raise CategoriesGone

    async def _gone(self, suspected: Collection[int]) -> set[int]:
        """Find which of all unseen categories the account does not have, if it lacks a suspected one."""
        session = self._session
        if not suspected or session.lists.categories_hidden:
            return set()
        account = session.account
        listed = {category.sa_id for category in await account.categories()}
        if account.cut_categories:
            return set()
        # Where the list is late, or tells of none by its id, only the refusal's own words are believed.
        tells = session.lists.late < math.inf
        if listed and tells:
            tells = await account.category(max(listed)) is not None
        doubtful = [sa_id for sa_id in sorted(self._names) if sa_id not in listed]
        gone = set()
        for sa_id in doubtful[:_MOST_ASKED]:
            believed = tells or sa_id in self._named
            if believed and await account.category(sa_id) is None:
                gone.add(sa_id)
        return gone if gone & set(suspected) else set()


def _failed(session: Session) -> list[JournalEntry]:
    """The products that were refused in this run."""
    return session.store.past_writes.entries(
        session.run_id, JournalState.FAILED, limit=None, ops=_OF_PRODUCTS
    )
