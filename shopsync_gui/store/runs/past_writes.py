"""Writes of a run to its account, as the journal has them: for undo, receipts and the history."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from shopsync_gui.core.planning.written import Written, WrittenName
from shopsync_gui.core.structures.id_set import IdBits
from shopsync_gui.core.structures.pieces import at_once
from shopsync_gui.store.database.codecs import json_list, time_out
from shopsync_gui.store.runs.journal_entries import JournalOp, JournalState, write_fingerprint
from shopsync_gui.store.runs.journal_rows import read_entries
from shopsync_gui.store.runs.write_tally import WriteTally

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from shopsync_gui.core.structures.pieces import Pieces
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.runs.journal_entries import JournalEntry

#: Rows that are read at once.
_PIECE = 1000
#: Rows that are counted in one piece.
_COUNTED = 4000
#: The states in which an entry counts.
_COUNTING = (JournalState.DONE, JournalState.FAILED, JournalState.UNKNOWN)
#: No products; it is never added to.
_NOBODY = IdBits()
_OF_PRODUCTS = (JournalOp.CREATE_PRODUCT, JournalOp.UPDATE_PRODUCT, JournalOp.DELETE_PRODUCT)


#: The run itself sent it: what it took over from a colleague is that one's, and what it found done nobody's here.
_DONE = "state = 'done' AND attempts > 0"
#: The run wrote the product later, after a write of it had failed.
_MADE_UP_FOR = (
    "(state = 'failed' AND EXISTS (SELECT 1 FROM journal AS later"
    " WHERE later.product_id = journal.product_id AND later.id > journal.id"
    " AND later.run_id = journal.run_id AND later.state = 'done'))"
)


class PastWrites:
    """The journal of one run, read; `Journal` is what writes it, `AccountWrites` goes through all runs."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def entries(
        self,
        run_id: int,
        state: JournalState | None = None,
        limit: int | None = 500,
        offset: int = 0,
        ops: Iterable[JournalOp] = (),
        *,
        sent: bool = False,
    ) -> list[JournalEntry]:
        """Entries of a run in their order, of one state and of some kinds only where these are given.

        All of them, where `limit` is None; but for those that never left for good, or not yet, where
        only what was `sent` is wanted.
        """
        where = "WHERE run_id = ?"
        if sent:
            where += " AND state NOT IN ('planned', 'ready', 'dropped')"
        params: list[object] = [run_id]
        kinds = [op.value for op in ops]
        if state is not None:
            where, params = f"{where} AND state = ?", [*params, state.value]
        if kinds:
            where = f"{where} AND op IN ({', '.join('?' * len(kinds))})"
            params += kinds
        most = -1 if limit is None else limit
        return self._select(f"{where} ORDER BY id LIMIT ? OFFSET ?", *params, most, offset)

    def failures(self, run_id: int, most: int) -> list[JournalEntry]:
        """The first of the products that the run could not write after all, each by the last write that failed."""
        ops = ", ".join(f"'{op.value}'" for op in _OF_PRODUCTS)
        last = (
            "SELECT max(id) FROM journal WHERE run_id = ? AND state = 'failed'"
            f" AND op IN ({ops}) AND NOT {_MADE_UP_FOR} GROUP BY coalesce(product_id, -id)"
        )
        return self._select(f"WHERE id IN ({last}) ORDER BY id LIMIT ?", run_id, most)

    def tally(self, run_id: int, among: IdBits = _NOBODY, since: int | None = None) -> WriteTally:
        """Count the run's writes; and those of the products `among` these, and those `since` one of them."""
        return at_once(self.tallying(run_id, among, since))

    def tallying(
        self, run_id: int, among: IdBits = _NOBODY, since: int | None = None
    ) -> Pieces[WriteTally]:
        """The same in pieces.

        What another computer had sent, and this run only settled, is none of its writes; nor has
        failed what the run, when it went on, wrote after all.
        """
        written: defaultdict[tuple[JournalOp, JournalState], IdBits] = defaultdict(IdBits)
        later: defaultdict[JournalOp, IdBits] = defaultdict(IdBits)
        for state in _COUNTING:
            last = 0
            while rows := self._db.rows(
                "SELECT op, coalesce(product_id, -id), id FROM journal WHERE run_id = ? AND state = ?"
                " AND id > ? AND (state <> 'done' OR attempts > 0)"
                f" AND NOT {_MADE_UP_FOR} ORDER BY id LIMIT ?",
                (run_id, state.value, last, _COUNTED),
            ):
                for op, rows_of_op in groupby(rows, key=itemgetter(0)):
                    same = list(rows_of_op)
                    written[JournalOp(op), state].update(map(itemgetter(1), same))
                    if state is JournalState.DONE and since is not None:
                        later[JournalOp(op)].update(row[1] for row in same if row[2] > since)
                last = rows[-1][2]
                if len(rows) == _COUNTED:
                    yield
        done, failed, unknown = (
            {op: written[op, state] for op in JournalOp} for state in _COUNTING
        )
        created, changed = done[JournalOp.CREATE_PRODUCT], done[JournalOp.UPDATE_PRODUCT]
        rewritten = created.in_common(changed)
        made, moved = later[JournalOp.CREATE_PRODUCT], later[JournalOp.UPDATE_PRODUCT]
        created_among, changed_among = created.both(among), changed.both(among)
        failures = reduce(IdBits.either, (failed[op] for op in _OF_PRODUCTS))
        elsewhere = created.either(among)
        changed_failed = changed.both(failures)
        return WriteTally(
            created=len(created),
            updated=len(changed) - rewritten,
            rewritten=rewritten,
            removed=len(done[JournalOp.DELETE_PRODUCT]),
            created_categories=len(done[JournalOp.CREATE_CATEGORY]),
            renamed_categories=len(done[JournalOp.RENAME_CATEGORY]),
            failed=len(failures),
            failed_beside=failures.in_common(elsewhere),
            updated_failed=len(changed_failed) - changed_failed.in_common(elsewhere),
            unknown=sum(map(len, unknown.values())),
            created_among=len(created_among),
            created_since=None if since is None else len(made),
            changed_since=None if since is None else len(moved) - made.in_common(moved),
            updated_among=len(changed_among) - created_among.in_common(changed_among),
        )

    def written(self, run_id: int) -> Iterator[Written]:
        """Return what the run created or changed, all writes of a product of the account in their order."""
        ids = self._db.column(
            f"SELECT id FROM journal WHERE run_id = ? AND {_DONE} AND sa_id IS NOT NULL"
            " AND desired IS NOT NULL AND op IN ('create_product', 'update_product')"
            " ORDER BY sa_id, id",
            (run_id,),
        )
        for start in range(0, len(ids), _PIECE):
            some = ids[start : start + _PIECE]
            entries = {
                entry.id: entry
                for entry in self._select(
                    "WHERE id IN (SELECT value FROM json_each(?))",
                    json_list(some),
                )
            }
            for entry in map(entries.__getitem__, some):
                if entry.sa_id is not None and entry.desired is not None:
                    yield Written(
                        sa_id=entry.sa_id,
                        product_id=entry.product_id,
                        before=entry.before,
                        after=entry.desired,
                    )

    def written_ids(self, run_id: int) -> set[int]:
        """The account's ids of the products that the run created or changed."""
        return set(
            self._db.column(
                f"SELECT sa_id FROM journal WHERE run_id = ? AND {_DONE} AND sa_id IS NOT NULL"
                " AND op IN ('create_product', 'update_product')",
                (run_id,),
            )
        )

    def removed_ids(self, run_id: int) -> array[int]:
        """The account's ids, in their order, of the products that the run removed, as the answers say."""
        return self._db.column(
            "SELECT sa_id FROM journal WHERE run_id = ? AND op = 'delete_product' AND state = 'done'"
            " AND sa_id IS NOT NULL ORDER BY sa_id",
            (run_id,),
        )

    def removals(self, run_id: int) -> list[tuple[int, int]]:
        """The same with the numbers of their entries before them, in no order."""
        return self._db.rows(
            "SELECT id, sa_id FROM journal WHERE run_id = ? AND op = 'delete_product'"
            " AND state = 'done' AND sa_id IS NOT NULL",
            (run_id,),
        )

    def last_removed(self, run_id: int) -> datetime | None:
        """Find the moment at which the run last heard that a product was removed; None where it never did."""
        ((moment,),) = self._db.rows(
            "SELECT max(ended_at) FROM journal WHERE run_id = ? AND op = 'delete_product'"
            " AND state = 'done'",
            (run_id,),
        )
        return time_out(moment)

    def created_shared(self, shops: Iterable[int], run_id: int) -> set[int]:
        """The account's ids of what a run created and one of these shops has by now, too."""
        ids: set[int] = set()
        for shop in shops:
            rows = self._db.rows(
                f"SELECT sa_id FROM journal WHERE run_id = ?1 AND {_DONE}"
                " AND op = 'create_product' AND EXISTS (SELECT 1 FROM product AS theirs"
                " WHERE theirs.sa_id = journal.sa_id AND theirs.connection_id = ?2"
                " AND theirs.state NOT IN ('gone', 'from_order'))",
                (run_id, shop),
            )
            ids.update(sa_id for (sa_id,) in rows)
        return ids

    def failed_products(self, run_id: int) -> set[int]:
        """The local ids of the products of which a write failed in the run."""
        return set(
            self._db.column(
                "SELECT product_id FROM journal WHERE run_id = ? AND state = 'failed'"
                " AND product_id IS NOT NULL",
                (run_id,),
            )
        )

    def has_written(self, run_id: int) -> bool:
        """Whether the run created, changed or renamed anything of which the journal still knows."""
        return bool(
            self._db.value(
                f"SELECT 1 FROM journal WHERE run_id = ? AND {_DONE} AND op IN"
                " ('create_product', 'update_product', 'rename_category') LIMIT 1",
                (run_id,),
            )
        )

    def renamed(self, run_id: int) -> list[WrittenName]:
        """The categories of the account that the run renamed, in its order."""
        return [
            WrittenName(entry.sa_id, entry.former, entry.name)
            for entry in self._select(
                f"WHERE run_id = ? AND {_DONE} AND op = 'rename_category' ORDER BY id",
                run_id,
            )
            if entry.sa_id is not None
        ]

    def newest(self) -> int:
        """The id of the newest write in the journal, 0 where there is none."""
        ((newest,),) = self._db.rows("SELECT coalesce(max(id), 0) FROM journal", ())
        return int(newest)

    def is_carried_out(self, run_id: int, after: int) -> bool:
        """Whether each write that the run was going to do, beyond the id `after`, has come to its end, well or not."""
        return not self._db.value(
            "SELECT 1 FROM journal WHERE run_id = ?1 AND id > ?2 AND state NOT IN ('done', 'failed')"
            " AND NOT EXISTS (SELECT 1 FROM journal AS other WHERE other.run_id = ?1 AND other.id > ?2"
            " AND other.state IN ('done', 'failed') AND CASE WHEN journal.product_id IS NULL"
            " THEN other.op = journal.op AND other.name = journal.name"
            " ELSE other.product_id = journal.product_id END) LIMIT 1",
            (run_id, after),
        )

    def fingerprints(self, run_id: int, after: int = 0) -> Iterator[list[int]]:
        """A number for each write that the run has done, or was going to do (`NewEntry.fingerprint`), in pieces.

        Of those whose ids are beyond `after`.
        """
        for state in JournalState:
            last = after
            while rows := self._db.rows(
                "SELECT id, op, product_id, sa_id, name, desired FROM journal WHERE run_id = ?"
                " AND state = ? AND id > ? ORDER BY id LIMIT ?",
                (run_id, state.value, last, _PIECE),
            ):
                yield [write_fingerprint(*write) for _id, *write in rows]
                last = rows[-1][0]

    def _select(self, rest: str, *params: object) -> list[JournalEntry]:
        return read_entries(self._db, rest, *params)
