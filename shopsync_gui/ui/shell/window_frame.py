"""The content of the window: the tree at the left, the path on top, a page, and the line at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from shopsync_gui.ui.jobs.purposes import ListPurpose
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import column, row
from shopsync_gui.ui.shell.navigation import Navigation
from shopsync_gui.ui.shell.pages import PageArea, path_to
from shopsync_gui.ui.shell.sidebar import PagesButton, Sidebar, has_room
from shopsync_gui.ui.shell.top_bar import TopBar

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.kit.page import Page
    from shopsync_gui.ui.shell.status_line import StatusLine


class WindowFrame(QWidget):
    """All that is built anew in another language or look, around the same line at the bottom.

    The page is built when it is shown, and `later` milliseconds afterwards the others; `states` are
    what they gave before.
    """

    def __init__(
        self,
        context: AppContext,
        status: StatusLine,
        icon: QIcon,
        states: dict[str, object],
        page: str,
        *,
        later: int,
    ) -> None:
        super().__init__()
        theme = context.theme
        outer = row(self, gap=0)
        self.tree = Navigation(theme.tokens, context.views)
        self.tree.choose(page)
        self.tree.mark_view()
        self._sidebar = Sidebar(self.tree, icon)
        outer.addWidget(self._sidebar)
        right = column(gap=0)
        #: Stands for the sidebar where there is no room for it.
        self._pages_button = PagesButton(self.tree, theme.icon("menu"))
        self._pages_button.hide()
        self._top = TopBar(self._pages_button)
        right.addWidget(self._top)
        self.pages = PageArea(context, states, later=later)
        right.addWidget(self.pages, 1)
        right.addWidget(status)
        add_layout(outer, right, 1)
        self.tree.currentItemChanged.connect(self.show_page)
        self.tree.view_chosen.connect(self._view_chosen)
        self.tree.view_left.connect(self._view_left)

    def open_page(self, name: str) -> Page:
        """Show a page; its tree entry becomes the current one."""
        self.tree.choose(name)
        if self.pages.currentWidget() is None:
            self.show_page()
        return self.pages.page(name)

    def current_page(self) -> str:
        """The object name of the page that is shown, or will be once the window is."""
        return self.tree.current()

    def show_page(self) -> None:
        """Show the page of the current entry, as it is now."""
        name = self.current_page()
        if not name:
            return
        page = self.pages.open(name)
        self._top.set_buttons(page.header_buttons(), page)
        page.refresh()
        self._top.say(*path_to(name))
        self.tree.mark_view()

    def refresh(self) -> None:
        """Read anew what the page shows, if one is shown."""
        if self.pages.currentWidget() is not None:
            self.pages.page(self.current_page()).refresh()

    def fit(self, width: int) -> None:
        """Give the pages the room of a sidebar that is too wide for a window of this width."""
        unfolded = has_room(width)
        if unfolded is self._sidebar.isHidden():
            self._sidebar.setVisible(unfolded)
            self._pages_button.setHidden(unfolded)
            self._top.say(*path_to(self.current_page()))

    def _view_left(self) -> None:
        """The page's own entry shows all products, as a view's entry shows the view."""
        if self.window().isVisible():
            self.pages.page("pageProducts").show_for(ListPurpose(everything=True))

    def _view_chosen(self, view: int) -> None:
        if self.window().isVisible():
            self.pages.page("pageProducts").show_for(ListPurpose(view=view))
