"""The purpose for which the page of products is opened."""

from __future__ import annotations

import msgspec

from shopsync_gui.core.products.changes import ChangeKind, Period
from shopsync_gui.core.products.numbers import CataloguePart
from shopsync_gui.store.search.filters import Filters


class ListPurpose(msgspec.Struct, frozen=True, kw_only=True):
    """A purpose: search, look for a text, show what went wrong or what changed, a saved view, or export.

    `everything` shows all products, as the page's own entry does.
    `changes` opens the view of changes in that period, with those of one kind for `change`.
    """

    focus: str = ""
    search: str | None = None
    skipped_or_failed: bool = False
    parts: frozenset[CataloguePart] = frozenset()
    connection_id: int | None = None
    changed_in_run: int | None = None
    view: int | None = None
    everything: bool = False
    kept_differently: bool = False
    changes: Period | None = None
    change: ChangeKind | None = None
    export: bool = False

    @property
    def filters(self) -> Filters:
        """The filters that it asks for; none where it asks for none."""
        if not self._narrows:
            return Filters()
        return Filters(
            skipped_or_failed=self.skipped_or_failed,
            parts=self.parts,
            kept_differently=self.kept_differently,
            connection_id=self.connection_id,
            changed_in_run=self.changed_in_run,
        )

    @property
    def leaves_view(self) -> bool:
        """Whether the list becomes another than the saved view that is open."""
        return self._narrows or self.search is not None or self.changes is not None

    @property
    def _narrows(self) -> bool:
        chosen = (self.changed_in_run, self.connection_id)
        return self.skipped_or_failed or self.kept_differently or chosen != (None, None)
