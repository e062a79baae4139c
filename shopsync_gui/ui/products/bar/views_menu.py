"""The menu of the saved views: choose one, save what is shown, remove one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shopsync_gui.core.text import _, format_int
from shopsync_gui.ui.kit.menu import Menu, add_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from shopsync_gui.ui.jobs.services.saved_views import SavedViews


class ViewsMenu(QObject):
    """The menu of a button; it tells which view is wanted, and the name for what is shown."""

    chosen = Signal(int)
    #: What is shown is to be saved under this name.
    save_wanted = Signal(str)

    def __init__(self, views: SavedViews, owner: QPushButton) -> None:
        super().__init__(owner)
        self._views = views
        self._owner = owner
        self.menu = Menu(owner, "productViewsMenu")
        self.menu.aboutToShow.connect(self._fill)
        owner.setMenu(self.menu)

    def _fill(self) -> None:
        self.menu.clear()
        for view in self._views:
            count = self._views.count(view.id)
            words = "{name}" if count is None else f"{{name}} ({format_int(count)})"
            action = add_name(self.menu, view.name, partial(self._choose, view.id), words)
            action.setObjectName(f"view_{view.id}")
        if not self.menu.isEmpty():
            self.menu.addSeparator()
        opened = None if self._views.opened is None else self._views.get(self._views.opened)
        if opened is not None and self._views.altered:
            name, save_again = opened.name, partial(self._save_again, opened.name)
            keep = add_name(self.menu, name, save_again, _("Save the changes in “{name}”"))
            keep.setObjectName("saveChangesAction")
            open_again = partial(self._choose, opened.id)
            back = add_name(self.menu, name, open_again, _("Back to “{name}” as it was saved"))
            back.setObjectName("backToViewAction")
        save = self.menu.addAction(_("Save this view…"), self._ask_name)
        save.setObjectName("saveViewAction")
        views = list(self._views)
        if views:
            remove = self.menu.addMenu(_("Remove a view"))
            remove.setObjectName("removeViewMenu")
            for view in views:
                action = add_name(remove, view.name, partial(self._remove, view.id))
                action.setObjectName(f"remove_view_{view.id}")

    def _choose(self, view: int, _checked: bool = False) -> None:
        self.chosen.emit(view)

    def _save_again(self, name: str, _checked: bool = False) -> None:
        self.save_wanted.emit(name)

    def _remove(self, view: int, _checked: bool = False) -> None:
        self._views.remove(view)

    def _ask_name(self) -> None:
        from shopsync_gui.ui.products.bar.save_view_dialog import SaveViewDialog

        dialog = SaveViewDialog(self._owner.window(), self._views)
        dialog.named.connect(self.save_wanted)
        dialog.open()
