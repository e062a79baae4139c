"""The newsletter page: the letters that are kept, or the one that is open in the composer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QStackedWidget

from shopsync_gui.core.newsletter.saved_letter import SavedLetter
from shopsync_gui.core.text import _
from shopsync_gui.ui.jobs.purposes import NewLetter
from shopsync_gui.ui.kit.page import Page
from shopsync_gui.ui.kit.question_dialog import Question, QuestionDialog
from shopsync_gui.ui.kit.widgets import button, column
from shopsync_gui.ui.newsletter.composer import Composer
from shopsync_gui.ui.newsletter.draft import Draft
from shopsync_gui.ui.newsletter.letter_list import LetterList
from shopsync_gui.ui.newsletter.paste_dialog import PasteDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.newsletter.letter import LetterProduct
    from shopsync_gui.store import Store
    from shopsync_gui.store.documents.waiting_documents import WaitingLetter
    from shopsync_gui.ui.jobs.context import AppContext


class NewsletterState(msgspec.Struct, frozen=True):
    """The state of the page for its successor: the open letter, if one is, and the preview's width."""

    letter: SavedLetter | None
    width: int


class NewsletterPage(Page):
    """The door for products from every page: `NewLetter` opens one of them."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.draft = Draft(context.store, context.connections, self)
        self.list = LetterList(context)
        self.composer = Composer(context, self.draft)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.composer)
        column(self).addWidget(self._stack)
        outlets = self.composer.outlets
        self._save = button(_("Save…"), outlets.save, name="letterSaveButton")
        self._browser = button(
            _("Open in the browser"), outlets.open_in_browser, name="letterBrowserButton"
        )
        self._copy = button(_("Copy HTML"), outlets.copy, kind="primary", name="copyHtmlButton")
        for shown, icon in (
            (self._save, "tray-arrow-down"),
            (self._browser, "eye-outline"),
            (self._copy, "content-copy"),
        ):
            color = context.theme.tokens.on_accent if shown is self._copy else None
            shown.setIcon(context.theme.icon(icon, color))
            shown.setParent(self)
            shown.hide()
        self.list.opened.connect(self._open)
        self.list.renew_wanted.connect(self._renew)
        self.list.delete_wanted.connect(self._ask_delete)
        self.list.delete_waiting_wanted.connect(self._ask_delete_waiting)
        self.list.new_wanted.connect(self._begin)
        self.list.paste_wanted.connect(self._paste)
        self.composer.left.connect(self.show_list)
        self.composer.delete_wanted.connect(self._ask_delete_open)
        self.draft.kept.connect(self.list.refresh)
        context.exchange.came.connect(self.list.refresh)
        context.requests.closing.connect(self.draft.keep)
        context.connections.replaced.connect(self._replaced)
        context.connections.changed.connect(self._connections_changed)

    def header_buttons(self) -> list[QWidget]:
        """Only the composer has any."""
        return [self._save, self._browser, self._copy]

    def refresh(self) -> None:
        """Read the letters, and the open one's products, again."""
        self.list.refresh()
        self._show_buttons()
        if self._composing:
            self.draft.refresh()

    def leave(self) -> None:
        """Say no more why the letter did not get out."""
        self.composer.forget_problem()

    def show_for(self, purpose: object) -> None:
        """Open a new letter."""
        assert isinstance(purpose, NewLetter)
        ids, shop_id = tuple(dict.fromkeys(purpose.products)), purpose.connection_id

        def begin(found: list[LetterProduct]) -> None:
            shop = shop_id or (found[0].connection_id if found else 0)
            self._begin(shop, found)

        self._context.store.reader.ask(self, lambda store: store.letters.products(ids), begin)

    def _replaced(self) -> None:
        """Leave a letter whose data are gone, or others by now."""
        self.draft.drop()
        if self._composing:
            self.show_list()

    def _connections_changed(self) -> None:
        """Leave a letter whose shop was disconnected; the list says what it waits for."""
        open_for = self.draft.connection
        if open_for is not None and self._context.connections.get(open_for.id) is None:
            self._replaced()
        else:
            self.list.refresh()

    def show_list(self) -> None:
        """Leave the open letter, as it is kept, for the list of all, where it is the chosen one."""
        self.draft.keep()
        letter = self.draft.letter
        self.draft.close()
        if letter is not None:
            self.list.choose(letter)
        self._stack.setCurrentWidget(self.list)
        self._show_buttons()
        self.list.refresh()
        self.list.take_focus()

    def state(self) -> object:
        """The letter that is open, if one is."""
        self.draft.keep()
        letter = self.draft.letter if self._composing else None
        return NewsletterState(letter, self.composer.preview.shown_width)

    def restore(self, state: object) -> None:
        """Open the same letter."""
        assert isinstance(state, NewsletterState)
        self.composer.preview.show_width(state.width)
        letter = state.letter
        if letter is not None:  # it may be on its way into the store only now
            self._context.store.writer.ask(
                self, lambda store: store.letters.again(letter), self._open_if_there
            )

    # --- inside -----------------------------------------------------------------------------------

    @property
    def _composing(self) -> bool:
        return self._stack.currentWidget() is self.composer

    def _show_buttons(self) -> None:
        for shown in (self._save, self._browser, self._copy):
            shown.setVisible(self._composing)

    def _begin(self, connection_id: int, products: Sequence[LetterProduct] = ()) -> None:
        connection = self._context.connections.get(connection_id)
        if connection is not None:
            self.draft.begin(connection, products)
            self._compose()

    def _open_if_there(self, letter: SavedLetter | None) -> None:
        if letter is not None:
            self._open(letter)

    def _open(self, letter: SavedLetter) -> None:
        self._read(letter, self._compose)

    def _renew(self, letter: SavedLetter) -> None:
        def copy() -> None:
            self._compose()
            self.composer.outlets.copy()

        self._read(letter, copy)

    def _read(self, letter: SavedLetter, then: Callable[[], None]) -> None:
        """Read a letter's products as they are now, and open it."""
        ids = [item.product_id for item in letter.items]
        connection = self._context.connections.get(letter.connection_id)
        if connection is None:
            return

        def opened(products: list[LetterProduct]) -> None:
            self.draft.begin(connection, products, letter)
            then()

        self._context.store.reader.ask(self, lambda store: store.letters.products(ids), opened)

    def _compose(self) -> None:
        self._stack.setCurrentWidget(self.composer)
        self._show_buttons()
        self.composer.open()

    def _paste(self) -> None:
        def use(products: Sequence[LetterProduct]) -> None:
            self._begin(products[0].connection_id, products)

        PasteDialog(self, self._context, use).open()

    def _ask_delete_open(self) -> None:
        self.draft.keep()
        if self.draft.letter is None:
            self.show_list()
        else:
            self._ask_delete(self.draft.letter)

    def _ask_delete(self, letter: SavedLetter) -> None:
        self._ask_to_delete(letter.name, lambda: self._delete(letter))

    def _ask_delete_waiting(self, waiting: WaitingLetter) -> None:
        def remove(store: Store) -> None:
            store.waiting_documents.remove(waiting.id)

        def delete() -> None:
            self._context.store.writer.ask(self, remove, lambda _done: self.list.refresh())

        self._ask_to_delete(waiting.letter.name, delete)

    def _ask_to_delete(self, name: str, delete: Callable[[], None]) -> None:
        question = Question(
            name="deleteLetter",
            title=_("Delete the newsletter?"),
            text=_(
                "{name} is deleted from this computer. Products and sent newsletters stay."
            ).format(name=name),
            yes=_("Delete"),
        )
        QuestionDialog(self, question, delete).open()

    def _delete(self, letter: SavedLetter) -> None:
        if self._composing:
            self.show_list()

        def remove(store: Store) -> None:
            kept = store.letters.again(letter)  # it may have been on its way into the store
            if kept is not None:
                store.letters.remove(kept.id)

        self._context.store.writer.ask(self, remove, lambda _done: self.list.refresh())
