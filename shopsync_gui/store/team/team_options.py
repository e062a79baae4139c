"""The options of a shop where a team and this computer have changed them both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from shopsync_gui.core.settings.schedule import Schedule
    from shopsync_gui.store.account.connections import ConnectionOptions

#: What the user may set here before anybody has heard of it; by what products are written, the team decides.
_MAY_BE_KEPT = ("package", "pace", "labels")


def merged(
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
