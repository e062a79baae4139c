"""The options of a shop as a team has them, and the consent to write by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from shopsync_gui.core.team.told_shop import OPTIONS
from shopsync_gui.store.account.connections import options_of
from shopsync_gui.store.runs.runs import Runs

if TYPE_CHECKING:
    from shopsync_gui.core.settings.schedule import Schedule
    from shopsync_gui.store.account.connections import ConnectionOptions
    from shopsync_gui.store.database.database import Database

#: What the user may set here before anybody has heard of it; by what products are written, the team decides.
_MAY_BE_KEPT = ("package", "pace", "labels")


class TeamOptions:
    """Options and consents that colleagues told, beside what was chosen on this computer."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def agreed(self, connection_id: int) -> ConnectionOptions | None:
        """The options as the team and this computer last had them in common: before the first contact, as told."""
        stored = self._db.value(
            "SELECT coalesce((SELECT body FROM team_fact WHERE connection_id = ?1"
            " AND kind = 'option' AND key = 'options'), (SELECT here ->> ?2 FROM team_shop"
            " JOIN connection USING (name) WHERE connection.id = ?1))",
            (connection_id, OPTIONS),
        )
        return None if stored is None else options_of(str(stored))

    def take_in(self, connection_id: int, options: str, agreed: ConnectionOptions | None) -> None:
        """Take over a colleague's options, but for what was changed here since and is still to be told.

        Consent and proofs are void where these decide otherwise.
        """
        here = self._db.value("SELECT options FROM connection WHERE id = ?", (connection_id,))
        if here == options:
            return
        team = options_of(options)
        kept = _merged(team, options_of(str(here)), agreed)
        if kept != team:
            options = msgspec.json.encode(kept).decode()
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

    def take_consent(self, connection_id: int) -> None:
        """Hold a colleague's consent for one's own where it covers the same: options, sides, user."""
        self._db.execute_sql(
            "UPDATE connection SET consented_at = known.body ->> 0 FROM team_fact AS known"
            " WHERE connection.id = ?1 AND known.connection_id = ?1 AND known.kind = 'consent'"
            " AND known.key = connection.sa_user AND connection.options = known.body ->> 1"
            " AND connection.shop_url = known.body ->> 2 AND connection.sa_url = known.body ->> 3"
            " AND coalesce(connection.consented_at, 0) < known.body ->> 0",
            (connection_id,),
        )


def _merged(
    team: ConnectionOptions, here: ConnectionOptions, agreed: ConnectionOptions | None
) -> ConnectionOptions:
    """The team's options with what was changed `here` alone since both were as `agreed`; the later schedule counts."""
    kept: dict[str, Any] = {}
    if agreed is not None:
        kept = {
            name: getattr(here, name)
            for name in _MAY_BE_KEPT
            if getattr(here, name) != getattr(agreed, name) == getattr(team, name)
        }
    changed = agreed is None or here.schedule != agreed.schedule
    if changed and _is_later(here.schedule, team.schedule):
        kept["schedule"] = here.schedule
    return msgspec.structs.replace(team, **kept)


def _is_later(here: Schedule, team: Schedule) -> bool:
    """Whether the user chose this one after the other."""
    return here.set_at is not None and (team.set_at is None or here.set_at > team.set_at)
