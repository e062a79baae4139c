"""Findings of plans and syncs about products: skipped, failed, or different in the account."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Literal

import msgspec

from shopsync_gui.core.products.suspect import SuspectRow
from shopsync_gui.store.database.codecs import problem_in
from shopsync_gui.store.database.kept_readings import KeptReading

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.database.database import Database

#: The products of which anything was found, by indexes: hardly any, of a million.
_INDEXES = {
    "product_by_trouble": "reason IS NOT NULL OR failure IS NOT NULL",
    "product_by_difference": "differs IS NOT NULL",
    "product_by_kept": "kept IS NOT NULL",
}
#: Products that are noted in one transaction.
_PIECE = 1000


#: The fields of `LeftOut`. The reason is `SkipReason.SERVICE_FAULT`: a list of runs does without that module.
_COUNTS = (
    "count(reason), count(*) - count(reason), count(CASE WHEN reason = 'service_fault' THEN 1 END)"
)


class LeftOut(msgspec.Struct, frozen=True, gc=False):
    """Products of a shop that are not in the account as they should be.

    `skipped` were not sent, `failed` others were not written last; `refused` of the skipped are left out
    because SalesAutopilot did not take them.
    """

    skipped: int = 0
    failed: int = 0
    refused: int = 0


NONE_LEFT_OUT = LeftOut()


class ProductFindings:
    """The findings of every connection; only the writing store may change them."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._left_out = KeptReading(database, self._read_left_out)

    def troubled_ids(self, connection_id: int) -> list[int]:
        """Products of the shop that were skipped or could not be written."""
        rows = self._db.rows(
            "SELECT id FROM product WHERE connection_id = ? AND state != 'from_order'"
            " AND (reason IS NOT NULL OR failure IS NOT NULL) ORDER BY id",
            (connection_id,),
        )
        return [row_id for (row_id,) in rows]

    def failed_ids(self, connection_id: int, *, from_order: bool = False) -> set[int]:
        """Products whose last write failed, of the shop or of those that only old orders know."""
        rows = self._db.rows(
            "SELECT id FROM product WHERE connection_id = ? AND failure IS NOT NULL"
            " AND (state = 'from_order') = ?",
            (connection_id, from_order),
        )
        return {row_id for (row_id,) in rows}

    def left_out(self, connection_id: int) -> LeftOut:
        """Count the shop's products that are not in the account as they should be."""
        counts = self._db.one(
            f"SELECT {_COUNTS} FROM product WHERE connection_id = ?"
            " AND (reason IS NOT NULL OR failure IS NOT NULL) AND state NOT IN ('gone', 'from_order')",
            (connection_id,),
        )
        return NONE_LEFT_OUT if counts is None else LeftOut(*counts)

    def skipped_after_failing(self, connection_id: int, run_id: int) -> int:
        """Count the products that are skipped by now and that a run had tried to write."""
        count = self._db.value(
            "SELECT count(*) FROM product WHERE connection_id = ? AND reason IS NOT NULL"
            " AND id IN (SELECT product_id FROM journal WHERE run_id = ? AND state = 'failed')",
            (connection_id, run_id),
        )
        return int(count)

    def left_out_of_all(self) -> dict[int, LeftOut]:
        """The same of every connection that has such products, by its id."""
        return self._left_out.result()

    def _read_left_out(self) -> dict[int, LeftOut]:
        return {
            connection_id: LeftOut(*counts)
            for connection_id, *counts in self._db.rows(
                f"SELECT connection_id, {_COUNTS} FROM product"
                " WHERE (reason IS NOT NULL OR failure IS NOT NULL)"
                " AND state NOT IN ('gone', 'from_order') GROUP BY connection_id"
            )
        }

    def setting_reasons(
        self,
        connection_id: int,
        reasons: Mapping[int, str],
        only: Collection[int] | None = None,
        *,
        from_order: bool = False,
    ) -> Iterator[None]:
        """Take over the set of skipped products, in pieces; others are skipped no more.

        The set is as complete as that of `setting_differences`.
        """
        yield from self._setting("reason", connection_id, reasons, only, from_order=from_order)

    def keep_suspects(
        self,
        connection_id: int,
        suspects: Mapping[int, SuspectRow],
        only: Collection[int] | None = None,
    ) -> None:
        """Note which rows of the account skipped products may be; as complete as `setting_differences`."""
        held = self._db.rows(
            "SELECT product_id, s.sa_id, s.sku, s.name FROM product_suspect s"
            " JOIN product ON product.id = product_id WHERE connection_id = ?",
            (connection_id,),
        )
        before = {
            product_id: SuspectRow(*row)
            for product_id, *row in held
            if only is None or product_id in only
        }
        if before == suspects:
            return
        with self._db.atomic():
            self._db.many(
                "DELETE FROM product_suspect WHERE product_id = ?", [(each,) for each in before]
            )
            self._db.many(
                "INSERT INTO product_suspect (product_id, sa_id, sku, name) VALUES (?, ?, ?, ?)",
                [(each, row.sa_id, row.sku, row.name) for each, row in suspects.items()],
            )

    def doubted(self, connection_id: int) -> int:
        """Count the skipped products that only a retry of their own would write."""
        from shopsync_gui.core.products.reasons import DOUBTS  # a list of runs does without it

        marks = ", ".join(f"'{reason}'" for reason in sorted(DOUBTS))
        count = self._db.value(
            "SELECT count(*) FROM product WHERE connection_id = ? AND state != 'from_order'"
            f" AND reason IN ({marks})",
            (connection_id,),
        )
        return int(count)

    def set_failure(self, product_id: int, problem: Problem | None) -> None:
        """Note why a product could not be written, or that it was."""
        value = problem_in(problem)
        self._db.execute_sql(
            "UPDATE product SET failure = ? WHERE id = ? AND failure IS NOT ?",
            (value, product_id, value),
        )

    def note_written(self, product_id: int, given_back: Collection[str] = ()) -> None:
        """Note that a write of a product was carried out: it is as in the shop now, but for fields given back."""
        held: str | None = self._db.value("SELECT differs FROM product WHERE id = ?", (product_id,))
        fields = {*(held or "").split(","), *given_back} - {""} if given_back else ()
        differs = ",".join(sorted(fields)) or None
        if differs != held:
            self._db.execute_sql(
                "UPDATE product SET differs = ? WHERE id = ?", (differs, product_id)
            )

    def clear_failures(self, connection_id: int, product_ids: Iterable[int]) -> None:
        """Forget failures of products that turned out to be as they should be."""
        self._db.many(
            "UPDATE product SET failure = NULL WHERE id = ? AND connection_id = ?",
            [(product_id, connection_id) for product_id in product_ids],
        )

    def forget_all(self, connection_id: int) -> None:
        """Forget what was found of a shop's products: they are to go elsewhere now."""
        found = " UNION ALL ".join(
            f"SELECT id FROM product INDEXED BY {index} WHERE connection_id = ?1 AND ({which})"
            for index, which in _INDEXES.items()
        )
        self._db.execute_sql(
            "UPDATE product SET reason = NULL, failure = NULL, differs = NULL, kept = NULL"
            f" WHERE id IN ({found})",
            (connection_id,),
        )

    def setting_differences(
        self,
        connection_id: int,
        fields: Mapping[int, Sequence[str]],
        only: Collection[int] | None = None,
        *,
        from_order: bool = False,
    ) -> Iterator[None]:
        """Take over, in pieces, which fields of which products differ from the account's list as last read.

        The set is complete, or complete for the products in `only`; it is that of the shop's
        products, or of those that only old orders know.
        """
        yield from self._setting(
            "differs", connection_id, _joined(fields), only, from_order=from_order
        )

    def setting_kept(
        self,
        connection_id: int,
        fields: Mapping[int, Sequence[str]],
        only: Collection[int] | None = None,
        *,
        from_order: bool = False,
    ) -> Iterator[None]:
        """Take over, in pieces, which fields of which products the account keeps its own way.

        The set is as complete as that of `setting_differences`.
        """
        yield from self._setting(
            "kept", connection_id, _joined(fields), only, from_order=from_order
        )

    def _setting(
        self,
        column: Literal["reason", "differs", "kept"],
        connection_id: int,
        wanted: Mapping[int, str],
        only: Collection[int] | None,
        *,
        from_order: bool,
    ) -> Iterator[None]:
        held = _once(
            self._db.stream(
                f"SELECT id, {column} FROM product WHERE connection_id = ?"
                f" AND {column} IS NOT NULL AND (state = 'from_order') = ?",
                (connection_id, from_order),
            )
        )
        changes = (
            (text, product_id, connection_id)
            for product_id, text in _changes(held, wanted)
            if only is None or product_id in only
        )
        while some := list(islice(changes, _PIECE)):
            with self._db.unhurried():
                self._db.many(
                    f"UPDATE product SET {column} = ? WHERE id = ? AND connection_id = ?", some
                )
            yield


def _joined(fields: Mapping[int, Sequence[str]]) -> dict[int, str]:
    return _once((product_id, ",".join(names)) for product_id, names in fields.items())


def _once(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Texts by ids, equal ones as one object: there are few that differ, of very many products."""
    same: dict[str, str] = {}
    return {product_id: same.setdefault(text, text) for product_id, text in pairs}


def _changes(
    held: Mapping[int, str], wanted: Mapping[int, str]
) -> Iterator[tuple[int, str | None]]:
    """List what is to be written so that what is held becomes what is wanted."""
    for product_id, text in wanted.items():
        if held.get(product_id) != text:
            yield product_id, text
    for product_id in held:
        if product_id not in wanted:
            yield product_id, None
