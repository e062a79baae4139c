"""The consent dialog: what a sync will do, the tick, and only then the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.runs.plan_words import plan_counts
from shopsync_gui.core.text import _, format_int
from shopsync_gui.sync.run.run_estimate import Expected
from shopsync_gui.sync.standing.plan_ahead import plan_ahead
from shopsync_gui.sync.standing.remark import Step, step_label
from shopsync_gui.ui.jobs.dialogs.advice import brake_note, pause_words, route
from shopsync_gui.ui.jobs.dialogs.consent_watch import ConsentWatch
from shopsync_gui.ui.jobs.dialogs.hosted_question import HostedQuestion
from shopsync_gui.ui.jobs.dialogs.sync_facts import length_text, read_sync_facts, warnings
from shopsync_gui.ui.kit.agreeing_dialog import AgreeingDialog
from shopsync_gui.ui.kit.flow_layout import ColumnsLayout
from shopsync_gui.ui.kit.note_box import figure_box
from shopsync_gui.ui.kit.plain_text import bullets
from shopsync_gui.ui.kit.widgets import button, clear, label

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan_summary import PlanCounts
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.dialogs.sync_facts import SyncFacts


class ConsentDialog(AgreeingDialog):
    """The consent to a sync: what will happen, and the button that starts it when the user agrees."""

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
        about = route(context.connections.title_of(connection), connection)
        super().__init__(parent, "consentDialog", _("Product sync"), about, wide=560)
        self._products = products
        self._warnings = warnings(None, context.connections.same_account(connection))
        self._context = context
        self._connection = connection
        self._brake = brake
        self._counts = QWidget()
        self._counts_layout = ColumnsLayout(self._counts, gap=8)
        self._counts.hide()
        self.body.addWidget(self._counts)
        if brake is not None:
            title = _("The safety brake stopped the last sync because:")
            if brake.kind is JobKind.PREVIEW:
                title = _("The safety brake would stop this sync because:")
            self.body.addWidget(brake_note(title, brake.brakes))
        self._text = label(wrap=True, name="consentText")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._expected = Expected(products)
        self._tell(length_text(self._expected, None))
        self.body.addWidget(self._text)
        self.body.addWidget(HostedQuestion(context.memory, connection.name))
        #: The way to the plan, or, while there is none, to working one out.
        self._details = button(
            step_label(Step.PREVIEW), self._open_preview, name="consentDetailsButton"
        )
        self._details.setVisible(brake is None)
        self.add_agreement(
            _("I have read this and agree to the sync."),
            _("Synchronise"),
            names=("consentCheckBox", "consentCancelButton", "consentSyncButton"),
            at_left=[self._details],
        )
        self._watch = ConsentWatch(context, connection, self)
        self._watch.changed.connect(self._look_again)
        self.cancel_button.setFocus()
        self._read_facts()

    # --- what it knows --------------------------------------------------------------------------

    def _read_facts(self) -> None:
        shop = self._connection
        self._context.store.reader.ask(
            self, lambda store: read_sync_facts(store, shop), self._show_facts
        )

    def _show_facts(self, facts: SyncFacts) -> None:
        self._warnings = facts.warnings
        planned = plan_ahead(facts.standing)
        total = max(facts.known, self._products)
        if planned is not None:
            self._show_counts(planned)
            total = max(total, planned.in_shop)
        writes = None if planned is None else planned.all_writes
        self._expected = Expected(total, writes, facts.pace)
        self._tell(facts.length(self._expected))
        if writes is None and facts.last is not None:
            # For the bar alone: no more than what has changed meanwhile, which may be much.
            self._expected = Expected(total, 0, facts.pace, guess=True)

    def _show_counts(self, planned: PlanCounts) -> None:
        clear(self._counts_layout)
        for caption, count in plan_counts(planned):
            self._counts_layout.addWidget(figure_box(caption, count))
        self._counts.show()
        told = planned.create + planned.update + planned.gone + planned.skip
        self._details.setText(_("Details ({n})").format(n=format_int(told)))
        self._details.setVisible(told > 0)

    def _open_preview(self) -> None:
        self.reject()
        self.preview_wanted.emit()

    def _tell(self, length: str) -> None:
        words = self._words(length)
        self._text.setText(bullets(words))
        self._text.setAccessibleName(" ".join(words))

    def _words(self, length: str) -> tuple[str, ...]:
        return (
            *self._warnings,
            _(
                "The shop's products (name, SKU, price, VAT, categories) are written to the"
                " product master of the SalesAutopilot account; products match by SKU."
            ),
            _(
                "Every value that is written over is kept on this computer, so that the sync can be"
                " undone. It deletes nothing that was in the account."
            ),
            pause_words(),
            length,
        )

    # --- what happens meanwhile -----------------------------------------------------------------

    def may_start(self) -> bool:
        """Only as long as what was told here is what would be written."""
        return self._watch.obstacle is None

    def _look_again(self) -> None:
        """Say what keeps the user from consenting now, and how the shop stands after that."""
        obstacle = self._watch.obstacle
        self._details.setEnabled(obstacle is None)  # it begins a job, too
        if self.show_obstacle(obstacle, "consentObstacle") and obstacle is None:
            self._read_facts()

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
            ),
            self._expected,
        )
