"""The words for the periods that the user can choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.products.changes import Period
from shopsync_gui.core.text import _, format_when

if TYPE_CHECKING:
    from shopsync_gui.core.products.changes import Begin


def period_text(period: Period) -> str:
    """A period as it stands in a list of choices."""
    return {
        Period.LAST_SYNC: _("most recently"),
        Period.NEWSLETTER: _("since my last newsletter"),
        Period.WEEK: _("in the last {n} days").format(n=7),
        Period.MONTH: _("in the last {n} days").format(n=30),
    }[period]


def begin_text(period: Period | None, begin: Begin) -> str:
    """The moment from which the changes of a period count; what the last sync brought, since the one before.

    The first reading of a shop may have been that of a preview: it is called by its own name. Each of
    several shops has a moment of its own.
    """
    when = format_when(begin.at)
    if begin.several and period is Period.LAST_SYNC:
        return _("since each shop's sync before, the earliest: {when}").format(when=when)
    if begin.several and begin.first_reading:
        return _("since each shop was first read, the earliest: {when}").format(when=when)
    if begin.first_reading:
        return _("since the shop was first read: {when}").format(when=when)
    if period is Period.LAST_SYNC:
        return _("since the sync before: {when}").format(when=when)
    return _("since {when}").format(when=when)


def begin_short_text(period: Period | None, begin: Begin) -> str:
    """The same where there is less room."""
    if begin.several and period is Period.LAST_SYNC:
        return _("since each shop's sync before")
    return _("since {when}").format(when=format_when(begin.at))
