"""The shops joined to accounts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from shopsync_gui.core import errors
from shopsync_gui.core.settings.schedule import Schedule
from shopsync_gui.core.settings.shop_choices import CategoryNaming, Pace, Package, PriceChoice
from shopsync_gui.core.team.told_shop import FIELDS, Fields
from shopsync_gui.store.database.codecs import time_in, time_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.store.database.database import Database


#: The choices that decide what the account is given of a product; a consent covers no others.
_OF_PRODUCTS = ("language", "price", "categories")


class ConnectionOptions(msgspec.Struct, frozen=True, kw_only=True):
    """A connection's choices; what a newer or older program stored besides is ignored."""

    language: str = "hu"
    price: PriceChoice = PriceChoice.CURRENT
    categories: CategoryNaming = CategoryNaming.SHORT
    package: Package = Package.ECOMMERCE
    pace: Pace = Pace.FULL
    schedule: Schedule = msgspec.field(default_factory=Schedule)
    #: The user's own words for it: a client, a country.
    labels: tuple[str, ...] = ()

    def written_otherwise(self, other: ConnectionOptions) -> tuple[str, ...]:
        """The names of the choices by which a sync would write something else than by others."""
        return tuple(name for name in _OF_PRODUCTS if getattr(self, name) != getattr(other, name))


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A shop joined to an account. `name` is the first label of the shop's host."""

    id: int
    name: str
    title: str
    shop_url: str
    token_url: str
    sa_url: str
    client_id: str
    sa_user: str
    demo: bool = False
    options: ConnectionOptions = msgspec.field(default_factory=ConnectionOptions)
    shop_identity: str = ""
    account_identity: str = ""
    #: The account whose ids its products have, by `account_key`; "" where none was read yet.
    linked_account: str = ""
    #: The address of the shop that its products were read from; "" where none was read yet, or while
    #: those of a former shop are being set aside.
    linked_shop: str = ""
    #: Which of the shops that it has led to that is, and whose products the account was given last.
    shop_number: int = 0
    synced_shop: int = 0
    consented_at: datetime | None = None
    verified_at: datetime | None = None
    verified_count: int | None = None
    created_at: datetime | None = None
    #: The end of the first reading of the whole shop, and the user's last newsletter about it.
    first_read_at: datetime | None = None
    newsletter_at: datetime | None = None
    digest_at: datetime | None = None
    #: What a colleague has changed of its addresses and users, until the user agrees.
    moved: Fields = {}

    @property
    def told_fields(self) -> Fields:
        """The fields that a team is told of and may change."""
        return {name: getattr(self, name) for name in FIELDS}

    @property
    def told(self) -> str:
        """Everything that another computer needs to connect the same shop, but for the two secrets, as JSON."""
        return msgspec.json.encode({**self.told_fields, "options": self.options}).decode()

    @property
    def account_key(self) -> str:
        """The account's identity: no other account has the same."""
        return f"{self.sa_user}@{self.sa_url}"

    @property
    def is_shop_known(self) -> bool:
        """Whether what is stored was read from the shop that it leads to now, as far as is known."""
        return self.linked_shop == self.shop_url

    @property
    def is_account_known(self) -> bool:
        """Whether what is stored of an account was read from the one that it leads to now."""
        return self.linked_account == self.account_key

    @property
    def wrote_elsewhere(self) -> bool:
        """Whether the last sync wrote to another account than it leads to now."""
        return self.account_identity not in ("", self.account_key)

    def may_be_written(self, *, looks_only: bool) -> bool:
        """Whether its account is written to by a computer that may only look; the demo's is nobody else's."""
        return self.demo or not looks_only

    def has_account_of(self, other: Connection) -> bool:
        """Whether both shops are written to the same account."""
        return self.account_key == other.account_key

    def sharers_among(self, others: Iterable[Connection]) -> str:
        """The titles of the other shops that are written to the same account."""
        known = tuple(others)
        sharers = (c for c in known if c.id != self.id and c.has_account_of(self))
        return ", ".join(sharer.title_among(known) for sharer in sharers)

    def title_among(self, others: Iterable[Connection], *, short: bool = False) -> str:
        """The title; with the name, or in `short` only that, where another shop has the same title."""
        if any(c.id != self.id and c.title == self.title for c in others):
            return self.name if short else f"{self.title} ({self.name})"
        return self.title


_COLUMNS = Connection.__struct_fields__
_TIMES = frozenset(
    {"consented_at", "verified_at", "created_at", "first_read_at", "newsletter_at", "digest_at"}
)


class Connections:
    """The connections of one store."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def looks_only(self) -> bool:
        """Whether this computer is a viewer in its team, as was last heard: it writes to no account."""
        return bool(self._db.value("SELECT role = 'viewer' FROM team"))

    def in_team(self) -> bool:
        """Whether this computer has joined a team."""
        return self._db.value("SELECT 1 FROM team") is not None

    def may_write(self, connection: Connection) -> bool:
        """Whether a run here may write to the shop's account."""
        return connection.may_be_written(looks_only=self.looks_only())

    def all(self) -> list[Connection]:
        """Every connection, the oldest first."""
        return self._select("ORDER BY id")

    def get(self, connection_id: int) -> Connection | None:
        """The connection with this id."""
        return next(iter(self._select("WHERE id = ?", connection_id)), None)

    def known_shops(self) -> frozenset[int]:
        """The connections whose products were read from the shop that they lead to now."""
        return frozenset(self._db.column("SELECT id FROM connection WHERE linked_shop = shop_url"))

    def account_keys(self, connection: Connection) -> frozenset[str]:
        """The keys of the account it writes to: its own, and those of other API users of the same one.

        Two users see the same products under the same ids, as far as their accounts were read.
        """
        from shopsync_gui.store.account.target import TargetStore  # the window's start does without

        accounts = TargetStore(self._db)
        marks = accounts.landmarks(connection.id)
        others = self._select(
            "WHERE sa_url = ? AND sa_user <> ?", connection.sa_url, connection.sa_user
        )
        same = {other.account_key for other in others if accounts.shows(other.id, marks)}
        return frozenset({connection.account_key} | same)

    def sharers_of(self, connection: Connection) -> str:
        """The titles of the other shops that are written to the same account, be it by another API user."""
        keys, known = self.account_keys(connection), self.all()
        return ", ".join(
            other.title_among(known)
            for other in known
            if other.id != connection.id and other.account_key in keys
        )

    def sharers(self, connection: Connection) -> tuple[int, ...]:
        """The other shops whose products are in the account that this one writes to."""
        keys = self.account_keys(connection)
        return tuple(
            other.id
            for other in self.all()
            if other.id != connection.id and other.account_key in keys and not other.wrote_elsewhere
        )

    def named(self, name: str) -> Connection | None:
        """The connection with exactly this name."""
        return next(iter(self._select("WHERE name = ?", name)), None)

    def meant_by(self, text: str) -> list[Connection]:
        """The connections that people may mean by a name, a title, a number or any address of a shop."""
        from shopsync_gui.store.account.shop_finder import shops_meant  # the window needs it not

        return shops_meant(self.all(), text, self._page_of)

    def _page_of(self, connection: Connection) -> str:
        """The address of one of the shop's pages."""
        rows = self._db.rows(
            "SELECT page FROM product WHERE connection_id = ? AND page <> '' LIMIT 1",
            (connection.id,),
        )
        return str(rows[0][0]) if rows else ""

    def add(self, *, name: str, now: datetime, **values: Any) -> Connection:
        """Keep a new connection. Raises NameTaken."""
        if self._select("WHERE name = ?", name):
            raise errors.NameTaken(shop=name)
        row = _encode({"name": name, "created_at": now} | values)
        marks = ", ".join("?" * len(row))
        self._db.execute_sql(
            f"INSERT INTO connection ({', '.join(row)}) VALUES ({marks})",
            list(row.values()),
        )
        return self._select("WHERE name = ?", name)[0]

    def add_told(self, name: str, told: str, now: datetime) -> Connection:
        """Keep a shop that another computer told of. Raises NameTaken."""
        values = msgspec.json.decode(told, type=dict[str, Any])
        try:
            options = msgspec.convert(values.get("options", {}), ConnectionOptions)
        except ValueError:  # of another version
            options = ConnectionOptions()
        return self.add(name=name, now=now, options=options, **{f: str(values[f]) for f in FIELDS})

    def update(self, connection_id: int, **values: Any) -> Connection:
        """Change fields of a connection. Raises ShopNotConnected."""
        row = _encode(values)
        if row:
            pairs = ", ".join(f"{column} = ?" for column in row)
            self._db.execute_sql(
                f"UPDATE connection SET {pairs} WHERE id = ?",
                [*row.values(), connection_id],
            )
        connection = self.get(connection_id)
        if connection is None:
            raise errors.ShopNotConnected(shop=connection_id)
        return connection

    def _select(self, rest: str, *params: object) -> list[Connection]:
        columns = ", ".join(_COLUMNS)
        rows = self._db.rows(
            f"SELECT {columns} FROM (SELECT * FROM connection WHERE removed = 0) {rest}", params
        )
        return [_decode(row) for row in rows]


def _encode(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(_COLUMNS)
    if unknown:
        raise TypeError(f"a connection has no {', '.join(sorted(unknown))}")
    row = dict(values)
    for name in _TIMES & set(row):
        row[name] = time_in(row[name])
    if "options" in row:
        row["options"] = msgspec.json.encode(row["options"]).decode()
    if "moved" in row:
        row["moved"] = msgspec.json.encode(row["moved"]).decode()
    if "demo" in row:
        row["demo"] = int(row["demo"])
    return row


def _decode(row: tuple[Any, ...]) -> Connection:
    values = dict(zip(_COLUMNS, row, strict=True))
    for name in _TIMES:
        values[name] = time_out(values[name])
    values["demo"] = bool(values["demo"])
    values["moved"] = msgspec.json.decode(values["moved"], type=dict[str, str])
    values["options"] = options_of(values["options"])
    return Connection(**values)


def options_of(stored: str) -> ConnectionOptions:
    """A connection's choices as they are stored; the usual ones where they cannot be read."""
    try:
        return msgspec.json.decode(stored, type=ConnectionOptions)
    except (ValueError, RecursionError):
        return ConnectionOptions()
