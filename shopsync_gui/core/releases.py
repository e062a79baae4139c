"""Announcements of newer versions: where they come from, what is in them, which of them count."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from shopsync_gui.core import errors
from shopsync_gui.core.kept_types import Moment

#: The time between two questions that the program asks by itself.
PERIOD = timedelta(days=1)

_VERSION = r"\d{1,5}(\.\d{1,5}){1,3}"
#: The most letters of a change log; far more than anybody reads.
_MOST_TEXT = 20_000


class Channel(msgspec.Struct, frozen=True):
    """The place that announces newer versions: a file, and the keys that may have signed it.

    `address` + ".minisig" is the signature's; `keys` are minisign's public keys, as it writes them.
    """

    address: str = ""
    keys: tuple[str, ...] = ()

    @property
    def available(self) -> bool:
        """Whether this program can ask at all."""
        return bool(self.address and self.keys)


#: The channel of this build. Whoever distributes the program fills it in (docs/releasing.md).
CHANNEL = Channel()


class Announcement(msgspec.Struct, frozen=True):
    """The newest version, as its makers announce it, until `expires`.

    `page` is where it can be had; `changes` is the change log by language (hu, en), plain text.
    """

    issued: Moment
    expires: Moment
    version: Annotated[str, msgspec.Meta(pattern=rf"^{_VERSION}$")]
    page: Annotated[str, msgspec.Meta(pattern=r"^https://[^\s\\@]+$", max_length=2000)]
    changes: dict[str, str] = {}

    def changes_in(self, language: str) -> str:
        """The change log in a language; in another one where it has none in this."""
        text = (
            self.changes.get(language)
            or self.changes.get("en")
            or next(iter(self.changes.values()), "")
        )
        return text[:_MOST_TEXT].strip()


def read_announcement(body: bytes) -> Announcement:
    """The announcement in a file whose signature has been checked. Raises UpdateUnreadable."""
    try:
        return msgspec.json.decode(body, type=Announcement)
    except (ValueError, RecursionError):
        raise errors.UpdateUnreadable from None


def check_current(announcement: Announcement, now: datetime, earlier: Announcement | None) -> None:
    """See to it that nobody hands on an old announcement in the place of today's.

    Raises UpdateOutdated where it has expired, or was issued before one that was seen already.
    """
    replayed = earlier is not None and announcement.issued < earlier.issued
    if replayed or announcement.expires <= now:
        raise errors.UpdateOutdated


def is_newer(version: str, than: str) -> bool:
    """Whether a version comes after another; one that is no version does not."""
    if not all(re.fullmatch(_VERSION, text) for text in (version, than)):
        return False
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> list[int]:
    numbers = [int(part) for part in version.split(".")]
    while numbers and numbers[-1] == 0:  # 1.0 is 1.0.0
        numbers.pop()
    return numbers
