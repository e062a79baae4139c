"""The list of products in the chosen view, or what stands in the place of an empty one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from shopsync_gui.ui.products.grid.grid import ProductGrid
from shopsync_gui.ui.products.rows.list_view import ListView, row_shape

if TYPE_CHECKING:
    from shopsync_gui.store.search.filters import Filters
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.products.empty_state import EmptyState
    from shopsync_gui.ui.products.grid.gallery import Gallery
    from shopsync_gui.ui.products.rows.model import ProductModel

_MEMORY = "products/view"
_COLUMNS = "products/columns"
#: Milliseconds in which pictures that were loaded are gathered for one repaint.
_GATHER = 40


class ListStack(QStackedWidget):
    """The grid, the gallery and the empty state; the views share rows and selection."""

    #: The list is shown in another view (a ListView).
    view_changed = Signal(object)
    #: The way out of an empty list was clicked.
    way_out = Signal()

    def __init__(self, context: AppContext, model: ProductModel) -> None:
        super().__init__()
        self._context = context
        self._model = model
        self.grid = ProductGrid(context, model)
        self.addWidget(self.grid)
        self.view = _remembered(context.memory.value(_MEMORY))
        self._empty = False
        #: Pictures that were loaded and not painted yet, by address.
        self._loaded: set[str] = set()
        self._repaint = QTimer(self)
        self._repaint.setSingleShot(True)
        self._repaint.setInterval(_GATHER)
        self._repaint.timeout.connect(self._paint_pictures)
        context.pictures.loaded.connect(self._picture_loaded)
        context.pictures.switched.connect(self._shape_rows)
        context.settings.changed.connect(self._setting_changed)
        self._shape_rows()
        columns = context.memory.value(_COLUMNS)
        if isinstance(columns, QByteArray):
            self.grid.restore_columns(columns)
        self.grid.rearranged.connect(self._save_columns)

    @cached_property
    def gallery(self) -> Gallery:
        """The gallery; made when it is first wanted."""
        from shopsync_gui.ui.products.grid.gallery import Gallery

        gallery = Gallery(self.grid)
        self.addWidget(gallery)
        return gallery

    @cached_property
    def empty(self) -> EmptyState:
        """The view in the place of an empty list; made for the first one."""
        from shopsync_gui.ui.products.empty_state import EmptyState

        state = EmptyState(self._context)
        state.action.clicked.connect(self.way_out)
        self.addWidget(state)
        return state

    @property
    def list(self) -> ProductGrid | Gallery:
        """The view of the list in use."""
        return self.gallery if self.view is ListView.GALLERY else self.grid

    def set_view(self, view: ListView) -> None:
        """Show the list in another view, with the same product in sight."""
        focused = self.list.hasFocus()
        self.view = view
        self._context.memory.setValue(_MEMORY, view.value)
        self._shape_rows()
        self.view_changed.emit(view)
        if not self._empty:
            self.show_list()
            self.list.scrollTo(self.grid.currentIndex())
            if focused:
                self.list.setFocus()

    def show_list(self) -> None:
        """Show the list itself."""
        self._empty = False
        self.setCurrentWidget(self.list)

    def show_found(self, search: str, filters: Filters) -> None:
        """Show the list, or say why one with this search and these filters is empty."""
        if not self._model.answered or self._model.ids:
            self.show_list()
            return
        self._empty = True
        self.empty.show_for(search, filters)
        self.setCurrentWidget(self.empty)

    def _save_columns(self) -> None:
        state = self.grid.columns_state() if self.grid.customised else None
        self._context.memory.setValue(_COLUMNS, state)

    def _setting_changed(self, key: str) -> None:
        if key == "ui.compact":
            self._shape_rows()

    def _shape_rows(self) -> None:
        dense = self._context.settings.values.ui.compact
        pictures = self._context.pictures.enabled
        self.grid.set_shape(row_shape(self.view, dense=dense, pictures=pictures))
        self.list.viewport().update()

    def _picture_loaded(self, address: str) -> None:
        if self.isVisible():
            self._loaded.add(address)
            if not self._repaint.isActive():
                self._repaint.start()

    def _paint_pictures(self) -> None:
        loaded, self._loaded = self._loaded, set()
        for row in self.list.shown_rows():
            line = self._model.row_texts(row)
            if line is not None and line.row.image in loaded:
                self.list.viewport().update(self.list.area_of(row))


def _remembered(value: object) -> ListView:
    return ListView(str(value)) if value in tuple(ListView) else ListView.PICTURES
