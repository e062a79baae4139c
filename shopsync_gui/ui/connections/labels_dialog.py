"""The dialog for the labels of shops: the user's own words by which they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.widgets import button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store.account.connections import Connection


class LabelsDialog(Dialog):
    """A question for the labels of some shops, parted by commas."""

    def __init__(self, parent: QWidget, shops: list[Connection]) -> None:
        super().__init__(
            parent,
            "labelsDialog",
            _("Labels"),
            _("Your own words for these webshops, such as a client's name, separated by commas."),
            wide=480,
        )
        same = {shop.options.labels for shop in shops}
        self._field = QLineEdit(", ".join(same.pop()) if len(same) == 1 else "")
        self._field.setObjectName("labelsField")
        self._field.setMaxLength(200)
        self._field.setAccessibleName(_("Labels"))
        self.body.addWidget(self._field)
        keep = button(_("Save"), self.accept, kind="primary", name="labelsSaveButton")
        self.add_buttons(button(_("Cancel"), self.reject, name="labelsCancelButton"), keep)
        keep.setDefault(True)
        self._field.setFocus()

    @property
    def labels(self) -> tuple[str, ...]:
        """The typed labels, each once."""
        words = (word.strip() for word in self._field.text().split(","))
        return tuple(dict.fromkeys(word for word in words if word))
