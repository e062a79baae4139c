"""The membership in a team, and what has changed here since the team's database was read."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.team import Fact, Membership, Role
from shopsync_gui.store.codecs import moment_out, time_in, time_out
from shopsync_gui.store.connections import options_of
from shopsync_gui.store.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from shopsync_gui.store.database import Database

#: Whether a key with the mark ?3 is that of a product.
_IS_MEANT = "product.inner_id = substr({0}, length(?3) + 1) AND substr({0}, 1, length(?3)) = ?3"
#: What is set aside of a former shop concerns this computer alone.
_NOT_FORMER = "inner_id NOT GLOB 'former [0-9]*'"
#: Common knowledge about one connection, as it stands here. Parameters: the connection, and the mark of
#: its shop, which stands before the shop's own keys: in another shop these stand for something else.
_HERE = (
    "SELECT 'product' AS kind, ?2 || inner_id AS key, CAST(sa_id AS TEXT) AS body FROM product"
    f" WHERE connection_id = ?1 AND sa_id IS NOT NULL AND {_NOT_FORMER}"
    " UNION ALL SELECT 'category', ?2 || inner_id, json_array(sa_id, wanted, shown)"
    f" FROM category_pair WHERE connection_id = ?1 AND {_NOT_FORMER}"
    " UNION ALL SELECT 'echo', sa_id || ' ' || field, json_array(wanted, shown, tries)"
    " FROM echo WHERE connection_id = ?1"
    " UNION ALL SELECT 'option', 'options', options FROM connection WHERE id = ?1"
    " UNION ALL SELECT 'consent', sa_user, json_array(consented_at, options, shop_url, sa_url)"
    " FROM connection WHERE id = ?1 AND consented_at IS NOT NULL"
)


#: The row of `team_seen` that says how far the team's shops were read; no connection has this id.
SHOPS = -1


class TeamStore:
    """The memory that this data folder has of its team."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # --- membership -----------------------------------------------------------------------------

    def membership(self) -> Membership | None:
        """The team that was joined."""
        row = self._db.one(
            "SELECT address, member_id, computer_key, name, role, joined_at FROM team"
        )
        if row is None:
            return None
        address, member_id, computer_key, name, role, joined_at = row
        return Membership(
            address=address,
            member_id=member_id,
            computer_key=computer_key,
            name=name,
            role=Role(role),
            joined_at=moment_out(joined_at),
        )

    def note_role(self, role: Role) -> None:
        """Note what an owner has made of this computer."""
        if self._db.value("SELECT role FROM team") not in (None, role.value):
            self._db.execute_sql("UPDATE team SET role = ?", (role.value,))

    def join(self, membership: Membership) -> None:
        """Keep a membership; nothing is common knowledge in a new team."""
        with self._db.atomic():
            self.leave()
            self._db.execute_sql(
                "INSERT INTO team (address, member_id, computer_key, name, role, joined_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    membership.address,
                    membership.member_id,
                    membership.computer_key,
                    membership.name,
                    membership.role.value,
                    time_in(membership.joined_at),
                ),
            )

    def leave(self) -> None:
        """Forget the team; everything that it brought stays."""
        with self._db.atomic():
            for table in (
                "team",
                "team_fact",
                "team_seen",
                "team_schedule",
                "team_document",
                "team_shop",
            ):
                self._db.execute_sql(f"DELETE FROM {table}")

    def note_left(self, membership: Membership) -> None:
        """Note that the team still has to hear that this computer left it."""
        self._db.execute_sql(
            "INSERT OR REPLACE INTO team_left (computer_key, address, member_id) VALUES (?, ?, ?)",
            (membership.computer_key, membership.address, membership.member_id),
        )

    def untold(self) -> list[tuple[str, str, int]]:
        """The teams that still have to hear of it: computer key, address and number of the member."""
        rows = self._db.rows("SELECT computer_key, address, member_id FROM team_left", ())
        return [(str(key), str(address), int(member)) for key, address, member in rows]

    def note_told(self, computer_key: str) -> None:
        """Note that a team has heard of it."""
        self._db.execute_sql("DELETE FROM team_left WHERE computer_key = ?", (computer_key,))

    # --- common knowledge -----------------------------------------------------------------------

    def seen(self, connection_id: int) -> int:
        """How far the team's rows were read."""
        number = self._db.value(
            "SELECT seq FROM team_seen WHERE connection_id = ?", (connection_id,)
        )
        return int(number or 0)

    def note_seen(self, connection_id: int, seq: int) -> None:
        """Note how far they were read."""
        self._db.execute_sql(
            "INSERT OR REPLACE INTO team_seen (connection_id, seq) VALUES (?, ?)",
            (connection_id, seq),
        )

    def changed(self, connection_id: int) -> list[Fact]:
        """What stands here otherwise than in the team's database, as it was last read.

        The id of a product is known no more only where the account does not hold it any more; a
        consent to write by another API user is that user's.
        """
        known = (connection_id, self._mark(connection_id))
        mirror = "SELECT kind, key, body FROM team_fact WHERE connection_id = ?1"
        new = self._db.rows(f"{_HERE} EXCEPT {mirror}", known)
        gone = self._db.rows(
            f"SELECT kind, key, NULL FROM team_fact AS known WHERE connection_id = ?1"
            f" AND (kind, key) NOT IN (SELECT kind, key FROM ({_HERE}))"
            " AND (kind NOT IN ('product', 'category') OR substr(key, 1, length(?2)) = ?2)"
            " AND (kind <> 'product' OR NOT EXISTS (SELECT 1 FROM account_product AS held"
            " WHERE held.connection_id = ?1 AND held.sa_id = CAST(known.body AS INTEGER)))"
            " AND (kind <> 'consent' OR key = (SELECT sa_user FROM connection WHERE id = ?1))",
            known,
        )
        return [Fact(*row) for row in (*new, *gone)]

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

    def take_in(self, connection_id: int, facts: Sequence[Fact], seq: int) -> dict[int, int | None]:
        """Take over rows that others wrote, read up to `seq`.

        Categories, echoes, the shop's options and the consent to write by them are in place
        afterwards. Handed back are the account's ids of products that are not linked here as the
        team has them, by local id; None for one that a colleague's run took away or found gone.
        """
        fresh = self._unknown(connection_id, facts)
        gone = self._gone(connection_id, fresh)
        with self._db.atomic():
            self.shared(connection_id, facts)
            for fact in fresh:
                if fact.kind == "category":
                    self._take_category(connection_id, fact)
                elif fact.kind == "echo":
                    self._take_echo(connection_id, fact)
                elif fact.kind == "option" and fact.body is not None:
                    self._take_options(connection_id, fact.body)
            self._take_consent(connection_id)
            self.note_seen(connection_id, seq)
        keys = [fact.key for fact in fresh if fact.kind == "product" and fact.body is not None]
        return gone | dict(
            self._db.rows(
                "SELECT product.id, CAST(body AS INTEGER) FROM team_fact JOIN product"
                f" ON product.connection_id = ?1 AND {_IS_MEANT.format('team_fact.key')}"
                " WHERE team_fact.connection_id = ?1 AND kind = 'product'"
                " AND product.sa_id IS NOT CAST(body AS INTEGER)"
                " AND (product.sa_id IS NULL OR key IN (SELECT value FROM json_each(?2)))",
                (connection_id, msgspec.json.encode(keys).decode(), self._mark(connection_id)),
            )
        )

    def _gone(self, connection_id: int, fresh: Iterable[Fact]) -> dict[int, int | None]:
        """Products linked here to what the team held of them so far, and holds no more."""
        keys = [fact.key for fact in fresh if fact.kind == "product" and fact.body is None]
        rows = self._db.column(
            "SELECT product.id FROM json_each(?2) AS given JOIN team_fact AS known"
            " ON known.connection_id = ?1 AND known.kind = 'product' AND known.key = given.value"
            f" JOIN product ON product.connection_id = ?1 AND {_IS_MEANT.format('known.key')}"
            " AND product.sa_id = CAST(known.body AS INTEGER)",
            (connection_id, msgspec.json.encode(keys).decode(), self._mark(connection_id)),
        )
        return dict.fromkeys(rows)

    def _unknown(self, connection_id: int, facts: Sequence[Fact]) -> list[Fact]:
        """Those that are news: what this computer wrote itself comes back, and may be old by now."""
        given = msgspec.json.encode(facts).decode()
        numbers = self._db.column(
            "SELECT given.key FROM json_each(?2) AS given LEFT JOIN team_fact AS known"
            " ON known.connection_id = ?1 AND known.kind = given.value ->> 0"
            " AND known.key = given.value ->> 1"
            " WHERE known.body IS NOT given.value ->> 2 ORDER BY given.key",
            (connection_id, given),
        )
        return [facts[number] for number in numbers]

    def _take_category(self, connection_id: int, fact: Fact) -> None:
        mark = self._mark(connection_id)
        if not fact.key.startswith(mark):
            return  # a category of another shop
        inner_id = fact.key.removeprefix(mark)
        if fact.body is None:
            self._db.execute_sql(
                "DELETE FROM category_pair WHERE connection_id = ? AND inner_id = ?",
                (connection_id, inner_id),
            )
            return
        self._db.execute_sql(
            "INSERT OR REPLACE INTO category_pair (connection_id, inner_id, sa_id, wanted, shown)"
            " SELECT ?1, ?2, ?3 ->> 0, ?3 ->> 1, ?3 ->> 2",
            (connection_id, inner_id, fact.body),
        )

    def _take_echo(self, connection_id: int, fact: Fact) -> None:
        sa_id, _, field = fact.key.partition(" ")
        if fact.body is None:
            self._db.execute_sql(
                "DELETE FROM echo WHERE connection_id = ? AND sa_id = ? AND field = ?",
                (connection_id, int(sa_id), field),
            )
            return
        self._db.execute_sql(
            "INSERT OR REPLACE INTO echo (connection_id, sa_id, field, wanted, shown, tries)"
            " SELECT ?1, ?2, ?3, ?4 ->> 0, ?4 ->> 1, ?4 ->> 2",
            (connection_id, int(sa_id), field, fact.body),
        )

    def _take_options(self, connection_id: int, options: str) -> None:
        """Take over a colleague's options: consent and proofs are void where these decide otherwise."""
        here = self._db.value("SELECT options FROM connection WHERE id = ?", (connection_id,))
        if here == options:
            return
        self._db.execute_sql(
            "UPDATE connection SET options = ? WHERE id = ?", (options, connection_id)
        )
        if options_of(str(here)).written_otherwise(options_of(options)):
            Runs(self._db).outdate(connection_id)
            self._db.execute_sql(
                "UPDATE connection SET consented_at = NULL, verified_at = NULL,"
                " verified_count = NULL WHERE id = ?",
                (connection_id,),
            )

    def _take_consent(self, connection_id: int) -> None:
        """Hold a colleague's consent for one's own where it covers the same: options, sides, user."""
        self._db.execute_sql(
            "UPDATE connection SET consented_at = known.body ->> 0 FROM team_fact AS known"
            " WHERE connection.id = ?1 AND known.connection_id = ?1 AND known.kind = 'consent'"
            " AND known.key = connection.sa_user AND connection.options = known.body ->> 1"
            " AND connection.shop_url = known.body ->> 2 AND connection.sa_url = known.body ->> 3"
            " AND coalesce(connection.consented_at, 0) < known.body ->> 0",
            (connection_id,),
        )

    # --- schedules ------------------------------------------------------------------------------

    def elsewhere_until(self, connection_id: int) -> datetime | None:
        """Until when another computer is taken to run a shop's schedule; None where this one does."""
        return time_out(
            self._db.value(
                "SELECT until FROM team_schedule WHERE connection_id = ?", (connection_id,)
            )
        )

    def note_elsewhere(self, connection_id: int, until: datetime | None) -> None:
        """Note that another computer runs a shop's schedule; with None, that this one does."""
        self._db.execute_sql("DELETE FROM team_schedule WHERE connection_id = ?", (connection_id,))
        if until is not None:
            self._db.execute_sql(
                "INSERT INTO team_schedule (connection_id, until) VALUES (?, ?)",
                (connection_id, time_in(until)),
            )

    # --- products -------------------------------------------------------------------------------

    def key(self, product_id: int) -> str:
        """How a team calls a product; empty for one that is not known, or of a former shop."""
        row = self._db.one(
            f"SELECT connection_id, inner_id FROM product WHERE id = ? AND {_NOT_FORMER}",
            (product_id,),
        )
        return "" if row is None else f"{self._mark(row[0])}{row[1]}"

    def product_id(self, connection_id: int, key: str) -> int | None:
        """The local id of a product by that."""
        row = self._db.one(
            f"SELECT id FROM product WHERE connection_id = ?1 AND {_IS_MEANT.format('?2')}",
            (connection_id, key, self._mark(connection_id)),
        )
        return None if row is None else int(row[0])

    def _mark(self, connection_id: int) -> str:
        """What stands before the keys of the shop whose products are stored here."""
        address = self._db.value(
            "SELECT linked_shop FROM connection WHERE id = ?", (connection_id,)
        )
        return f"{sha256(str(address).encode()).hexdigest()[:8]} "
