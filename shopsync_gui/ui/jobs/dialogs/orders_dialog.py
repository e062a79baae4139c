"""The import of old orders: the period, the products they would bring in, and the consent."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from shopsync_gui.core.runs.jobs import Job, JobKind
from shopsync_gui.core.text import _, format_int
from shopsync_gui.ui.jobs.dialogs.plan_dialog import PlanDialog
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.time_fields import DayField
from shopsync_gui.ui.kit.widgets import button, label, row

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from shopsync_gui.core.plan.plan import Plan
    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext

#: The periods offered: their text's years back.
_YEARS = (1, 2, 5)


class OrdersDialog(PlanDialog):
    """A question for the first day; the orders are read when the user says so, and again by the same button."""

    offers_again = False

    def __init__(
        self,
        context: AppContext,
        connection: Connection,
        parent: QWidget,
        since: date | None = None,
    ) -> None:
        super().__init__(context, connection, parent, "ordersDialog")
        self._reader.ready.connect(self._allow_reading)
        self._reader.failed.connect(self._allow_reading)
        if since is not None:
            self._day.set_day(since)

    def heading(self) -> str:
        """The dialog's name."""
        return _("Import of old orders")

    def build_top(self, layout: QVBoxLayout) -> None:
        """Add the explanation and the period."""
        text = _(
            "The shop's old orders are read, and the products in them come into the product"
            " master. Those that the shop still has stay as they are; deleted ones come in"
            " with the name, SKU and price of their last order, as uncategorised. Of the"
            " orders nothing but the products is brought over: no buyer's name, address or"
            " e-mail is read or kept."
        )
        self._about = label(text, wrap=True, name="ordersText")
        layout.addWidget(self._about)
        since = label(_("Orders since:"))
        self._day = DayField(_years_ago(_YEARS[0]), "ordersSince")
        self._day.returnPressed.connect(self._read_by_key)
        self._day.setAccessibleName(_("First day of the orders"))
        since.setBuddy(self._day)
        line, period = row(gap=12), FlowLayout()
        add_layout(layout, line)
        add_layout(line, period, 1)
        period.addWidget(since)
        period.addWidget(self._day)
        for years in _YEARS:
            text = _("{n} years").format(n=format_int(years)) if years > 1 else _("1 year")
            go_back = partial(self._years_back, years)
            period.addWidget(button(text, go_back, kind="link", name=f"orders_years_{years}"))
        self._read = button(_("Read orders"), self.begin, name="ordersReadButton")
        line.addWidget(self._read)
        layout.addWidget(self._day.remark)

    def begin(self) -> None:
        """Read the orders; until that has ended, it cannot be begun once more."""
        if not self._day.accepts():
            return
        if self.focusWidget() is self._read:
            self.setFocus()  # else the next button would get it, and the next key press
        self._read.setEnabled(False)
        self._about.setVisible(True)
        super().begin()

    def show_list(self) -> None:
        """Show the products in the room of what was read before them."""
        self._about.hide()
        super().show_list()

    def _read_by_key(self) -> None:
        if self._read.isEnabled():
            self.begin()

    def _allow_reading(self) -> None:
        self._read.setEnabled(True)

    def _years_back(self, years: int) -> None:
        self._day.set_day(_years_ago(years))

    def reading_job(self) -> Job:
        """A preview that reads the shop and its orders; nothing is written to the account."""
        return Job(
            kind=JobKind.PREVIEW, connection_id=self.connection.id, orders_since=self._day.day
        )

    def writing_job(self, plan: Plan) -> Job:
        """An import that stops if the plan has changed meanwhile."""
        return Job(
            kind=JobKind.ORDERS,
            connection_id=self.connection.id,
            consent=True,
            approve_brake=bool(plan.brakes),
            plan_fingerprint=plan.fingerprint,
            orders_since=self._planned_since,
        )

    def agreement_text(self) -> str:
        """The text of the tick."""
        return _("I have reviewed this plan and agree that these products are written.")

    def start_text(self) -> str:
        """The text of the button that starts the writing."""
        return _("Import")

    def remark(self, plan: Plan, report: RunReport) -> str:
        """A sentence about the orders that were read."""
        assert report.orders_since is not None
        self._planned_since = report.orders_since
        text = _(
            "Orders read: {orders}. Products in them: {products}. Known from the shop itself, and"
            " left as they are: {in_shop}."
        ).format(
            orders=format_int(report.orders),
            products=format_int(report.pulled),
            in_shop=format_int(report.in_shop),
        )
        if not plan.counts.writes:
            text += " " + _("There is nothing to import.")
        return text


def _years_ago(years: int) -> date:
    """The same day of an earlier year; the last one of February where that has no 29th."""
    today = datetime.now().astimezone().date()
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)
