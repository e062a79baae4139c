"""The left side of the window: the program's name and the tree; a menu instead in a narrow window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QToolButton

from shopsync_gui.core.text import _, format_int
from shopsync_gui.ui.kit.menu import Menu
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import column, label, row, set_up_icon_button
from shopsync_gui.ui.shell.pages import SECTIONS

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from shopsync_gui.ui.shell.navigation import Navigation

#: Pixels of the sidebar, and of the window that is too narrow for it.
_WIDTH, _NARROW = 232, 720


def has_room(width: int) -> bool:
    """Whether a window of this width has room for the sidebar."""
    return width >= _NARROW


class Sidebar(QFrame):
    """The name above the tree."""

    def __init__(self, tree: Navigation, icon: QIcon) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setFixedWidth(_WIDTH)
        layout = column(self, margins=(0, 16, 0, 16), gap=16)
        head = row(margins=(16, 0, 16, 0), gap=8)
        logo = label()
        logo.setPixmap(icon.pixmap(QSize(24, 24), self.devicePixelRatioF()))
        head.addWidget(logo)
        head.addWidget(label("ShopSync", name="appName"), 1)
        add_layout(layout, head)
        layout.addWidget(tree, 1)


class PagesButton(QToolButton):
    """The tree's entries as a menu, the saved views below their page."""

    def __init__(self, tree: Navigation, icon: QIcon) -> None:
        super().__init__()
        self._tree = tree
        set_up_icon_button(self, "pagesButton")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = Menu(self, "pagesMenu")
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.setIcon(icon)
        self.setAccessibleName(_("Pages"))
        self.setToolTip(_("Pages"))

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for path, entries in SECTIONS:
            if path():
                menu.addAction(" › ".join(path())).setEnabled(False)
            for entry in entries:
                count = self._tree.badge(entry.name)
                text = f"{entry.title()} ({format_int(count)})" if count else entry.title()
                self._add(f"open_{entry.name}", text, entry.name)
                for view, words in self._tree.views_of(entry.name):
                    self._add(f"open_view_{view}", f"    {words}", entry.name, view)

    def _add(self, action_name: str, text: str, page: str, view: int | None = None) -> None:
        tree = self._tree
        action = self.menu().addAction(text.replace("&", "&&"))
        action.setObjectName(action_name)
        action.setCheckable(True)
        action.setChecked((tree.current(), tree.current_view()) == (page, view))
        action.triggered.connect(lambda: tree.press(page, view))
