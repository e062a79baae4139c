"""The products whose gross price fell most, with their pictures, and the way to a newsletter of them."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from shopsync_gui.core.newsletter.price_rule import percent_off
from shopsync_gui.core.text import _, format_int, format_money, format_percent
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.jobs.purposes import ListPurpose
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.plain_text import short, tooltip
from shopsync_gui.ui.kit.refill import refilling
from shopsync_gui.ui.kit.thumbnail import Thumbnail
from shopsync_gui.ui.kit.widgets import (
    ElidedLabel,
    button,
    column,
    label,
    line,
    row,
    set_style,
)
from shopsync_gui.ui.overview.line_button import LineButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.store.lists.grid_row import GridRow
    from shopsync_gui.ui.jobs.context import AppContext

_PICTURE = 40
#: Characters of a name that are shown, in as many lines as they need.
_LONGEST = 90
#: Characters of a shop's title before its product's SKU.
_LONGEST_SHOP = 28


class PriceFalls(QFrame):
    """A card with a line for each product; a line leads to the product."""

    #: The user wants to choose among all that became cheaper.
    list_wanted = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("priceFalls")
        self.setProperty("card", True)
        self._context = context
        self._rows: tuple[GridRow, ...] | None = None
        #: The names of their shops, where they could be of several.
        self._shops: dict[int, str] = {}
        layout = column(self, margins=(12, 16, 12, 12), gap=8)
        head = row(margins=(8, 0, 8, 0), gap=12)
        head.addWidget(label(_("Largest price drops"), "title", wrap=True), 1)
        self._letter = button(
            _("Newsletter from these"), self._make_letter, name="makeLetterButton"
        )
        head.addWidget(self._letter)
        add_layout(layout, head)
        self._none = label(
            _("Nothing became cheaper in this period."), "muted", wrap=True, name="noPriceFalls"
        )
        self._none.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._none)
        self._lines = column(gap=0)
        add_layout(layout, self._lines)
        self._rest = QWidget()
        rest = row(self._rest, margins=(8, 0, 8, 0), gap=12)
        self._shown = label(role="small", wrap=True, name="priceFallsShown")
        rest.addWidget(self._shown, 1)
        self._all = button(clicked=self.list_wanted.emit, kind="link", name="priceFallsAll")
        rest.addWidget(self._all)
        layout.addWidget(self._rest)
        layout.addStretch(1)
        self._rest.hide()
        self._letter.hide()
        self._none.hide()  # nothing is known yet

    def show_rows(self, rows: Sequence[GridRow], total: int, *, of_one_shop: bool = False) -> None:
        """Show these products, read with the moment that their prices are compared with, of `total` cheaper ones.

        A letter is made of those that are shown; any others are chosen in the list. Where they may be
        of several shops, each says of which it is.
        """
        self._rest.setVisible(total > len(rows))
        self._shown.setText(
            _("These are the {n} largest of {total}; a newsletter is made of them.").format(
                n=format_int(len(rows)), total=format_int(total)
            )
        )
        self._all.setText(_("Choose others…"))
        self._letter.setVisible(bool(rows) and self._context.requests.makes_letters)
        named = self._context.connections
        ids = () if of_one_shop else {row.connection_id for row in rows}
        shops = {shop: title for shop in ids if (title := named.title_to_tell(shop))}
        if (tuple(rows), shops) == (self._rows, self._shops):
            return
        self._rows, self._shops = tuple(rows), shops
        with refilling(self._lines):
            self._none.setVisible(not rows)
            for number, product in enumerate(rows):
                if number:
                    self._lines.addWidget(line())
                self._lines.addWidget(self._line(product))

    def _line(self, product: GridRow) -> LineButton:
        old = None if product.previous is None else product.previous.gross
        was, now = (format_money(price, product.currency) for price in (old, product.gross))
        percent = ""
        if old and product.gross is not None:
            percent = f"−{format_percent(Decimal(percent_off(product.gross, old)))}"
        name = product.name or product.sku
        missing = product.sa_id is None
        spoken = _("{name}: {old} → {new}, {percent}").format(
            name=name, old=was, new=now, percent=percent
        )
        shop = self._shops.get(product.connection_id, "")
        if shop:
            spoken += f", {shop}"
        if missing:
            spoken += f", {_('not in the account')}"
        widget = LineButton("priceFall", spoken)
        widget.add(Thumbnail(self._context.pictures, self._context.theme, _PICTURE, product.image))
        names = QWidget()
        words = column(names, gap=2)
        title = " ".join(name.split())
        shown = label(short(title, _LONGEST), wrap=True, name="priceFallName")
        shown.setToolTip("" if shown.text() == title else tooltip(title))
        words.addWidget(shown)
        add_layout(words, _below(product, shop, missing))
        widget.add(names, 1)
        widget.add(_prices(was, now, percent))
        widget.clicked.connect(partial(self._open, product))
        return widget

    def _open(self, product: GridRow, _checked: bool = False) -> None:
        shop = product.connection_id if product.connection_id in self._shops else None
        self._context.requests.open_for(
            ListPurpose(search=product.sku or product.name, connection_id=shop)
        )

    def _make_letter(self) -> None:
        ids = tuple(product.id for product in self._rows or ())
        self._context.requests.letter_wanted.emit(ids)


def _below(product: GridRow, shop: str, missing: bool) -> QHBoxLayout:
    below = row(gap=8)
    categories = ", ".join(product.account_categories)
    text = ElidedLabel("small", "priceFallBelow")
    parts = (short(" ".join(shop.split()), _LONGEST_SHOP), product.sku, categories)
    text.setText(" · ".join(part for part in parts if part))
    below.addWidget(text, 1)
    if missing:
        mark = label(_("not in the account"), name="notInAccount")
        set_style(mark, "tone", Tone.WARNING)
        below.addWidget(mark)
    return below


def _prices(was: str, now: str, percent: str) -> QWidget:
    """The price before, crossed out, the one now, and below by how much it fell."""
    box = QWidget()
    layout = column(box, gap=2)
    both = row(gap=6)
    before = label(was, "muted")
    font = before.font()
    font.setStrikeOut(True)
    before.setFont(font)
    both.addStretch(1)
    both.addWidget(before)
    both.addWidget(label(now, "strong"))
    add_layout(layout, both)
    layout.addWidget(label(percent, Tone.GOOD), 0, Qt.AlignmentFlag.AlignRight)
    return box
