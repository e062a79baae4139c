"""What the shop says of its products, page by page, and what the program knows beside it."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from shopsync_gui.core.catalogue import Category, ProductState, ShopProduct
from shopsync_gui.core.errors import Problem
from shopsync_gui.core.plan import KnownProduct
from shopsync_gui.core.text import fold, sort_key
from shopsync_gui.store.database import Database
from shopsync_gui.store.values import money_in, money_out, time_in, time_out

_MONEY = ("net", "gross", "list_net", "list_gross", "vat", "stock")
#: What the shop says of a product, in the order of the columns that hold it.
_SHOP = (
    "inner_id", "ref", "sku", "name", "net", "gross", "list_net", "list_gross", "vat", "currency",
    "category_refs", "parent_ref", "stock", "image", "page", "created_at", "updated_at",
    "shop_state",
)  # fmt: skip
#: Fields whose history is kept.
_HISTORY = ("name", "sku", "net", "gross", "vat", "currency", "category_refs", "state", "stock")
_HIDDEN = (ProductState.GONE.value, ProductState.FROM_ORDER.value)


@dataclass(frozen=True, slots=True)
class UnseenProduct:
    """A product that the program knows and the pull did not see."""

    product_id: int
    inner_id: str
    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class Landed:
    """What a page brought: products that are new, that changed, and that stayed."""

    new: int
    changed: int
    unchanged: int


class CatalogueStore:
    """Products and categories of every connection; only the writing store may change them."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._names: dict[int, dict[str, tuple[int, str]]] = {}

    # --- categories -----------------------------------------------------------------------------

    def save_categories(
        self, connection_id: int, run_id: int, categories: Sequence[Category]
    ) -> None:
        """Take over the shop's complete list of categories; renamed ones are found anew."""
        with self._db.atomic():
            before = dict(
                self._db.rows(
                    "SELECT ref, name FROM category WHERE connection_id = ?", (connection_id,)
                )
            )
            self._db.execute_sql(
                "UPDATE category SET present = 0 WHERE connection_id = ?", (connection_id,)
            )
            self._db.many(
                "INSERT INTO category (connection_id, ref, inner_id, parent_ref, name, enabled,"
                " present) VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT (connection_id, ref) DO UPDATE"
                " SET inner_id = excluded.inner_id, parent_ref = excluded.parent_ref,"
                " name = excluded.name, enabled = excluded.enabled, present = 1",
                [
                    (connection_id, c.ref, c.inner_id, c.parent_ref, c.name, int(c.enabled))
                    for c in categories
                ],
            )
            self._names.pop(connection_id, None)
            renamed = [c.ref for c in categories if before.get(c.ref, c.name) != c.name]
            if renamed:
                self._index_again(connection_id, renamed)

    def categories(self, connection_id: int) -> list[Category]:
        """The shop's categories, disabled ones included."""
        rows = self._db.rows(
            "SELECT ref, inner_id, name, parent_ref, enabled FROM category"
            " WHERE connection_id = ? AND present = 1 ORDER BY id",
            (connection_id,),
        )
        return [
            Category(ref=ref, inner_id=inner, name=name, parent_ref=parent, enabled=bool(enabled))
            for ref, inner, name, parent, enabled in rows
        ]

    def unknown_category_refs(self, connection_id: int) -> list[str]:
        """Categories that live products point to and that the shop's list did not hold."""
        rows = self._db.rows(
            "SELECT DISTINCT c.ref FROM category c JOIN product_category pc ON pc.category_id = c.id"
            " WHERE c.connection_id = ? AND c.present = 0 AND c.inner_id = '' ORDER BY c.ref",
            (connection_id,),
        )
        return [ref for (ref,) in rows]

    def _index_again(self, connection_id: int, refs: list[str]) -> None:
        rows = self._db.rows(
            "SELECT DISTINCT p.id, p.name, p.sku, p.category_refs FROM product p"
            " JOIN product_category pc ON pc.product_id = p.id"
            " JOIN category c ON c.id = pc.category_id"
            " WHERE c.connection_id = ? AND c.ref IN (SELECT value FROM json_each(?))",
            (connection_id, msgspec.json.encode(refs).decode()),
        )
        names = self._category_names(connection_id)
        self._db.many(
            "UPDATE product SET folded = ?, category_sort = ? WHERE id = ?",
            [
                (
                    *_search_columns(name, sku, [names[r][1] for r in _refs(raw) if r in names]),
                    row_id,
                )
                for row_id, name, sku, raw in rows
            ],
        )

    def _category_names(self, connection_id: int) -> dict[str, tuple[int, str]]:
        names = self._names.get(connection_id)
        if names is None:
            rows = self._db.rows(
                "SELECT ref, id, name FROM category WHERE connection_id = ?", (connection_id,)
            )
            names = self._names[connection_id] = {ref: (row, name) for ref, row, name in rows}
        return names

    def _learn_refs(self, connection_id: int, refs: Iterable[str]) -> dict[str, tuple[int, str]]:
        names = self._category_names(connection_id)
        strange = sorted({ref for ref in refs if ref not in names})
        if strange:
            self._db.many(
                "INSERT INTO category (connection_id, ref) VALUES (?, ?)",
                [(connection_id, ref) for ref in strange],
            )
            self._names.pop(connection_id)
            names = self._category_names(connection_id)
        return names

    # --- the pull -------------------------------------------------------------------------------

    def land_page(
        self,
        run_id: int,
        connection_id: int,
        start: int,
        size: int,
        products: Sequence[ShopProduct],
        now: datetime,
        *,
        bad: Sequence[str] = (),
    ) -> Landed:
        """Store one page together with its checkpoint, in one transaction.

        `bad` are the inner ids of products that could not be read; known ones count as seen.
        """
        try:
            with self._db.atomic():
                ids, landed = self._upsert(run_id, connection_id, products, now)
                known = self._ids_of(connection_id, bad)
                ids.extend(known.values())
                self._db.execute_sql(
                    "INSERT INTO pull_page (run_id, start, size, ids, bad) VALUES (?, ?, ?, ?, ?)",
                    (run_id, start, size, ids.tobytes(), len(bad) - len(known)),
                )
        except BaseException:
            self._names.clear()
            raise
        return landed

    def land_extra(
        self, run_id: int, connection_id: int, products: Sequence[ShopProduct], now: datetime
    ) -> Landed:
        """Store products read outside the page order; seen, but not part of the page count."""
        return self.land_page(run_id, connection_id, -1, 0, products, now)

    def landed_ranges(self, run_id: int) -> list[tuple[int, int]]:
        """Start and size of every page of the run that has landed."""
        return self._db.rows(
            "SELECT start, size FROM pull_page WHERE run_id = ? AND start >= 0 ORDER BY start",
            (run_id,),
        )

    def forget_pull(self, run_id: int) -> None:
        """Drop the run's checkpoints, for a re-read from the beginning."""
        self._db.execute_sql("DELETE FROM pull_page WHERE run_id = ?", (run_id,))

    def seen_count(self, run_id: int) -> int:
        """Different products that the run's pages held, unreadable ones included."""
        bad = self._db.value("SELECT sum(bad) FROM pull_page WHERE run_id = ?", (run_id,)) or 0
        return len(set(self._page_ids(run_id))) + int(bad)

    def repeated_ids(self, run_id: int) -> int:
        """How often a page held a product that another page of the run had held already."""
        ids = self._page_ids(run_id)
        return len(ids) - len(set(ids))

    def extra_count(self, run_id: int) -> int:
        """Products that were read outside the page order and that no page held."""
        return len(set(self._page_ids(run_id, extra=True)) - set(self._page_ids(run_id)))

    def bad_count(self, run_id: int) -> int:
        """Products of the run's pages that could not be read and were never known."""
        return int(
            self._db.value("SELECT sum(bad) FROM pull_page WHERE run_id = ?", (run_id,)) or 0
        )

    def _page_ids(self, run_id: int, *, extra: bool = False) -> array[int]:
        ids = array("q")
        for (blob,) in self._db.rows(
            f"SELECT ids FROM pull_page WHERE run_id = ?{'' if extra else ' AND start >= 0'}",
            (run_id,),
        ):
            ids.frombytes(blob)
        return ids

    def unseen(self, run_id: int, connection_id: int) -> list[UnseenProduct]:
        """Products that were in the shop and that the run has not seen."""
        seen = set(self._page_ids(run_id, extra=True))
        return [
            UnseenProduct(*row)
            for row in self._db.rows(
                "SELECT id, inner_id, ref, name FROM product WHERE connection_id = ?"
                " AND state NOT IN (?, ?) ORDER BY id",
                (connection_id, *_HIDDEN),
            )
            if row[0] not in seen
        ]

    def refs(self, connection_id: int, product_ids: Iterable[int]) -> list[UnseenProduct]:
        """How the shop calls these products."""
        wanted = msgspec.json.encode(sorted(product_ids)).decode()
        return [
            UnseenProduct(*row)
            for row in self._db.rows(
                "SELECT id, inner_id, ref, name FROM product WHERE connection_id = ?"
                " AND id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (connection_id, wanted),
            )
        ]

    def troubled_ids(self, connection_id: int) -> list[int]:
        """Products that were skipped or could not be written."""
        rows = self._db.rows(
            "SELECT id FROM product WHERE connection_id = ?"
            " AND (reason IS NOT NULL OR failure IS NOT NULL) ORDER BY id",
            (connection_id,),
        )
        return [row_id for (row_id,) in rows]

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
                    (connection_id, msgspec.json.encode(list(product_ids)).decode()),
                )
            )
            self._db.many(
                "UPDATE product SET state = 'gone', gone_run = ?, changed_at = ?, reason = NULL,"
                " failure = NULL WHERE id = ?",
                [(run_id, at, product_id) for product_id in states],
            )
            self._log(run_id, at, [(i, "state", old, "gone") for i, old in states.items()])

    def _ids_of(self, connection_id: int, inner_ids: Sequence[str]) -> dict[str, int]:
        if not inner_ids:
            return {}
        return dict(
            self._db.rows(
                "SELECT inner_id, id FROM product WHERE connection_id = ?"
                " AND inner_id IN (SELECT value FROM json_each(?))",
                (connection_id, msgspec.json.encode(list(inner_ids)).decode()),
            )
        )

    def _upsert(
        self, run_id: int, connection_id: int, products: Sequence[ShopProduct], now: datetime
    ) -> tuple[array[int], Landed]:
        """Write new and changed products only; the ids of all of them."""
        # A product whose state is set again is the shop's: what was gone and returned is ordinary.
        unique = {product.inner_id: product for product in products}
        keys = msgspec.json.encode(list(unique)).decode()
        held = {
            row[0]: row[1:]
            for row in self._db.rows(
                "SELECT inner_id, id, digest, state FROM product WHERE connection_id = ?"
                " AND inner_id IN (SELECT value FROM json_each(?))",
                (connection_id, keys),
            )
        }
        fresh: list[tuple[ShopProduct, bytes]] = []
        for inner_id, product in unique.items():
            digest = _digest(product)
            known = held.get(inner_id)
            if known is None or known[1] != digest or known[2] in _HIDDEN:
                fresh.append((product, digest))
        if fresh:
            self._write(run_id, connection_id, fresh, now)
            held |= {
                inner_id: (row_id,)
                for inner_id, row_id in self._ids_of(
                    connection_id,
                    [product.inner_id for product, _ in fresh if product.inner_id not in held],
                ).items()
            }
        new = sum(1 for product, _ in fresh if len(held[product.inner_id]) == 1)
        ids = array("q", [held[product.inner_id][0] for product in products])
        return ids, Landed(new, len(fresh) - new, len(unique) - len(fresh))

    def _write(
        self,
        run_id: int,
        connection_id: int,
        fresh: list[tuple[ShopProduct, bytes]],
        now: datetime,
    ) -> None:
        at = time_in(now)
        names = self._learn_refs(
            connection_id, (ref for product, _ in fresh for ref in product.category_refs)
        )
        before = self._history_of(connection_id, [product.inner_id for product, _ in fresh])
        rows = []
        for product, digest in fresh:
            labels = [names[ref][1] for ref in product.category_refs]
            folded, category_sort = _search_columns(product.name, product.sku, labels)
            rows.append(
                (
                    connection_id, *_shop_columns(product), product.state.value, digest, at, at,
                    sort_key(product.name), folded, category_sort,
                )
            )  # fmt: skip
        self._db.many(_UPSERT, rows)
        ids = self._ids_of(connection_id, [product.inner_id for product, _ in fresh])
        self._relate(ids, [product for product, _ in fresh], names)
        changes: list[tuple[int, str, str | None, str | None]] = []
        for product, _ in fresh:
            old = before.get(product.inner_id)
            if old is None:
                changes.append((ids[product.inner_id], "product", None, product.name))
                continue
            new = _history_values(product)
            changes += [
                (ids[product.inner_id], field, _text(was), _text(now_is))
                for field, was, now_is in zip(_HISTORY, old, new, strict=True)
                if was != now_is
            ]
        self._log(run_id, at, changes)

    def _history_of(self, connection_id: int, inner_ids: list[str]) -> dict[str, tuple[Any, ...]]:
        return {
            row[0]: row[1:]
            for row in self._db.rows(
                f"SELECT inner_id, {', '.join(_HISTORY)} FROM product WHERE connection_id = ?"
                " AND inner_id IN (SELECT value FROM json_each(?))",
                (connection_id, msgspec.json.encode(inner_ids).decode()),
            )
        }

    def _relate(
        self,
        ids: Mapping[str, int],
        products: Sequence[ShopProduct],
        names: Mapping[str, tuple[int, str]],
    ) -> None:
        self._db.many(
            "DELETE FROM product_category WHERE product_id = ?",
            [(row_id,) for row_id in ids.values()],
        )
        self._db.many(
            "INSERT OR IGNORE INTO product_category (product_id, category_id, position)"
            " VALUES (?, ?, ?)",
            [
                (ids[product.inner_id], names[ref][0], position)
                for product in products
                for position, ref in enumerate(product.category_refs)
            ],
        )

    def _log(
        self,
        run_id: int,
        at: int | None,
        changes: Sequence[tuple[int, str, str | None, str | None]],
    ) -> None:
        self._db.many(
            "INSERT INTO change (product_id, run_id, at, field, old, new) VALUES (?, ?, ?, ?, ?, ?)",
            [(product_id, run_id, at, field, old, new) for product_id, field, old, new in changes],
        )

    # --- the plan and the push ------------------------------------------------------------------

    def known_products(self, connection_id: int, run_id: int) -> Iterator[KnownProduct]:
        """Every product that is or was in the shop, for the planner."""
        columns = ", ".join(_SHOP)
        for row in self._db.stream(
            f"SELECT id, sa_id, state, gone_run, {columns} FROM product"
            " WHERE connection_id = ? AND state != 'from_order' ORDER BY id",
            (connection_id,),
        ):
            gone = row[2] == ProductState.GONE.value
            yield KnownProduct(
                product_id=row[0],
                sa_id=row[1],
                present=not gone,
                newly_gone=gone and row[3] == run_id,
                shop=_product(row[4:]),
            )

    def adopt(self, connection_id: int, mapping: Mapping[int, int | None]) -> None:
        """Note SalesAutopilot's ids of products, by local id; None where it has none any more."""
        with self._db.atomic():
            self._db.many(
                "UPDATE product SET sa_id = ?1 WHERE id = ?2 AND connection_id = ?3"
                " AND sa_id IS NOT ?1",
                [(sa_id, product_id, connection_id) for product_id, sa_id in mapping.items()],
            )

    def linked(self, connection_id: int) -> list[int]:
        """SalesAutopilot's ids of the products that are in the shop."""
        rows = self._db.rows(
            "SELECT sa_id FROM product WHERE connection_id = ? AND sa_id IS NOT NULL"
            " AND state NOT IN (?, ?) ORDER BY id",
            (connection_id, *_HIDDEN),
        )
        return [sa_id for (sa_id,) in rows]

    def set_reasons(self, connection_id: int, reasons: Mapping[int, str], now: datetime) -> None:
        """Take over the complete set of skipped products; others are skipped no more."""
        with self._db.atomic():
            held = dict(
                self._db.rows(
                    "SELECT id, reason FROM product WHERE connection_id = ? AND reason IS NOT NULL",
                    (connection_id,),
                )
            )
            wanted: dict[int, str | None] = dict.fromkeys(held) | dict(reasons)
            self._db.many(
                "UPDATE product SET reason = ? WHERE id = ? AND connection_id = ?",
                [
                    (reason, product_id, connection_id)
                    for product_id, reason in wanted.items()
                    if held.get(product_id) != reason
                ],
            )

    def set_failure(self, product_id: int, problem: Problem | None) -> None:
        """Note why a product could not be written, or that it was."""
        value = None if problem is None else msgspec.json.encode(problem).decode()
        self._db.execute_sql(
            "UPDATE product SET failure = ? WHERE id = ? AND failure IS NOT ?",
            (value, product_id, value),
        )

    def clear_failures(self, connection_id: int, product_ids: Iterable[int]) -> None:
        """Forget failures of products that turned out to be as they should be."""
        self._db.many(
            "UPDATE product SET failure = NULL WHERE id = ? AND connection_id = ?",
            [(product_id, connection_id) for product_id in product_ids],
        )

    def failed_ids(self, connection_id: int) -> set[int]:
        """Products whose last write failed."""
        rows = self._db.rows(
            "SELECT id FROM product WHERE connection_id = ? AND failure IS NOT NULL",
            (connection_id,),
        )
        return {row_id for (row_id,) in rows}


_COLUMNS = (
    *_SHOP,
    "state",
    "digest",
    "first_seen_at",
    "changed_at",
    "name_sort",
    "folded",
    "category_sort",
)
_UPDATED = [c for c in _COLUMNS if c not in ("inner_id", "first_seen_at")]
_UPSERT = (
    f"INSERT INTO product (connection_id, {', '.join(_COLUMNS)})"
    f" VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})"
    " ON CONFLICT (connection_id, inner_id) DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in _UPDATED)
    + ", gone_run = NULL"
)


def _digest(product: ShopProduct) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(product), digest_size=16).digest()


def _search_columns(name: str, sku: str, categories: Sequence[str]) -> tuple[str, str]:
    """The folded text that searches look at, and the key by which categories sort."""
    folded = fold("\n".join((name, sku, *categories)))
    return folded, sort_key(categories[0]) if categories else ""


def _shop_columns(product: ShopProduct) -> tuple[Any, ...]:
    return (
        product.inner_id, product.ref, product.sku, product.name, money_in(product.net),
        money_in(product.gross), money_in(product.list_net), money_in(product.list_gross),
        money_in(product.vat), product.currency,
        msgspec.json.encode(product.category_refs).decode(), product.parent_ref,
        money_in(product.stock), product.image, product.page, time_in(product.created_at),
        time_in(product.updated_at), product.state.value,
    )  # fmt: skip


def _product(row: Sequence[Any]) -> ShopProduct:
    values = dict(zip(_SHOP, row, strict=True))
    for name in _MONEY:
        values[name] = money_out(values[name])
    values["created_at"] = time_out(values["created_at"])
    values["updated_at"] = time_out(values["updated_at"])
    values["category_refs"] = _refs(values["category_refs"])
    values["state"] = ProductState(values.pop("shop_state"))
    return ShopProduct(**values)


def _refs(raw: str) -> tuple[str, ...]:
    return msgspec.json.decode(raw, type=tuple[str, ...])


def _history_values(product: ShopProduct) -> tuple[Any, ...]:
    return (
        product.name, product.sku, money_in(product.net), money_in(product.gross),
        money_in(product.vat), product.currency,
        msgspec.json.encode(product.category_refs).decode(), product.state.value,
        money_in(product.stock),
    )  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else str(value)
