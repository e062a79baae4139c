"""The line at the bottom: what runs, how the sides stand, and what could not be done unasked."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame

from shopsync_gui.core.text import _, format_percent, format_when, sentences, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.widgets import MARGIN, ElidedLabel, button, row, set_style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shopsync_gui.core.errors import Problem, ShopSyncError
    from shopsync_gui.core.runs.jobs import Job, Progress
    from shopsync_gui.sync.standing.equality import Proof
    from shopsync_gui.ui.jobs.context import AppContext

#: Milliseconds that a problem stays in the line.
_PATIENCE = 60_000
#: Milliseconds after which a keyring is told to be waited for: most answer sooner.
_SLOW_KEYRING = 400
#: Pixels between what is said and the link to the guide, beside a layout's own.
_BEFORE_HELP = 8


class StatusLine(QFrame):
    """The line about the jobs; a problem that nobody else tells of takes its place for a while."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("statusBar")
        self.setFixedHeight(33)
        self._context = context
        self._problem: Problem | None = None
        #: Questions to the keyring that a dialog waits for.
        self._keyring_questions = 0
        self._keyring_is_slow = QTimer(self, singleShot=True, interval=_SLOW_KEYRING)
        self._keyring_is_slow.timeout.connect(self.show_state)
        #: The shop whose job was heard of last.
        self._followed = 0
        self._proofs: Mapping[int, Proof] = {}
        layout = self._layout = row(self, margins=(MARGIN, 0, MARGIN, 0))
        self._text = ElidedLabel(name="statusText")
        self._progress = ElidedLabel(name="statusProgress")
        layout.addWidget(self._text, 1)
        layout.addWidget(self._progress)
        layout.addSpacing(_BEFORE_HELP)
        #: Opens the user guide.
        self.help = button(kind="link", name="openGuide")
        layout.addWidget(self.help)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE)
        self._patience.timeout.connect(self._forget_problem)
        context.jobs.started.connect(self._started)
        context.jobs.progressed.connect(self._progressed)
        context.jobs.ended.connect(self.show_state)
        context.other_programs.changed.connect(self.show_state)
        context.exchange.told.connect(self.show_problem)
        context.language.put_off.connect(self.show_state)
        context.requests.keyring_asked.connect(lambda: self._wait_for_keyring(1))
        context.requests.keyring_answered.connect(lambda: self._wait_for_keyring(-1))
        for thread in context.store.all():
            thread.failed.connect(self.show_problem)

    def show_state(self) -> None:
        """Say what runs, or how the sides stand; a problem first."""
        self.help.setText(_("Help (F1)"))
        self._show_progress()
        jobs = self._context.jobs.current
        problem = self._problem
        if problem is not None:
            self._say(
                f"{problem.title}. {problem.action}",
                more=sentences(f"{problem.title}.", problem.message, problem.action),
                warn=True,
            )
        elif self._keyring_questions and not self._keyring_is_slow.isActive():
            self._say(_("Waiting for the passwords from the system's keyring…"))
        elif self._context.language.is_put_off:
            self._say(_("The new language comes with the end of the open dialogs."))
        elif jobs:
            from shopsync_gui.core.runs.run_labels import works_label

            self._say(works_label(jobs), short=_("You can keep working meanwhile."))
        elif self._context.other_programs.busy:
            from shopsync_gui.core.runs.run_labels import others_work_text

            self._say(others_work_text(self._context.other_programs.kind))
        else:
            self._say_verified()

    def set_proofs(self, proofs: Mapping[int, Proof]) -> None:
        """Note the shops' last proofs, by their ids."""
        if proofs != self._proofs:
            self._proofs = proofs
            self.show_state()

    def _say_verified(self) -> None:
        verified = [shop for shop in self._context.connections if shop.id in self._proofs]
        if not verified:
            self._say("")
            return
        latest = max(verified, key=lambda shop: self._proofs[shop.id].at)
        proof, title = self._proofs[latest.id], self._context.connections.title_of(latest)
        from shopsync_gui.sync.standing.state_words import proof_text

        text, tone = proof_text(proof, title, latest.options.schedule, datetime.now(UTC))
        short = _("{shop}: verified {when}").format(shop=title, when=format_when(proof.at))
        self._say(text, short="" if proof.is_old else short, warn=tone is Tone.WARNING)

    def _say(self, text: str, *, more: str = "", short: str = "", warn: bool = False) -> None:
        set_style(self._text, "stale", warn)
        self._text.setText(text, more, short)

    def _wait_for_keyring(self, more: int) -> None:
        self._keyring_questions += more
        if more > 0:
            self._keyring_is_slow.start()
        else:
            self.show_state()

    def _started(self, _connection_id: int, _job: Job) -> None:
        self.show_state()

    def _progressed(self, connection_id: int, _progress: Progress) -> None:
        self._followed = connection_id
        self._show_progress()

    def _show_progress(self) -> None:
        """Show how far the job is that was heard of last; nothing of one that has ended."""
        connection_id = self._followed
        progress = self._context.jobs.progress(connection_id)
        if progress is None:
            self._progress.setText("")
            return
        from shopsync_gui.core.runs.run_labels import PHASES, trouble_text

        connection = self._context.connections.get(connection_id)
        title = self._context.connections.title_of(connection) if connection is not None else ""
        text = translate(PHASES[progress.phase])
        estimate = self._context.jobs.estimate(connection_id)
        if estimate is not None and estimate.share is not None:
            text += f" · {format_percent(Decimal(int(estimate.share * 100)))}"
        if trouble := trouble_text(progress):
            text += f" · {trouble}"
        text = f"{title}: {text}"
        if text != self._progress.text():
            self._progress.setText(text)
            self._layout.activate()  # else it is cut where the last text ended

    def show_problem(self, error: ShopSyncError) -> None:
        """Tell of an error for a while."""
        self._problem = error.problem
        self._patience.start()
        self.show_state()

    def _forget_problem(self) -> None:
        self._problem = None
        self.show_state()
