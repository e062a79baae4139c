"""The window's acts on a team; each may wait for the network, and belongs off its thread."""

# ruff: noqa: TC004 - it is never decoded, so nothing looks at its annotations

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.core.team.team import Exchange, Membership, Role, TeamRun, TeamStatus
    from shopsync_gui.sync.run.lease import LeaseSource


class TeamActions(msgspec.Struct, frozen=True):
    """The calls that `app` hands over: the window itself speaks to no database. All raise ShopSyncError."""

    #: Address and password, which is empty for one that is kept.
    create: Callable[[str, str], Membership]
    #: The same, and whether as a viewer.
    join: Callable[[str, str, bool], Membership]
    #: False where the team could not be told.
    leave: Callable[[], bool]
    status: Callable[[], TeamStatus]
    #: Takes in the letters, presets and views of the others, and tells one's own.
    exchange: Callable[[], Exchange]
    #: The receipt of any member's run.
    receipt: Callable[[TeamRun], RunReport]
    #: A shop's id in the team.
    end_lease: Callable[[int], None]
    take_schedule: Callable[[int], None]
    #: The plan at which the brake stopped the shop's last run.
    approve: Callable[[int], None]
    #: A member's id and its role to be.
    set_role: Callable[[int, Role], None]
    #: How what writes to an account obtains the right to it.
    leases: LeaseSource
