"""A team on one PostgreSQL, and all that speaks to it; imported in full only where one is joined."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from shopsync_gui.store import open_store
from shopsync_gui.sync.run.lease import alone
from shopsync_gui.system.paths import database_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shopsync_gui.store import Store
    from shopsync_gui.sync.run.lease import LeaseMaker
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.team.members import TeamOffice

T = TypeVar("T")


def lease_maker(store: Store, secrets: Secrets) -> LeaseMaker:
    """Choose how runs on this store obtain the right to write: of the team, or alone where there is none."""
    if store.team.membership() is None:
        return alone
    from shopsync_gui.team.leases import team_leases

    return team_leases(store, secrets)


def at_office(home: Path, secrets: Secrets, work: Callable[[TeamOffice], T]) -> T:
    """Do something about the team of a data folder, with a store of its own: on any thread."""
    from shopsync_gui.team.members import TeamOffice

    with closing(open_store(database_file(home))) as store:
        return work(TeamOffice(store, secrets))
