"""The SKU check: SKUs that are missing or stand in each other's way, and what to do about it."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from shopsync_gui.core.products.labels import PRODUCT_STATES
from shopsync_gui.core.products.unseen import with_signs_named
from shopsync_gui.core.text import N_, _, format_int, translate
from shopsync_gui.store.lists.overview import SkuGroup, SkuProduct, SkuTrouble
from shopsync_gui.ui.jobs.purposes import ListPurpose
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn
from shopsync_gui.ui.kit.tables import LEAST_HEIGHT, table
from shopsync_gui.ui.kit.whole_rows import WholeRows
from shopsync_gui.ui.kit.widgets import button, label, set_style
from shopsync_gui.ui.products.grid.row_menu import open_page, shop_page
from shopsync_gui.ui.products.rows.row_texts import STATE_TONES, one_line

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext

TITLES = {
    SkuTrouble.MISSING: N_("No SKU"),
    SkuTrouble.DOUBLE: N_("Same SKU"),
    SkuTrouble.NEARLY_DOUBLE: N_("Differs only by case, spaces or unseen signs"),
    SkuTrouble.DELETED: N_("Also on a deleted product"),
}
ADVICE = {
    SkuTrouble.MISSING: N_(
        "SalesAutopilot knows products by their SKU, so these cannot be brought over. Give each of"
        " them a SKU of its own in the shop."
    ),
    SkuTrouble.DOUBLE: N_(
        "Several products carry the same SKU, so it cannot be told which one SalesAutopilot should"
        " hold. Give all but one of them another SKU in the shop."
    ),
    SkuTrouble.NEARLY_DOUBLE: N_(
        "These SKUs differ only by upper and lower case, by spaces or by signs that nobody sees"
        " (named here in ⟨ ⟩), which the sync takes for the same SKU. Make them clearly different in"
        " the shop, or remove one of the products."
    ),
    SkuTrouble.DELETED: N_(
        "A product of the shop carries the SKU of one that is no longer there. The living one is"
        " brought over. Nothing has to be done if it is the same product; otherwise give it a new"
        " SKU."
    ),
}


class _Row(msgspec.Struct, frozen=True):
    product: SkuProduct
    shop: str


def _columns() -> list[TableColumn]:
    return [
        TableColumn(
            N_("SKU"),
            lambda row: with_signs_named(row.product.sku) or "–",
            160,
            least=112,
            nothing="–",
        ),
        TableColumn(N_("Name"), lambda row: one_line(row.product.name) or "–", 280, least=140),
        TableColumn(
            N_("State"), lambda row: translate(PRODUCT_STATES[row.product.state]), 160, dot=_dot
        ),
        TableColumn(
            N_("Id in the shop"),
            lambda row: row.product.inner_id,
            128,
            right=True,
            least=96,
            rank=1,
        ),
    ]


def _dot(row: _Row) -> str:
    return STATE_TONES[row.product.state]


class SkuCheckDialog(Dialog):
    """One kind of trouble at a time; products that share a SKU stand below each other."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(
            parent,
            "skuCheckDialog",
            _("SKU check"),
            _(
                "Missing, duplicate and nearly identical SKUs, and what to do about them in the shop."
            ),
            size=QSize(860, 600),
            modal=False,
        )
        self._requests = context.requests
        self._groups: list[SkuGroup] = []
        self._known = False
        self._kind: SkuTrouble | None = None
        self._shops = {c.id: context.connections.title_of(c) for c in context.connections}
        columns = _columns()
        if len(self._shops) > 1:
            columns.append(
                TableColumn(
                    N_("Webshop"), lambda row: row.shop, 140, least=96, full=180, middle=True
                )
            )
        self._advice = label(wrap=True, name="skuAdvice")
        chips = QWidget()
        flow = FlowLayout(chips)
        self._chips: dict[SkuTrouble, QPushButton] = {}
        for trouble in SkuTrouble:
            name = f"sku_{trouble.value}"
            chip = button(clicked=partial(self.show_kind, trouble), kind="chip", name=name)
            chip.setCheckable(True)
            chip.setEnabled(False)
            self._chips[trouble] = chip
            flow.addWidget(chip)
        self.model = RowsModel(columns, context.theme, self)
        self.view = table(self.model, columns, "skuTable", 1)
        self.view.setAccessibleName(_("SKUs that need a look"))
        self.view.doubleClicked.connect(self._show_in_list)
        self.view.selectionModel().currentRowChanged.connect(self._row_chosen)
        self._fine = label(_("Every product has a SKU of its own."), "muted", name="skuFine")
        self._fine.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(WholeRows(self.view, LEAST_HEIGHT))
        self._stack.addWidget(self._fine)
        self.body.addWidget(chips)
        self.body.addWidget(self._advice)
        self.body.addWidget(self._stack, 1)
        self._visit = button(_("Open in the shop"), self._open, name="skuOpenButton")
        self._show = button(_("Show in the list"), self._show_in_list, name="skuShowButton")
        close = button(_("Close"), self.close, kind="primary", name="skuCloseButton")
        self.add_buttons(close, at_left=[self._visit, self._show])
        self._row_chosen(QModelIndex())
        self._show_counts()
        self._show_advice()
        context.store.lister.ask(self, lambda store: store.overview.sku_troubles(), self._fill)

    def _fill(self, groups: list[SkuGroup]) -> None:
        self._groups = groups
        self._known = True
        self._show_counts()
        first = next((kind for kind, chip in self._chips.items() if chip.isEnabled()), None)
        if first is None:
            self._show_advice()
            self._stack.setCurrentWidget(self._fine)
        else:
            self.show_kind(first)
            self.view.setFocus()

    def _show_counts(self) -> None:
        counts: Counter[SkuTrouble] = Counter()
        for group in self._groups:
            counts[group.trouble] += len(group.products)
        for trouble, chip in self._chips.items():
            count, title = counts[trouble], translate(TITLES[trouble])
            chip.setText(f"{title} {format_int(count)}" if self._known else title)
            chip.setEnabled(count > 0)

    def _show_advice(self) -> None:
        if self._kind is not None:
            self._advice.setText(translate(ADVICE[self._kind]))
        else:
            self._advice.setText("" if self._known else _("Looking at every SKU…"))

    def show_kind(self, trouble: SkuTrouble) -> None:
        """Show the products with one kind of trouble."""
        for kind, chip in self._chips.items():
            chip.setChecked(kind is trouble)
            set_style(chip, "active", kind is trouble)
        groups = [group for group in self._groups if group.trouble is trouble]
        self._kind = trouble
        self._show_advice()
        self.model.set_rows(
            [
                _Row(product, self._shops.get(product.connection_id, ""))
                for group in groups
                for product in group.products
            ]
        )
        if groups:
            self.view.selectRow(0)

    def _chosen(self) -> SkuProduct | None:
        index = self.view.currentIndex()
        if not index.isValid():
            return None
        chosen: _Row = self.model.row(index.row())
        return chosen.product

    def _row_chosen(self, current: QModelIndex) -> None:
        product = self.model.row(current.row()).product if current.isValid() else None
        self._show.setEnabled(product is not None)
        self._visit.setEnabled(product is not None and shop_page(product.page) is not None)

    def _open(self) -> None:
        product = self._chosen()
        if product is not None:
            open_page(shop_page(product.page))

    def _show_in_list(self) -> None:
        product = self._chosen()
        if product is not None:
            text = " ".join(product.sku.split()) or product.name
            self._requests.open_for(ListPurpose(search=text))
