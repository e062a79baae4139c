"""The accounts that a connection has led to: what was learned of each is its own, under its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shopsync_gui.core.account.same_account import Landmark, common, is_same
from shopsync_gui.core.catalogue import NOT_IN_SHOP
from shopsync_gui.store.database.codecs import json_list

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from shopsync_gui.store.database.database import Database

#: The number of the account that what is known of one is about; parameter ?1: the connection.
PRESENT_ACCOUNT = "(SELECT account_number FROM connection WHERE id = ?1)"
#: The rows of what was learned of that account.
OF_PRESENT_ACCOUNT = f"connection_id = ?1 AND account = {PRESENT_ACCOUNT}"

#: Products that are looked up at a time.
_PIECE = 500


class _Account(NamedTuple):
    """A known account: its number, its key when it was left, and its landmarks."""

    number: int
    key: str
    marks: list[Landmark]


class FormerAccounts:
    """Knowledge of a connection's accounts, which are recognised by their oldest products."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def remember(self, connection_id: int, key: str, marks: Collection[Landmark]) -> None:
        """Note by what the account that is left will be recognised.

        Where a program was killed while it left this account, that is noted already.
        """
        present = self._present(connection_id)
        known = self._known(connection_id)
        if any(account.key == key and account.number != present for account in known):
            return
        self._db.execute_sql(
            "INSERT INTO former_account (connection_id, number, account, landmarks)"
            " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET account = excluded.account,"
            " landmarks = iif(excluded.landmarks = '[]', landmarks, excluded.landmarks)",
            (connection_id, present, key, json_list(marks)),
        )

    def enter(self, connection_id: int, key: str, sku_of: Callable[[int], str | None]) -> None:
        """Have what is learned from now on belong to the account that shows these SKUs.

        Of one that is recognised everything is known again that was when it was left. Under the key of
        any other nothing that was known before counts.
        """
        known = self._known(connection_id)
        shared = {account.number: common(account.marks, sku_of) for account in known}
        same = [a.number for a in known if is_same(shared[a.number], len(a.marks))]
        taken = [self._present(connection_id), *shared]
        number = max(same, key=lambda number: shared[number]) if same else max(taken) + 1
        with self._db.atomic():
            for account in known:
                if account.key == key and account.number != number:
                    self._forget(connection_id, account.number)
            self._go_on_with(connection_id, number)

    def stay(self, connection_id: int, key: str) -> bool:
        """Go on with what is known of the account under this key, if a run that left it never got to know another."""
        number = self._db.value(
            "SELECT number FROM former_account WHERE connection_id = ?1 AND account = ?2"
            f" AND number <> {PRESENT_ACCOUNT}",
            (connection_id, key),
        )
        if number is None:
            return False
        self._go_on_with(connection_id, int(number))
        return True

    def links(self, connection_id: int) -> Iterator[dict[int, int | None]]:
        """List, in pieces, the present account's ids of products whose SKUs it keeps its own way, by local id.

        Every other product of a known account is found by its SKU.
        """
        last = 0
        while altered := self._db.rows(
            f"SELECT sa_id, wanted FROM echo WHERE {OF_PRESENT_ACCOUNT} AND field = 'sku'"
            " AND sa_id > ?2 ORDER BY sa_id LIMIT ?3",
            (connection_id, last, _PIECE),
        ):
            yield dict(
                self._db.rows(
                    "SELECT product.id, given.value ->> 0 FROM json_each(?2) AS given"
                    " CROSS JOIN product ON product.sku = (given.value ->> 1) COLLATE NOCASE"
                    " WHERE +product.connection_id = ?1 AND product.state NOT IN (?3, ?4)",
                    (connection_id, msgspec.json.encode(altered).decode(), *NOT_IN_SHOP),
                )
            )
            last = altered[-1][0]

    def _go_on_with(self, connection_id: int, number: int) -> None:
        self._db.execute_sql(
            "UPDATE connection SET account_number = ? WHERE id = ?", (number, connection_id)
        )

    def _present(self, connection_id: int) -> int:
        return int(self._db.value(f"SELECT {PRESENT_ACCOUNT}", (connection_id,)) or 0)

    def _known(self, connection_id: int) -> list[_Account]:
        rows = self._db.rows(
            "SELECT number, account, landmarks FROM former_account WHERE connection_id = ?",
            (connection_id,),
        )
        return [
            _Account(number, key, msgspec.json.decode(marks, type=list[Landmark]))
            for number, key, marks in rows
        ]

    def _forget(self, connection_id: int, number: int) -> None:
        for table, column in (
            ("former_account", "number"), ("echo", "account"), ("category_pair", "account")
        ):  # fmt: skip
            self._db.execute_sql(
                f"DELETE FROM {table} WHERE connection_id = ? AND {column} = ?",
                (connection_id, number),
            )
