"""The menu of the saved views: choose one, save what is shown, remove one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget

from shopsync_gui.core.text import _, format_int
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.plain_text import short
from shopsync_gui.ui.kit.widgets import button, label

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.saved_views import SavedViews

_LONGEST_NAME = 60


class ViewsMenu(QObject):
    """Belongs to a button; tells which view is wanted, and the name for what is shown."""

    chosen = Signal(int)
    #: What is shown is to be saved under this name.
    save_wanted = Signal(str)

    def __init__(self, views: SavedViews, owner: QPushButton) -> None:
        super().__init__(owner)
        self._views = views
        self._owner = owner
        self.menu = QMenu(owner)
        self.menu.setObjectName("productViewsMenu")
        self.menu.aboutToShow.connect(self._fill)
        owner.setMenu(self.menu)

    def _fill(self) -> None:
        self.menu.clear()
        for view in self._views:
            count = self._views.count(view.id)
            text = short(view.name).replace("&", "&&")
            words = text if count is None else f"{text} ({format_int(count)})"
            action = self.menu.addAction(words, partial(self.chosen.emit, view.id))
            action.setObjectName(f"view_{view.id}")
        if not self.menu.isEmpty():
            self.menu.addSeparator()
        opened = None if self._views.opened is None else self._views.get(self._views.opened)
        if opened is not None and self._views.altered:
            name = short(opened.name).replace("&", "&&")
            keep = self.menu.addAction(
                _("Save the changes in “{name}”").format(name=name),
                partial(self.save_wanted.emit, opened.name),
            )
            keep.setObjectName("saveChangesAction")
            back = self.menu.addAction(
                _("Back to “{name}” as it was saved").format(name=name),
                partial(self.chosen.emit, opened.id),
            )
            back.setObjectName("backToViewAction")
        save = self.menu.addAction(_("Save this view…"), self._ask_name)
        save.setObjectName("saveViewAction")
        views = list(self._views)
        if views:
            remove = self.menu.addMenu(_("Remove a view"))
            remove.setObjectName("removeViewMenu")
            for view in views:
                text = short(view.name).replace("&", "&&")
                action = remove.addAction(text, partial(self._views.remove, view.id))
                action.setObjectName(f"remove_view_{view.id}")

    def _ask_name(self) -> None:
        dialog = SaveViewDialog(self._owner.window(), self._views)
        dialog.named.connect(self.save_wanted)
        dialog.open()


class SaveViewDialog(Dialog):
    """Asks for the name of a view."""

    named = Signal(str)

    def __init__(self, parent: QWidget, views: SavedViews) -> None:
        about = _(
            "Search, filters and order are kept. The view stands in the tree, with its number."
        )
        super().__init__(parent, "saveViewDialog", _("Save this view"), about, wide=400)
        self._views = views
        self.name = QLineEdit()
        self.name.setObjectName("viewName")
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.setAccessibleName(_("Name of the view"))
        self.name.setPlaceholderText(_("Name of the view"))
        self.name.textChanged.connect(self._typed)
        self._known = label(role="muted", wrap=True, name="viewKnown")
        self._known.hide()
        self.body.addWidget(self.name)
        self.body.addWidget(self._known)
        self.ok = button(_("Save"), self.accept, kind="primary", name="saveViewButton")
        self.ok.setDefault(True)
        self.ok.setEnabled(False)
        self.add_buttons(button(_("Cancel"), self.reject, name="cancelViewButton"), self.ok)
        self.name.setFocus()

    def _typed(self, text: str) -> None:
        self.ok.setEnabled(bool(text.strip()))
        known = self._views.named(text)
        if known is not None:
            self._known.setText(
                _("There is a view called {name}; this one replaces it.").format(name=known.name)
            )
        self._known.setVisible(known is not None)

    def accept(self) -> None:
        """Tell the name."""
        if self.ok.isEnabled():
            self.named.emit(" ".join(self.name.text().split()))
            super().accept()
