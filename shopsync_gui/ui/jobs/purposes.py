"""The purposes for which pages of the window are opened, but for those that are next steps (`steps.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec

from shopsync_gui.core.products.changes import ChangeKind, Period
from shopsync_gui.core.products.numbers import CataloguePart
from shopsync_gui.store.search.filters import Filters

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.requests import WindowRequests


class Purpose(msgspec.Struct, frozen=True):
    """A purpose of one page, which has this object name."""

    page: ClassVar[str]


class SyncShop(Purpose, frozen=True):
    """The consent to a sync: of the card with the focus, if that is where the user looks (`focused`)."""

    page: ClassVar[str] = "pageConnections"
    focused: bool = False


class AddShop(Purpose, frozen=True):
    """The connecting of a new shop."""

    page: ClassVar[str] = "pageConnections"


class EditShop(Purpose, frozen=True):
    """The editor of a connection."""

    page: ClassVar[str] = "pageConnections"
    connection_id: int


class ScheduleShop(Purpose, frozen=True):
    """The schedule of a shop."""

    page: ClassVar[str] = "pageConnections"
    connection_id: int


class ShowRuns(Purpose, frozen=True, kw_only=True):
    """The runs of one shop only, or one run."""

    page: ClassVar[str] = "pageRuns"
    connection_id: int | None = None
    run_id: int | None = None


class NewLetter(Purpose, frozen=True):
    """A new letter of products by their local ids, of the shop given or the first product's."""

    page: ClassVar[str] = "pageNewsletter"
    products: tuple[int, ...]
    connection_id: int | None = None


class ShowVersion(Purpose, frozen=True):
    """The version of the program."""

    page: ClassVar[str] = "pageGeneral"


class ListPurpose(Purpose, frozen=True, kw_only=True):
    """A purpose: search, look for a text, show what went wrong or what changed, a saved view, or export.

    `everything` shows all products, as the page's own entry does.
    `changes` opens the view of changes in that period, with those of one kind for `change`.
    """

    page: ClassVar[str] = "pageProducts"
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


def open_shops(requests: WindowRequests, *, sync: bool) -> None:
    """Open the page of the shops, with the consent to a sync where one is meant."""
    if sync:
        requests.open_for(SyncShop())
    else:
        requests.open_page(SyncShop.page)
