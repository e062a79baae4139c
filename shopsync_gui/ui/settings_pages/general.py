"""Általános: language, look, the pace of reading, and where the data are."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from shopsync_gui import __version__
from shopsync_gui.core.text import N_, _, format_decimal
from shopsync_gui.store import Store
from shopsync_gui.ui.context import AppContext
from shopsync_gui.ui.settings_pages.form import SettingsCard, plain_card, scrolled
from shopsync_gui.ui.widgets import button, label, line, row


class GeneralPage(QWidget):
    """The program's own settings."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._size: int | None = None
        cards = scrolled(self)
        self._look = SettingsCard(
            context, N_("Language and look"), ("ui.language", "ui.theme", "ui.compact")
        )
        self._reading = SettingsCard(
            context,
            N_("Reading the webshop"),
            ("pull.readers", "pull.page_size", "pull.rate"),
        )
        cards.addWidget(self._look)
        cards.addWidget(self._reading)
        frame, data = plain_card()
        self._data_title = label(role="title")
        data.addWidget(self._data_title)
        data.addWidget(line())
        place = row(gap=16)
        self._folder = label(str(context.home), wrap=True, name="dataFolder")
        self._folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place.addWidget(self._folder, 1)
        self._open = button(clicked=self._open_folder, name="openFolderButton")
        place.addWidget(self._open)
        data.addLayout(place)
        self._size_text = label(role="muted", wrap=True, name="dataSize")
        data.addWidget(self._size_text)
        cards.addWidget(frame)
        self._version = label(role="muted", name="version")
        cards.addWidget(self._version)
        cards.addStretch(1)
        self.retranslate()

    @property
    def title(self) -> str:
        """The page's name."""
        return _("General")

    def header_buttons(self) -> list[QWidget]:
        """Buttons for the top bar: none."""
        return []

    def retranslate(self) -> None:
        """Set every text again."""
        self._look.retranslate()
        self._reading.retranslate()
        self._data_title.setText(_("Data on this computer"))
        self._open.setText(_("Open folder"))
        self._version.setText(f"ShopSync {__version__}")
        self._show_size(self._size)

    def refresh(self) -> None:
        """Measure the data folder again."""
        home = self._context.home

        def measure(store: Store) -> int:
            return folder_size(home)

        self._context.reader.ask(self, measure, self._show_size)

    def _show_size(self, size: int | None) -> None:
        self._size = size
        text = _("Products, history and backups of the account's product list; no passwords.")
        if size is not None:
            text = f"{format_size(size)} · {text}"
        self._size_text.setText(text)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.home)))


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder; files that vanish meanwhile do not count."""
    total = 0
    for path in folder.rglob("*"):
        try:
            if path.is_file():
                total += path.stat().st_size
        except OSError:
            continue
    return total


def format_size(size: int) -> str:
    """Bytes as megabytes, one decimal below ten."""
    megabytes = Decimal(size) / 1_000_000
    return f"{format_decimal(megabytes, 1 if megabytes < 10 else 0)} MB"
