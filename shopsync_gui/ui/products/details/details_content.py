"""The content of the panel at the side: the product's details as plain text that can be selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from shopsync_gui.core.products.labels import (
    SKIP_REASONS,
    reason_action,
    reason_label,
    uncategorised,
)
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox
from shopsync_gui.ui.kit.refill import refilling
from shopsync_gui.ui.kit.scrolling import ColumnArea
from shopsync_gui.ui.kit.thumbnail import Thumbnail
from shopsync_gui.ui.kit.widgets import button, column, label, line
from shopsync_gui.ui.products.details.comparison import comparison, facts, selectable
from shopsync_gui.ui.products.details.product_history import PriceLine, history, price_points
from shopsync_gui.ui.products.rows.row_texts import sa_number

if TYPE_CHECKING:
    from shopsync_gui.store.lists.details import ProductDetails
    from shopsync_gui.ui.jobs.context import AppContext

PICTURE_SIDE = 200
_SIDE = 20
#: Pixels of a text that are lost to the sides and the scroll bar.
_BESIDE = 2 * _SIDE + 12
_CHIP_PADDING = 18


class DetailsContent(ColumnArea):
    """The content of the details as it was given last; without a product, how to choose one."""

    def __init__(self, context: AppContext, *, width: int) -> None:
        """`width` is how many pixels wide it is."""
        inside = QWidget()
        super().__init__(inside, takes_focus=True)
        self._context = context
        self._width = width - _BESIDE
        self._details: ProductDetails | None = None
        self._layout = column(inside, margins=_SIDE, gap=12)
        context.other_programs.activity_changed.connect(self._activity_changed)
        context.pictures.switched.connect(self._pictures_switched)

    def show_details(self, details: ProductDetails | None) -> None:
        """Show a product, from the top unless it is shown already."""
        if details is not None and details == self._details:
            return
        other = (details and details.row.id) != (self._details and self._details.row.id)
        self._details = details
        self._refill()
        if other:
            self.verticalScrollBar().setValue(0)

    def _activity_changed(self) -> None:
        if self._details is not None and self._remark(self._details) is not None:
            self._refill()

    def _pictures_switched(self) -> None:
        if self._details is not None:
            self._refill()

    def _refill(self) -> None:
        with refilling(self._layout):
            self._fill()

    def _fill(self) -> None:
        layout = self._layout
        details = self._details
        if details is None:
            hint = label(_("Choose a product to see its details."), "muted", wrap=True)
            hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addStretch(1)
            layout.addWidget(hint)
            layout.addStretch(2)
            return
        row = details.row
        pictures = self._context.pictures
        if details.image and pictures.enabled:
            picture = Thumbnail(pictures, self._context.theme, PICTURE_SIDE, details.image)
            picture.setObjectName("productPicture")
            layout.addWidget(picture, alignment=Qt.AlignmentFlag.AlignHCenter)
        head = column(gap=2)
        head.addWidget(selectable(row.name or "–", "title"))
        number = sa_number(row.sa_id) or _("no SalesAutopilot id yet")
        head.addWidget(selectable(f"{number} · {row.sku or _('no SKU')}", "muted"))
        add_layout(layout, head)
        layout.addWidget(self._categories(details))
        if remark := self._remark(details):
            layout.addWidget(remark)
            if row.reason != SkipReason.CURRENCY:  # the shop has that of all products at once
                layout.addWidget(self._retry_button(row.connection_id))
        layout.addWidget(line())
        several = len(self._context.connections) > 1
        shop = self._context.connections.get(row.connection_id) if several else None
        if details.account is not None:
            layout.addWidget(comparison(details, self._width))
            layout.addWidget(line())
        layout.addWidget(
            facts(details, "" if shop is None else self._context.connections.title_of(shop))
        )
        layout.addWidget(line())
        layout.addWidget(label(_("History"), "strong"))
        points = price_points(details)
        if points:
            layout.addWidget(label(_("Net price"), "small"))
            layout.addWidget(PriceLine(points, row.currency, self._context.theme.tokens))
        layout.addWidget(history(details))
        layout.addStretch(1)

    def _categories(self, details: ProductDetails) -> QWidget:
        box = QWidget()
        flow = FlowLayout(box, gap=6)
        for path, (_name, enabled) in zip(details.paths, details.row.categories, strict=True):
            chip = selectable(path, "")
            chip.setProperty("tone", "muted")
            _use_width(chip, self._width)
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
        """Say why the product is not in the account, and what to do about it."""
        row = details.row
        if row.failure is not None:
            problem = row.failure
            return NoteBox(
                Tone.BAD, problem.title, (problem.message, problem.action), name="productProblem"
            )
        if row.reason is not None and row.reason in SKIP_REASONS:
            title = _("Not brought over to SalesAutopilot")
            texts = (f"{reason_label(row.reason)}.", reason_action(row.reason, row.suspect))
            return NoteBox(Tone.WARNING, title, texts, name="productProblem")
        return None

    def _retry_button(self, connection_id: int) -> QWidget:
        free = self._context.other_programs.may_begin(connection_id)
        text = _("Try this product again…") if free else _("A sync is at work…")
        retry = button(text, self._retry, name="retryProductButton")
        retry.setEnabled(free)
        return retry

    def _retry(self) -> None:
        from shopsync_gui.ui.jobs.dialogs.retry_question import ask_retry_of

        assert self._details is not None
        row = self._details.row
        connection = self._context.connections.get(row.connection_id)
        if connection is not None:
            ask_retry_of(self._context, connection, self.window(), row)


def _use_width(chip: QLabel, width: int) -> None:
    """Have a chip go on in a second line only when the whole panel is too narrow for it."""
    chip.ensurePolished()
    needed = chip.fontMetrics().horizontalAdvance(chip.text()) + _CHIP_PADDING
    chip.setWordWrap(needed > width)
    if needed > width:
        chip.setFixedWidth(width)
