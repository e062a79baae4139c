"""The obstacles that keep the syncs of a schedule from running, and their words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.text import N_, translate

if TYPE_CHECKING:
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.system.secrets import Secrets


class Obstacle(StrEnum):
    """An obstacle of a scheduled sync, the gravest first."""

    LOGIN_MISSING = "login_missing"
    LOGIN_NOT_KEPT = "login_not_kept"
    NO_TRAY = "no_tray"
    NOT_STARTED = "not_started"

    @property
    def stops_all(self) -> bool:
        """Whether no scheduled sync can run at all; the others only keep it from running always."""
        return self is Obstacle.LOGIN_MISSING


_TEXTS = {
    Obstacle.LOGIN_MISSING: N_(
        "A password is not stored, so no sync can start by itself. Type it under Edit…"
    ),
    Obstacle.LOGIN_NOT_KEPT: N_(
        "The passwords are known only until the program ends: after its next start, scheduled syncs"
        " wait until they are typed again."
    ),
    Obstacle.NO_TRAY: N_(
        "This desktop has no system tray: scheduled syncs run only while the window is open."
    ),
    Obstacle.NOT_STARTED: N_(
        "The program does not start with the system: after a restart of the computer, scheduled"
        " syncs run only once you have opened it (Settings > General)."
    ),
}


def obstacle_text(obstacle: Obstacle) -> str:
    """An obstacle as a sentence, with what helps."""
    return translate(_TEXTS[obstacle])


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions of a shop's scheduled syncs: passwords, the tray, the start with the system."""

    has_passwords: bool
    keeps_passwords: bool
    has_tray: bool
    starts: bool

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """The conditions that are not met, as obstacles."""
        found = []
        if not self.has_passwords:
            found.append(Obstacle.LOGIN_MISSING)
        elif not self.keeps_passwords:
            found.append(Obstacle.LOGIN_NOT_KEPT)
        if not self.has_tray:
            found.append(Obstacle.NO_TRAY)
        if not self.starts:
            found.append(Obstacle.NOT_STARTED)
        return tuple(found)


def read_conditions(secrets: Secrets, connection: Connection, *, has_tray: bool) -> Conditions:
    """Look at what a shop's scheduled syncs depend on; asking the keyring may take a while."""
    from shopsync_gui.sync.run.secret_addresses import has_secrets  # the words alone need neither
    from shopsync_gui.system.autostart import starts_with_system

    return Conditions(
        has_passwords=has_secrets(secrets, connection),
        keeps_passwords=not secrets.only_remembered(connection.name),
        has_tray=has_tray,
        starts=starts_with_system(),
    )
