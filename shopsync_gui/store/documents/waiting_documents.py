"""Letters, presets and saved views of disconnected shops: they are there again once their shop is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.team.team import DocumentKind
from shopsync_gui.store.documents.shared_documents import SharedLetter, needed_shops

if TYPE_CHECKING:
    from shopsync_gui.store.account.connections import Connection, Connections
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.documents.document_bodies import DocumentBodies

#: The demo's sandbox has another address each time, and always the same products.
_DEMO = "demo"


class WaitingLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that waits for its shop, which had this title, name and API address."""

    id: int
    address: str
    title: str
    name: str
    letter: SharedLetter

    def is_of(self, connection: Connection) -> bool:
        """Whether that is the shop it waits for."""
        return _address(connection) == self.address


class WaitingDocuments:
    """Letters, presets and views that the user made for shops no longer connected."""

    def __init__(
        self, database: Database, connections: Connections, bodies: DocumentBodies
    ) -> None:
        self._db = database
        self._connections = connections
        self._bodies = bodies

    def set_aside(self, connection_id: int) -> None:
        """Have what belongs to a shop wait, before the shop is removed."""
        connection = self._connections.get(connection_id)
        if connection is None:
            return
        with self._db.atomic():
            for (kind, local), row in self._bodies.rows().items():
                if needed_shops(kind, row.shop, row.body) != {connection.name}:
                    continue
                team_key = self._db.value(
                    "SELECT key FROM team_document WHERE kind = ? AND local = ? AND body = ?",
                    (kind.value, local, row.body),
                )
                self._db.execute_sql(
                    "INSERT INTO waiting_document (address, title, shop, kind, body, team_key)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        _address(connection),
                        connection.title,
                        row.shop,
                        kind.value,
                        row.body,
                        team_key,
                    ),
                )
                self._bodies.of(kind).remove(local)

    def put_back(self, connection_id: int) -> None:
        """Have what waited for this shop, which was read to its end, belong to it."""
        connection = self._connections.get(connection_id)
        if connection is None:
            return
        rows = self._db.rows(
            "SELECT id, shop, kind, body, team_key FROM waiting_document WHERE address = ?"
            " ORDER BY id",
            (_address(connection),),
        )
        for number, shop, kind, body, team_key in rows:
            name = connection.name if shop else ""
            with self._db.atomic():
                if self._team_holds(kind, team_key) or self._place(DocumentKind(kind), name, body):
                    self.remove(number)

    def _team_holds(self, kind: str, key: str | None) -> bool:
        """Whether the document comes back by itself, from the team."""
        query = "SELECT 1 FROM team_document WHERE kind = ? AND key = ? AND body IS NOT NULL"
        return key is not None and self._db.one(query, (kind, key)) is not None

    def _place(self, kind: DocumentKind, shop: str, body: str) -> bool:
        """Put one into a row of its own, under a name that is free; whether it can stand there."""
        bodies = self._bodies.of(kind)
        called = name = bodies.name_of(body)
        number = 2
        while bodies.holder(shop, called) is not None:
            called = f"{name} ({number})"
            number += 1
        return bodies.put(shop, bodies.renamed(body, called), None) is not None

    def letters(self) -> list[WaitingLetter]:
        """The letters that wait, the newest first."""
        rows = self._db.rows(
            "SELECT id, address, title, shop, body FROM waiting_document WHERE kind = ?",
            (DocumentKind.LETTER.value,),
        )
        letters = [
            WaitingLetter(
                id=number,
                address=address,
                title=title,
                name=name,
                letter=msgspec.json.decode(body, type=SharedLetter),
            )
            for number, address, title, name, body in rows
        ]
        return sorted(letters, key=lambda each: (each.letter.made_at, each.id), reverse=True)

    def remove(self, number: int) -> None:
        """Forget one of them."""
        self._db.execute_sql("DELETE FROM waiting_document WHERE id = ?", (number,))


def _address(connection: Connection) -> str:
    return _DEMO if connection.demo else connection.shop_url
