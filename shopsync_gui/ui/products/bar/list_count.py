"""The line that says how many products the list has, of how many, and for a moment what was done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from shopsync_gui.core.products.numbers import sum_text
from shopsync_gui.core.text import format_int, ngettext

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.core.products.numbers import CatalogueCounts
    from shopsync_gui.ui.jobs.services.store_thread import StoreThread
    from shopsync_gui.ui.products.rows.model import ProductModel

#: Milliseconds for which it is said what was done.
_SAID_MS = 2000


class ListCount(QObject):
    """The number in a label; the whole list says how its number adds up, any other of how many it is."""

    def __init__(self, line: QLabel, model: ProductModel, reader: StoreThread) -> None:
        super().__init__(line)
        self._line = line
        self._model = model
        self._reader = reader
        self._count = 0
        #: How many products are known, as far as that was read.
        self._known = 0
        #: Runs while it is said what was done.
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.timeout.connect(self._show_last)
        self._everything = False
        #: Tells an answer to the last question from those to earlier ones.
        self._asked = 0

    def show(self, *, everything: bool, again: bool = False) -> None:
        """Say the number of the list; `everything`: nothing narrows it, `again`: it was said before."""
        self._everything = everything
        self._asked += 1
        if not self._model.complete or (again and self._said.isActive()):
            return
        count = len(self._model.ids)
        if everything:
            self._known = count
        if not again or count != self._count:  # else what was said stands until more is known
            self._line.setText(self._text(count))
        self._count = count
        if not everything:
            self._reader.ask(
                self,
                lambda store: store.counts.known(),
                partial(self._show_known, self._asked, count),
            )
        elif count:
            self._reader.ask(
                self,
                lambda store: store.grid.beside_shop(),
                partial(self._show_sum, self._asked, count),
            )

    def _text(self, count: int) -> str:
        """The number of the list, of how many known products where these are more."""
        if self._known <= count:
            return ngettext("{n} product", "{n} products", count).format(n=format_int(count))
        text = ngettext("{n} product of {known}", "{n} products of {known}", count)
        return text.format(n=format_int(count), known=format_int(self._known))

    def _show_known(self, asked: int, count: int, known: int) -> None:
        """Say of how many the list is, unless another list is shown by now."""
        self._known = known
        if self._asked == asked:
            self._line.setText(self._text(count))

    def _show_last(self) -> None:
        self.show(everything=self._everything)

    def show_copied(self, count: int) -> None:
        """Say how many rows are on the clipboard, then the number again."""
        text = ngettext("{n} row copied", "{n} rows copied", count).format(n=format_int(count))
        self._asked += 1
        self._line.setText(text)
        self._said.start(_SAID_MS)

    def show_failed(self, error: ShopSyncError) -> None:
        """Say why the list could not be read."""
        self._asked += 1
        self._line.setText(f"{error.problem.title}. {error.problem.message}")

    def _show_sum(self, asked: int, count: int, beside: CatalogueCounts) -> None:
        """Say how all known products add up, unless another list is shown by now."""
        if self._asked == asked:
            text, how = self._text(count), sum_text(count, beside)
            self._line.setText(f"{text}: {how}" if how else text)
