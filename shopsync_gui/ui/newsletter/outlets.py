"""The letter on the clipboard, in a file or in the browser; its prices are read anew for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from shopsync_gui.core.errors import LetterEmpty, LetterWithoutProducts
from shopsync_gui.core.text import _
from shopsync_gui.sync.outputs.newsletter import Newsletter, make_newsletter, save_letter
from shopsync_gui.ui.jobs.newsletter import note_newsletter
from shopsync_gui.ui.kit.file_dialogs import file_name, open_file, save_dialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.errors import ShopSyncError
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.kit.background import Task
    from shopsync_gui.ui.newsletter.draft import Draft

#: The file in the data folder that the browser opens.
PREVIEW = "letter-preview.html"


class Outlets(QObject):
    """The ways out of a letter, compiled in the background with the products as they are then."""

    #: It is out: a sentence for the user.
    done = Signal(str)
    #: Why it is not: a Problem.
    failed = Signal(object)
    #: The letter was compiled, for whatever reason.
    compiled = Signal(object)

    def __init__(self, context: AppContext, draft: Draft, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._draft = draft
        self._window = window

    def check(self) -> None:
        """Compile the letter as it is, to know how long it is."""
        self._compile(lambda _letter: None)

    def copy(self) -> None:
        """Put the letter on the clipboard; it counts as sent.

        An editor takes it formatted, and a field for HTML its source.
        """
        self._fresh(self._copied)

    def copy_text(self) -> None:
        """Put the letter's plain text on the clipboard, for its text version; it counts as sent."""
        self._fresh(self._copied_text)

    def save(self) -> None:
        """Ask for a file, and write the letter into it."""
        name = file_name(self._draft.shown_name, "letter")
        save_dialog(self._window, _("Save the newsletter"), f"{name}.html", self.save_to).open()

    def save_to(self, path: Path) -> None:
        """Write the letter into a file."""
        self._fresh(lambda letter: self._write(letter, path, _("Saved: {path}").format(path=path)))

    def open_in_browser(self) -> None:
        """Show the letter in the browser."""
        path = self._context.home / PREVIEW
        self._fresh(lambda letter: self._write(letter, path, "", show=True))

    # --- inside -----------------------------------------------------------------------------------

    def _fresh(self, then: Callable[[Newsletter], None]) -> None:
        """Read the products, then compile; a letter without any is refused."""

        def given(letter: Newsletter) -> None:
            if letter.document.blocks:
                then(letter)
            else:
                empty = LetterEmpty() if self._draft.products else LetterWithoutProducts()
                self.failed.emit(empty.problem)

        self._draft.refresh(lambda: self._compile(given))

    def _compile(self, then: Callable[[Newsletter], None]) -> None:
        connection = self._draft.connection
        if connection is None:
            return
        products, style = tuple(self._draft.products), self._draft.style

        def done(letter: Newsletter) -> None:
            current = self._draft.connection is connection and self._draft.style == style
            if current and tuple(self._draft.products) == products:
                self.compiled.emit(letter)
            then(letter)

        self._context.background.run(
            self, lambda _task: make_newsletter(products, style, connection), done, self._refuse
        )

    def _copied(self, letter: Newsletter) -> None:
        data = QMimeData()
        data.setHtml(letter.html)
        data.setText(letter.html)
        self._give(
            data,
            _(
                "The newsletter's HTML is on the clipboard: paste it into the editor or into its"
                " source view. The changes “since my last newsletter” begin anew."
            ),
        )

    def _copied_text(self, letter: Newsletter) -> None:
        data = QMimeData()
        data.setText(letter.text)
        self._give(
            data,
            _(
                "The newsletter's plain text is on the clipboard: paste it into the text version of"
                " the newsletter. The changes “since my last newsletter” begin anew."
            ),
        )

    def _give(self, data: QMimeData, words: str) -> None:
        QGuiApplication.clipboard().setMimeData(data)
        self._draft.renew(copied=True)
        if self._draft.connection is not None:
            note_newsletter(self._context, [self._draft.connection.id])
        self.done.emit(words)

    def _write(self, letter: Newsletter, path: Path, words: str, *, show: bool = False) -> None:
        def work(_task: Task) -> None:
            save_letter(path, letter)

        def done(_nothing: None) -> None:
            if show:
                open_file(path)
            else:
                self._draft.renew(copied=False)
            self.done.emit(words)

        self._context.background.run(self, work, done, self._refuse)

    def _refuse(self, error: ShopSyncError) -> None:
        self.failed.emit(error.problem)
