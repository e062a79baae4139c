"""The dialogs of the filters that need a value: a category, a range of prices, a date."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from shopsync_gui.core.strings.collation import sort_key
from shopsync_gui.core.strings.folding import fold
from shopsync_gui.core.text import _, format_int, language
from shopsync_gui.core.tone import Tone
from shopsync_gui.store.search.filters import CategoryChoice
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.fields import LimitField
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.row_view import enter_list
from shopsync_gui.ui.kit.search_field import SearchField
from shopsync_gui.ui.kit.tables import LEAST_HEIGHT
from shopsync_gui.ui.kit.time_fields import DayField
from shopsync_gui.ui.kit.widgets import button, label
from shopsync_gui.ui.products.rows.row_texts import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shopsync_gui.store.lists.overview import CategoryCount
    from shopsync_gui.ui.jobs.context import AppContext

_HIGHEST = 999_999_999.0


class _FilterDialog(Dialog):
    def finish(self) -> None:
        """Add the buttons; Tab reaches them after what the body holds by now."""
        self.ok = button(_("Apply"), self.accept, kind="primary", name="filterApplyButton")
        self.ok.setDefault(True)
        self.add_buttons(button(_("Cancel"), self.reject, name="filterCancelButton"), self.ok)


#: The role that holds a category's name in the account.
_LABEL = Qt.ItemDataRole.UserRole + 2


class CategoryDialog(_FilterDialog):
    """The shop's categories as a tree with their numbers of products; several may be ticked.

    Without a tick the chosen line counts. A category brings those below it along.
    """

    chosen = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        title = _("Filter by category")
        super().__init__(parent, "categoryDialog", title, size=QSize(460, 560), modal=False)
        self.search = SearchField(context.theme, "categorySearch")
        self.search.setPlaceholderText(_("Search a category"))
        self.search.setAccessibleName(_("Search a category"))
        self.search.textChanged.connect(self._narrow)
        self.tree = QTreeWidget()
        self.tree.setObjectName("categoryTree")
        self.tree.setAccessibleName(_("Categories"))
        self.tree.setMinimumHeight(LEAST_HEIGHT)
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.itemDoubleClicked.connect(self._double_clicked)
        self.tree.itemSelectionChanged.connect(self._chosen_one)
        self.tree.itemChanged.connect(self._chosen_one)
        self.search.left_downwards.connect(partial(enter_list, self.tree))
        self.body.addWidget(self.search)
        self.body.addWidget(self.tree, 1)
        self.finish()
        self.ok.setEnabled(False)
        self.accepted.connect(self._tell)
        self._shops = {c.id: context.connections.title_of(c) for c in context.connections}
        context.store.reader.ask(self, lambda store: store.overview.categories(), self._fill)

    def _fill(self, categories: list[CategoryCount]) -> None:
        items: dict[int, QTreeWidgetItem] = {}
        below: dict[int | None, list[CategoryCount]] = {}
        known = {category.id for category in categories}
        for category in sorted(categories, key=lambda c: sort_key(c.name)):
            parent = category.parent if category.parent in known else None
            below.setdefault(parent, []).append(category)
        waiting = list(below.get(None, ()))
        while waiting:
            category = waiting.pop()
            item = QTreeWidgetItem([one_line(category.name), format_int(category.products)])
            item.setData(0, Qt.ItemDataRole.UserRole, category.id)
            item.setData(0, _LABEL, one_line(category.label))
            item.setCheckState(0, Qt.CheckState.Unchecked)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if not category.enabled:
                font = item.font(0)
                font.setStrikeOut(True)
                item.setFont(0, font)
                item.setToolTip(0, _("This category is disabled in the shop."))
            items[category.id] = item
            waiting += [c for c in below.get(category.id, ()) if c.id not in items]
        for parent, children in below.items():
            for category in children:
                own = items.get(category.id)
                if own is None:
                    continue  # a circle of categories: nobody stands above it
                if parent is None:
                    self._shop_item(category.connection_id).addChild(own)
                else:
                    items[parent].addChild(own)
        self.search.setFocus()

    def _shop_item(self, connection_id: int) -> QTreeWidgetItem:
        """The shop's item where there are several shops, else the top of the tree."""
        root = self.tree.invisibleRootItem()
        if len(self._shops) < 2:
            return root
        for held in _children(root):
            if held.data(0, Qt.ItemDataRole.UserRole + 1) == connection_id:
                return held
        shop = QTreeWidgetItem([self._shops.get(connection_id, "–"), ""])
        shop.setData(0, Qt.ItemDataRole.UserRole + 1, connection_id)
        shop.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.tree.addTopLevelItem(shop)
        shop.setExpanded(True)
        return shop

    def _narrow(self, text: str) -> None:
        words = fold(text).split()

        def visible(item: QTreeWidgetItem) -> bool:
            own = all(word in fold(item.text(0)) for word in words)
            children = [visible(child) for child in _children(item)]
            item.setHidden(not own and not any(children))
            item.setExpanded(bool(words) and any(children))
            return own or any(children)

        for item in _children(self.tree.invisibleRootItem()):
            visible(item)

    def _double_clicked(self, item: QTreeWidgetItem) -> None:
        """Choose a category; a shop is only folded."""
        if item.data(0, Qt.ItemDataRole.UserRole) is not None:
            self.accept()

    def _chosen_one(self) -> None:
        self.ok.setEnabled(bool(self._wanted()))

    def _wanted(self) -> list[QTreeWidgetItem]:
        """The ticked categories, else the chosen line."""
        ticked = [item for item in self._items() if item.checkState(0) is Qt.CheckState.Checked]
        return ticked or self.tree.selectedItems()

    def _items(self) -> Iterator[QTreeWidgetItem]:
        """Every category, as the tree shows them from top to bottom."""
        waiting = _children(self.tree.invisibleRootItem())[::-1]
        while waiting:
            item = waiting.pop()
            if item.data(0, Qt.ItemDataRole.UserRole) is not None:
                yield item
            waiting += _children(item)[::-1]

    def _tell(self) -> None:
        wanted = self._wanted()
        ids: set[int] = set()
        waiting = list(wanted)
        while waiting:
            below = waiting.pop()
            ids.add(below.data(0, Qt.ItemDataRole.UserRole))
            waiting += _children(below)
        names = ", ".join(dict.fromkeys(item.data(0, _LABEL) for item in wanted))
        self.chosen.emit(CategoryChoice(names, frozenset(ids)))


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    return [child for i in range(item.childCount()) if (child := item.child(i)) is not None]


class PriceDialog(_FilterDialog):
    """A range of gross prices; zero means no limit."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget, low: Decimal | None, high: Decimal | None) -> None:
        super().__init__(parent, "priceDialog", _("Filter by gross price"), wide=330, modal=False)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        self.low, self.high = self._field("priceFrom", low), self._field("priceTo", high)
        self._wrong = label(role=Tone.BAD, wrap=True, name="priceWrong")
        self._wrong.hide()
        for line, (text, field) in enumerate(((_("From"), self.low), (_("To"), self.high))):
            name = label(text)
            name.setBuddy(field)
            field.setAccessibleName(text)
            grid.addWidget(name, line, 0)
            grid.addWidget(field, line, 1)
        add_layout(self.body, grid)
        self.body.addWidget(self._wrong)
        self.body.addWidget(label(_("Prices are in the currency of each product."), "small"))
        self.finish()
        for field in (self.low, self.high):
            field.valueChanged.connect(self._wrong.hide)

    def _field(self, name: str, value: Decimal | None) -> LimitField:
        field = LimitField(name)
        field.setLocale(QLocale(language()))
        field.setGroupSeparatorShown(True)
        field.setDecimals(2)
        field.setRange(0, _HIGHEST)
        field.setSpecialValueText(_("no limit"))
        field.setMinimumWidth(180)
        field.setValue(float(value or 0))
        return field

    def accept(self) -> None:
        """Tell the range; one that holds nothing is not taken."""
        low, high = (
            Decimal(str(round(field.value(), 2))) or None for field in (self.low, self.high)
        )
        if low is not None and high is not None and low > high:
            text = _("The lower limit is above the upper one, so no price lies between them.")
            self._wrong.setText(text)
            self._wrong.show()
            self.high.setAccessibleDescription(text)
            self.high.setFocus()
            self.high.selectAll()
            return
        self.chosen.emit(low, high)
        super().accept()


class DateDialog(_FilterDialog):
    """A day from whose beginning on changes count."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "dateDialog", _("Changed since"), wide=330, modal=False)
        a_week_ago = datetime.now().astimezone().date() - timedelta(days=7)
        self.field = DayField(a_week_ago, "changedSince")
        self.field.setMinimumWidth(200)
        name = label(_("Show what changed since this day:"))
        name.setBuddy(self.field)
        self.field.setAccessibleName(name.text())
        self.body.addWidget(name)
        self.body.addWidget(self.field)
        self.body.addWidget(self.field.remark)
        self.finish()

    def accept(self) -> None:
        """Tell the beginning of the day; what is none is not taken."""
        if not self.field.accepts():
            return
        day = self.field.day
        assert day is not None
        self.chosen.emit(datetime(day.year, day.month, day.day).astimezone())
        super().accept()
