"""The saved views of the products, with how many products each has now, and which one is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from shopsync_gui.store.documents.views import SavedView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.services.store_thread import StoreThreads


class SavedViews(QObject):
    """The views as they were last read; read again, and counted, after every change.

    `opened` is the id of the view that the list began with; it is `altered` when search, filters or
    order are no longer those that were saved.
    """

    #: The views or their numbers are others.
    changed = Signal()
    #: Another view is opened, or the opened one is altered or as it was saved again.
    opened_changed = Signal()

    def __init__(self, threads: StoreThreads) -> None:
        super().__init__()
        self._threads = threads
        self._views: list[SavedView] = []
        self._counts: dict[int, int] = {}
        self.opened: int | None = None
        self.altered = False
        #: The name of a view that was saved and not read since.
        self._saved = ""

    def __iter__(self) -> Iterator[SavedView]:
        return iter(self._views)

    def get(self, view_id: int) -> SavedView | None:
        """The view with this id."""
        return next((view for view in self._views if view.id == view_id), None)

    def named(self, name: str) -> SavedView | None:
        """The view of this name, in whatever case."""
        wanted = " ".join(name.split()).casefold()
        return next((view for view in self._views if view.name.casefold() == wanted), None)

    def count(self, view_id: int) -> int | None:
        """Return the number of products of a view; None before they were counted."""
        return self._counts.get(view_id)

    def refresh(self) -> None:
        """Read the views and count their products."""
        self._threads.reader.ask(self, _read, self._take_over)

    def open(self, view_id: int | None) -> None:
        """The list begins with this view, as it was saved; with none for None."""
        self._mark(view_id, altered=False)

    def compare(self, shown: SavedView) -> None:
        """The list shows this search, these filters and this order now."""
        view = None if self.opened is None else self.get(self.opened)
        if view is None:
            return
        plain = replace(SavedView(name=shown.name), id=shown.id)
        if shown == plain and replace(view, name=shown.name, id=shown.id) != plain:
            self._mark(None, altered=False)  # everything is shown: this is no view any more
        else:
            self._mark(view.id, altered=replace(view, name=shown.name, id=shown.id) != shown)

    def _mark(self, view_id: int | None, *, altered: bool) -> None:
        if (view_id, altered) != (self.opened, self.altered):
            self.opened, self.altered = view_id, altered
            self.opened_changed.emit()

    def save(self, view: SavedView) -> None:
        """Keep a view; one of the same name gives way to it. It is the opened one then."""

        def saved(_nothing: object) -> None:
            self._saved = view.name
            self.refresh()

        self._threads.writer.ask(self, lambda store: store.views.save(view), saved)

    def remove(self, view_id: int) -> None:
        """Forget a view."""
        self._threads.writer.ask(self, lambda store: store.views.remove(view_id), self._written)

    def _written(self, _nothing: object) -> None:
        self.refresh()

    def _take_over(self, found: tuple[list[SavedView], dict[int, int]]) -> None:
        if found != (self._views, self._counts):
            self._views, self._counts = found
            self.changed.emit()
        saved = self.named(self._saved) if self._saved else None
        if saved is not None:
            self._saved = ""
            self.open(saved.id)
        elif self.opened is not None and self.get(self.opened) is None:
            self.open(None)


def _read(store: Store) -> tuple[list[SavedView], dict[int, int]]:
    views = store.views.all()
    return views, {view.id: store.grid.count(view.query()) for view in views}
