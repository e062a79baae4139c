"""The actions on a connection: dialogs that ask before a job, and jobs that ask nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shopsync_gui.core.runs.jobs import RESUMABLE_KINDS, Job, JobKind
from shopsync_gui.core.runs.runs import RESUMABLE, RunReport
from shopsync_gui.core.settings.shop_choices import Package
from shopsync_gui.sync.run.run_estimate import Expected
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.ui.connections.disconnection import Disconnection
from shopsync_gui.ui.jobs.purposes import ShowRuns
from shopsync_gui.ui.jobs.steps import open_products, open_step
from shopsync_gui.ui.jobs.writing_right import if_may_write

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.core.plan.plan_summary import PlanCounts
    from shopsync_gui.core.products.numbers import CataloguePart
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.connections.connection_dialog import ConnectionDialog
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.dialogs.plan_dialog import PlanDialog


class ConnectionActions(QObject):
    """The doing of what a card, its menu, its remarks or a key asks for.

    Dialogs belong to the window of `owner`. A connection is named by its id, because it may have been
    removed since the request was shown; then nothing happens.
    """

    #: A job of this connection was started.
    began = Signal(int)
    #: This connection was saved again, and both its sides answered.
    edited = Signal(int)
    #: Something went wrong with this connection outside of a job: its id and a ShopSyncError.
    failed = Signal(int, object)

    def __init__(self, context: AppContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self._owner = owner

    def take(self, step: Step, connection_id: int, run: RunReport | None = None) -> None:
        """Take a next step; `run` is the one that it goes on from."""
        match step:
            case Step.SYNC:
                self.ask_consent(connection_id)
            case Step.CONTINUE:
                self.go_on(connection_id, run)
            case Step.IMPORT:
                self.import_orders(connection_id, None if run is None else run.orders_since)
            case Step.UNDO:
                self.undo(run)
            case Step.TAKE_BACK:
                self._open_undo(run, removes=True)
            case Step.APPROVE:
                self.ask_consent(connection_id, brake=run)
            case Step.PREVIEW:
                self.preview(connection_id)
            case Step.EDIT:
                self.edit(connection_id, None if run is None else run.problem)
            case Step.CHECK:
                self.check_compatibility(connection_id)
            case Step.SKIPPED | Step.FAILED | Step.DETAILS:
                open_step(self._context.requests, step, connection_id, run)

    # --- connections ------------------------------------------------------------------------------

    def add(self) -> ConnectionDialog:
        """Open the dialog for a new shop."""
        from shopsync_gui.ui.connections.connection_dialog import ConnectionDialog

        dialog = ConnectionDialog(self._context, self._owner.window())
        dialog.connected.connect(self._connected)
        dialog.open()
        return dialog

    def edit(self, connection_id: int, problem: Problem | None = None) -> None:
        """Open the dialog filled with a connection, at what has led to a `problem`."""
        from shopsync_gui.ui.connections.connection_dialog import ConnectionDialog

        connection = self._context.connections.get(connection_id)
        if connection is not None:
            dialog = ConnectionDialog(self._context, self._owner.window(), connection, problem)
            dialog.connected.connect(self._edited)
            dialog.open()

    def disconnect_shop(self, connection_id: int) -> None:
        """Forget a connection after asking; nothing changes in the shop or the account."""
        connection = self._context.connections.get(connection_id)
        if connection is not None:
            failed = partial(self.failed.emit, connection_id)
            Disconnection(self._context, connection, self, failed).ask(self._owner.window())

    def choose_shop(self) -> None:
        """Ask which shop is to be synced."""
        from shopsync_gui.ui.connections.shop_choice_dialog import ShopChoiceDialog

        ShopChoiceDialog(self._context, self._owner.window(), self.ask_consent).open()

    def schedule(self, connection_id: int) -> None:
        """Ask when a shop is to be synced by itself."""
        from shopsync_gui.ui.connections.schedule_dialog import ScheduleDialog

        connection = self._context.connections.get(connection_id)
        if connection is not None:
            ScheduleDialog(self._context, connection, self._owner.window()).open()

    # --- jobs -------------------------------------------------------------------------------------

    def ask_consent(
        self, connection_id: int, *, brake: RunReport | None = None, products: int = 0
    ) -> None:
        """Open the consent dialog; the sync starts when the user agrees.

        `products` are those that the test of a new connection has counted.
        """

        def ask(connection: Connection) -> None:
            from shopsync_gui.ui.jobs.dialogs.consent_dialog import ConsentDialog

            dialog = ConsentDialog(
                self._context, connection, self._owner.window(), brake=brake, products=products
            )
            dialog.preview_wanted.connect(partial(self.preview, connection_id))
            dialog.accepted.connect(partial(self.began.emit, connection_id))
            dialog.open()

        self._to_write(connection_id, ask)

    def preview(self, connection_id: int) -> None:
        """Work out what a sync would do, and show it; nothing is written without consent."""
        from shopsync_gui.ui.jobs.dialogs.preview_dialog import PreviewDialog

        connection = self._free(connection_id)
        if connection is not None:
            self._show_plan(PreviewDialog(self._context, connection, self._owner.window()))

    def import_orders(self, connection_id: int, since: date | None = None) -> None:
        """Ask for a period, and show what its orders would bring in."""

        def ask(connection: Connection) -> None:
            from shopsync_gui.ui.jobs.dialogs.orders_dialog import OrdersDialog

            self._show_plan(OrdersDialog(self._context, connection, self._owner.window(), since))

        self._to_write(connection_id, ask)

    def go_on(self, connection_id: int, latest: RunReport | None) -> None:
        """Go on with what was interrupted: its consent holds for what is left of its plan."""
        if latest is not None and latest.kind in RESUMABLE_KINDS and latest.state in RESUMABLE:
            job = Job(
                kind=latest.kind,
                connection_id=connection_id,
                consent=True,
                orders_since=latest.orders_since,
                goes_on=True,
            )
            expected = _expected(latest.left)

            def begin(_connection: Connection) -> None:
                self._context.jobs.add(job, expected)
                self.began.emit(connection_id)

            self._to_write(connection_id, begin)
        elif latest is not None and latest.orders_since is not None:
            self.import_orders(connection_id, latest.orders_since)
        else:
            self.ask_consent(connection_id)

    def undo(self, begun: RunReport | None) -> None:
        """Show what is left of an undo that did not come to its end, and ask before it goes on."""
        undone = None if begun is None else begun.undo_of
        if undone is not None:
            self._context.store.reader.ask(
                self,
                lambda store: store.runs.get(undone),
                partial(self._open_undo, removes=begun is not None and begun.removes),
            )

    def verify(self, connection_id: int) -> None:
        """Compare both sides, without writing anything."""
        self._context.jobs.add(Job(kind=JobKind.VERIFY, connection_id=connection_id))
        self.began.emit(connection_id)

    def check_compatibility(self, connection_id: int) -> None:
        """Find out how the account behaves; it is tried out on consent only."""
        from shopsync_gui.ui.connections.compatibility_dialog import CompatibilityDialog

        connection = self._free(connection_id)
        if connection is not None:
            CompatibilityDialog(self._context, connection, self._owner.window()).open()

    def open_history(self, connection_id: int) -> None:
        """Show the runs of a shop."""
        self._context.requests.open_for(ShowRuns(connection_id=connection_id))

    def open_products(self, connection_id: int, parts: frozenset[CataloguePart]) -> None:
        """Show the products of a shop that a number counts; why they were not written where they were not."""
        open_products(self._context.requests, connection_id, parts)

    # --- inside -----------------------------------------------------------------------------------

    def _show_plan(self, dialog: PlanDialog) -> None:
        """Show a plan beside the window; what is carried out of it begins as any job does."""
        dialog.accepted.connect(partial(self.began.emit, dialog.connection.id))
        dialog.show()

    def _free(self, connection_id: int) -> Connection | None:
        """The connection, if a job of it could begin."""
        free = self._context.other_programs.may_begin(connection_id)
        return self._context.connections.get(connection_id) if free else None

    def _to_write(self, connection_id: int, then: Callable[[Connection], object]) -> None:
        """Go on with the connection, if a job of it could begin and this computer may write to its account.

        Where a password is missing, the editor opens instead: without it nothing could begin.
        """
        connection = self._free(connection_id)
        if connection is None:
            return

        def go_on() -> None:
            known = self._free(connection_id)  # it may have been taken meanwhile
            if known is not None:
                then(known)

        if_may_write(self._context, connection, self._owner, go_on)

    def _open_undo(self, undone: RunReport | None, *, removes: bool) -> None:
        if undone is None:
            return

        def ask(_connection: Connection) -> None:
            from shopsync_gui.ui.jobs.dialogs.undo_dialog import UndoDialog

            dialog = UndoDialog(self._context, undone, self._owner.window(), removes=removes)
            dialog.accepted.connect(partial(self.began.emit, undone.connection_id))
            dialog.open()

        self._to_write(undone.connection_id, ask)

    def _connected(self, connection_id: int, products: int) -> None:
        """A shop was added: its consent follows, and then its first sync."""
        self._context.store.reader.ask(
            self,
            lambda store: (store.connections.all(), store.connections.looks_only()),
            lambda found: self._added(*found, connection_id, products),
        )

    def _added(
        self, connections: list[Connection], looks_only: bool, connection_id: int, products: int
    ) -> None:
        self._context.connections.replace(connections)
        added = self._context.connections.get(connection_id)
        if added is None or not added.may_be_written(looks_only=looks_only):
            return
        if added.options.package is Package.ECOMMERCE:
            self.ask_consent(connection_id, products=products)

    def _edited(self, connection_id: int) -> None:
        self.edited.emit(connection_id)
        self._context.connections.reload()


def _expected(left: PlanCounts | None) -> Expected:
    return Expected() if left is None else Expected(left.in_shop, left.all_writes)
