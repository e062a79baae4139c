"""The window: what it is built of, what it does before it is seen, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QDate, QSize, QTimer
from PySide6.QtWidgets import QMainWindow, QWidget

from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.ui.jobs.purposes import NewLetter, Purpose
from shopsync_gui.ui.kit.screen import (
    Available,
    ScreenBound,
    free_screen,
    largest_size,
    resize_within,
)
from shopsync_gui.ui.kit.scrolling import show_tabbed_into
from shopsync_gui.ui.kit.tab_order import put_last
from shopsync_gui.ui.shell.activation import Activation
from shopsync_gui.ui.shell.attention import Attention
from shopsync_gui.ui.shell.date_watch import DateWatch
from shopsync_gui.ui.shell.pages import PAGES_LATER
from shopsync_gui.ui.shell.program_icon import program_icon
from shopsync_gui.ui.shell.status_line import StatusLine
from shopsync_gui.ui.shell.tray import Tray
from shopsync_gui.ui.shell.window_actions import WindowActions
from shopsync_gui.ui.shell.window_commands import WindowCommands
from shopsync_gui.ui.shell.window_frame import WindowFrame
from shopsync_gui.ui.shell.window_memory import forget, last_page, remember, restore_geometry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QCloseEvent, QResizeEvent
    from PySide6.QtWidgets import QDialog

    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.kit.page import Page

#: The size that the window begins with, and the least one.
FIRST_SIZE, _LEAST = QSize(1280, 800), QSize(860, 560)
#: Milliseconds that the first picture has for itself; as many again while the page waits for its content.
_LATER = 300
#: The page on which all data are deleted; it alone tells of that afterwards.
_ERASED_ON = "pageGeneral"


class MainWindow(ScreenBound, QMainWindow):
    """The program's only window; it owns the context and closes it at the end."""

    def __init__(
        self,
        context: AppContext,
        *,
        demo: bool = False,
        available: Available = free_screen,
        today: Callable[[], QDate] = QDate.currentDate,
        later: int = PAGES_LATER,
    ) -> None:
        """`later` is how many milliseconds the page that is shown has before the others are built."""
        super().__init__()
        self.available = available
        self.context = context
        self.activation = Activation(self)
        self._date = DateWatch(today, self)
        self._later = later
        self.setObjectName("mainWindow")
        self._demo = demo
        self.setWindowIcon(program_icon())
        self.setMinimumSize(_LEAST.boundedTo(largest_size(self, available)))
        resize_within(self, FIRST_SIZE, available)
        self._closed = False
        self._quitting = False
        #: The dialog after which the window is to be built anew.
        self._awaited: QDialog | None = None
        #: All data were deleted: the window that is built next knows nothing of them.
        self._erased = False
        self._rebuild_soon = QTimer(self, singleShot=True, interval=0)
        self._rebuild_soon.timeout.connect(self.rebuild)
        self.tray = Tray(self, context)
        self._attention = Attention(context, self)
        self._attention.changed.connect(self._show_attention)
        self.on_close: list[Callable[[], object]] = []
        self.status = StatusLine(context)
        self._commands = WindowCommands(self)
        self._build({}, last_page(self.context))
        restore_geometry(self, self.context)
        self._connect()
        self._rest = QTimer(self, singleShot=True, interval=_LATER)
        self._rest.timeout.connect(self._begin_the_rest)
        self._rest.start()

    # --- building -------------------------------------------------------------------------------

    def _build(self, states: dict[str, object], page: str) -> None:
        """Build the window around the page, which is built when it is shown."""
        self.setWindowTitle(_("ShopSync – demo") if self._demo else "ShopSync")
        icon = self.windowIcon()
        self.frame = WindowFrame(self.context, self.status, icon, states, page, later=self._later)
        self.setCentralWidget(self.frame)
        self.frame.fit(self.width())
        self._show_attention()
        self.status.show_state()

    def rebuild(self) -> None:
        """Build everything anew, in another language, look or on another day.

        The open page stays, and on every page what the user was at; jobs do not notice. An open dialog
        that bars the window is waited for: it may belong to what is taken away.
        """
        from shopsync_gui.ui.kit.open_dialogs import open_modal

        if (barring := open_modal(self)) is not None:
            if barring is not self._awaited:
                barring.finished.connect(self._rebuild_soon.start)
            self._awaited = barring
            return
        name = self.current_page()
        focused = cast("QWidget | None", self.focusWidget())
        focus = "" if focused is None else focused.objectName()
        states = self.frame.pages.states()
        if self._erased:
            forget(self.context)  # what the pages have remembered since then, too
            states = {_ERASED_ON: states[_ERASED_ON]}
            self._erased = False
        old = self.takeCentralWidget()
        assert old is not None
        self._build(states, name)
        old.deleteLater()
        if self.isVisible():
            self.frame.show_page()
            self.frame.show()
            successor = self.findChild(QWidget, focus) if focus else None
            if successor is not None:
                successor.setFocus()

    def _forget_all(self) -> None:
        """Begin anew, as soon as no dialog bars the window, without the data that were deleted."""
        forget(self.context)
        self._erased = True
        self._rebuild_soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frame.fit(self.width())

    def focusNextPrevChild(self, forward: bool) -> bool:
        put_last(self.status.help)  # pages are built after it
        moved = super().focusNextPrevChild(forward)
        show_tabbed_into(self.focusWidget())
        return moved

    def _connect(self) -> None:
        context = self.context
        context.requests.page_wanted.connect(self._page_wanted)
        context.requests.data_erased.connect(self._forget_all)
        context.requests.letter_wanted.connect(self.open_newsletter)
        self.status.help.clicked.connect(self._commands.guide)
        context.language.changed.connect(self.rebuild)
        context.theme.changed.connect(self.rebuild)
        context.connections.replaced.connect(self._commands.close_outdated)
        context.connections.data_changed.connect(self._data_changed)
        self._actions = WindowActions(self, self._commands.handlers())
        context.language.changed.connect(self._actions.translate)
        self._date.changed.connect(self.rebuild)
        self.activation.happened.connect(self._date.check)

    # --- pages ----------------------------------------------------------------------------------

    def open_page(self, name: str) -> Page:
        """Show a page; its tree entry becomes the current one."""
        return self.frame.open_page(name)

    def open_newsletter(self, products: Sequence[int], connection_id: int | None = None) -> Page:
        """Open the composer with a new letter of these products, by their local ids in their order.

        The letter is of the given shop, or that of the first product.
        """
        page = self.open_page(NewLetter.page)
        page.show_for(NewLetter(tuple(products), connection_id))
        return page

    def current_page(self) -> str:
        """The object name of the page that is shown, or will be once the window is."""
        return self.frame.current_page()

    def _page_wanted(self, name: str, purpose: Purpose | None) -> None:
        page = self.open_page(name)
        if purpose is not None:
            page.show_for(purpose)

    def _data_changed(self) -> None:
        self.frame.refresh()
        self.status.show_state()
        self._attention.count()

    def _begin_the_rest(self) -> None:
        """Begin what neither the first picture nor what the page shows need wait for."""
        if self._closed:
            return
        if self.context.store.is_reading:
            self._rest.start()
            return
        self.tray.begin()
        self.activation.begin()
        self.context.begin()
        self._attention.count()

    def _show_attention(self) -> None:
        shops = self._attention.shops
        words = ngettext("{n} webshop needs a look", "{n} webshops need a look", shops)
        self.frame.tree.set_badge("pageRuns", shops, words.format(n=format_int(shops)))
        self.status.set_proofs(self._attention.proofs)
        newer = _("There is a newer version of ShopSync")
        self.frame.tree.set_badge("pageGeneral", self._attention.new_versions, newer)

    def setVisible(self, visible: bool) -> None:
        """The first page is built, and the look put on, just before the window is seen."""
        if visible:
            self.open_page(self.current_page())
            self.context.theme.dress()
        super().setVisible(visible)
        if visible and self._rest.isActive():
            self._rest.start()

    # --- the end ----------------------------------------------------------------------------------

    def quit(self) -> None:
        """Leave the program; a running sync is cancelled and can be continued later."""
        self._quitting = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep a running sync in the tray where there is one; else ask about what would be lost."""
        if self._closed:
            event.accept()
            return
        if not self._quitting:
            at_work = self.context.jobs.busy or self.context.scheduler.active
            if at_work and self.tray.available:
                event.ignore()
                self.hide()
                self.tray.tell_running()
                return
            from shopsync_gui.ui.shell.closing_question import may_close

            if not may_close(self, self.context):
                event.ignore()
                return
        self._closed = True
        if self._erased:
            forget(self.context)
        remember(self, self.context, self.current_page())
        self.tray.hide()
        self.context.close()
        for action in self.on_close:
            action()
        event.accept()

    def ask_to_quit(self) -> None:
        """Leave the program, unless the user would rather keep what ends with it."""
        from shopsync_gui.ui.shell.closing_question import may_end

        if may_end(self, self.context):
            self.quit()
