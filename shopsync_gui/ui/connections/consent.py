"""The consent dialog: what a sync will do, the tick, and only then the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from shopsync_gui.core.runs import Job, JobKind, RunReport, RunState
from shopsync_gui.core.text import _, format_duration, format_int
from shopsync_gui.ui.dialogs import (
    AgreeingDialog,
    brake_note,
    bullets,
    dialog_head,
    figure_box,
    route,
)
from shopsync_gui.ui.widgets import button, column, fit_height, label, note, row

if TYPE_CHECKING:
    from shopsync_gui.core.plan import PlanCounts
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.ui.context import AppContext

#: Above so many products the vendor advises category mapping (contract "salesautopilot" 7).
_MANY = 1000
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
    ) -> None:
        super().__init__(parent)
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
        self._many = note("warning")
        many = column(self._many, margins=(16, 12, 16, 12))
        many.addWidget(
            label(
                _(
                    "There are more than 1000 products. Segments with product conditions may"
                    " become slow in SalesAutopilot; conditions on categories stay quick."
                ),
                wrap=True,
            )
        )
        self._many.hide()
        layout.addWidget(self._many)
        layout.addWidget(self._hosted_box())
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

    def _hosted_box(self) -> QWidget:
        """Two programs that write one product master undo each other's work."""
        box = QWidget()
        layout = column(box, gap=8)
        question = row(gap=12)
        asked = label(_("SalesAutopilot's own product sync of this shop:"), wrap=True)
        hosted = QComboBox()
        hosted.setObjectName("consentHostedBox")
        hosted.setAccessibleName(asked.text())
        hosted.addItems([_("is off"), _("is on"), _("I do not know")])
        asked.setBuddy(hosted)
        question.addWidget(asked, 1)
        question.addWidget(hosted)
        layout.addLayout(question)
        warning = note("warning")
        inside = column(warning, margins=(16, 12, 16, 12))
        text = _(
            "Look in SalesAutopilot: Settings > eCommerce > Webshop connection, and switch it off"
            " first. While both are on, each may overwrite what the other has just written."
        )
        inside.addWidget(label(text, wrap=True, name="consentHostedWarning"))
        warning.hide()

        def answered(place: int) -> None:
            warning.setVisible(place > 0)
            fit_height(self)

        hosted.currentIndexChanged.connect(answered)
        layout.addWidget(warning)
        return box

    # --- what it knows --------------------------------------------------------------------------

    def _read_facts(self, store: Store) -> tuple[RunReport | None, int]:
        latest = store.runs.latest(self._connection.id)
        return latest, store.grid.summary(self._connection.id).total

    def _show_facts(self, facts: tuple[RunReport | None, int]) -> None:
        latest, total = facts
        planned = latest.planned if latest is not None and _is_fresh(latest) else None
        if planned is not None:
            self._show_counts(planned)
            total = max(total, planned.create + planned.update + planned.unchanged)
        self._tell(_estimate(planned, total))
        self._many.setVisible(total > _MANY)
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
            _(
                "Pause letters, series and automations that build on products or categories"
                " while the sync runs."
            ),
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


def _is_fresh(latest: RunReport) -> bool:
    """Whether the last run's plan still says something about the next one."""
    return latest.kind is JobKind.PREVIEW or latest.state is RunState.STOPPED


def _estimate(planned: PlanCounts | None, total: int) -> float | None:
    """Seconds the sync will take, None where nothing is known yet."""
    if planned is None:
        return None
    writes = planned.create + planned.update
    return 5 + total / _READ_RATE + writes / _WRITE_RATE
