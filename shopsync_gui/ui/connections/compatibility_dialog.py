"""The compatibility check in the window: what the account does, and what ShopSync makes of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

from shopsync_gui.core.account.check_words import left_items_text, left_text, probe_text
from shopsync_gui.core.text import N_, _, format_int, ngettext, one_line, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.store.account.check_items import ItemKind
from shopsync_gui.sync.compatibility.compatibility_check import STEPS
from shopsync_gui.ui.connections.check_offer import CheckOfferMemory
from shopsync_gui.ui.jobs.dialogs.advice import route
from shopsync_gui.ui.jobs.services.account_checker import AccountChecker
from shopsync_gui.ui.kit.agreeing_dialog import AgreeingDialog
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox, problem_box
from shopsync_gui.ui.kit.progress_view import ProgressView
from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn
from shopsync_gui.ui.kit.tables import table
from shopsync_gui.ui.kit.whole_rows import WholeRows
from shopsync_gui.ui.kit.widgets import button, clear, column, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QModelIndex
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.compatibility.compatibility_check import CheckResult
    from shopsync_gui.sync.connection_draft import ConnectionDraft
    from shopsync_gui.ui.jobs.context import AppContext

_COLUMNS = (
    TableColumn(
        N_("Open point"), lambda t: t.point, 230, least=150, full=250, dot=lambda t: t.tone
    ),
    TableColumn(N_("What this account does"), lambda t: t.does, 230, least=150),
    TableColumn(N_("What ShopSync makes of it"), lambda t: t.means, 280, least=150),
)
#: So many steps has a check that reads only.
_READING = 1


class CompatibilityDialog(Dialog):
    """The check of an account, read when the dialog opens; on consent it is tried out, too.

    `checked` is a connection, or makes the draft of one that is not saved: that is read only.
    """

    def __init__(
        self,
        context: AppContext,
        checked: Connection | Callable[[], ConnectionDraft],
        parent: QWidget,
    ) -> None:
        self._draft = checked if callable(checked) else None
        self._connection = None if callable(checked) else checked
        about = ""
        if self._connection is not None:
            about = route(context.connections.title_of(self._connection), self._connection)
        title = _("Compatibility check")
        super().__init__(parent, "compatibilityDialog", title, about, size=QSize(860, 620))
        self._context = context
        self._result: CheckResult | None = None
        self._running = False
        self._closing = False
        self._checker = AccountChecker(
            context.home, context.secrets, context.team.leases, context.background, self
        )
        self._checker.stepped.connect(self._show_step)
        self._checker.finished.connect(self._show_result)
        self._checker.failed.connect(self._show_error)
        self._checker.cancelled.connect(self._show_cancelled)
        self._build()
        self._start(write=False)

    def _build(self) -> None:
        self._about = label("", wrap=True, name="compatibilityAbout")
        self.body.addWidget(self._about)
        self._progress = ProgressView("compatibility")
        self.body.addWidget(self._progress)
        self._notes = column()
        add_layout(self.body, self._notes)
        self.model = RowsModel(_COLUMNS, self._context.theme, self)
        self._points = table(self.model, _COLUMNS, "compatibilityPoints", stretch=2)
        self._points.setAccessibleName(_("Open points of the account"))
        self._points.selectionModel().currentRowChanged.connect(self._show_point)
        self.body.addWidget(WholeRows(self._points, 220), 1)
        self._point = label(role="muted", wrap=True, name="compatibilityPoint")
        self.body.addWidget(self._point)
        self._save = button(_("Save report…"), self._open_report, name="saveReportButton")
        self._try = button(_("Try it out…"), self._ask_consent, name="tryOutButton")
        self._try.setVisible(self._connection is not None)
        self._end = button(_("Close"), self.reject, name="compatibilityCloseButton")
        self.add_buttons(self._try, self._end, at_left=[self._save])

    # --- running ----------------------------------------------------------------------------------

    def _start(self, *, write: bool) -> None:
        clear(self._notes)
        self._about.setText(_about(write=write))
        self._steps = len(STEPS) if write else _READING
        self._set_running(True)
        self._show_step(0)
        if self._connection is not None:
            self._checker.check(self._connection, write=write)
        elif self._draft is not None:
            self._checker.check_draft(self._draft)

    def _set_running(self, running: bool) -> None:
        self._running = running
        self._progress.setVisible(running)
        for start in (self._save, self._try):
            start.setEnabled(not running and self._result is not None)
        self._end.setEnabled(True)
        self._end.setText(_("Cancel") if running else _("Close"))
        if not running and self._closing:
            super().reject()

    def reject(self) -> None:
        """Cancel what runs; close what does not."""
        if self._running:
            self._end.setEnabled(False)
            self._closing = self._steps == _READING
            self._checker.cancel()
        else:
            super().reject()

    def _show_step(self, step: int) -> None:
        total = self._steps if self._steps > _READING else None
        text = "" if total is None else f"{format_int(step + 1)} / {format_int(total)}"
        self._progress.show_step(translate(STEPS[step]), text)
        self._progress.show_share(None if total is None else step / total)

    def _show_cancelled(self) -> None:
        self._set_running(False)
        text = _("What the check has created is being removed in the background.")
        self._notes.addWidget(NoteBox(Tone.PLAIN, _("The check was cancelled."), (text,)))
        self._context.leftovers.look()

    def _show_error(self, error: ShopSyncError) -> None:
        self._set_running(False)
        self._notes.addWidget(problem_box(error.problem))
        self._try.setEnabled(self._connection is not None)

    # --- what was found ---------------------------------------------------------------------------

    def _show_result(self, result: CheckResult) -> None:
        self._result = result
        self._set_running(False)
        self._try.setEnabled(result.readable)
        # What is to be noticed stands first.
        order = (Tone.BAD, Tone.WARNING, Tone.GOOD)
        self.model.set_rows(sorted(result.traits, key=lambda trait: order.index(trait.tone)))
        if result.problem is not None:
            self._notes.addWidget(problem_box(result.problem))
        for text in _left_texts(result):
            self._notes.addWidget(NoteBox(Tone.WARNING, text))
        if result.problem is None:
            self._notes.addWidget(NoteBox(Tone.PLAIN, _summary(result), _changes(result)))
        if result.wrote:
            self._context.leftovers.look()
        if self._connection is not None and result.readable and result.problem is None:
            CheckOfferMemory(self._context.memory, self._connection.name).close()
        self._context.connections.reload()
        self._points.setCurrentIndex(self.model.index(0, 0))
        self._points.setFocus()

    def _show_point(self, index: QModelIndex) -> None:
        if index.isValid():
            trait = self.model.row(index.row())
            self._point.setText(one_line(f"{trait.point}: {trait.does}", trait.means))

    # --- what follows -----------------------------------------------------------------------------

    def _ask_consent(self) -> None:
        dialog = _TryOutDialog(self)
        dialog.accepted.connect(partial(self._start, write=True))
        dialog.open()

    def _open_report(self) -> None:
        from shopsync_gui.ui.connections.report_dialog import ReportDialog

        if self._result is not None:
            ReportDialog(self._result, self).open()


class _TryOutDialog(AgreeingDialog):
    """The consent to trying an account out; its button waits for the tick."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "tryOutDialog", _("Try out the account"), wide=520)
        self.body.addWidget(label(probe_text(), wrap=True))
        text = _(
            "If the program ends meanwhile, what it has created is removed when it starts again."
        )
        self.body.addWidget(label(text, "muted", wrap=True))
        self.add_agreement(
            _("I agree to the test items."),
            _("Try it out"),
            names=("tryOutCheckBox", "tryOutCancelButton", "tryOutStartButton"),
        )
        self.cancel_button.setFocus()

    def start(self) -> None:
        """The dialog below does it."""


def _about(*, write: bool) -> str:
    """Say what the check is for, and whether it writes."""
    if write:
        return _(
            "Not everything that a SalesAutopilot account does is documented. As you agreed, the check"
            " tries yours out with test items, which it removes again."
        )
    return _(
        "Not everything that a SalesAutopilot account does is documented. The check reads how yours"
        " answers; nothing is written for that."
    )


def _left_texts(result: CheckResult) -> list[str]:
    """Name what is, or may be, left in the account; a check that only read has not looked for it."""
    if not result.wrote:
        return [left_items_text([item.name for item in result.left])] if result.left else []
    return [
        left_text(item.sa_id, item.name, is_product=item.kind is ItemKind.PRODUCT)
        for item in result.left
    ]


def _summary(result: CheckResult) -> str:
    noticed = sum(trait.tone is not Tone.GOOD for trait in result.traits)
    if not noticed:
        return _("Nothing about this account needs to be noticed.")
    return ngettext(
        "{n} point about this account is to be noticed.",
        "{n} points about this account are to be noticed.",
        noticed,
    ).format(n=format_int(noticed))


def _changes(result: CheckResult) -> tuple[str, ...]:
    texts = []
    if result.wrote and not result.left:
        texts.append(_("The test items have been removed."))
    points = [trait.point for trait in result.traits if trait.name in result.changed]
    if points:
        texts.append(_("Different from before: {points}").format(points="; ".join(points)))
    return tuple(texts)
