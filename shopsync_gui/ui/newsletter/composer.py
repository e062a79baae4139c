"""The composer: products, looks and checks of a letter at the left, its preview at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from shopsync_gui.core.newsletter.letter import LetterStyle
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.outputs.newsletter import letter_language, shop_is_here, usual_language
from shopsync_gui.ui.kit.menu import Menu
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox, problem_box
from shopsync_gui.ui.kit.scrolling import ColumnArea
from shopsync_gui.ui.kit.widgets import MARGIN, button, clear, column, icon_button, label, row
from shopsync_gui.ui.newsletter.add_products_dialog import AddProductsDialog
from shopsync_gui.ui.newsletter.checks_view import ChecksView
from shopsync_gui.ui.newsletter.outlets import Outlets
from shopsync_gui.ui.newsletter.preview import LetterPreview
from shopsync_gui.ui.newsletter.product_list import ProductList
from shopsync_gui.ui.newsletter.style_form import StyleForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.core.newsletter.letter import LetterProduct
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.outputs.newsletter import Newsletter
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.newsletter.draft import Draft

    _Parts = tuple[Connection | None, tuple[LetterProduct, ...], LetterStyle]

#: Pixels of the left side in a wide page and in a narrow one, and of the page that is wide.
_WIDTH, _NARROW_WIDTH, _WIDE_PAGE = 392, 328, 960
#: Rows of the list of products that are seen at least and at most, in pixels.
_LEAST_LIST, _MOST_LIST, _ROW = 72, 276, 68
#: The margins of the notes below what scrolls.
_NOTES = (12, 8, 12, 12)
#: Milliseconds without a change until the letter is compiled for its length.
_QUIET = 500
#: So many changes of the products can be taken back.
_UNDONE = 50


class Composer(QWidget):
    """The composing of the draft that is open."""

    #: The user wants to see all letters.
    left = Signal()
    #: The user wants this letter deleted.
    delete_wanted = Signal()

    def __init__(self, context: AppContext, draft: Draft) -> None:
        super().__init__()
        self._context = context
        self._draft = draft
        self.outlets = Outlets(context, draft, self)
        self.outlets.done.connect(self._say_done)
        self.outlets.failed.connect(self._say_problem)
        self.outlets.compiled.connect(self._show_compiled)
        self._name = QLineEdit()
        self._name.setObjectName("letterName")
        self._name.setAccessibleName(_("Name of the newsletter"))
        self._name.setMaxLength(120)
        self._name.textEdited.connect(draft.set_name)
        self._count = label(role="title", name="letterCount")
        self._products = ProductList(context.pictures, context.theme)
        self._products.reordered.connect(self._reordered)
        self._products.undo_wanted.connect(self._undo)
        #: The letter's products before each of the last changes.
        self._former: list[list[LetterProduct]] = []
        #: The letter that was compiled last, and what it was made of.
        self._compiled: tuple[_Parts, Newsletter] | None = None
        #: What got out, or could not, while that is said of it.
        self._told_of: _Parts | None = None
        self._told_failure = False
        self._style = StyleForm(context)
        self._style.changed.connect(self._style_changed)
        self._checks = ChecksView(context.theme)
        self.preview = LetterPreview(context.pictures)
        self._products.picked.connect(self.preview.show_product)
        self._notes = column(gap=8)
        layout = row(self, gap=0)
        layout.addWidget(self._left_side())
        layout.addWidget(self.preview, 1)
        self._compile_soon = QTimer(self, singleShot=True, interval=_QUIET)
        self._compile_soon.timeout.connect(self.outlets.check)
        draft.changed.connect(self._show)

    def _left_side(self) -> QWidget:
        self._panel = panel = QFrame()
        panel.setObjectName("letterPanel")
        panel.setFixedWidth(_NARROW_WIDTH)
        outer = column(panel, gap=0)
        inside = QWidget()
        layout = column(inside, margins=(MARGIN, 12, 20, 20), gap=8)
        head = row(gap=8)
        head.addWidget(
            button(_("‹ All newsletters"), self.left.emit, kind="link", name="letterListButton")
        )
        head.addStretch(1)
        head.addWidget(self._more_button())
        add_layout(layout, head)
        caption = label(_("Name of the newsletter"), "small")
        caption.setBuddy(self._name)
        layout.addWidget(caption)
        layout.addWidget(self._name)
        line = row(gap=8)
        line.addWidget(self._count)
        line.addStretch(1)
        self._add_button = button(_("Add…"), self._add, name="letterAddButton")
        self._add_button.setIcon(self._context.theme.icon("plus"))
        line.addWidget(self._add_button)
        add_layout(layout, line)
        layout.addWidget(self._products)
        layout.addWidget(self._checks)
        layout.addSpacing(8)
        layout.addWidget(self._style)
        layout.addStretch(1)
        area = ColumnArea(inside)
        area.setFrameShape(QFrame.Shape.NoFrame)
        outer.addWidget(area, 1)
        # Below what scrolls: always in sight, and nothing is pushed from under the mouse.
        add_layout(outer, self._notes)
        return panel

    def _more_button(self) -> QWidget:
        more = icon_button(_("More"), "letterMoreButton")
        more.setIcon(self._context.theme.icon("dots-vertical"))
        more.setPopupMode(more.ToolButtonPopupMode.InstantPopup)
        more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = Menu(more)
        text = menu.addAction(_("Copy the plain text"))
        text.setObjectName("actionCopyText")
        text.triggered.connect(self.outlets.copy_text)
        menu.addSeparator()
        delete = menu.addAction(_("Delete the newsletter…"))
        delete.setObjectName("actionDeleteLetter")
        delete.triggered.connect(self.delete_wanted)
        more.setMenu(menu)
        return more

    def open(self) -> None:
        """Show the draft that was opened."""
        self._note()
        self._former.clear()
        self._name.setText(self._draft.name)
        self._show()
        (self._products if self._draft.products else self._add_button).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panel.setFixedWidth(_WIDTH if self.width() >= _WIDE_PAGE else _NARROW_WIDTH)

    def forget_problem(self) -> None:
        """Say no more why the letter did not get out."""
        if self._told_failure:
            self._note()

    # --- inside -----------------------------------------------------------------------------------

    def _show(self) -> None:
        draft = self._draft
        connection = draft.connection
        if connection is None:
            return
        if self._told_of is not None and self._told_of != self._parts():
            self._note()
        count = len(draft.products)
        words = ngettext("{n} product", "{n} products", count).format(n=format_int(count))
        self._count.setText(words)
        self._products.show_products(draft.products, connection.id, here=shop_is_here(connection))
        self._products.setFixedHeight(min(_MOST_LIST, max(_LEAST_LIST, count * _ROW + 4)))
        self._name.setPlaceholderText(draft.shown_name)
        with letter_language(connection, draft.style.language):
            self._style.show_usual_button(LetterStyle().button_text)
        self._style.show_usual_language(usual_language(connection))
        self._style.show_style(draft.style, connection.id)
        has_content = bool(draft.products or draft.style.heading)
        self.preview.show_letter(draft.document() if has_content else None)
        of, compiled = self._compiled or (None, None)
        self._checks.show_checks(draft, compiled if of == self._parts() else None)
        self._compile_soon.start()

    def _parts(self) -> _Parts:
        """All that the letter is made of."""
        return self._draft.connection, tuple(self._draft.products), self._draft.style

    def _show_compiled(self, letter: Newsletter) -> None:
        self._compiled = self._parts(), letter
        self._checks.show_checks(self._draft, letter)

    def _remember(self) -> None:
        self._former.append(list(self._draft.products))
        del self._former[:-_UNDONE]

    def _reordered(self, ids: Sequence[int]) -> None:
        self._remember()
        before = len(self._draft.products)
        self._draft.set_order(ids)
        taken = before - len(self._draft.products)
        self._note()
        if taken:
            words = ngettext(
                "{n} product was taken out.", "{n} products were taken out.", taken
            ).format(n=format_int(taken))
            back = button(_("Undo"), self._undo, kind="link", name="letterUndoButton")
            self._note(NoteBox(Tone.PLAIN, "", (words,), [back], name="letterTaken"))

    def _undo(self) -> None:
        """Take back the last change of the products or of their order."""
        if self._former:
            self._draft.put_back(self._former.pop())
            self._note()
            self._products.setFocus()

    def _style_changed(self, style: LetterStyle) -> None:
        self._note()
        self._draft.set_style(style)

    def _add(self) -> None:
        if self._draft.connection is not None:
            AddProductsDialog(self, self._context, self._draft.connection, self._added).open()

    def _added(self, products: Sequence[LetterProduct]) -> None:
        self._remember()
        self._draft.add(products)

    def _say_done(self, words: str) -> None:
        if words:
            self._note(NoteBox(Tone.PLAIN, "", (words,), name="letterDone"))
            self._told_of = self._parts()
        else:
            self._note()

    def _say_problem(self, problem: Problem) -> None:
        self._note(problem_box(problem))
        self._told_of, self._told_failure = self._parts(), True

    def _note(self, *boxes: QWidget) -> None:
        """Show these boxes below the panel in place of earlier ones; without any it needs no pixel."""
        clear(self._notes)
        self._told_of, self._told_failure = None, False
        for box in boxes:
            self._notes.addWidget(box)
        self._notes.setContentsMargins(*(_NOTES if boxes else (0, 0, 0, 0)))
