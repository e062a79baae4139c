"""The question whether there is a newer version; nothing is ever fetched but the signed answer."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from shopsync_gui import __version__
from shopsync_gui.core.errors import UpdateNotTrusted
from shopsync_gui.core.kept_types import Moment
from shopsync_gui.core.releases import (
    PERIOD,
    Announcement,
    Channel,
    check_current,
    is_newer,
    read_announcement,
)
from shopsync_gui.remote.announcements import fetch
from shopsync_gui.remote.minisign import BadSignature, verify
from shopsync_gui.system.files import whole_file
from shopsync_gui.system.paths import UPDATE_MEMORY

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

log = logging.getLogger(__name__)


class UpdateMemory(msgspec.Struct, frozen=True):
    """The moment of the last question, and the newest announcement so far, kept in the data folder."""

    asked: Moment | None = None
    latest: Announcement | None = None

    @property
    def newer(self) -> Announcement | None:
        """The announcement, if it is of a newer version than this program's."""
        latest = self.latest
        return latest if latest is not None and is_newer(latest.version, __version__) else None

    def is_due(self, now: datetime) -> bool:
        """Whether a day has passed, also by a clock that was set back."""
        return self.asked is None or not self.asked <= now < self.asked + PERIOD


def read_memory(home: Path) -> UpdateMemory:
    """Read what is remembered; nothing where the file is missing or damaged."""
    try:
        return msgspec.json.decode((home / UPDATE_MEMORY).read_bytes(), type=UpdateMemory)
    except (OSError, ValueError, RecursionError):
        return UpdateMemory()


def ask(home: Path, channel: Channel, now: datetime, proxy: str = "") -> UpdateMemory:
    """Ask the channel, check signature and date of the answer, and remember it.

    Raises UpdateError; what was known before stays then, and the moment is remembered. Blocks.
    """
    known = read_memory(home)
    _remember(home, UpdateMemory(asked=now, latest=known.latest))
    body, signature = asyncio.run(fetch(channel.address, proxy))
    try:
        verify(body, signature, channel.keys)
    except BadSignature:
        log.warning("an announcement with a wrong signature was refused")
        raise UpdateNotTrusted(host=urlsplit(channel.address).netloc) from None
    announcement = read_announcement(body)
    check_current(announcement, now, known.latest)
    memory = UpdateMemory(asked=now, latest=announcement)
    _remember(home, memory)
    return memory


def _remember(home: Path, memory: UpdateMemory) -> None:
    with whole_file(home / UPDATE_MEMORY) as part:
        part.write_bytes(msgspec.json.encode(memory))
