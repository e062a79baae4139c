"""The memory of the account: how it shows what was written, and which category stands for which."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shopsync_gui.core.account.echo_learning import Update
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.plan.category_changes import CategoryPair
from shopsync_gui.core.plan.plan import Echo
from shopsync_gui.store.account.former_accounts import OF_PRESENT_ACCOUNT, PRESENT_ACCOUNT
from shopsync_gui.store.database.codecs import time_out

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from shopsync_gui.core.account.echoes import Echoes
    from shopsync_gui.store.database.database import Database


class RenamedCategory(NamedTuple):
    """A rename of an account's category that was carried out."""

    sa_id: int
    former: str
    name: str


class EchoStore:
    """The memory of the accounts of all connections."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # --- values of products ---------------------------------------------------------------------

    def all(self, connection_id: int) -> Echoes:
        """Every value that the account shows otherwise than it was written."""
        found: defaultdict[int, dict[str, Echo]] = defaultdict(dict)
        for sa_id, field, wanted, shown, tries in self._db.stream(
            f"SELECT sa_id, field, wanted, shown, tries FROM echo WHERE {OF_PRESENT_ACCOUNT}",
            (connection_id,),
        ):
            found[sa_id][field] = Echo(wanted, shown, tries)
        return dict(found)

    def replace(self, connection_id: int, sa_ids: Iterable[int], news: Echoes) -> None:
        """Take over all that is known of some products, nothing of those that `news` lacks."""
        with self._db.atomic():
            self._db.many(
                f"DELETE FROM echo WHERE {OF_PRESENT_ACCOUNT} AND sa_id = ?2",
                [(connection_id, sa_id) for sa_id in sa_ids],
            )
            self.change(connection_id, news)

    def change(self, connection_id: int, news: Mapping[int, Mapping[str, Echo | None]]) -> None:
        """Take over single values; None forgets one."""
        changes = [
            (sa_id, field, echo) for sa_id, fields in news.items() for field, echo in fields.items()
        ]
        with self._db.atomic():
            self._db.many(
                f"DELETE FROM echo WHERE {OF_PRESENT_ACCOUNT} AND sa_id = ?2 AND field = ?3",
                [(connection_id, sa_id, field) for sa_id, field, echo in changes if echo is None],
            )
            self._db.many(
                "INSERT OR REPLACE INTO echo"
                " (connection_id, account, sa_id, field, wanted, shown, tries)"
                f" VALUES (?1, {PRESENT_ACCOUNT}, ?2, ?3, ?4, ?5, ?6)",
                [
                    (connection_id, sa_id, field, echo.wanted, echo.shown, echo.tries)
                    for sa_id, field, echo in changes
                    if echo is not None
                ],
            )

    def forget(self, connection_id: int) -> None:
        """Forget how the present account shows values, and its categories: others know it better."""
        with self._db.atomic():
            for table in ("echo", "category_pair"):
                self._db.execute_sql(
                    f"DELETE FROM {table} WHERE {OF_PRESENT_ACCOUNT}", (connection_id,)
                )

    # --- what was written and not read since ----------------------------------------------------

    def unread(self, connection_id: int) -> Iterator[Update]:
        """Products that were written and whose outcome was not read, in the order of the writes."""
        last = 0
        # In pieces: the reader gives others a turn, who may write.
        while rows := self._db.rows(_UNREAD_PRODUCTS, (connection_id, last, _PIECE)):
            for _id, sa_id, before, desired, fields in rows:
                yield Update(
                    sa_id,
                    None if before is None else msgspec.json.decode(before, type=TargetProduct),
                    msgspec.json.decode(desired, type=MasterProduct),
                    tuple(fields.split(",")) if fields else (),
                )
            last = rows[-1][0]

    def unread_ids(self, connection_id: int) -> array[int]:
        """The account's ids of these products, once for each write."""
        return self._db.column(
            f"SELECT sa_id FROM journal {_UNREAD} {_OF_PRODUCTS}", (connection_id,) * 2
        )

    def unread_renames(self, connection_id: int) -> list[RenamedCategory]:
        """Categories that were renamed and not read since."""
        rows = self._db.rows(
            f"SELECT sa_id, former, name FROM journal {_UNREAD}"
            " AND op = 'rename_category' AND sa_id IS NOT NULL ORDER BY id",
            (connection_id,) * 2,
        )
        return [RenamedCategory(*row) for row in rows]

    def last_unread(self, connection_id: int) -> datetime | None:
        """Return when the last write was carried out whose outcome was not read; None for none."""
        return time_out(
            self._db.value(f"SELECT max(ended_at) FROM journal {_UNREAD}", (connection_id,) * 2)
        )

    def all_read(self, connection_id: int) -> None:
        """Note that the outcome of everything written so far was read."""
        self._db.execute_sql(
            "UPDATE connection SET learned_to = (SELECT coalesce(max(id), 0) FROM journal)"
            " WHERE id = ?",
            (connection_id,),
        )

    # --- categories -----------------------------------------------------------------------------

    def pairs(self, connection_id: int) -> dict[str, CategoryPair]:
        """The counterparts of the shop's categories, by the shop's inner id."""
        return {
            inner_id: CategoryPair(inner_id, sa_id, wanted, shown)
            for inner_id, sa_id, wanted, shown in self._db.rows(
                "SELECT inner_id, sa_id, wanted, shown FROM category_pair"
                f" WHERE {OF_PRESENT_ACCOUNT}",
                (connection_id,),
            )
        }

    def keep_pairs(self, connection_id: int, pairs: Iterable[CategoryPair]) -> None:
        """Remember counterparts; a new one takes the place of the former."""
        self._db.many(
            "INSERT OR REPLACE INTO category_pair"
            " (connection_id, account, inner_id, sa_id, wanted, shown)"
            f" VALUES (?1, {PRESENT_ACCOUNT}, ?2, ?3, ?4, ?5)",
            [(connection_id, p.inner_id, p.sa_id, p.wanted, p.shown) for p in pairs],
        )

    def renamed(self, connection_id: int, sa_id: int, name: str) -> None:
        """Note the name that an account's category was given just now."""
        self._db.execute_sql(
            "UPDATE category_pair SET wanted = ?3, shown = NULL"
            f" WHERE {OF_PRESENT_ACCOUNT} AND sa_id = ?2",
            (connection_id, sa_id, name),
        )

    def forget_pairs(self, connection_id: int, sa_id: int) -> None:
        """Forget the counterparts of an account's category, which is looked up by name again."""
        self._db.execute_sql(
            f"DELETE FROM category_pair WHERE {OF_PRESENT_ACCOUNT} AND sa_id = ?2",
            (connection_id, sa_id),
        )

    # --- SKUs that belong to another product ----------------------------------------------------

    def taken(self, connection_id: int) -> dict[int, str]:
        """SKUs, by local product id, that the account takes for another product's."""
        return dict(
            self._db.rows(
                "SELECT t.product_id, t.sku FROM sku_taken t JOIN product p ON p.id = t.product_id"
                f" WHERE p.connection_id = ?1 AND t.account = {PRESENT_ACCOUNT}",
                (connection_id,),
            )
        )

    def take(self, product_id: int, sku: str) -> None:
        """Note that creating a product was answered with the id of another one."""
        self._db.execute_sql(
            "INSERT OR REPLACE INTO sku_taken (product_id, account, sku)"
            f" VALUES (?1, {_ACCOUNT_OF_PRODUCT}, ?2)",
            (product_id, sku),
        )

    def release(self, product_ids: Iterable[int]) -> None:
        """Forget that for products which got an id of their own."""
        self._db.many(
            f"DELETE FROM sku_taken WHERE product_id = ?1 AND account = {_ACCOUNT_OF_PRODUCT}",
            [(i,) for i in product_ids],
        )


#: The number of the account that a product's connection leads to; parameter ?1: the product.
_ACCOUNT_OF_PRODUCT = (
    "(SELECT account_number FROM connection JOIN product ON product.connection_id = connection.id"
    " WHERE product.id = ?1)"
)
#: Entries that are read at a time.
_PIECE = 1000
#: Entries of a connection that were carried out after the last learned one; two parameters.
_UNREAD = (
    "WHERE connection_id = ? AND state = 'done' AND id > (SELECT learned_to FROM connection"
    " WHERE id = ?)"
)
_OF_PRODUCTS = (
    "AND op IN ('create_product', 'update_product') AND sa_id IS NOT NULL AND desired IS NOT NULL"
)
_UNREAD_PRODUCTS = (
    "SELECT id, sa_id, before, desired, fields FROM journal WHERE connection_id = ?1"
    " AND state = 'done' AND id > max(?2, (SELECT learned_to FROM connection WHERE id = ?1))"
    f" {_OF_PRODUCTS} ORDER BY id LIMIT ?3"
)
