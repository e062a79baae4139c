"""A product in the shop and in SalesAutopilot side by side, with the differences marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QSizePolicy, QWidget

from shopsync_gui.core.products.labels import PRODUCT_STATES, field_label, uncategorised
from shopsync_gui.core.text import (
    _,
    format_decimal,
    format_money,
    format_percent,
    format_when,
    translate,
)
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import Role, column, label, row, set_style

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from shopsync_gui.store.lists.details import ProductDetails

#: Values longer than this go on in the next line.
_LONG = 18
#: Pixels between the two sides, and those that a side which stands out has around its text.
_GAP, _PADDING = 12, 14

Fact = tuple[str, str, str]


def compared(details: ProductDetails) -> Iterator[Fact]:
    """Field, the shop's value and the account's, of what both sides tell."""
    product, account = details.row, details.account
    if account is None:
        return
    there = account.product
    yield "name", product.name or "–", there.name or "–"
    yield "sku", product.sku or "–", there.sku or "–"
    if there.net is not None:
        currency = product.currency if there.currency is None else there.currency
        yield "net", format_money(product.net, product.currency), format_money(there.net, currency)
    if there.vat is not None:
        yield "vat", format_percent(product.vat), format_percent(there.vat)
    if there.currency is not None and product.currency != there.currency:
        yield "currency", product.currency or "–", there.currency or "–"
    names = ", ".join(product.account_categories)
    if there.category_ids is not None:
        yield "categories", names or uncategorised(), ", ".join(account.categories) or "–"


def comparison(details: ProductDetails, width: int) -> QWidget:
    """The table of both sides: once what they agree on, side by side what is not the same.

    Fields that the last run found different stand out. It is `width` pixels wide.
    """
    box = QWidget()
    box.setObjectName("productComparison")
    grid = _grid(box)
    lines = [
        (field, ours, theirs, field not in details.differs and _same(field, ours, theirs))
        for field, ours, theirs in compared(details)
    ]
    if all(same for _field, _ours, _theirs, same in lines):
        text = _("The webshop and SalesAutopilot agree:")
        grid.addWidget(label(text, "small", wrap=True), 0, 0, 1, 2)
    else:
        heads = _both(label(_("Webshop"), "small"), label("SalesAutopilot", "small"), width)
        add_layout(grid, heads, 0, 0, 1, 2)
    for row_number, (field, ours, theirs, same) in enumerate(lines, 1):
        name = label(field_label(field), "muted")
        if same:
            grid.addWidget(name, row_number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(selectable(theirs), row_number, 1, Qt.AlignmentFlag.AlignTop)
            continue
        # Beside two values the name would leave too little room for long words.
        below = column(gap=2)
        below.addWidget(name)
        here, there = selectable(ours), selectable(theirs)
        add_layout(below, _both(here, there, width))
        add_layout(grid, below, row_number, 0, 1, 2)
        if field in details.differs:
            set_style(there, "role", Tone.BAD)
            there.setToolTip(_("Differs from the shop; the next sync brings it over."))
            there.setAccessibleDescription(there.toolTip())
    return box


def _both(here: QLabel, there: QLabel, width: int) -> QBoxLayout:
    """The shop's side and the account's: each in its half, or below each other for the sake of long words."""
    half = (width - _GAP) // 2
    words = f"{here.text()} {there.text()}".split()
    metrics = here.fontMetrics()
    beside = all(metrics.horizontalAdvance(word) <= half - _PADDING for word in words)
    both = row(gap=_GAP) if beside else column(gap=2)
    for side in (here, there):
        if beside:
            policy = side.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            side.setSizePolicy(policy)
        both.addWidget(side, int(beside), Qt.AlignmentFlag.AlignTop)
    return both


def _same(field: str, ours: str, theirs: str) -> bool:
    """Whether both sides say the same; the account has categories in no order."""
    if field != "categories":
        return ours == theirs
    return sorted(ours.split(", ")) == sorted(theirs.split(", "))


def facts(details: ProductDetails, shop: str) -> QWidget:
    """List what only the shop says."""
    product = details.row
    found = [(_("Gross price"), format_money(product.gross, product.currency))]
    if details.account is None:
        found.insert(0, (_("Net price"), format_money(product.net, product.currency)))
        found.append((_("VAT"), format_percent(product.vat)))
    if product.on_sale:
        found.append((_("Regular net price"), format_money(product.list_net, product.currency)))
    found.append((_("State"), translate(PRODUCT_STATES[product.state])))
    if details.stock is not None:
        found.append((_("Stock"), stock_text(details.stock)))
    found.append((_("Id in the shop"), details.inner_id))
    if shop:
        found.append((_("Webshop"), shop))
    found.append((_("Updated"), format_when(product.updated_at)))
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
    grid.setHorizontalSpacing(_GAP)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    return grid
