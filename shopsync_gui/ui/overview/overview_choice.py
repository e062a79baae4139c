"""The choice above the first page: which shop, which period, and when that began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from shopsync_gui.core.products.changes import Begin, Period
from shopsync_gui.core.products.period_words import begin_short_text, begin_text, period_text
from shopsync_gui.core.text import _
from shopsync_gui.ui.jobs.services.shop_answers import CHOSEN_SHOP
from shopsync_gui.ui.kit.fields import ChoiceField
from shopsync_gui.ui.kit.widgets import ElidedLabel, row

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext

_PERIOD = "overview/period"


class OverviewChoice(QWidget):
    """Two fields and a line; what was chosen is chosen again at the next start."""

    shop_changed = Signal()
    period_changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._periods = ChoiceField("periodChoice")
        self._periods.setAccessibleName(_("Period"))
        for period in Period:
            self._periods.addItem(period_text(period), period.value)
        kept = self._periods.findData(context.memory.value(_PERIOD))
        self._periods.setCurrentIndex(max(0, kept))
        self._periods.activated.connect(self._period_chosen)
        self._shops = ChoiceField("overviewShop")
        self._shops.setAccessibleName(_("Webshop"))
        self._shops.activated.connect(self._shop_chosen)
        self._begins = ElidedLabel(role="muted", name="overviewBegin", start=True)
        self.hide()
        side_by_side = row(self, gap=8)
        side_by_side.addWidget(self._begins)
        side_by_side.addWidget(self._shops)
        side_by_side.addWidget(self._periods)

    @property
    def period(self) -> Period:
        """The chosen period."""
        return Period(self._periods.currentData())

    @property
    def shop(self) -> int | None:
        """The shop that the page is about; None for all."""
        kept = str(self._context.memory.value(CHOSEN_SHOP, ""))
        shops = list(self._context.connections)
        return next((s.id for s in shops if s.name == kept and len(shops) > 1), None)

    def show_shops(self) -> None:
        """Offer every shop, where there are several."""
        shops = list(self._context.connections)
        wanted = [(0, _("All webshops"))]
        wanted += [(shop.id, self._context.connections.title_of(shop)) for shop in shops]
        fields = self._shops
        shown = [(fields.itemData(n), fields.itemText(n)) for n in range(fields.count())]
        if shown != wanted:
            fields.clear()
            for number, title in wanted:
                fields.addItem(title, number)
        fields.setCurrentIndex(max(0, fields.findData(self.shop or 0)))
        fields.setVisible(len(shops) > 1)

    def show_period(self, shown: bool) -> None:
        """Offer the periods, where there is anything that could have changed."""
        self._periods.setVisible(shown)
        self._begins.setVisible(shown)

    def show_begin(self, begin: Begin | None) -> None:
        """Say from when on changes count."""
        if begin is None:
            self._begins.setText("")
        else:
            short = begin_short_text(self.period, begin)
            self._begins.setText(begin_text(self.period, begin), short=short)

    def _shop_chosen(self, _index: int) -> None:
        # By its name: its id may mean another one in what is restored.
        chosen = self._context.connections.get(self._shops.currentData())
        self._context.memory.setValue(CHOSEN_SHOP, "" if chosen is None else chosen.name)
        self.shop_changed.emit()

    def _period_chosen(self, _index: int) -> None:
        self._context.memory.setValue(_PERIOD, self.period.value)
        self.period_changed.emit()
