"""The categories that a plan renames, each with its old and its new name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from shopsync_gui.core.text import N_, _, format_int
from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn
from shopsync_gui.ui.kit.tables import ROW_HEIGHT, table
from shopsync_gui.ui.kit.widgets import column, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.core.plan.category_changes import CategoryRename
    from shopsync_gui.ui.kit.theme import Theme

#: So many are in sight; the rest is scrolled to.
_ROWS = 3


class RenamesTable(QWidget):
    """A short table below a caption; hidden while a plan renames none."""

    def __init__(self, theme: Theme, *, gives_back: bool = False) -> None:
        """`gives_back`: the new names are those that the categories had before."""
        super().__init__()
        given = N_("Gets back the name") if gives_back else N_("Its new name")
        columns = (
            TableColumn(N_("Category in the account"), lambda rename: rename.old, 300, least=140),
            TableColumn(given, lambda rename: rename.new, 300, least=140),
        )
        layout = column(self, gap=4)
        self._caption = label(role="strong", name="planRenamesCaption")
        layout.addWidget(self._caption)
        self._model = RowsModel(columns, theme, self)
        self._table = table(self._model, columns, "planRenames", stretch=1)
        self._table.setAccessibleName(_("Renamed categories"))
        layout.addWidget(self._table)
        self.hide()

    def set_renames(self, renames: Sequence[CategoryRename]) -> None:
        """Show these."""
        count = len(renames)
        self._caption.setText(f"{_('Renamed categories')}: {format_int(count)}")
        self._model.set_rows(renames)
        self._table.setFixedHeight((min(count, _ROWS) + 1) * ROW_HEIGHT + 4)
        self.setVisible(count > 0)
