"""The dialog that asks for the name under which what is shown is saved as a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.widgets import button, label

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.services.saved_views import SavedViews

_LONGEST_NAME = 60


class SaveViewDialog(Dialog):
    """A question for the name of a view."""

    named = Signal(str)

    def __init__(self, parent: QWidget, views: SavedViews) -> None:
        about = _(
            "Search, filters and order are kept. The view appears in the list on the left, "
            "below Products, with its number of products."
        )
        super().__init__(parent, "saveViewDialog", _("Save this view"), about, wide=400)
        self._views = views
        self.name = QLineEdit()
        self.name.setObjectName("viewName")
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.setAccessibleName(_("Name of the view"))
        self.name.setPlaceholderText(_("Name of the view"))
        self.name.textChanged.connect(self._typed)
        self._count = label(role="muted", name="viewNameCount")
        self._known = label(role="muted", wrap=True, name="viewKnown")
        self._known.hide()
        self.body.addWidget(self.name)
        self.body.addWidget(self._count)
        self.body.addWidget(self._known)
        self.ok = button(_("Save"), self.accept, kind="primary", name="saveViewButton")
        self.ok.setDefault(True)
        self.ok.setEnabled(False)
        self.add_buttons(button(_("Cancel"), self.reject, name="cancelViewButton"), self.ok)
        self._show_count("")
        self.name.setFocus()

    def _show_count(self, text: str) -> None:
        words = _("{n} of at most {most} characters")
        self._count.setText(words.format(n=len(text), most=_LONGEST_NAME))

    def _typed(self, text: str) -> None:
        self.ok.setEnabled(bool(text.strip()))
        self._show_count(text)
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
