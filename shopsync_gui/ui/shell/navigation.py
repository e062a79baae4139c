"""The tree at the left: the pages under their paths, with a number where something needs a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.ui.kit.plain_text import short, tooltip
from shopsync_gui.ui.shell.pages import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QStyleOptionViewItem

    from shopsync_gui.ui.jobs.services.saved_views import SavedViews
    from shopsync_gui.ui.kit.theme import Tokens

_ENTRY_HEIGHT, _SECTION_HEIGHT = 32, 34
_BADGE_HEIGHT, _BADGE_MARGIN, _BADGE_PADDING = 20, 16, 7
_NAME = Qt.ItemDataRole.UserRole
_COUNT = Qt.ItemDataRole.UserRole + 1
_VIEW = Qt.ItemDataRole.UserRole + 2
_WHOLE = Qt.ItemDataRole.UserRole + 3
#: The page whose saved views stand below its entry.
_VIEWED = "pageProducts"
_INDENT = "    "
#: Stands after the name of a view whose list is no longer the saved one.
_ALTERED = "•"
#: Pixels of a view's name, beside which its number has room.
_VIEW_WIDTH = 112


class Navigation(QTreeWidget):
    """Entries are known by the object names of their pages; saved views stand below theirs."""

    #: A saved view is wanted, by its id; its page without it.
    view_chosen = Signal(int)
    view_left = Signal()

    def __init__(self, tokens: Tokens, views: SavedViews) -> None:
        super().__init__()
        self._tokens = tokens
        self._saved = views
        self.setObjectName("navTree")
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.entries: dict[str, QTreeWidgetItem] = {}
        self.setAccessibleName(_("Pages"))
        for path, entries in SECTIONS:
            if path():
                self._add_heading(" › ".join(path()))
            for entry in entries:
                item = QTreeWidgetItem(self)
                item.setText(0, entry.title())
                item.setData(0, _NAME, entry.name)
                item.setSizeHint(0, QSize(0, _ENTRY_HEIGHT))
                self.entries[entry.name] = item
        self.currentItemChanged.connect(self._stand_out)
        self.itemClicked.connect(self._clicked)
        #: The entries of the saved views, by their ids.
        self._views: dict[int, QTreeWidgetItem] = {}
        self._just_chosen: QTreeWidgetItem | None = None
        self.show_views()
        views.changed.connect(self.show_views)
        views.opened_changed.connect(self.mark_view)

    def _add_heading(self, path: str) -> None:
        """A line above its pages, not their parent: Qt disables children with their parent."""
        section = QTreeWidgetItem(self)
        # Neither clicked nor reached by a key; Qt still names it to screen readers.
        section.setFlags(Qt.ItemFlag.NoItemFlags)
        section.setSizeHint(0, QSize(0, _SECTION_HEIGHT))
        section.setText(0, path.upper())
        section.setForeground(0, QColor(self._tokens.muted))
        font = section.font(0)
        font.setPixelSize(11)
        section.setFont(0, font)

    def choose(self, name: str) -> None:
        """Make an entry the current one; a view is one of its page already."""
        if self.current() != name:
            self.setCurrentItem(self.entries[name])

    def press(self, name: str, view: int | None = None) -> None:
        """Do what a click on the entry of a page does, or on that of its saved view with this id."""
        item = self.entries[name] if view is None else self._views[view]
        self.setCurrentItem(item)
        self._clicked(item)

    def current(self) -> str:
        """The current entry's page."""
        item = self.currentItem()
        return "" if item is None else str(item.data(0, _NAME) or "")

    def current_view(self) -> int | None:
        """The id of the saved view that is the current entry; None for a page."""
        item = self.currentItem()
        view = None if item is None else item.data(0, _VIEW)
        return None if view is None else int(view)

    def views_of(self, name: str) -> Iterator[tuple[int, str]]:
        """The saved views below a page's entry, as they are named and counted: ids and words."""
        for view_id, item in self._views.items():
            if item.data(0, _NAME) == name:
                count = item.data(0, _COUNT)
                words = "" if count is None else f" ({format_int(count)})"
                yield view_id, f"{short(str(item.data(0, _WHOLE)))}{words}"

    def badge(self, name: str) -> int:
        """The number at an entry."""
        return int(self.entries[name].data(0, _COUNT) or 0)

    def show_views(self) -> None:
        """Show the saved views with their numbers; the opened one stays the current one."""
        page = self.entries[_VIEWED]
        here = self.current() == _VIEWED
        self.blockSignals(True)
        if here:
            self.setCurrentItem(page)
        for item in self._views.values():
            self.takeTopLevelItem(self.indexOfTopLevelItem(item))
        self._views = {}
        for number, view in enumerate(self._saved, self.indexOfTopLevelItem(page) + 1):
            item = QTreeWidgetItem()
            item.setData(0, _NAME, _VIEWED)
            item.setData(0, _VIEW, view.id)
            item.setSizeHint(0, QSize(0, _ENTRY_HEIGHT))
            self.insertTopLevelItem(number, item)
            self._views[view.id] = item
            item.setData(0, _COUNT, self._saved.count(view.id))
        self.blockSignals(False)
        self.mark_view()

    def mark_view(self) -> None:
        """Name the views; the opened one is the current entry of its page, altered or not."""
        views = self._saved
        for view in views:
            item = self._views.get(view.id)
            if item is not None:
                self._name(item, view.name, altered=views.altered and view.id == views.opened)
        if self.current() != _VIEWED:
            return
        page = self.entries[_VIEWED]
        shown = page if views.opened is None else self._views.get(views.opened, page)
        before = self.currentItem()
        self.blockSignals(True)
        self.setCurrentItem(shown)
        self.blockSignals(False)
        self._set_weights(shown, before)

    def _name(self, item: QTreeWidgetItem, name: str, *, altered: bool) -> None:
        words = [] if item.data(0, _COUNT) is None else [_products(item.data(0, _COUNT))]
        if altered:
            words.append(_("changed since it was saved"))
        mark = f" {_ALTERED}" if altered else ""
        width = _VIEW_WIDTH - self.fontMetrics().horizontalAdvance(mark)
        cut = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, width)
        item.setText(0, f"{_INDENT}{cut}{mark}")
        item.setData(0, _WHOLE, name)
        item.setToolTip(0, tooltip(f"{name} – {words[-1]}" if altered else name))
        spoken = f"{name}: {', '.join(words)}" if words else name
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)

    def _clicked(self, item: QTreeWidgetItem) -> None:
        """A view that is the current entry already is shown again."""
        fresh, self._just_chosen = self._just_chosen, None
        if item is not fresh and item.data(0, _VIEW) is not None:
            self.view_chosen.emit(item.data(0, _VIEW))

    def _stand_out(self, now: QTreeWidgetItem | None, before: QTreeWidgetItem | None) -> None:
        self._set_weights(now, before)
        self._just_chosen = now
        if now is None:
            return
        if now.data(0, _VIEW) is not None:
            self.view_chosen.emit(now.data(0, _VIEW))
        elif (
            before is not None
            and before.data(0, _VIEW) is not None
            and now.data(0, _NAME) == _VIEWED
        ):
            self.view_left.emit()

    def _set_weights(self, now: QTreeWidgetItem | None, before: QTreeWidgetItem | None) -> None:
        """Let the current entry stand out."""
        weights = ((before, QFont.Weight.Normal), (now, QFont.Weight.DemiBold))
        for item, weight in weights:
            if item is not None:
                font = item.font(0)
                font.setWeight(weight)
                item.setFont(0, font)

    def set_badge(self, name: str, count: int, words: str) -> None:
        """Show a number at an entry, none for 0; `words` say what it counts."""
        item = self.entries[name]
        item.setData(0, _COUNT, count)
        item.setToolTip(0, words if count else "")
        spoken = f"{item.text(0)}: {words}" if count else ""
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)

    def drawRow(
        self,
        painter: QPainter,
        options: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The entry as Qt draws it, and its number at the right end."""
        super().drawRow(painter, options, index)
        count = index.data(_COUNT)
        is_view = index.data(_VIEW) is not None
        if count is None or not (count or is_view):
            return
        text = format_int(count)
        height = _BADGE_HEIGHT
        width = max(height, painter.fontMetrics().horizontalAdvance(text) + 2 * _BADGE_PADDING)
        row = self.visualRect(index)
        right = self.viewport().width() - _BADGE_MARGIN
        badge = QRect(right - width, row.center().y() - height // 2 + 1, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tokens = self._tokens
        painter.setBrush(QColor(tokens.chip if is_view else tokens.warning_soft))
        painter.drawRoundedRect(badge, height / 2, height / 2)
        painter.setPen(QColor(tokens.muted if is_view else tokens.warning))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


def _products(count: int) -> str:
    return ngettext("{n} product", "{n} products", count).format(n=format_int(count))
