"""The searchable list of a plan: every product, by what happens to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from shopsync_gui.core.plan.plan import Action, Plan, PlanItem
from shopsync_gui.core.runs.plan_words import ACTIONS, TONES, item_text
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.core.text import N_, _, format_int, ngettext, translate
from shopsync_gui.ui.jobs.dialogs.plan_index import PlanIndex, PlanRows
from shopsync_gui.ui.jobs.dialogs.unchanged_products import UnchangedProducts
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn
from shopsync_gui.ui.kit.search_field import SearchField
from shopsync_gui.ui.kit.tables import ROW_HEIGHT, empty_text, table
from shopsync_gui.ui.kit.whole_rows import WholeRows
from shopsync_gui.ui.kit.widgets import button, clear, column, label, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.store import Store
    from shopsync_gui.store.database.id_ranges import Ids
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.services.store_thread import Request

_COLUMNS = (
    TableColumn(N_("SKU"), lambda item: item.sku or "–", 96, least=80, full=140),
    TableColumn(N_("Name"), lambda item: item.name, 240, least=140, full=180),
    TableColumn(
        N_("What happens"), item_text, 240, least=140, full=640, dot=lambda item: TONES[item.action]
    ),
)
#: What products are listed under that the plan leaves alone, beside its actions.
_UNCHANGED: Final = "unchanged"
_Chip = Action | Literal["unchanged"] | None
#: Milliseconds of silence after which what was typed is looked for.
_PAUSE = 120
#: So many rows are in sight at least, the header being one.
_ROWS = 5


class PlanList(QWidget):
    """Chips with the counts, which narrow the list; a search; and the list."""

    #: The plan is read and shown.
    ready = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        #: None until the plan is read.
        self._index: PlanIndex | None = None
        self._request: Request | None = None
        self._action: _Chip = None
        self._chips: dict[_Chip, QPushButton] = {}
        self._unchanged: UnchangedProducts | None = None
        layout = column(self, gap=12)
        self._chip_row = FlowLayout(gap=8)
        add_layout(layout, self._chip_row)
        self.search = SearchField(context.theme, "planSearch")
        self.search.setPlaceholderText(_("Search by name or SKU"))
        self.search.setAccessibleName(_("Search in the plan"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._show)
        self.search.textChanged.connect(self._typed)
        find = row(gap=12)
        find.addWidget(self.search, 1)
        self._count = label(role="muted", name="planCount")
        find.addWidget(self._count)
        add_layout(layout, find)
        self.model = RowsModel(_COLUMNS, context.theme, self)
        self.table = table(self.model, _COLUMNS, "planItems", stretch=2)
        self.table.setAccessibleName(_("What happens to each product"))
        self._nothing = empty_text(self.table, "planNothing")
        self._nothing.setText(_("No product matches"))
        self.search.left_downwards.connect(self.table.setFocus)
        layout.addWidget(WholeRows(self.table, _ROWS * ROW_HEIGHT), 1)

    def set_plan(self, plan: Plan, whole: int | None = None) -> None:
        """Show a plan, once it is read; `whole` is the connection whose whole catalogue it is about."""
        self._drop()
        self._unchanged = None
        if whole is not None and plan.counts.unchanged:
            self._unchanged = UnchangedProducts(self, self._context.store.lister, whole)
        self._index = None
        self._action = None

        def take(index: PlanIndex) -> None:
            self._index = index
            self._show_chips(plan, index)
            self._show()
            self.ready.emit()

        lister = self._context.store.lister
        self._request = lister.ask(self, lambda _store: PlanIndex(plan), take)

    def _show_chips(self, plan: Plan, index: PlanIndex) -> None:
        clear(self._chip_row)
        self._chips = {}
        rest = self._unchanged is not None
        self._add_chip(None, _("All but the unchanged") if rest else _("All"), len(plan.items))
        for action, name in ACTIONS.items():
            if action in (Action.CREATE, Action.UPDATE) or index.tally[action]:
                self._add_chip(action, translate(name), index.tally[action])
        if self._unchanged is not None:
            self._add_chip(_UNCHANGED, _("Unchanged"), plan.counts.unchanged)

    def _add_chip(self, action: _Chip, name: str, count: int) -> None:
        chip = button(
            f"{name} {format_int(count)}",
            partial(self._choose, action),
            name=f"plan_{_chip_name(action)}",
            kind="chip",
        )
        chip.setCheckable(True)
        chip.setChecked(action is self._action)
        chip.setEnabled(count > 0)
        self._chips[action] = chip
        self._chip_row.addWidget(chip)

    def _typed(self) -> None:
        self._pause.start()

    def _choose(self, action: _Chip) -> None:
        self._action = action
        for chip_action, chip in self._chips.items():
            chip.setChecked(chip_action is action)
        self._show()

    def _show(self) -> None:
        index, action = self._index, self._action
        if index is None:
            return
        self._drop()
        words = fold(self.search.text()).split()
        if action == _UNCHANGED:
            assert self._unchanged is not None
            self._unchanged.find(self.search.text(), index.products, self._show_unchanged)
        elif not words:
            self._show_rows(index.rows(index.of(action)))
        else:

            def find(_store: Store) -> PlanRows:
                return index.rows(index.find(action, words))

            self._request = self._context.store.lister.ask(self, find, self._show_rows)

    def _drop(self) -> None:
        """Drop the answer that is still to come, if any."""
        if self._request is not None:
            self._request.drop()
            self._request = None
        if self._unchanged is not None:
            self._unchanged.drop()

    def _show_rows(self, rows: PlanRows) -> None:
        self.model.set_rows(rows)
        self._say_count(len(rows))

    def _show_unchanged(self, ids: Ids, rows: list[PlanItem]) -> None:
        self.model.set_rows(rows, self._more_after(ids, len(rows)))
        self._say_count(len(ids))

    def _more_after(self, ids: Ids, done: int) -> Callable[[], None] | None:
        """The call that reads the rows after those that are shown; None where there are none."""
        unchanged = self._unchanged
        if unchanged is None or done >= len(ids):
            return None

        def show(rows: list[PlanItem]) -> None:
            self.model.append(rows, self._more_after(ids, done + max(1, len(rows))))

        return lambda: unchanged.more(ids[done:], show)

    def _say_count(self, count: int) -> None:
        text = ngettext("{n} product", "{n} products", count).format(n=format_int(count))
        self._count.setText(text)
        self._nothing.setVisible(count == 0 and bool(self.search.text().strip()))


def _chip_name(action: _Chip) -> str:
    if action == _UNCHANGED:
        return "unchanged"
    return "all" if action is None else action.value
