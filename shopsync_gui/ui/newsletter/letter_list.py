"""The letters that are kept, each with what became of its prices since."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from shopsync_gui.core.newsletter.saved_letter import LetterChanges, SavedLetter, changes_text
from shopsync_gui.core.text import N_, _, format_int, format_when_short
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.empty_view import EmptyView
from shopsync_gui.ui.kit.flow_layout import FlowLayout
from shopsync_gui.ui.kit.menu import Menu, add_name
from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn
from shopsync_gui.ui.kit.tables import table
from shopsync_gui.ui.kit.widgets import MARGIN, button, column
from shopsync_gui.ui.newsletter.listed_letter import ListedLetter, awaited_shop, read_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QPushButton

    from shopsync_gui.store import Store
    from shopsync_gui.store.documents.waiting_documents import WaitingLetter
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.services.store_thread import Request

_SHOP = 1


class LetterList(QWidget):
    """A table of letters with the buttons for the chosen one; an invitation where there is none."""

    opened = Signal(SavedLetter)
    renew_wanted = Signal(SavedLetter)
    delete_wanted = Signal(SavedLetter)
    #: One that waits for its shop is to be deleted.
    delete_waiting_wanted = Signal(object)
    #: A new letter for the shop with this id is wanted.
    new_wanted = Signal(int)
    paste_wanted = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._request: Request | None = None
        #: The letter to be chosen once it is in the list.
        self._wanted: SavedLetter | None = None
        #: The listed letters that wait for their shops.
        self._waiting: list[WaitingLetter] = []
        #: The buttons that begin a letter: above the list, and where there is none.
        self._new_buttons: list[QPushButton] = []
        columns = (
            TableColumn(N_("Letter"), lambda listed: listed.letter.name, 240, least=120, full=220),
            TableColumn(N_("Webshop"), self._shop, 150, least=80, rank=3),
            TableColumn(
                N_("Product count"),
                lambda listed: format_int(len(listed.letter.items)),
                80,
                right=True,
                rank=2,
            ),
            TableColumn(
                N_("Copied"),
                lambda listed: format_when_short(listed.letter.copied_at),
                128,
                rank=1,
                nothing="–",
            ),
            TableColumn(
                N_("Since then"),
                self._since_then,
                260,
                least=150,
                full=150,
                dot=lambda listed: Tone.WARNING if listed.needs_a_look else Tone.GOOD,
            ),
        )
        self.model = RowsModel(columns, context.theme, self)
        self.table = table(self.model, columns, "letterList", stretch=0, across=True)
        self.table.setAccessibleName(_("Newsletters"))
        self.table.activated.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(self._show_chosen)
        self._stack = QStackedWidget()
        column(self).addWidget(self._stack)
        self._stack.addWidget(self._full())
        self._empty = self._make_empty()
        self._stack.addWidget(self._empty)

    def take_focus(self) -> None:
        """Have the keyboard work here: in the list, or at the button of the first letter."""
        if self._stack.currentIndex() == 0:
            self.table.setFocus()
        else:
            self._pressable().setFocus()

    def choose(self, letter: SavedLetter) -> None:
        """Choose a letter when the list is next read; one that is on its way, when it is there."""
        self._wanted = letter

    def refresh(self) -> None:
        """Read the letters again."""
        if self._request is not None:
            self._request.drop()
        wanted = self._wanted

        def read(store: Store) -> tuple[list[ListedLetter], SavedLetter | None]:
            return read_letters(store), None if wanted is None else store.letters.again(wanted)

        self._request = self._context.store.reader.ask(self, read, self._show)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.focusWidget() is self.table:
            self._delete()
        else:
            super().keyPressEvent(event)

    # --- inside -----------------------------------------------------------------------------------

    def _full(self) -> QWidget:
        full = QWidget()
        layout = column(full, gap=0)
        actions = QWidget()
        line = FlowLayout(actions)
        line.setContentsMargins(MARGIN, 16, MARGIN, 12)
        self._open_button = button(_("Open"), self._open, name="letterOpenButton")
        self._renew_button = button(
            _("Refresh and copy"), self._renew, kind="primary", name="letterRenewButton"
        )
        self._delete_button = button(
            _("Delete…"), self._delete, kind="danger", name="letterDeleteButton"
        )
        for widget in (self._open_button, self._renew_button, self._delete_button):
            line.addWidget(widget)
        line.addWidget(
            button(
                _("Check an older newsletter…"), self.paste_wanted.emit, name="letterPasteButton"
            )
        )
        line.addWidget(self._new_button("letterNewButton"))
        layout.addWidget(actions)
        layout.addWidget(self.table, 1)
        return full

    def _make_empty(self) -> EmptyView:
        """Lead to the first letter; without a shop, to connecting it."""
        theme = self._context.theme
        empty = EmptyView(theme, "email-outline")
        connect = button(_("Connect a webshop"), self._new, name="letterConnectButton")
        new = self._new_button("letterFirstButton")
        new.setIcon(theme.icon("plus", theme.tokens.on_accent))
        for primary in (connect, new):
            primary.setProperty("primary", True)
        paste = button(
            _("Check an older newsletter…"), self.paste_wanted.emit, name="letterFirstPasteButton"
        )
        empty.offer(connect, new, paste)
        self._without_shop, self._with_shop = (connect,), (new, paste)
        return empty

    def _show_empty(self) -> None:
        connected = len(self._context.connections) > 0
        for widget in self._without_shop:
            widget.setVisible(not connected)
        for widget in self._with_shop:
            widget.setVisible(connected)
        if connected:
            text = _(
                "Choose products on the products page, or begin here: the program makes the"
                " newsletter's product blocks, with today's prices."
            )
        else:
            text = _(
                "Once your webshop is connected and has been read, product blocks for your"
                " newsletter are made here, with today's prices."
            )
        self._empty.say(_("No newsletter has been made yet"), text)

    def _new_button(self, name: str) -> QPushButton:
        """The button that begins a letter; with several shops it asks for which."""
        new = button(_("New newsletter"), self._new, name=name)
        new.setIcon(self._context.theme.icon("plus"))
        self._new_buttons.append(new)
        return new

    def _new(self) -> None:
        connections = list(self._context.connections)
        if not connections:
            self._context.requests.open_page("pageConnections")
        elif len(connections) == 1:
            self.new_wanted.emit(connections[0].id)
        else:
            pressed = self._pressable()
            menu = Menu(pressed, "letterShopMenu")
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for shop in connections:
                title = self._context.connections.title_of(shop)
                add_name(menu, title, partial(self._begin_for, shop.id))
            menu.popup(pressed.mapToGlobal(pressed.rect().bottomLeft()))

    def _pressable(self) -> QPushButton:
        """The button for a new letter that is seen."""
        return self._new_buttons[self._stack.currentIndex()]

    def _begin_for(self, connection_id: int) -> None:
        self.new_wanted.emit(connection_id)

    def _show(self, found: tuple[Sequence[ListedLetter], SavedLetter | None]) -> None:
        letters, chosen = found
        if chosen is None:
            chosen = self._chosen()
        else:
            self._wanted = None
        self._waiting = [listed.waiting for listed in letters if listed.waiting is not None]
        self.model.set_rows(letters)
        several = len({listed.shop for listed in letters}) > 1
        self.table.leave_out(() if several else (_SHOP,))
        self._show_empty()
        self._stack.setCurrentIndex(0 if letters else 1)
        ids = [listed.id for listed in letters]
        if letters:
            at = ids.index(chosen.id) if chosen is not None and chosen.id in ids else 0
            self.table.selectRow(at)
        self._show_chosen()

    def _chosen_row(self) -> ListedLetter | None:
        index = self.table.currentIndex()
        if not index.isValid() or index.row() >= self.model.rowCount():
            return None
        listed = self.model.row(index.row())
        assert isinstance(listed, ListedLetter)
        return listed

    def _chosen(self) -> SavedLetter | None:
        """The chosen letter; None for one that waits for its shop, too."""
        listed = self._chosen_row()
        return listed.letter if listed and isinstance(listed.letter, SavedLetter) else None

    def _show_chosen(self) -> None:
        listed = self._chosen_row()
        waiting = None if listed is None else listed.waiting
        for widget in (self._open_button, self._renew_button):
            widget.setEnabled(listed is not None and waiting is None)
            widget.setToolTip("" if waiting is None else self._why_it_waits(waiting))
        self._delete_button.setEnabled(listed is not None)

    def _since_then(self, listed: ListedLetter) -> str:
        if listed.waiting is None and listed.is_empty:
            return _("All of its products are left out")
        if listed.waiting is None:
            return changes_text(listed.changes or LetterChanges())
        shop = self._awaited(listed.waiting)
        if self._is_connected(listed.waiting):
            return _("{shop} is not read yet").format(shop=shop)
        return _("{shop} is not connected").format(shop=shop)

    def _is_connected(self, waiting: WaitingLetter) -> bool:
        return any(waiting.is_of(shop) for shop in self._context.connections)

    def _awaited(self, waiting: WaitingLetter) -> str:
        return awaited_shop(waiting, self._context.connections, self._waiting)

    def _why_it_waits(self, waiting: WaitingLetter) -> str:
        shop = self._awaited(waiting)
        if self._is_connected(waiting):
            return _("Opens once {shop} has been read: by a preview, for instance").format(
                shop=shop
            )
        return _("Opens again once {shop} is connected").format(shop=shop)

    def _open(self) -> None:
        if (letter := self._chosen()) is not None:
            self.opened.emit(letter)

    def _renew(self) -> None:
        if (letter := self._chosen()) is not None:
            self.renew_wanted.emit(letter)

    def _delete(self) -> None:
        if (listed := self._chosen_row()) is None:
            return
        if listed.waiting is not None:
            self.delete_waiting_wanted.emit(listed.waiting)
        else:
            self.delete_wanted.emit(listed.letter)

    def _shop(self, listed: ListedLetter) -> str:
        if not isinstance(listed.letter, SavedLetter):
            return "–" if listed.waiting is None else self._awaited(listed.waiting)
        shop = self._context.connections.get(listed.letter.connection_id)
        return "–" if shop is None else self._context.connections.title_of(shop, short=True)
