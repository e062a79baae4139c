"""The words for the periods that the user can choose."""

from __future__ import annotations

from shopsync_gui.core.changes import Period
from shopsync_gui.core.text import _


def period_text(period: Period) -> str:
    """A period as it stands in a list of choices."""
    return {
        Period.LAST_SYNC: _("since the last sync"),
        Period.NEWSLETTER: _("since my last newsletter"),
        Period.WEEK: _("in the last {n} days").format(n=7),
        Period.MONTH: _("in the last {n} days").format(n=30),
    }[period]
