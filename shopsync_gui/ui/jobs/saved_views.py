"""The saved views of the products, with how many products each has now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store import Store
    from shopsync_gui.store.views import SavedView
    from shopsync_gui.ui.jobs.store_thread import StoreThreads


class SavedViews(QObject):
    """The views as they were last read; read again, and counted, after every change."""

    #: The views or their numbers are others.
    changed = Signal()

    def __init__(self, threads: StoreThreads) -> None:
        super().__init__()
        self._threads = threads
        self._views: list[SavedView] = []
        self._counts: dict[int, int] = {}

    def __iter__(self) -> Iterator[SavedView]:
        return iter(self._views)

    def get(self, view_id: int) -> SavedView | None:
        """The view with this id."""
        return next((view for view in self._views if view.id == view_id), None)

    def named(self, name: str) -> SavedView | None:
        """The view of this name, in whatever case."""
        wanted = name.strip().casefold()
        return next((view for view in self._views if view.name.casefold() == wanted), None)

    def count(self, view_id: int) -> int | None:
        """How many products a view has; None before they were counted."""
        return self._counts.get(view_id)

    def refresh(self) -> None:
        """Read the views and count their products."""
        self._threads.reader.ask(self, _read, self._take_over)

    def save(self, view: SavedView) -> None:
        """Keep a view; one of the same name gives way to it."""
        self._threads.writer.ask(self, lambda store: store.views.save(view), self._written)

    def remove(self, view_id: int) -> None:
        """Forget a view."""
        self._threads.writer.ask(self, lambda store: store.views.remove(view_id), self._written)

    def _written(self, _nothing: object) -> None:
        self.refresh()

    def _take_over(self, found: tuple[list[SavedView], dict[int, int]]) -> None:
        if found != (self._views, self._counts):
            self._views, self._counts = found
            self.changed.emit()


def _read(store: Store) -> tuple[list[SavedView], dict[int, int]]:
    views = store.views.all()
    return views, {view.id: store.grid.count(view.query()) for view in views}
