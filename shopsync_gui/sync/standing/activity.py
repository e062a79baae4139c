"""The work with the data of a shop at the moment, by this program or another one."""

from __future__ import annotations

import msgspec

from shopsync_gui.core.runs.jobs import JobKind


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """The work with the data, as one shop sees it.

    `running` and `waiting` are this program's jobs of the shop; `others`: another program is at work,
    `others_kind` what it does with this shop, None where it works for another one.
    """

    running: bool = False
    waiting: bool = False
    others: bool = False
    others_kind: JobKind | None = None

    @property
    def is_free(self) -> bool:
        """Whether nobody works with the shop now."""
        return not (self.running or self.waiting or self.others)

    def lets_begin(self, *, moved: bool) -> bool:
        """Whether a job of the shop could begin; `moved`: a colleague's change of it waits for the user."""
        return self.is_free and not moved
