"""The figures of a card: numbers of products, and when the shop was synced and verified."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from shopsync_gui.core.products.numbers import (
    FROM_ORDER,
    IN_ACCOUNT,
    IN_SHOP,
    NOT_CREATED,
    SKIPPED,
    WAITING,
    card_numbers,
)
from shopsync_gui.core.settings.schedule import is_stale
from shopsync_gui.core.text import N_, _, format_int, format_when, ngettext, translate
from shopsync_gui.ui.kit.flow_layout import ColumnsLayout
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import button, column, label, line, set_style

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shopsync_gui.core.products.numbers import CataloguePart, ProductNumber
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.connections.card_content import CardContent

#: Pixels of a figure: those of a number, which is a link.
_FIGURE_HEIGHT = 20
#: The numbers by the parts of the catalogue that they count, in their order, with their object names.
_NUMBERS = {
    IN_SHOP: "shopCount",
    IN_ACCOUNT: "accountCount",
    SKIPPED: "skippedCount",
    NOT_CREATED: "notCreatedCount",
    WAITING: "waitingCount",
    FROM_ORDER: "fromOrderCount",
}
#: Object names and captions of the moments, in their order.
_MOMENTS = (
    ("verifiedWhen", N_("Verified")),
    ("lastRun", N_("Last sync")),
    ("nextRun", N_("Next sync")),
)
_VERIFIED, _LAST = "verifiedWhen", "lastRun"


class NumberFigure(QWidget):
    """A number of products with its caption above; a click leads to their list."""

    def __init__(self, name: str) -> None:
        super().__init__()
        lines = column(self, gap=2)
        self._caption = label(role="muted")
        lines.addWidget(self._caption)
        self.button = button(kind="link", name=name)
        self.button.setProperty("figure", True)
        lines.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_number(self, caption: str, count: int, about: str) -> None:
        """Show a number; `about` is a sentence on what it counts."""
        self._show(caption, format_int(count), about)

    def show_unknown(self, caption: str, about: str) -> None:
        """Show that the number is not known; there is no list of what it counts."""
        self._show(caption, "–", about)
        self.button.setEnabled(False)

    def _show(self, caption: str, number: str, about: str) -> None:
        self._caption.setText(caption)
        self.button.setText(number)
        self.button.setEnabled(True)
        self.button.setAccessibleName(f"{caption}: {number}")
        for part in (self._caption, self.button):
            part.setToolTip(about)


class CardFigures(QWidget):
    """Captions with a value below each, in as few rows as the card's width allows.

    First numbers of products that add up, each of which leads to its list; then moments.
    """

    def __init__(self, open_list: Callable[[frozenset[CataloguePart]], object]) -> None:
        """`open_list` is called with the parts of the catalogue that a clicked number counts."""
        super().__init__()
        layout = column(self, gap=12)
        layout.addWidget(line())
        figures = ColumnsLayout(gap=24)
        add_layout(layout, figures)
        self._numbers: dict[frozenset[CataloguePart], NumberFigure] = {}
        for parts, name in _NUMBERS.items():
            figure = NumberFigure(name)
            figure.button.clicked.connect(partial(open_list, parts))
            self._numbers[parts] = figure
            figures.addWidget(figure)
        self._moments: dict[str, QLabel] = {}
        self._captions: dict[str, QLabel] = {}
        for name, caption in _MOMENTS:
            box = QWidget()
            lines = column(box, gap=2)
            self._captions[name] = label(translate(caption), "muted")
            lines.addWidget(self._captions[name])
            self._moments[name] = label(role="figure", name=name)
            self._moments[name].setMinimumHeight(_FIGURE_HEIGHT)
            lines.addWidget(self._moments[name])
            figures.addWidget(box)

    def show_content(self, connection: Connection, content: CardContent, next_sync: str) -> None:
        """Show what was read of a shop, and when it is synced next; nothing where it has no products."""
        numbers, standing = content.numbers, content.standing
        self.setVisible(numbers.products.total > 0)
        told = card_numbers(numbers.products, tells_of_account=standing.tells_of_account)
        if numbers.is_former:
            self._show_numbers(told[:1], 0)
            self._numbers[IN_SHOP].show_unknown(told[0].label, told[0].about)
        else:
            self._show_numbers(told, numbers.account_total)
        values = format_when(standing.verified_at), format_when(standing.synced_at), next_sync
        stale = is_stale(connection.options.schedule, standing.verified_at, datetime.now(UTC))
        self._show_moments(values, stale=stale)
        # A sync that was broken off is none that was done; what it wrote is written, though.
        broken_off = standing.latest_sync_was_broken_off
        self._captions[_LAST].setText(_("Last write") if broken_off else _("Last sync"))

    def _show_numbers(self, numbers: Sequence[ProductNumber], account_total: int) -> None:
        """Show these numbers and no others; `account_total` counts all products of the account."""
        shown = {number.parts: number for number in numbers}
        for parts, figure in self._numbers.items():
            number = shown.get(parts)
            figure.setVisible(number is not None)
            if number is None:
                continue
            about = number.about
            if number.parts == IN_ACCOUNT and account_total:
                text = ngettext(
                    "The account has {n} product in all.",
                    "The account has {n} products in all.",
                    account_total,
                )
                about = f"{about} {text.format(n=format_int(account_total))}"
            figure.show_number(number.label, number.count, about)

    def _show_moments(self, values: Sequence[str], *, stale: bool) -> None:
        """Show the moments in their order; `stale`: the proof is older than the schedule allows."""
        for value, text in zip(self._moments.values(), values, strict=True):
            value.setText(text)
        verified = self._moments[_VERIFIED]
        set_style(verified, "stale", stale)
        late = _("Both sides were last proven equal longer ago than the schedule allows.")
        verified.setToolTip(late if stale else "")
