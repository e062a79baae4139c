"""Rows that appeared in an account's list since a run read it; pure.

An account has no lock. Two programs that fill it at the same moment would create everything twice,
so a run looks at the list while it creates, and stops where strangers appear in it. Whoever created
first waits a moment and goes on; the others wait until it is done. The account numbers its rows in
the order of their creation, which decides that without a word between the programs.
"""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING

from shopsync_gui.core.account.likeness import alike
from shopsync_gui.core.structures.id_set import IdSet
from shopsync_gui.core.structures.id_texts import IdTexts
from shopsync_gui.core.structures.pieces import at_once

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from shopsync_gui.core.structures.pieces import Pieces

#: Rows that are looked at in one piece.
_ROWS = 5000


class Arrivals:
    """One list of the account (its products, or its categories) while a run creates in it.

    `ids` are the rows that the list held when the run read it, `unlisted` others that are there, too.
    """

    def __init__(self, ids: Iterable[int], unlisted: Iterable[int] = ()) -> None:
        self._listed = IdSet(ids)
        self._known = self._listed.and_more(unlisted)
        self._own = IdTexts()
        self._strangers: dict[str, int] = {}
        self._stranger_ids: set[int] = set()
        self._missing: set[int] = set()
        self._foreign: set[int] = set()
        self._vanished: set[int] = set()
        #: How many rows the list held when the run read it, and when it was read last.
        self.began = self.length = len(self._listed)

    @property
    def own(self) -> Mapping[int, str]:
        """The rows that this run created, by id, with the keys under which it created them."""
        return self._own

    @property
    def seen(self) -> bool:
        """Whether another program has created rows since the run read the list."""
        return bool(self._stranger_ids)

    def created(self, sa_id: int, key: str) -> bool:
        """Note a row that this run created; False where that id was known before."""
        if sa_id in self._known or sa_id in self._own:
            return False
        self._own.put(sa_id, key)
        return True

    def disown(self, sa_id: int) -> None:
        """Take back what was noted as created, for the answer had named a wrong id.

        A stranger under the same key is no stranger then.
        """
        key = self._own.pop(sa_id) or ""
        self._missing.discard(sa_id)
        self._foreign.discard(sa_id)
        if (mine := self._strangers.pop(key, None)) is not None:
            self._stranger_ids.discard(mine)

    def listed(self, rows: Iterable[tuple[int, str]], unsettled: Collection[str] = ()) -> bool:
        """Take in the list as it is now, as ids with keys; True where strangers are new in it.

        `unsettled` are the keys of this run's creates whose answer was lost. A new row under one of
        them may be this run's own; so may as many others, since an account may alter a key.
        """
        return at_once(self.listing(rows, unsettled))

    def listing(
        self, rows: Iterable[tuple[int, str]], unsettled: Collection[str] = ()
    ) -> Pieces[bool]:
        """The same in pieces, of which the last ones note what was found."""
        ids = array("q")
        foreign: set[int] = set()
        new: dict[int, str] = {}
        for number, (sa_id, key) in enumerate(rows, 1):
            ids.append(sa_id)
            own = self._own.get(sa_id)
            if own is not None:
                if own != key and not alike(own, key):
                    foreign.add(sa_id)
            elif sa_id not in self._known:
                new.setdefault(sa_id, key)
            if not number % _ROWS:
                yield
        listed = IdSet(ids)
        yield
        missing = yield from _lacking(self._own, listed)
        vanished = yield from _lacking(chain(self._listed, self._vanished), listed)
        self._listed, self._missing, self._vanished = listed, missing, vanished
        self._foreign, self.length = foreign, len(listed)
        strangers = [(sa_id, key) for sa_id, key in new.items() if key not in unsettled]
        few = len(strangers) <= len(unsettled) - (len(new) - len(strangers))
        for number, sa_id in enumerate(new, 1):
            self._known.add(sa_id)
            if not number % _ROWS:
                yield
        for number, (sa_id, key) in enumerate(() if few else strangers, 1):
            self._stranger_ids.add(sa_id)
            if key and sa_id < self._strangers.get(key, sa_id + 1):
                self._strangers[key] = sa_id
            if not number % _ROWS:
                yield
        return bool(strangers) and not few

    @property
    def missing(self) -> set[int]:
        """Rows of this run that the list did not show when it was read last."""
        return self._missing

    @property
    def foreign(self) -> set[int]:
        """Rows of this run that the list shows with a key that does not come from theirs."""
        return self._foreign

    @property
    def vanished(self) -> set[int]:
        """Rows that the list showed before, and did not when it was read last."""
        return self._vanished

    @property
    def newest(self) -> int | None:
        """The newest row that the list showed when it was read last."""
        return self._listed.newest() or None

    def has_others(self, ours: Collection[str]) -> bool:
        """Whether strangers are there under other keys than these, which may be this program's own."""
        keys = self._strangers.keys() & set(ours)
        return len(self._stranger_ids) > len(keys)

    def stranger(self, key: str) -> int | None:
        """The id under which another program has created this key meanwhile."""
        return self._strangers.get(key)

    @property
    def first(self) -> bool:
        """Whether this run created here before any stranger did."""
        if not self._stranger_ids:
            return True
        return bool(self._own) and min(self._own) < min(self._stranger_ids)

    def doubled(self) -> dict[int, int]:
        """Rows of this run that a stranger created earlier under the same key: own id to that id."""
        return {
            sa_id: earlier
            for sa_id, key in self._own.items()
            if (earlier := self._strangers.get(key)) is not None and earlier < sa_id
        }


def _lacking(ids: Iterable[int], listed: IdSet) -> Pieces[set[int]]:
    """Collect those of these ids that a list lacks."""
    lacking = set()
    for number, sa_id in enumerate(ids, 1):
        if sa_id not in listed:
            lacking.add(sa_id)
        if not number % _ROWS:
            yield
    return lacking
