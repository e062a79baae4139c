"""The creating, renaming and removing of categories in the account, as one run's journal says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.catalogue import TargetCategory, category_key
from shopsync_gui.core.plan.category_changes import CategoryPair
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState
from shopsync_gui.sync.account.recognition import category_ids
from shopsync_gui.sync.push.claims import disprove, names_ids_trait
from shopsync_gui.sync.push.plan_entries import removals
from shopsync_gui.sync.push.settling import note_removed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.core.plan.plan import Plan, Target
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.push.push_parts import PushParts


class CategoryWrites:
    """The categories of one run: which id each has by now, and which the account refused."""

    def __init__(self, parts: PushParts, plan: Plan) -> None:
        session = self._session = parts.session
        self._journal = session.store.journal
        self._watch = parts.watch
        self._sender = parts.sender
        self._unread = parts.unread
        self._owners = plan.categories.owners
        self._left = len(plan.new_categories)
        self._products_follow = plan.counts.create > 0
        self._refused: dict[str, Problem] = {}
        self._names_ids = session.traits.value(names_ids_trait(JournalOp.CREATE_CATEGORY)) is None
        #: The ids of the account's categories by `category_key(name)`.
        self.ids = dict(plan.categories.ids)

    def know(self, target: Target) -> None:
        """Take over a fresh reading of the account."""
        spoken_for = set(self.ids.values())
        for key, sa_id in category_ids(target).items():
            if sa_id not in spoken_for:
                self.ids.setdefault(key, sa_id)

    def ids_of(self, names: Iterable[str]) -> tuple[int, ...] | None:
        """The ids of categories by their names; None while one of them has none."""
        keys = [category_key(name) for name in names]
        if any(key not in self.ids for key in keys):
            return None
        return tuple(self.ids[key] for key in keys)

    def refusal(self, names: Iterable[str]) -> Problem | None:
        """Tell why the account refused the first of these categories that it refused."""
        keys = (category_key(name) for name in names)
        return next((self._refused[key] for key in keys if key in self._refused), None)

    def refuse(self, entry: JournalEntry, problem: Problem) -> None:
        """Note that the account did not take a new category."""
        self._refused[category_key(entry.name)] = problem

    async def create(self, entry: JournalEntry) -> None:
        """Create a category, unless it is there by now. Raises AnotherWriter, AccountListIncomplete."""
        key = category_key(entry.name)
        known = self.ids.get(key)
        if known is not None:
            self._journal.done(entry.id, known, self._session.parts.now())
            return
        if (other := self._watch.rows.categories.stranger(key)) is not None:
            self.ids[key] = other
            self._journal.dropped(entry.id, self._session.parts.now())
            return
        account = self._session.account
        answer = await self._sender.send(entry, lambda: account.create_category(entry.name))
        self._left -= 1
        if answer is not None:
            newest = max(self.ids.values(), default=0)
            sa_id, more = answer.new_id, self._left > 0 or self._products_follow
            # It is to show whether the list is incomplete still.
            more |= self._session.lists.categories_incomplete
            if sa_id is None or sa_id <= newest or not self._names_ids:
                self._unread.park(entry, answer)
                return
            self.made(entry, sa_id)
            if not await self._watch.prove_category(sa_id, entry.name, more=more):
                self._names_ids = False
                del self.ids[key]
                disprove(self._session, entry)
                self._unread.park(entry, answer)
        else:
            self.note_refusal(entry)

    def note_refusal(self, entry: JournalEntry) -> None:
        """Remember why the account refused a new category, if it did."""
        state = self._journal.get(entry.id)
        if state.state is JournalState.FAILED and state.problem:
            self.refuse(entry, state.problem)

    def made(self, entry: JournalEntry, sa_id: int) -> None:
        """Note a category as created under this id."""
        key = category_key(entry.name)
        self.ids[key] = sa_id
        self._watch.rows.note_category(sa_id, entry.name)
        store, connection_id = self._session.store, self._session.connection.id
        with store.transaction():
            self._journal.done(entry.id, sa_id, self._session.parts.now())
            store.target.upsert_category(
                connection_id, TargetCategory(sa_id=sa_id, name=entry.name)
            )
            pairs = [CategoryPair(owner, sa_id, entry.name) for owner in self._owners.get(key, ())]
            store.echoes.keep_pairs(connection_id, pairs)

    async def rename(self, entry: JournalEntry) -> None:
        """Rename the account's category; where it refuses, the new name is looked up or created."""
        store, connection_id, sa_id = self._session.store, self._session.connection.id, entry.sa_id
        if sa_id is None:
            raise ValueError("a rename in the journal without the account's id")
        account = self._session.account
        answer = await self._sender.send(entry, lambda: account.rename_category(sa_id, entry.name))
        if answer is not None:
            with store.transaction():
                self._journal.done(entry.id, sa_id, self._session.parts.now())
                store.echoes.renamed(connection_id, sa_id, entry.name)
                store.target.upsert_category(
                    connection_id, TargetCategory(sa_id=sa_id, name=entry.name)
                )
        elif self._journal.get(entry.id).state is JournalState.FAILED:
            store.echoes.forget_pairs(connection_id, sa_id)

    async def delete(self, entry: JournalEntry) -> None:
        """Remove a category of this run that stands twice, if it still is what the run created."""
        account, sa_id = self._session.account, entry.sa_id
        if sa_id is None:
            raise ValueError("a removal in the journal without the account's id")
        listed = {c.sa_id: category_key(c.name) for c in await account.categories()}
        if listed.get(sa_id) != category_key(entry.name):
            self._journal.dropped(entry.id, self._session.parts.now())
            return
        answer = await self._sender.send(entry, lambda: account.delete_category(sa_id, entry.name))
        if answer is None:
            return
        if any(category.sa_id == sa_id for category in await account.categories()):
            self._sender.fail(entry, account.refusal(entry.name, answer, of_category=True).problem)
        else:
            note_removed(self._session, entry)

    async def remove_doubled(self) -> None:
        """Make sure that no category stands twice before products are put into them."""
        await self._watch.rows.read_categories()
        doubled = self._watch.rows.categories.doubled()
        for key, sa_id in self.ids.items():
            self.ids[key] = doubled.get(sa_id, sa_id)
        entries = removals(self._watch.rows.doubled_categories())
        self._journal.plan(self._session.run_id, self._session.connection.id, entries)

    def read(
        self, entry: JournalEntry, sa_id: int, made: int | None, held: Collection[int]
    ) -> bool:
        """Take over what the list showed of a create whose answer said nothing plain; if it did.

        `sa_id` is the category that was found, 0 where none was; `made` is the id of the answer,
        and `held` are the account's ids.
        """
        if not sa_id and (made is None or made not in held):
            return False
        # An id that it holds already, under another name: it keeps two names as one category.
        self.made(entry, sa_id or made or 0)
        return True
