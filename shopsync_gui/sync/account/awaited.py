"""The state in which a reading of the account is awaited: what was sent to it, and what was there before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.store.runs.journal_entries import JournalOp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.remote import AccountClient
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.run.session import Session

#: So long an account that seems to have lost every known product is not believed while a write
#: waits to be settled; afterwards the user may really have emptied it.
_FRESH = timedelta(hours=1)
#: So long one that tells nothing at all is not believed to lack a category that may have been created.
_SILENT = timedelta(days=1)


class Awaited(NamedTuple):
    """Products and categories that the account is expected to show: sent and not settled, or there before.

    Without anything it is that of an account of which nothing is known.
    """

    sent: frozenset[JournalOp] = frozenset()
    removing: frozenset[int | None] = frozenset()
    had_categories: bool = False
    #: Whether a category that was sent within _SILENT may be there.
    new_category: bool = False
    #: Whether a write of unknown outcome is so young that a list may not show it yet.
    is_fresh: bool = False

    @classmethod
    def of(cls, session: Session) -> Awaited:
        """Read from the journal what a run may expect of its account."""
        if session.is_elsewhere:
            return cls()
        unsettled = session.store.journal.unsettled(session.connection.id)
        creates = (entry for entry in unsettled if entry.op is JournalOp.CREATE_CATEGORY)
        return cls(
            sent=frozenset(entry.op for entry in unsettled),
            removing=frozenset(e.sa_id for e in unsettled if e.op is JournalOp.DELETE_PRODUCT),
            had_categories=session.store.target.has_categories(session.connection.id),
            new_category=_is_young(session, creates, _SILENT),
            is_fresh=_is_young(session, unsettled, _FRESH),
        )

    def doubts(
        self, target: Target, account: AccountClient, *, none_left: bool, last: bool
    ) -> bool:
        """Whether a reading cannot be true, or may be older than what was sent.

        `none_left` says that it lacks every product that is known and shows nothing of what was
        sent; `last` that it is not read again.
        """
        if not target.categories:
            # While products are in some, a list without any is not believed at all.
            if AccountProducts.of(target.products).category_sizes:
                return True
            # An answer without a body does not even say that there are none.
            sent = account.blank_categories and JournalOp.CREATE_CATEGORY in self.sent
            # A category cannot be asked for by itself: that all are gone is believed the last time.
            if self.had_categories or sent:
                return self.is_fresh or not last
        no_product = account.blank_products and JournalOp.CREATE_PRODUCT in self.sent
        return self.is_fresh and (none_left or no_product)

    def misses_categories(self, target: Target, account: AccountClient) -> bool:
        """Whether a reading has no category, and there were some, or a list without a body may hide a new one."""
        sent = self.new_category and account.blank_categories
        return not target.categories and (self.had_categories or sent)


def _is_young(session: Session, unsettled: Iterable[JournalEntry], age: timedelta) -> bool:
    """Whether one of these writes was sent less than `age` ago."""
    now = session.parts.now()
    return any(entry.sent_at is not None and now - entry.sent_at < age for entry in unsettled)
