"""Noticing that an account refuses every new product, which no single product is to blame for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import (
    SALESAUTOPILOT,
    AllowanceUsed,
    CategoriesRefused,
    CreatesRefused,
    QuotaReached,
)
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState

if TYPE_CHECKING:
    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.run.session import Session

#: So many creates refused in a row, for one reason, say that the account takes none.
_IN_A_ROW = 20
#: So many writes of any kind that are refused in a row for what may be written in a day or an hour.
_USED_UP = 3
#: A number in a refusal that speaks of a category may be that of the category.
_NUMBER = re.compile(r"\d+")
_OF_CATEGORY = re.compile(r"categor|kategór|kategor|prodcat", re.IGNORECASE)


class RefusalCount:
    """The creates that were refused in a row; a run that goes on after such a stop sends one."""

    def __init__(self, session: Session) -> None:
        earlier = session.store.past_writes.entries(
            session.run_id, JournalState.FAILED, _IN_A_ROW, ops=(JournalOp.CREATE_PRODUCT,)
        )
        #: So many refused creates in a row end the run.
        self.most = 1 if len(earlier) >= _IN_A_ROW else _IN_A_ROW
        self._reason = ""
        self._count = 0
        self._used_up: list[str] = []

    def accepted(self, entry: JournalEntry) -> None:
        """Note that a create was carried out: the account takes new products."""
        self._used_up.clear()
        if entry.op is JournalOp.CREATE_PRODUCT:
            self._count, self.most = 0, _IN_A_ROW

    def refused(self, entry: JournalEntry, problem: Problem) -> None:
        """Count a refused write. Raises CreatesRefused or QuotaReached where it is one too many."""
        self._count_allowance(entry, problem)
        if entry.op is not JournalOp.CREATE_PRODUCT:
            return
        reason = problem.message.replace(entry.name, "")
        of_category = _OF_CATEGORY.search(reason) is not None
        if of_category:
            reason = _NUMBER.sub("", reason)
        self._count = self._count + 1 if reason == self._reason else 1
        self._reason = reason
        if self._count >= self.most:
            if problem.is_a(QuotaReached):  # it says itself what no single product is to blame for
                raise problem.kind(**problem.values)
            kind = CategoriesRefused if of_category else CreatesRefused
            raise kind(
                service=SALESAUTOPILOT, count=max(self._count, _IN_A_ROW), detail=problem.message
            )

    def _count_allowance(self, entry: JournalEntry, problem: Problem) -> None:
        """Count a write that is refused for what may be written in a time, which is about every write."""
        reason = problem.message.replace(entry.name, "")
        if not problem.is_a(AllowanceUsed) or reason not in self._used_up[:1]:
            self._used_up.clear()
        if problem.is_a(AllowanceUsed):
            self._used_up.append(reason)
        if len(self._used_up) >= _USED_UP:
            raise problem.kind(**problem.values)
