"""The two dialogs that replace everything on this computer: restoring a backup, deleting all data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from shopsync_gui.core.text import _, format_int, format_when, ngettext
from shopsync_gui.ui.kit.dialog_size import fit_height
from shopsync_gui.ui.kit.dialogs import AgreeingDialog, dialog_head
from shopsync_gui.ui.kit.widgets import column, label, set_tone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store.archive import BackupSummary


class _ReplacingDialog(AgreeingDialog):
    """Texts, a tick, and a button that cannot be pressed by mistake."""

    def __init__(self, parent: QWidget, names: str, then: Callable[[], None]) -> None:
        super().__init__(parent)
        self._then = then
        self._names = names
        self.setObjectName(f"{names}Dialog")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)

    def build(self, title: str, about: str, texts: list[str], tick: str, start: str) -> None:
        """Fill the dialog."""
        self.setWindowTitle(title)
        layout = column(self, margins=24, gap=16)
        layout.addLayout(dialog_head(title, about))
        for text in texts:
            layout.addWidget(label(text, wrap=True))
        layout.addWidget(self.agreement_box(tick, f"{self._names}CheckBox"))
        names = (f"{self._names}CancelButton", f"{self._names}StartButton")
        layout.addLayout(self.agreement_buttons(start, names))
        set_tone(self.start_button, "primary", False)
        set_tone(self.start_button, "destructive", True)
        self.cancel_button.setFocus()
        fit_height(self)

    def start(self) -> None:
        """What the user has agreed to."""
        self._then()


class RestoreDialog(_ReplacingDialog):
    """What the backup holds, and that it takes the place of everything."""

    def __init__(
        self, source: Path, facts: BackupSummary, then: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent, "restore", then)
        products = ngettext("{n} product", "{n} products", facts.products)
        runs = ngettext("{n} run in the history", "{n} runs in the history", facts.runs)
        self.build(
            _("Restore from a backup"),
            _("{file}, saved {when}").format(file=source.name, when=format_when(facts.saved_at)),
            [
                _("It holds: {shops}; {products}, {runs}.").format(
                    shops=", ".join(facts.shops) or _("no webshop"),
                    products=products.format(n=format_int(facts.products)),
                    runs=runs.format(n=format_int(facts.runs)),
                ),
                _(
                    "It takes the place of all shops, products, history and settings on this"
                    " computer; what is here now is kept as a backup in the data folder."
                    " Passwords stay as they are."
                ),
                _(
                    "The webshop and the SalesAutopilot account do not change. The next sync"
                    " compares them anew."
                ),
            ],
            _("I want to replace today's data by this backup."),
            _("Restore"),
        )


class EraseDialog(_ReplacingDialog):
    """What is deleted, and what stays as it is."""

    def __init__(self, shops: int, then: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent, "erase", then)
        count = ngettext("{n} connected webshop", "{n} connected webshops", shops)
        self.build(
            _("Delete all data"),
            count.format(n=format_int(shops)),
            [
                _(
                    "Connections, products, the history with all backups, settings, passwords and"
                    " logs are deleted from this computer. This cannot be undone."
                ),
                _(
                    "The webshop and the SalesAutopilot account do not change: the products that"
                    " were synced stay there."
                ),
            ],
            _("I understand that runs cannot be undone any more."),
            _("Delete all data"),
        )
