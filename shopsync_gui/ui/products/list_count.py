"""The line that says how many products the list has, and for a moment what was done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from shopsync_gui.core.numbers import sum_text
from shopsync_gui.core.text import format_int, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLabel

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.core.numbers import CatalogueCounts
    from shopsync_gui.ui.jobs.store_thread import StoreThread
    from shopsync_gui.ui.products.model import ProductModel

#: Milliseconds for which it is said what was done.
_SAID_MS = 2000


class ListCount(QObject):
    """Writes into a label; the whole list says how its number adds up.

    `is_whole` tells whether nothing narrows the list.
    """

    def __init__(
        self,
        line: QLabel,
        model: ProductModel,
        reader: StoreThread,
        is_whole: Callable[[], bool],
    ) -> None:
        super().__init__(line)
        self._line = line
        self._model = model
        self._reader = reader
        self._is_whole = is_whole

    def show(self) -> None:
        """Say the number of the list."""
        if not self._model.complete:
            return
        count = len(self._model.ids)
        text = ngettext("{n} product", "{n} products", count).format(n=format_int(count))
        self._line.setText(text)
        if count and self._is_whole():
            self._reader.ask(
                self,
                lambda store: store.grid.beside_shop(),
                partial(self._show_sum, count, text),
            )

    def show_copied(self, count: int) -> None:
        """Say how many rows are on the clipboard, then the number again."""
        text = ngettext("{n} row copied", "{n} rows copied", count).format(n=format_int(count))
        self._line.setText(text)
        QTimer.singleShot(_SAID_MS, self, self.show)

    def show_failed(self, error: ShopSyncError) -> None:
        """Say why the list could not be read."""
        self._line.setText(f"{error.problem.title}. {error.problem.message}")

    def _show_sum(self, count: int, text: str, beside: CatalogueCounts) -> None:
        """Say how all known products add up, unless another list is shown by now."""
        if self._line.text() == text and (how := sum_text(count, beside)):
            self._line.setText(f"{text} = {how}")
