"""The common knowledge of a team about a shop in an account: what changed here, and what others told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.team.team import Fact
from shopsync_gui.store.account.former_accounts import OF_PRESENT_ACCOUNT, PRESENT_ACCOUNT
from shopsync_gui.store.database.codecs import json_list
from shopsync_gui.store.database.id_ranges import id_ranges
from shopsync_gui.store.documents.shared_documents import mark_of
from shopsync_gui.store.search.change_sql import OF_FORMER
from shopsync_gui.store.team.team import TeamStore
from shopsync_gui.store.team.team_options import TeamOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shopsync_gui.store.database.database import Database

#: Whether a key with the mark ?3 is that of a product.
_IS_MEANT = "product.inner_id = substr({0}, length(?3) + 1) AND substr({0}, 1, length(?3)) = ?3"
#: What is set aside of a former shop concerns this computer alone.
_NOT_FORMER = f"inner_id NOT {OF_FORMER}"
#: Common knowledge about one connection beside its products, as it stands here. Parameters: the connection,
#: and the mark of its shop and account, which stands before their keys: elsewhere these stand for something else.
_HERE = (
    "SELECT 'category' AS kind, ?2 || inner_id AS key, json_array(sa_id, wanted, shown) AS body"
    f" FROM category_pair WHERE {OF_PRESENT_ACCOUNT} AND {_NOT_FORMER}"
    " UNION ALL SELECT 'echo', ?2 || sa_id || ' ' || field, json_array(wanted, shown, tries)"
    f" FROM echo WHERE {OF_PRESENT_ACCOUNT}"
    " UNION ALL SELECT 'option', 'options', options FROM connection WHERE id = ?1"
    " UNION ALL SELECT 'consent', sa_user, json_array(consented_at, options, shop_url, sa_url)"
    " FROM connection WHERE id = ?1 AND consented_at IS NOT NULL"
)
_MIRROR = "FROM team_fact AS known WHERE known.connection_id = ?1 AND kind"
#: Products with ids from ?3 to ?4 whose id in the account is another one than in the mirror.
_LINKED = (
    "SELECT 'product', ?2 || inner_id, CAST(sa_id AS TEXT) FROM product LEFT JOIN team_fact AS known"
    " ON known.connection_id = ?1 AND kind = 'product' AND key = ?2 || inner_id"
    f" WHERE id BETWEEN ?3 AND ?4 AND +product.connection_id = ?1 AND {_NOT_FORMER}"
    " AND +sa_id IS NOT NULL AND body IS NOT CAST(sa_id AS TEXT)"
)
#: Products of the mirror with keys behind ?3 up to ?4 that are not linked here, and not in the account.
_UNLINKED = (
    f"SELECT 'product', key, NULL {_MIRROR} = 'product' AND key > ?3 AND key <= ?4"
    " AND NOT EXISTS (SELECT 1 FROM product WHERE connection_id = ?1"
    " AND inner_id = substr(key, length(?2) + 1) AND sa_id IS NOT NULL)"
    " AND NOT EXISTS (SELECT 1 FROM account_product AS held"
    " WHERE held.connection_id = ?1 AND held.sa_id = CAST(known.body AS INTEGER))"
)
#: Products that are compared at a time, and of those without an id in the account.
_PIECE = 2000


class TeamFacts:
    """The mirror of what the team's database holds of the shops here, as it was last read, beside what stands here.

    `account_id` is the account in the team's database: another API user may lead to the same one.
    """

    def __init__(self, database: Database) -> None:
        self._db = database
        self._options = TeamOptions(database)

    def changed(self, connection_id: int, account_id: int) -> Iterator[list[Fact]]:
        """List, in pieces, the facts that stand here otherwise than in the mirror.

        The id of a product is known no more only where the account does not hold it any more; a
        consent to write by another API user is that user's. The mirror may be brought up to date in between.
        """
        mark = self._mark(connection_id, account_id)
        known = (connection_id, mark)
        new = f"{_HERE} EXCEPT SELECT kind, key, body {_MIRROR} <> 'product'"
        gone = (
            f"SELECT kind, key, NULL {_MIRROR} <> 'product'"
            f" AND (kind, key) NOT IN (SELECT kind, key FROM ({_HERE}))"
            " AND (kind NOT IN ('category', 'echo') OR substr(key, 1, length(?2)) = ?2)"
            " AND (kind <> 'consent' OR key = (SELECT sa_user FROM connection WHERE id = ?1))"
        )
        yield [Fact(*row) for query in (new, gone) for row in self._db.rows(query, known)]
        for ids in id_ranges(self._db, connection_id, _PIECE):
            yield [Fact(*row) for row in self._db.rows(_LINKED, (*known, *ids))]
        after = mark
        while after < (end := mark[:-1] + "!"):
            following = f"SELECT key {_MIRROR} = 'product' AND key > ?2 AND key < ?3 ORDER BY key"
            last = self._db.value(
                f"{following} LIMIT 1 OFFSET {_PIECE - 1}", (connection_id, after, end)
            )
            rows = self._db.rows(_UNLINKED, (*known, after, last or end))
            yield [Fact(*row) for row in rows]
            after = last or end

    def shared(self, connection_id: int, facts: Iterable[Fact]) -> None:
        """Note that the team's database holds these rows now."""
        rows = list(facts)
        with self._db.atomic():
            self._db.many(
                "INSERT OR REPLACE INTO team_fact (connection_id, kind, key, body)"
                " VALUES (?, ?, ?, ?)",
                [(connection_id, *fact) for fact in rows if fact.body is not None],
            )
            self._db.many(
                "DELETE FROM team_fact WHERE connection_id = ? AND kind = ? AND key = ?",
                [(connection_id, fact.kind, fact.key) for fact in rows if fact.body is None],
            )

    def take_in(
        self, connection_id: int, account_id: int, facts: Sequence[Fact], seq: int
    ) -> dict[int, int | None]:
        """Take over rows that others wrote, read up to `seq`.

        Categories, echoes, the shop's options and the consent to write by them are in place
        afterwards. Handed back are the account's ids of those products that are not linked here as these rows
        have them, by local id; None for one that a colleague's run took away or found gone.
        """
        fresh = self._unknown(connection_id, facts)
        mark = self._mark(connection_id, account_id)
        gone = self._gone(connection_id, mark, fresh)
        agreed = self._options.agreed(connection_id)
        with self._db.atomic():
            self.shared(connection_id, facts)
            self._take(connection_id, mark, fresh)
            for fact in fresh:
                if fact.kind == "option" and fact.body is not None:
                    self._options.take_in(connection_id, fact.body, agreed)
            self._options.take_consent(connection_id)
            TeamStore(self._db).note_seen(connection_id, seq)
        keys = [fact.key for fact in fresh if fact.kind == "product" and fact.body is not None]
        return gone | self._links(connection_id, mark, keys)

    def take_again(self, connection_id: int, account_id: int) -> None:
        """Take over what is known of categories and echoes, for nothing is known of them here any more."""
        rows = self._db.rows(
            "SELECT kind, key, body FROM team_fact"
            " WHERE connection_id = ? AND kind IN ('category', 'echo')",
            (connection_id,),
        )
        with self._db.atomic():
            mark = self._mark(connection_id, account_id)
            self._take(connection_id, mark, [Fact(*row) for row in rows])

    def links(self, connection_id: int, account_id: int) -> Iterator[dict[int, int | None]]:
        """List, in pieces, the account's ids of products that have none here, by local id."""
        mark, last = self._mark(connection_id, account_id), 0
        while ids := self._db.column(
            "SELECT id FROM product INDEXED BY product_by_sa_id WHERE sa_id IS NULL AND id > ?"
            " ORDER BY id LIMIT ?",
            (last, _PIECE),
        ):
            yield dict(
                self._db.rows(
                    "SELECT product.id, CAST(body AS INTEGER) FROM json_each(?3) AS given"
                    " CROSS JOIN product ON product.id = given.value CROSS JOIN team_fact AS known"
                    " ON known.connection_id = ?1 AND kind = 'product' AND known.key = ?2 || inner_id"
                    " WHERE product.connection_id = ?1",
                    (connection_id, mark, json_list(ids)),
                )
            )
            last = ids[-1]

    def _links(self, connection_id: int, mark: str, keys: Sequence[str]) -> dict[int, int | None]:
        """The ids of products that are linked otherwise than under these keys, or not at all."""
        return dict(
            self._db.rows(
                "SELECT product.id, CAST(body AS INTEGER) FROM json_each(?2) AS given"
                " CROSS JOIN team_fact ON team_fact.connection_id = ?1 AND kind = 'product'"
                " AND team_fact.key = given.value CROSS JOIN product ON product.connection_id = ?1"
                f" AND {_IS_MEANT.format('team_fact.key')} WHERE product.sa_id IS NOT CAST(body AS INTEGER)",
                (connection_id, json_list(keys), mark),
            )
        )

    def _take(self, connection_id: int, mark: str, facts: Iterable[Fact]) -> None:
        """Take over what is known of categories and echoes, of this shop in this account."""
        for fact in facts:
            if fact.kind in ("category", "echo") and fact.key.startswith(mark):
                take = self._take_category if fact.kind == "category" else self._take_echo
                take(connection_id, fact.key.removeprefix(mark), fact.body)

    def _gone(self, connection_id: int, mark: str, fresh: Iterable[Fact]) -> dict[int, int | None]:
        """Products linked here to what the team held of them so far, and holds no more."""
        keys = [fact.key for fact in fresh if fact.kind == "product" and fact.body is None]
        rows = self._db.column(
            "SELECT product.id FROM json_each(?2) AS given CROSS JOIN team_fact AS known"
            " ON known.connection_id = ?1 AND known.kind = 'product' AND known.key = given.value"
            f" CROSS JOIN product ON product.connection_id = ?1 AND {_IS_MEANT.format('known.key')}"
            " AND product.sa_id = CAST(known.body AS INTEGER)",
            (connection_id, json_list(keys), mark),
        )
        return dict.fromkeys(rows)

    def _unknown(self, connection_id: int, facts: Sequence[Fact]) -> list[Fact]:
        """Select the facts that are news: what this computer wrote itself comes back, and may be old by now."""
        given = msgspec.json.encode(facts).decode()
        numbers = self._db.column(
            "SELECT given.key FROM json_each(?2) AS given LEFT JOIN team_fact AS known"
            " ON known.connection_id = ?1 AND known.kind = given.value ->> 0"
            " AND known.key = given.value ->> 1"
            " WHERE known.body IS NOT given.value ->> 2 ORDER BY given.key",
            (connection_id, given),
        )
        return [facts[number] for number in numbers]

    def _take_category(self, connection_id: int, inner_id: str, body: str | None) -> None:
        if body is None:
            self._db.execute_sql(
                f"DELETE FROM category_pair WHERE {OF_PRESENT_ACCOUNT} AND inner_id = ?2",
                (connection_id, inner_id),
            )
            return
        self._db.execute_sql(
            "INSERT OR REPLACE INTO category_pair"
            " (connection_id, account, inner_id, sa_id, wanted, shown)"
            f" SELECT ?1, {PRESENT_ACCOUNT}, ?2, ?3 ->> 0, ?3 ->> 1, ?3 ->> 2",
            (connection_id, inner_id, body),
        )

    def _take_echo(self, connection_id: int, key: str, body: str | None) -> None:
        sa_id, _, field = key.partition(" ")
        if body is None:
            self._db.execute_sql(
                f"DELETE FROM echo WHERE {OF_PRESENT_ACCOUNT} AND sa_id = ?2 AND field = ?3",
                (connection_id, int(sa_id), field),
            )
            return
        self._db.execute_sql(
            "INSERT OR REPLACE INTO echo"
            " (connection_id, account, sa_id, field, wanted, shown, tries)"
            f" SELECT ?1, {PRESENT_ACCOUNT}, ?2, ?3, ?4 ->> 0, ?4 ->> 1, ?4 ->> 2",
            (connection_id, int(sa_id), field, body),
        )

    def is_consented(self, connection_id: int) -> bool:
        """Whether somebody in the team has consented to write a shop's products, as its syncs do when they begin."""
        return bool(
            self._db.value(
                "SELECT EXISTS (SELECT 1 FROM team_fact WHERE connection_id = ? AND kind = 'consent')",
                (connection_id,),
            )
        )

    # --- products -------------------------------------------------------------------------------

    def key(self, product_id: int, account_id: int) -> str:
        """Return the team's key of a product of an account; empty for one that is not known, or of a former shop."""
        row = self._db.one(
            f"SELECT connection_id, inner_id FROM product WHERE id = ? AND {_NOT_FORMER}",
            (product_id,),
        )
        return "" if row is None else f"{self._mark(row[0], account_id)}{row[1]}"

    def product_id(self, connection_id: int, account_id: int, key: str) -> int | None:
        """The local id of a product by that."""
        row = self._db.one(
            f"SELECT id FROM product WHERE connection_id = ?1 AND {_IS_MEANT.format('?2')}",
            (connection_id, key, self._mark(connection_id, account_id)),
        )
        return None if row is None else int(row[0])

    def _mark(self, connection_id: int, account_id: int) -> str:
        """Return the beginning of the keys of the shop whose products are stored here, in this account."""
        address = self._db.value(
            "SELECT linked_shop FROM connection WHERE id = ?", (connection_id,)
        )
        return f"{mark_of(str(address))}/{account_id} "
