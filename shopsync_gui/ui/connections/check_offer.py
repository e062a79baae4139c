"""A quiet line that offers the compatibility check, until it is taken up or dismissed.

It stands on a shop's card, and once below that of the table of many shops.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from shopsync_gui.core.text import _
from shopsync_gui.ui.jobs.services.shop_answers import CHECK_OFFER
from shopsync_gui.ui.kit.note_box import FoldingBox
from shopsync_gui.ui.kit.widgets import button, label, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QSettings


class CheckOfferMemory:
    """The memory that the compatibility check was offered for a connection and answered; kept while it is connected."""

    def __init__(self, memory: QSettings, shop: str) -> None:
        """`shop` is the connection's name: its id may mean another one in what is restored."""
        self._memory = memory
        self._key = f"{CHECK_OFFER}/{shop}"

    @property
    def is_open(self) -> bool:
        """Whether the offer was neither taken up nor dismissed."""
        return str(self._memory.value(self._key, "")) != "answered"

    def close(self) -> None:
        """Offer it no more."""
        self._memory.setValue(self._key, "answered")


class CheckOffer(FoldingBox):
    """A muted sentence with two links."""

    def __init__(self, check: Callable[[], object], dismiss: Callable[[], object]) -> None:
        links = QWidget()
        line = row(links, gap=12)
        line.addWidget(
            button(_("Compatibility check…"), check, kind="link", name="checkOfferButton")
        )
        line.addWidget(button(_("Do not offer"), dismiss, kind="link", name="checkOfferDismiss"))
        super().__init__(None, [links], "checkOffer")
        text = _(
            "Every account stores values a little differently; a check shows how this one does."
        )
        self._text = label(text, "muted", wrap=True, name="checkOfferText")
        self.words.addWidget(self._text)

    def offer(self, *, offered: bool, give_focus: Callable[[], object]) -> None:
        """Show it or not; where it goes with the focus, that is to be given to something else."""
        had_focus = self.window().focusWidget() in self.findChildren(QWidget)
        self.setVisible(offered)
        if had_focus and not offered:
            give_focus()

    def name_shop(self, title: str) -> None:
        """Say which shop's account would be checked."""
        text = _(
            "Every account stores values a little differently; a check shows how that of {shop} does."
        )
        self._text.setText(text.format(shop=title))
