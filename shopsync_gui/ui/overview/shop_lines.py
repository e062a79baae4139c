"""One line for each shop: whether both sides are equal, and when the next sync is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from shopsync_gui.core.text import _, format_int, format_when, ngettext, one_line
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.state_words import equality_text, state_text, to_do_text
from shopsync_gui.ui.jobs.status_icon import StatusIcon
from shopsync_gui.ui.kit.refill import refilling
from shopsync_gui.ui.kit.widgets import column, label, line
from shopsync_gui.ui.overview.line_button import LineButton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.sync.standing.standing import ShopStanding
    from shopsync_gui.ui.kit.theme import Theme


#: Of more shops than these, those that need a look come first and the rest is counted.
_MOST = 8


class Shop(NamedTuple):
    """A shop by its local id; `following` says when it is next synced by itself, "" without a schedule."""

    id: int
    title: str
    standing: ShopStanding
    following: str


class ShopLines(QFrame):
    """A card with a line for each shop, which leads to its connection."""

    #: The shop, by its local id, that the user wants to see.
    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("shopLines")
        self.setProperty("card", True)
        self._theme = theme
        self._shown: list[tuple[Shop, tuple[str, str]]] | None = None
        self._lines = column(self, margins=(12, 8, 12, 8), gap=0)
        self.hide()  # nothing is known yet

    def show_shops(self, shops: Sequence[Shop]) -> None:
        """Show these shops; the focused line keeps the focus if nothing has changed."""
        shown = [(shop, standing_words(shop.standing, shop.following)) for shop in shops]
        if shown == self._shown:
            return
        self._shown = shown
        self.show()
        with refilling(self._lines):
            first = sorted(shown, key=lambda each: not each[0].standing.needs_attention)[:_MOST]
            for number, (shop, (head, rest)) in enumerate(shown if len(shown) <= _MOST else first):
                if number:
                    self._lines.addWidget(line())
                self._lines.addWidget(self._line(shop, head, rest))
            if (more := len(shown) - _MOST) > 0:
                text = ngettext("and {n} more", "and {n} more", more).format(n=format_int(more))
                self._lines.addWidget(line())
                rest_line = LineButton("moreShopsLine", text)
                rest_line.add(label(text, "muted"))
                rest_line.clicked.connect(partial(self._clicked, first[0][0].id))
                self._lines.addWidget(rest_line)

    def _line(self, shop: Shop, head: str, rest: str) -> LineButton:
        widget = LineButton("shopLine", one_line(f"{shop.title}: {head}", rest))
        icon = StatusIcon()
        icon.show_standing(shop.standing, self._theme)
        widget.add(icon)
        words = QWidget()
        lines = column(words, gap=2)
        lines.addWidget(label(head, "strong", wrap=True, name="shopLineState"))
        lines.addWidget(label(f"{shop.title} · {rest}", "small", wrap=True, name="shopLineText"))
        widget.add(words, 1)
        widget.clicked.connect(partial(self._clicked, shop.id))
        return widget

    def _clicked(self, shop: int, _checked: bool = False) -> None:
        self.chosen.emit(shop)


def standing_words(standing: ShopStanding, after: str) -> tuple[str, str]:
    """Describe a shop's standing in a few words, and its moments: equal since, next sync."""
    following = _("next sync: {when}").format(when=after) if after else _("no schedule")
    if standing.state is ShopState.RUNNING or standing.activity.waiting:
        return state_text(standing), following
    if standing.problem is not None or standing.moved is not None:
        return to_do_text(standing), following
    equality = equality_text(standing)
    if equality is not None and equality[1] is Tone.GOOD:
        when = format_when(standing.equal_at)
        equal, _tone = equality_text(standing, short=True) or equality
        return equal, f"{when} · {following}"
    if equality is not None:
        return equality[0], following
    if standing.latest is None:
        return state_text(standing), following
    ended = standing.latest.finished_at
    when = format_when(ended) if ended is not None else ""
    state = state_text(standing)
    return state, " · ".join(part for part in (when, following) if part)
