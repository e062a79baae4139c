"""The panel at the side: everything that is known of the chosen product."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from shopsync_gui.core.labels import PRODUCT_STATES, SKIP_REASONS, reason_action, reason_label
from shopsync_gui.core.runs import Job, JobKind
from shopsync_gui.core.text import (
    _,
    format_decimal,
    format_money,
    format_percent,
    format_when,
    translate,
)
from shopsync_gui.store import ProductDetails, Store
from shopsync_gui.ui.context import AppContext
from shopsync_gui.ui.flow import FlowLayout
from shopsync_gui.ui.products.lines import sa_number, uncategorised
from shopsync_gui.ui.store_thread import Request
from shopsync_gui.ui.widgets import button, clear, column, label, line, note

WIDTH = 296
#: Values longer than this go on in the next line.
_LONG = 20


class DetailsPanel(QFrame):
    """Reads the product in the background and shows it as plain text that can be selected."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("productDetails")
        self.setFixedWidth(WIDTH)
        self._context = context
        self._question: Request | None = None
        self._product_id: int | None = None
        self._details: ProductDetails | None = None
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll = scroll
        inside = QWidget()
        self._layout = column(inside, margins=(20, 20, 20, 20), gap=12)
        scroll.setWidget(inside)
        column(self).addWidget(scroll)
        for signal in (context.jobs.queued, context.jobs.started, context.jobs.ended):
            signal.connect(self._job_changed)
        self._show(None)

    def _job_changed(self) -> None:
        if self._details is not None and self._remark(self._details) is not None:
            self._fill()

    def show_product(self, product_id: int | None) -> None:
        """Read and show a product; None shows how to choose one."""
        if self._question is not None:
            self._question.drop()
            self._question = None
        self._product_id = product_id
        if product_id is None:
            self._show(None)
            return

        def read(store: Store) -> ProductDetails | None:
            return store.grid.details(product_id)

        self._question = self._context.reader.ask(self, read, self._show)

    def refresh(self) -> None:
        """Read the shown product again."""
        self.show_product(self._product_id)

    def retranslate(self) -> None:
        """Set every text again."""
        self.setAccessibleName(_("Details of the product"))
        self._fill()

    def _show(self, details: ProductDetails | None) -> None:
        if details is not None and details == self._details:
            return
        other = (details and details.row.id) != (self._details and self._details.row.id)
        self._details = details
        self._fill()
        if other:
            self._scroll.verticalScrollBar().setValue(0)

    def _fill(self) -> None:
        clear(self._layout)
        details = self._details
        if details is None:
            hint = label(_("Choose a product to see its details."), "muted", wrap=True)
            hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._layout.addStretch(1)
            self._layout.addWidget(hint)
            self._layout.addStretch(2)
            return
        row = details.row
        head = column(gap=2)
        head.addWidget(_selectable(row.name or "–", "title"))
        number = sa_number(row.sa_id) or _("no SalesAutopilot id yet")
        head.addWidget(_selectable(f"{number} · {row.sku or _('no SKU')}", "muted"))
        self._layout.addLayout(head)
        self._layout.addWidget(self._categories(details))
        if remark := self._remark(details):
            self._layout.addWidget(remark)
            self._layout.addWidget(self._retry_button(row.connection_id))
        self._layout.addWidget(line())
        self._layout.addLayout(self._facts(details))
        self._layout.addStretch(1)

    def _categories(self, details: ProductDetails) -> QWidget:
        box = QWidget()
        flow = FlowLayout(box, gap=6)
        for name, enabled in details.row.categories:
            chip = _selectable(name, "")
            chip.setProperty("tone", "idle")
            if enabled:
                chip.setStyleSheet(f"color: {self._context.theme.tokens.text}")
            else:
                font = chip.font()
                font.setStrikeOut(True)
                chip.setFont(font)
                chip.setToolTip(_("This category is disabled in the shop."))
            flow.addWidget(chip)
        if not details.row.categories:
            chip = label(uncategorised())
            chip.setProperty("tone", "warning")
            flow.addWidget(chip)
        return box

    def _remark(self, details: ProductDetails) -> QWidget | None:
        """Why the product is not in the account, and what to do about it."""
        row = details.row
        if row.failure is not None:
            problem = row.failure
            return _note("bad", problem.title, problem.message, problem.action)
        if row.reason is not None and row.reason in SKIP_REASONS:
            title = _("Not brought over to SalesAutopilot")
            return _note(
                "warning", title, f"{reason_label(row.reason)}.", reason_action(row.reason)
            )
        return None

    def _retry_button(self, connection_id: int) -> QWidget:
        jobs = self._context.jobs
        busy = jobs.running(connection_id) or jobs.is_waiting(connection_id)
        text = _("A sync is at work…") if busy else _("Try this product again")
        retry = button(text, self._retry, name="retryProductButton")
        retry.setEnabled(not busy)
        return retry

    def _retry(self) -> None:
        assert self._details is not None
        row = self._details.row
        self._context.jobs.add(
            Job(
                kind=JobKind.RETRY,
                connection_id=row.connection_id,
                consent=True,
                product_ids=(row.id,),
            )
        )

    def _facts(self, details: ProductDetails) -> QGridLayout:
        row = details.row
        money = row.currency
        facts = [
            (_("Net price"), format_money(row.net, money)),
            (_("Gross price"), format_money(row.gross, money)),
        ]
        if row.on_sale:
            facts.append((_("Regular net price"), format_money(row.list_net, money)))
        facts.append((_("VAT"), format_percent(row.vat)))
        facts.append((_("State"), translate(PRODUCT_STATES[row.state])))
        if details.stock is not None:
            whole = details.stock == details.stock.to_integral_value()
            facts.append((_("Stock"), format_decimal(details.stock, 0 if whole else 2)))
        facts.append((_("Id in the shop"), details.inner_id))
        if len(self._context.connections) > 1:
            shop = self._context.connection(row.connection_id)
            facts.append((_("Webshop"), shop.title if shop is not None else "–"))
        facts.append((_("Updated"), format_when(row.updated_at)))
        if details.changed_at is not None:
            facts.append((_("Change noticed"), format_when(details.changed_at)))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(facts):
            grid.addWidget(label(name, "muted"), place, 0, Qt.AlignmentFlag.AlignTop)
            text = _selectable(value, "")
            text.setWordWrap(len(value) > _LONG)
            text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, place, 1)
        return grid


def _selectable(text: str, role: str) -> QLabel:
    """A text that can be marked and copied; long words are broken where they must be."""
    widget = label(text, role, wrap=True)
    widget.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    widget.setMinimumWidth(0)
    return widget


def _note(tone: str, title: str, *texts: str) -> QWidget:
    box = note(tone)
    box.setObjectName("productProblem")
    words: QVBoxLayout = column(box, margins=(12, 10, 12, 10), gap=4)
    words.addWidget(label(title, "strong", wrap=True))
    for text in texts:
        words.addWidget(label(text, wrap=True))
    return box
