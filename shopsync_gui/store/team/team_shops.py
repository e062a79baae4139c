"""The shops as a team has them: what comes of a colleague's changes, and what was changed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.team.told_shop import FIELDS, OPTIONS, ToldShop

if TYPE_CHECKING:
    from datetime import datetime

    from shopsync_gui.core.team.told_shop import Change, Fields
    from shopsync_gui.store.account.connections import Connection, Connections
    from shopsync_gui.store.database.database import Database


class TeamShops:
    """Common knowledge about the shops of a team.

    A title that a colleague changes is taken over. An address, client id or API user is not before the
    user has agreed, for the secrets go there: until then nothing of the shop is synced.
    """

    def __init__(self, database: Database, connections: Connections) -> None:
        self._db = database
        self._connections = connections

    def take_in(self, name: str, told: str, now: datetime) -> bool:
        """Take over what the team holds of a shop; whether anything is other than before.

        A new one is connected, without its secrets; one that was disconnected here stays away.
        """
        try:
            team = msgspec.json.decode(told, type=dict[str, object])
            fields = {field: str(team[field]) for field in FIELDS}
        except (ValueError, RecursionError, KeyError):
            return False  # of another version, or damaged: nothing here changes
        known = self._known(name)
        connection = next((each for each in self._connections.all() if each.name == name), None)
        if connection is None and known is None:
            connection = self._connections.add_told(name, told, now)
            options = msgspec.json.encode(connection.options).decode()
            here = fields | {OPTIONS: options}
            self._keep(name, ToldShop(team=fields, seen=fields, here=here))
            return True
        if known is None or connection is None or not known.here:
            here = {} if connection is None else connection.told_fields
            self._keep(name, ToldShop(team=fields, seen=fields, here=here))
            return False
        return self._take_changes(connection, msgspec.structs.replace(known, team=fields))

    def _take_changes(self, connection: Connection, known: ToldShop) -> bool:
        moved = known.moved(connection.told_fields)
        title = moved.pop("title", connection.title)
        changed = moved != connection.moved or title != connection.title
        if changed:
            self._connections.update(connection.id, title=title, moved=moved)
        self._keep(connection.name, known if moved else known.agreed())
        return changed

    def is_told(self, connection: Connection) -> bool:
        """Whether the team was told of a shop; that of the demo concerns nobody else."""
        return connection.demo or self._known(connection.name) is not None

    def changes(self, connection: Connection) -> dict[str, Change]:
        """Find what was changed here and is to be told."""
        known = self._known(connection.name)
        return {} if known is None or not known.here else known.changes(connection.told_fields)

    def agree(self, connection: Connection) -> None:
        """Note that the user decided about a colleague's changes; what is saved then is for all."""
        known = self._known(connection.name)
        if known is not None and known.here:
            self._keep(connection.name, known.agreed())

    def _known(self, name: str) -> ToldShop | None:
        row = self._db.one("SELECT team, seen, here FROM team_shop WHERE name = ?", (name,))
        if row is None:
            return None
        team, seen, here = (msgspec.json.decode(text, type=dict[str, str]) for text in row)
        return ToldShop(team=team, seen=seen, here=here)

    def _keep(self, name: str, shop: ToldShop) -> None:
        self._db.execute_sql(
            "INSERT OR REPLACE INTO team_shop (name, team, seen, here) VALUES (?, ?, ?, ?)",
            (name, *(_text(fields) for fields in (shop.team, shop.seen, shop.here))),
        )


def _text(fields: Fields) -> str:
    return msgspec.json.encode(fields).decode()
