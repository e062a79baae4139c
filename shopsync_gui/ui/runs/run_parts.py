"""A run's receipt and writes below the list, one at a time where the page is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.widgets import MARGIN, button, column, row, set_style
from shopsync_gui.ui.runs.run_details import WIDTH

if TYPE_CHECKING:
    from PySide6.QtWidgets import QBoxLayout

#: What Qt takes for no limit.
_UNBOUNDED = 16_777_215


class RunParts(QWidget):
    """The writes; where the page is narrow, the receipt shares their place, and chips choose."""

    def __init__(self, receipt: QWidget, writes: QWidget) -> None:
        super().__init__()
        self._receipt = receipt
        self._writes = writes
        layout = column(self, gap=0)
        self._choice = QWidget()
        chips = row(self._choice, margins=(MARGIN, 12, MARGIN, 0), gap=8)
        self._to_receipt = button(
            _("Details of the run"), self._show_receipt, kind="chip", name="runReceiptChip"
        )
        self._to_writes = button(
            _("Written to the account"), self.show_writes, kind="chip", name="runWritesChip"
        )
        for chip in (self._to_receipt, self._to_writes):
            chip.setCheckable(True)
            chips.addWidget(chip)
        chips.addStretch(1)
        self._choice.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(writes)
        layout.addWidget(self._choice)
        layout.addWidget(self._stack, 1)

    def take_receipt(self) -> None:
        """Hold both, and show the receipt."""
        self._choice.show()
        set_style(self._receipt, "stacked", True)
        self._receipt.setMinimumWidth(0)
        self._receipt.setMaximumWidth(_UNBOUNDED)
        self._stack.addWidget(self._receipt)
        self._show_receipt()

    def leave_receipt_to(self, layout: QBoxLayout) -> None:
        """Hold the writes only; the receipt stands in `layout`, as wide as it likes to be."""
        self._choice.hide()
        set_style(self._receipt, "stacked", False)
        self._receipt.setFixedWidth(WIDTH)
        layout.addWidget(self._receipt)
        self._receipt.show()
        self.show_writes()

    def _show_receipt(self) -> None:
        self._show(self._receipt)

    def show_writes(self) -> None:
        """Show the writes, also where the receipt has their place."""
        self._show(self._writes)

    def _show(self, part: QWidget) -> None:
        self._stack.setCurrentWidget(part)
        self._to_receipt.setChecked(part is self._receipt)
        self._to_writes.setChecked(part is self._writes)
