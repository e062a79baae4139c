"""The consent dialog: what a sync will do, the tick, and only then the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.runs import Job, JobKind, RunReport
from shopsync_gui.core.text import _, format_duration, format_int
from shopsync_gui.ui.connections.advice import MANY, HostedQuestion, many_note, pause_words
from shopsync_gui.ui.connections.facts import plan_ahead
from shopsync_gui.ui.dialogs import (
    AgreeingDialog,
    brake_note,
    bullets,
    dialog_head,
    figure_box,
    route,
)
from shopsync_gui.ui.fitting import fit_height
from shopsync_gui.ui.widgets import button, column, label, row

if TYPE_CHECKING:
    from shopsync_gui.core.plan import PlanCounts
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.ui.context import AppContext

#: Products that the shop and the account let through in a second, for a first estimate.
_READ_RATE, _WRITE_RATE = 150.0, 8.0


class ConsentDialog(AgreeingDialog):
    """Tells what will happen; starts the sync of one connection when the user agrees."""

    #: The user wants to see product by product what would be written.
    preview_wanted = Signal()

    def __init__(
        self,
        context: AppContext,
        connection: Connection,
        parent: QWidget,
        *,
        brake: RunReport | None = None,
        products: int = 0,
    ) -> None:
        """`products` are those that the shop is known to have, before any of them was read."""
        super().__init__(parent)
        self._products = products
        self._context = context
        self._connection = connection
        self._brake = brake
        self.setObjectName("consentDialog")
        self.setWindowTitle(_("Product sync"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        layout = column(self, margins=24, gap=16)
        layout.addLayout(dialog_head(_("Product sync"), route(connection)))
        self._counts = QWidget()
        self._counts_layout = row(self._counts, gap=8)
        self._counts.hide()
        layout.addWidget(self._counts)
        if brake is not None:
            title = _("The safety brake stopped the last sync because:")
            layout.addWidget(brake_note(title, brake.brakes))
        self._text = label(wrap=True, name="consentText")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._tell(None)
        layout.addWidget(self._text)
        self._many = many_note()
        layout.addWidget(self._many)
        hosted = HostedQuestion(context, connection.id)
        hosted.changed.connect(lambda: fit_height(self))
        layout.addWidget(hosted)
        text = _("I have read this and agree to the sync.")
        layout.addWidget(self.agreement_box(text, "consentCheckBox"))
        names = ("consentCancelButton", "consentSyncButton")
        buttons = self.agreement_buttons(_("Synchronise"), names)
        self._details = button(clicked=self._look, name="consentDetailsButton")
        self._details.hide()
        buttons.insertWidget(0, self._details)
        layout.addLayout(buttons)
        layout.addStretch(1)
        self.cancel_button.setFocus()
        fit_height(self)
        context.reader.ask(self, self._read_facts, self._show_facts)

    # --- what it knows --------------------------------------------------------------------------

    def _read_facts(self, store: Store) -> tuple[PlanCounts | None, int]:
        total = store.grid.summary(self._connection.id).total
        return plan_ahead(store, self._connection.id), total

    def _show_facts(self, facts: tuple[PlanCounts | None, int]) -> None:
        planned, total = facts
        total = max(total, self._products)
        if planned is not None:
            self._show_counts(planned)
            total = max(total, planned.create + planned.update + planned.unchanged)
        self._tell(_estimate(planned, total))
        self._many.setVisible(total > MANY)
        fit_height(self)

    def _show_counts(self, planned: PlanCounts) -> None:
        for caption, count in (
            (_("New"), planned.create),
            (_("Changes"), planned.update),
            (_("Unchanged"), planned.unchanged),
            (_("Gone"), planned.gone),
            (_("Skipped"), planned.skip),
        ):
            self._counts_layout.addWidget(figure_box(caption, count), 1)
        self._counts.show()
        told = planned.create + planned.update + planned.gone + planned.skip
        self._details.setText(_("Details ({n})").format(n=format_int(told)))
        self._details.setVisible(told > 0)

    def _look(self) -> None:
        self.reject()
        self.preview_wanted.emit()

    def _tell(self, estimate: float | None) -> None:
        words = self._words(estimate)
        self._text.setText(bullets(words))
        self._text.setAccessibleName(" ".join(words))

    def _words(self, estimate: float | None) -> tuple[str, ...]:
        length = _("The sync can take as long as 1–2 hours.")
        if estimate is not None:
            length = _("The sync can take as long as 1–2 hours. Estimate now: {time}.").format(
                time=format_duration(estimate)
            )
        return (
            _(
                "The shop's products (name, SKU, price, VAT, categories) are written to the"
                " product master of the SalesAutopilot account; products match by SKU."
            ),
            _(
                "Before anything is written, a backup of the account's product list is kept on"
                " this computer. Nothing is ever deleted."
            ),
            pause_words(),
            length,
        )

    # --- what it does ---------------------------------------------------------------------------

    def start(self) -> None:
        """Start the sync; with the brake's approval for exactly the plan that it stopped."""
        brake = self._brake
        self._context.jobs.add(
            Job(
                kind=JobKind.SYNC,
                connection_id=self._connection.id,
                consent=True,
                approve_brake=brake is not None,
                plan_fingerprint=brake.plan_fingerprint if brake is not None else None,
            )
        )


def _estimate(planned: PlanCounts | None, total: int) -> float | None:
    """Seconds the sync will take, None where nothing is known yet."""
    if planned is None:
        return None
    writes = planned.create + planned.update
    return 5 + total / _READ_RATE + writes / _WRITE_RATE
