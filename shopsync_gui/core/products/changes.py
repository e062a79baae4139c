"""The kinds of change of a product since a moment, and the moments that a list can begin at."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.kept_types import Moment, RowId

if TYPE_CHECKING:
    from collections.abc import Iterable


class ChangeKind(StrEnum):
    """The ways in which a product differs from what it was at a moment."""

    NEW = "new"
    CHEAPER = "cheaper"
    DEARER = "dearer"
    BACK = "back"
    SOLD_OUT = "sold_out"
    MOVED = "moved"
    #: What none of the others is.
    OTHER = "other"


class Period(StrEnum):
    """The moments that the user can choose by name."""

    LAST_SYNC = "last_sync"
    NEWSLETTER = "newsletter"
    WEEK = "week"
    MONTH = "month"


#: Before any moment of a shop: what counts then are all changes since its first whole reading.
EVER = datetime(1970, 1, 1, tzinfo=UTC)
#: After every change there will be.
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Begin(msgspec.Struct, frozen=True):
    """A moment (UTC) from which changes do count; `first_reading`: the shop was first read then.

    `several`: of shops whose moments differ it is the earliest; they all were first read then, or none is said to be.
    """

    at: datetime
    first_reading: bool = False
    several: bool = False


class Since(msgspec.Struct, frozen=True):
    """A moment (UTC) from which changes count; `shops` are other moments, by the shop's local id.

    Nothing counts that was there when the shop had been read as a whole for the first time: of what
    was before, the program knows nothing.
    """

    at: Moment
    shops: tuple[tuple[RowId, Moment], ...] = ()

    def only(self, connection_id: int) -> Since:
        """The same of one shop; nothing of the others counts."""
        return Since(_NEVER, ((connection_id, self.of(connection_id)),))

    def begin(self, first_read: Iterable[tuple[int, datetime | None]]) -> Begin | None:
        """The earliest moment from which changes of some shops do count.

        They are told by their ids, with the end of their first whole reading; None while none of them
        was read as a whole.
        """
        begins = [
            Begin(max(self.of(shop), read), first_reading=self.of(shop) <= read)
            for shop, read in first_read
            if read is not None
        ]
        if len({begin.at for begin in begins}) > 1:
            first = min(begin.at for begin in begins)
            return Begin(first, all(begin.first_reading for begin in begins), several=True)
        return begins[0] if begins else None

    def of(self, connection_id: int | None) -> datetime:
        """The moment of one shop."""
        return next((at for shop, at in self.shops if shop == connection_id), self.at)
