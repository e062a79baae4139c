"""The two dialogs that replace everything on this computer: restoring a backup, deleting all data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.text import _, format_int, format_when, ngettext
from shopsync_gui.sync.archive import held_text
from shopsync_gui.ui.kit.agreeing_dialog import AgreeingDialog
from shopsync_gui.ui.kit.widgets import label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store.upkeep.archive import BackupSummary


class _Words(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of a replacing dialog; its object names begin with `name`."""

    name: str
    title: str
    about: str
    texts: tuple[str, ...]
    tick: str
    start: str


class _ReplacingDialog(AgreeingDialog):
    """Texts, a tick, and a button that cannot be pressed by mistake."""

    def __init__(self, parent: QWidget, words: _Words, confirmed: Callable[[], None]) -> None:
        super().__init__(parent, f"{words.name}Dialog", words.title, words.about, wide=560)
        self._confirmed = confirmed
        for text in words.texts:
            self.body.addWidget(label(text, wrap=True))
        name = words.name
        names = (f"{name}CheckBox", f"{name}CancelButton", f"{name}StartButton")
        self.add_agreement(words.tick, words.start, names=names, kind="destructive")
        self.cancel_button.setFocus()

    def start(self) -> None:
        """Do what the user has agreed to."""
        self._confirmed()


class RestoreDialog(_ReplacingDialog):
    """The consent to a restoring: what the backup holds, and that it replaces everything."""

    def __init__(
        self, source: Path, backup: BackupSummary, confirmed: Callable[[], None], parent: QWidget
    ) -> None:
        words = _Words(
            name="restore",
            title=_("Restore from a backup"),
            about=_("{file}, saved {when}").format(
                file=source.name, when=format_when(backup.saved_at)
            ),
            texts=(
                held_text(backup),
                _(
                    "It takes the place of all shops, products, history and settings on this"
                    " computer; what is here now is kept as a backup in the data folder."
                    " A backup holds no passwords: those that this computer keeps stay, others"
                    " have to be typed again."
                ),
                _(
                    "The webshop and the SalesAutopilot account do not change. The next sync "
                    "compares them again."
                ),
            ),
            tick=_("I want to replace today's data with this backup."),
            start=_("Restore"),
        )
        super().__init__(parent, words, confirmed)


class EraseDialog(_ReplacingDialog):
    """The consent to deleting all data: what goes, and what stays as it is."""

    def __init__(self, shops: int, confirmed: Callable[[], None], parent: QWidget) -> None:
        count = ngettext("{n} connected webshop", "{n} connected webshops", shops)
        words = _Words(
            name="erase",
            title=_("Delete all data"),
            about=count.format(n=format_int(shops)),
            texts=(
                _(
                    "Connections, products, history, settings, passwords, logs and the program’s"
                    " own backups in the data folder are deleted from this computer. Backups that"
                    " you saved elsewhere stay. This cannot be undone."
                ),
                _(
                    "The webshop and the SalesAutopilot account do not change: the products that"
                    " were synced stay there."
                ),
            ),
            tick=_("I understand that runs can no longer be undone."),
            start=_("Delete all data"),
        )
        super().__init__(parent, words, confirmed)
