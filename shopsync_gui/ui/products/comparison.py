"""A product in the shop and in SalesAutopilot side by side, with the differences marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from shopsync_gui.core.labels import PRODUCT_STATES, field_label, uncategorised
from shopsync_gui.core.text import (
    _,
    format_decimal,
    format_money,
    format_percent,
    format_when,
    translate,
)
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.widgets import Role, label, set_style

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from shopsync_gui.store.details import ProductDetails

#: Values longer than this go on in the next line.
_LONG = 18

Fact = tuple[str, str, str]


def compared(details: ProductDetails) -> Iterator[Fact]:
    """Field, the shop's value and the account's, of what both sides tell."""
    row, account = details.row, details.account
    if account is None:
        return
    there = account.product
    yield "name", row.name or "–", there.name or "–"
    yield "sku", row.sku or "–", there.sku or "–"
    if there.net is not None:
        currency = row.currency if there.currency is None else there.currency
        yield "net", format_money(row.net, row.currency), format_money(there.net, currency)
    if there.vat is not None:
        yield "vat", format_percent(row.vat), format_percent(there.vat)
    if there.currency is not None and row.currency != there.currency:
        yield "currency", row.currency or "–", there.currency or "–"
    names = ", ".join(row.account_categories)
    if there.category_ids is not None:
        yield "categories", names or uncategorised(), ", ".join(account.categories) or "–"


def comparison(details: ProductDetails) -> QWidget:
    """The table of both sides: once what they agree on, side by side what is not the same.

    Fields that the last run found different stand out.
    """
    box = QWidget()
    box.setObjectName("productComparison")
    grid = _grid(box)
    grid.setColumnStretch(2, 1)
    lines = [
        (field, ours, theirs, field not in details.differs and _same(field, ours, theirs))
        for field, ours, theirs in compared(details)
    ]
    if all(same for _field, _ours, _theirs, same in lines):
        text = _("The webshop and SalesAutopilot agree:")
        grid.addWidget(label(text, "small", wrap=True), 0, 0, 1, 3)
    else:
        grid.addWidget(label(_("Webshop"), "small"), 0, 1)
        grid.addWidget(label("SalesAutopilot", "small"), 0, 2)
    for row_number, (field, ours, theirs, same) in enumerate(lines, 1):
        grid.addWidget(label(field_label(field), "muted"), row_number, 0, Qt.AlignmentFlag.AlignTop)
        if same:
            grid.addWidget(selectable(theirs), row_number, 1, 1, 2, Qt.AlignmentFlag.AlignTop)
            continue
        grid.addWidget(selectable(ours), row_number, 1, Qt.AlignmentFlag.AlignTop)
        there = selectable(theirs)
        if field in details.differs:
            set_style(there, "role", Tone.BAD)
            there.setToolTip(_("Differs from the shop; the next sync brings it over."))
            there.setAccessibleDescription(there.toolTip())
        grid.addWidget(there, row_number, 2, Qt.AlignmentFlag.AlignTop)
    return box


def _same(field: str, ours: str, theirs: str) -> bool:
    """Whether both sides say the same; the account has categories in no order."""
    if field != "categories":
        return ours == theirs
    return sorted(ours.split(", ")) == sorted(theirs.split(", "))


def facts(details: ProductDetails, shop: str) -> QWidget:
    """What only the shop says."""
    row = details.row
    found = [(_("Gross price"), format_money(row.gross, row.currency))]
    if details.account is None:
        found.insert(0, (_("Net price"), format_money(row.net, row.currency)))
        found.append((_("VAT"), format_percent(row.vat)))
    if row.on_sale:
        found.append((_("Regular net price"), format_money(row.list_net, row.currency)))
    found.append((_("State"), translate(PRODUCT_STATES[row.state])))
    if details.stock is not None:
        found.append((_("Stock"), stock_text(details.stock)))
    found.append((_("Id in the shop"), details.inner_id))
    if shop:
        found.append((_("Webshop"), shop))
    found.append((_("Updated"), format_when(row.updated_at)))
    if details.changed_at is not None:
        found.append((_("Change noticed"), format_when(details.changed_at)))
    box = QWidget()
    grid = _grid(box)
    for row_number, (name, value) in enumerate(found):
        grid.addWidget(label(name, "muted"), row_number, 0, Qt.AlignmentFlag.AlignTop)
        text = selectable(value)
        text.setWordWrap(len(value) > _LONG)
        text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, row_number, 1)
    return box


def stock_text(stock: Decimal) -> str:
    """A stock without needless decimals."""
    return format_decimal(stock, 0 if stock == stock.to_integral_value() else 2)


def selectable(text: str, role: Role = "") -> QLabel:
    """A text that can be marked and copied; long words are broken where they must be."""
    widget = label(text, role, wrap=True)
    widget.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    widget.setMinimumWidth(0)
    return widget


def _grid(box: QWidget) -> QGridLayout:
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    return grid
