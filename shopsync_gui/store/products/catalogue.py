"""The known products: in the shop, gone, linked to SalesAutopilot."""

from __future__ import annotations

from array import array
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from shopsync_gui.core.catalogue import ProductState, ShopProduct
from shopsync_gui.core.plan.plan import KnownProduct
from shopsync_gui.store.database.codecs import json_list, money_out, refs_of, time_in
from shopsync_gui.store.database.id_ranges import id_ranges
from shopsync_gui.store.products.product_rows import HIDDEN, log_changes
from shopsync_gui.store.search.change_sql import SET_ASIDE
from shopsync_gui.store.search.search_index import WAITING, SearchIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from shopsync_gui.core.plan.known_products import KnownRow
    from shopsync_gui.store.database.database import Database


#: Products that are read at a time where all are gone through: writes may come between.
_READ = 500
#: The same where little of each is read.
_READ_BRIEFLY = 2000
#: Ids of SalesAutopilot that are noted in one transaction.
_ADOPTED = 2000
_GONE, _FROM_ORDER = ProductState.GONE.value, ProductState.FROM_ORDER.value
#: What the planner takes of a product.
_PLANNED = (
    "SELECT id, sa_id, state, gone_run, inner_id, ref, sku, name, net, list_net, vat, currency,"
    " category_refs FROM product"
)


class UnseenProduct(msgspec.Struct, frozen=True):
    """A product that the program knows and the pull did not see."""

    id: int
    inner_id: str
    ref: str
    name: str


class CatalogueStore:
    """Products of every connection; only the writing store may change them."""

    def __init__(self, database: Database, search_index: SearchIndex) -> None:
        self._db = database
        self._search_index = search_index

    def refs(self, connection_id: int, product_ids: Iterable[int]) -> list[UnseenProduct]:
        """The products with these ids, with the shop's own names for them; none of a former shop."""
        wanted = json_list(sorted(product_ids))
        return self._db.named(
            UnseenProduct,
            "FROM product WHERE connection_id = ? AND id IN (SELECT value FROM json_each(?))"
            f" AND NOT ({SET_ASIDE}) ORDER BY id",
            (connection_id, wanted),
        )

    def mark_gone(
        self, connection_id: int, product_ids: Sequence[int], run_id: int, now: datetime
    ) -> None:
        """Note that the shop says these products are no longer there."""
        at = time_in(now)
        with self._db.atomic():
            states = dict(
                self._db.rows(
                    "SELECT id, state FROM product WHERE connection_id = ?"
                    " AND id IN (SELECT value FROM json_each(?))",
                    (connection_id, json_list(product_ids)),
                )
            )
            self._db.many(
                "UPDATE product SET state = 'gone', gone_run = ?, changed_at = ?, reason = NULL,"
                " failure = NULL WHERE id = ?",
                [(run_id, at, product_id) for product_id in states],
            )
            log_changes(
                self._db, run_id, at, [(i, "state", old, "gone") for i, old in states.items()]
            )

    def known_rows(self, connection_id: int) -> Iterator[list[KnownRow]]:
        """Every product that is or was in the shop, or that old orders know, briefly, for the planner."""
        for ids in id_ranges(self._db, connection_id, _READ_BRIEFLY):
            yield self._db.rows(
                "SELECT id, state NOT IN (?, ?), sa_id, sku, name, net, list_net, vat, currency,"
                " category_refs FROM product WHERE id BETWEEN ? AND ? AND +connection_id = ?"
                " ORDER BY id",
                (*HIDDEN, *ids, connection_id),
            )

    def known_products(
        self, connection_id: int, run_id: int, product_ids: Sequence[int] | None = None
    ) -> Iterator[KnownProduct]:
        """The same as the planner takes them, all of them or those with these ids, which are in their order.

        Of what the shop said only that is read which a plan is made of.
        """
        for rows in (
            self._some_by_id(_PLANNED, connection_id, product_ids)
            if product_ids is not None
            else self._all_by_id(_PLANNED, connection_id)
        ):
            for (
                product_id, sa_id, state, gone_run, inner_id, ref, sku, name, net, list_net, vat,
                currency, category_refs,
            ) in rows:  # fmt: skip
                gone = state == _GONE
                from_order = state == _FROM_ORDER
                yield KnownProduct(
                    product_id=product_id,
                    sa_id=sa_id,
                    present=not gone and not from_order,
                    newly_gone=gone and gone_run == run_id,
                    from_order=from_order,
                    shop=ShopProduct(
                        inner_id=inner_id,
                        ref=ref,
                        sku=sku,
                        name=name,
                        net=money_out(net),
                        list_net=money_out(list_net),
                        vat=money_out(vat),
                        currency=currency,
                        category_refs=refs_of(category_refs),
                    ),
                )

    def _all_by_id(self, query: str, connection_id: int) -> Iterator[list[tuple[Any, ...]]]:
        for ids in id_ranges(self._db, connection_id, _READ):
            yield self._db.rows(
                f"{query} WHERE id BETWEEN ? AND ? AND +connection_id = ? ORDER BY id",
                (*ids, connection_id),
            )

    def _some_by_id(
        self, query: str, connection_id: int, product_ids: Sequence[int]
    ) -> Iterator[list[tuple[Any, ...]]]:
        for start in range(0, len(product_ids), _READ):
            some = json_list(product_ids[start : start + _READ])
            yield self._db.rows(
                f"{query} WHERE id IN (SELECT value FROM json_each(?)) AND +connection_id = ?"
                " ORDER BY id",
                (some, connection_id),
            )

    def adopt(self, connection_id: int, mapping: Mapping[int, int | None]) -> None:
        """Note SalesAutopilot's ids of products, by local id; None where it has none any more.

        A product that is gone gives up an id that a product of the shop has by now.
        """
        with self._db.atomic():
            deque(self.adopting(connection_id, mapping), maxlen=0)

    def adopting(self, connection_id: int, mapping: Mapping[int, int | None]) -> Iterator[None]:
        """The same in pieces, each of them committed.

        The products that give up an id are found by it: of a former shop there may be a million.
        """
        pairs = iter(mapping.items())
        while some := list(islice(pairs, _ADOPTED)):
            with self._db.atomic():
                self._db.many(
                    "UPDATE product SET sa_id = ?1 WHERE id = ?2 AND connection_id = ?3"
                    " AND sa_id IS NOT ?1",
                    [(sa_id, product_id, connection_id) for product_id, sa_id in some],
                )
                self._db.many(
                    "UPDATE product SET sa_id = NULL WHERE sa_id = ?1 AND +connection_id = ?2"
                    " AND +state IN (?3, ?4) AND EXISTS (SELECT 1 FROM product AS live"
                    " WHERE live.sa_id = ?1 AND +live.connection_id = ?2"
                    " AND +live.state NOT IN (?3, ?4))",
                    [(sa_id, connection_id, *HIDDEN) for _id, sa_id in some if sa_id is not None],
                )
            self._search_index.add_pending(WAITING)
            yield

    def unlinking(self, connection_id: int) -> Iterator[None]:
        """Forget the account's ids of all products of a shop, in pieces, each of them committed."""
        for ids in id_ranges(self._db, connection_id, _ADOPTED):
            self._db.execute_sql(
                "UPDATE product SET sa_id = NULL WHERE id BETWEEN ? AND ? AND +connection_id = ?"
                " AND +sa_id IS NOT NULL",
                (*ids, connection_id),
            )
            self._search_index.add_pending(WAITING)
            yield

    def by_worth(self, connection_id: int) -> list[array[int]]:
        """Products of the shop that SalesAutopilot does not have yet, in groups, the newest first.

        The first group can be sold now: enabled, in stock, with a picture. The next ones have no
        picture, are out of stock, are not enabled.
        """
        groups = [array("q") for _ in range(4)]
        for group, product_id in self._db.stream(
            "SELECT CASE WHEN state <> 'active' THEN 3 WHEN coalesce(stock, 1) <= 0 THEN 2"
            " WHEN image = '' THEN 1 ELSE 0 END AS worth, id FROM product WHERE connection_id = ?"
            " AND sa_id IS NULL AND state NOT IN (?, ?) ORDER BY worth, created_at DESC, id DESC",
            (connection_id, *HIDDEN),
        ):
            groups[group].append(product_id)
        return groups

    def has_sku(self, connection_id: int, sku: str) -> bool:
        """Whether a product of the shop has this SKU, in upper or lower case."""
        row = self._db.one(
            "SELECT 1 FROM product WHERE connection_id = ? AND sku = ? COLLATE NOCASE"
            " AND state NOT IN (?, ?) LIMIT 1",
            (connection_id, sku, *HIDDEN),
        )
        return row is not None

    def counterparts(self, connection_id: int, sa_id: int) -> list[tuple[int, str]]:
        """The local ids and SKUs of the products that one of the account stands for."""
        return self._db.rows(
            "SELECT id, sku FROM product WHERE connection_id = ? AND sa_id = ?"
            " AND state NOT IN (?, ?)",
            (connection_id, sa_id, *HIDDEN),
        )

    def linked(self, connection_id: int, *, ordered: bool = False) -> Iterator[array[int]]:
        """SalesAutopilot's ids of the products that are in the shop, some at a time.

        With `ordered`, those of products that only orders know, too.
        """
        hidden = (ProductState.GONE.value,) * 2 if ordered else HIDDEN
        for ids in id_ranges(self._db, connection_id, _READ_BRIEFLY):
            yield self._db.column(
                "SELECT sa_id FROM product WHERE id BETWEEN ? AND ? AND +connection_id = ?"
                " AND +sa_id IS NOT NULL AND state NOT IN (?, ?) ORDER BY id",
                (*ids, connection_id, *hidden),
            )

    def highest_id(self) -> int:
        """The highest local id of a product of any shop: so many there are at most, known at once."""
        return int(self._db.value("SELECT max(id) FROM product") or 0)
