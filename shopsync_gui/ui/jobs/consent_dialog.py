"""The consent dialog: what a sync will do, the tick, and only then the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.jobs import Job, JobKind
from shopsync_gui.core.plan_words import plan_counts
from shopsync_gui.core.text import _, format_duration, format_int, sentences
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.run.run_estimate import Expected
from shopsync_gui.sync.standing.next_steps import shared_text, undo_in_force
from shopsync_gui.sync.standing.run_remarks import given_back_text
from shopsync_gui.sync.standing.standing import ShopStanding
from shopsync_gui.sync.standing.stored_standings import read_standing
from shopsync_gui.ui.jobs.advice import brake_note, pause_words, route
from shopsync_gui.ui.jobs.consent_watch import ConsentWatch
from shopsync_gui.ui.jobs.hosted_question import HostedQuestion
from shopsync_gui.ui.jobs.progress import between, rounded
from shopsync_gui.ui.kit.agreeing_dialog import AgreeingDialog
from shopsync_gui.ui.kit.flow_layout import ColumnsLayout
from shopsync_gui.ui.kit.note_box import NoteBox, figure_box
from shopsync_gui.ui.kit.plain_text import bullets
from shopsync_gui.ui.kit.widgets import button, clear, column, label

if TYPE_CHECKING:
    from shopsync_gui.core.plan_summary import PlanCounts
    from shopsync_gui.core.runs import RunReport
    from shopsync_gui.store import Store
    from shopsync_gui.store.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext

#: How the shop stands, how many of its products are known, its last sync, the account's pace, and who else
#: writes to it.
_Facts = tuple[ShopStanding, int, "RunReport | None", "float | None", str]


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
        about = route(context.connections.title_of(connection), connection)
        super().__init__(parent, "consentDialog", _("Product sync"), about, wide=560)
        self._products = products
        self._sharers = context.connections.same_account(connection)
        #: The undo whose values would be written over.
        self._undo: RunReport | None = None
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
        self._tell(self._length(None))
        self.body.addWidget(self._text)
        self._hosted = HostedQuestion(context.memory, connection.name)
        self.body.addWidget(self._hosted)
        self._details = button(clicked=self._open_preview, name="consentDetailsButton")
        self._details.hide()
        self.add_agreement(
            _("I have read this and agree to the sync."),
            _("Synchronise"),
            names=("consentCheckBox", "consentCancelButton", "consentSyncButton"),
            at_left=[self._details],
        )
        self._obstacle = column(gap=8)
        self.foot.insertLayout(0, self._obstacle)
        self._told: tuple[str, str] | None = None
        self._watch = ConsentWatch(context, connection, self)
        self._watch.changed.connect(self._look_again)
        self.cancel_button.setFocus()
        context.store.reader.ask(self, self._read_facts, self._show_facts)

    # --- what it knows --------------------------------------------------------------------------

    def _read_facts(self, store: Store) -> _Facts:
        shop = self._connection
        is_known = shop.id in store.connections.known_shops()
        total = store.grid.summary(shop.id).total if is_known else 0
        sharers = store.connections.sharers_of(shop)
        last = store.runs.last_sync(shop.id)
        pace = None
        if last is None or not last.led_elsewhere:
            pace = store.past_writes.pace(shop.id)
        else:  # another account may take much longer
            last = None
        return read_standing(store, shop), total, last, pace, sharers

    def _show_facts(self, facts: _Facts) -> None:
        standing, known, last, pace, self._sharers = facts
        self._undo = undo_in_force(standing)
        planned = standing.plan_ahead
        total = max(known, self._products)
        if planned is not None:
            self._show_counts(planned)
            total = max(total, planned.in_shop)
        writes = None if planned is None else planned.all_writes
        self._expected = Expected(total, writes, pace)
        tells = last is not None and last.created + last.updated >= (writes or 0)
        self._tell(self._length(last if tells else None))
        if writes is None and last is not None:
            # For the bar alone: no more than what has changed meanwhile, which may be much.
            self._expected = Expected(total, 0, pace, guess=True)

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
        words = [
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
        ]
        if self._undo is not None:
            over = _(
                "You undid a sync. This one writes the shop's values over what was given back."
            )
            words.insert(0, sentences(over, given_back_text(self._undo)))
        if self._sharers:
            words.append(shared_text(self._sharers))
        return tuple(words)

    def _length(self, last: RunReport | None) -> str:
        """Say how long the sync will take, by the best that is known: a plan, the last sync, the number of products."""
        seconds = self._expected.seconds
        if seconds is not None:
            time = format_duration(rounded(seconds))
            return _("Expected duration: about {time}.").format(time=time)
        if last is not None and last.state.ended and last.seconds:
            return _("The last sync took {time}.").format(time=format_duration(last.seconds))
        if (bounds := self._expected.bounds) is not None:
            return _(
                "Expected duration: about {time}, depending on how quickly the account answers."
            ).format(time=between(*bounds))
        return _(
            "A sync takes minutes, of a large shop longer: that depends on the number of"
            " products and on how quickly the account answers."
        )

    # --- what happens meanwhile -----------------------------------------------------------------

    def may_start(self) -> bool:
        """Only as long as what was told here is what would be written."""
        return self._watch.obstacle is None

    def _look_again(self) -> None:
        """Say what keeps the user from consenting now, and how the shop stands after that."""
        obstacle = self._watch.obstacle
        if obstacle == self._told:
            return
        self._told = obstacle
        self.withdraw_agreement()
        clear(self._obstacle)
        if obstacle is not None:
            title, text = obstacle
            self._obstacle.addWidget(NoteBox(Tone.WARNING, title, [text], name="consentObstacle"))
        else:
            self._context.store.reader.ask(self, self._read_facts, self._show_facts)

    # --- what it does ---------------------------------------------------------------------------

    def start(self) -> None:
        """Start the sync; with the brake's approval for exactly the plan that it stopped."""
        brake = self._brake
        self._hosted.settle()
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
