"""A team on one PostgreSQL, and all that speaks to it; imported in full only where one is joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.sync.lease import alone

if TYPE_CHECKING:
    from shopsync_gui.store import Store
    from shopsync_gui.sync.lease import LeaseMaker
    from shopsync_gui.system.secrets import Secrets


def lease_maker(store: Store, secrets: Secrets) -> LeaseMaker:
    """How runs on this store obtain the right to write: of the team, or alone where there is none."""
    if store.team.membership() is None:
        return alone
    from shopsync_gui.team.lease import TeamLeases

    return TeamLeases(store, secrets)
