"""The dialog that reads an older letter: which of our products are in it, and whether it is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from shopsync_gui.core.text import (
    N_,
    _,
    format_int,
    ngettext,
    sentences,
)
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn
from shopsync_gui.ui.kit.tables import LEAST_HEIGHT, empty_text, table
from shopsync_gui.ui.kit.whole_rows import WholeRows
from shopsync_gui.ui.kit.widgets import button, label
from shopsync_gui.ui.newsletter.older_letter import CheckedLink, OlderLetter, older_letter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.newsletter.letter import LetterProduct
    from shopsync_gui.ui.jobs.context import AppContext


#: So many shops are named.
_MOST_NAMED = 4


_COLUMNS = (
    TableColumn(N_("Name"), lambda found: found.title, 260, least=140),
    TableColumn(
        N_("In the newsletter"), lambda found: found.prices, 130, right=True, least=90, full=200
    ),
    TableColumn(N_("Now"), lambda found: found.price_now, 110, right=True, least=80),
    TableColumn(
        N_("Still correct?"),
        lambda found: found.verdict[1],
        170,
        least=110,
        full=300,
        dot=lambda found: found.verdict[0],
    ),
)


class PasteDialog(Dialog):
    """The form for HTML or text of a letter, from the clipboard or typed."""

    def __init__(
        self,
        parent: QWidget,
        context: AppContext,
        use: Callable[[Sequence[LetterProduct]], object],
    ) -> None:
        super().__init__(
            parent,
            "pasteLetterDialog",
            _("Check an older newsletter"),
            _("Paste the newsletter or its HTML source: its products are found by their links."),
            size=QSize(860, 620),
        )
        self._context = context
        self._use = use
        self._found: list[CheckedLink] = []
        self._source = _Source(self._read)
        self._source.setFixedHeight(120)
        self.body.addWidget(self._source)
        self._words = label(wrap=True, name="pasteLetterResult")
        self._words.hide()
        self.body.addWidget(self._words)
        self._model = RowsModel(_COLUMNS, context.theme, self)
        view = table(self._model, _COLUMNS, "pasteLetterTable", stretch=0)
        view.setAccessibleName(_("Products of the older newsletter"))
        self._empty = empty_text(view, "pasteLetterEmpty")
        self._empty.setText(
            _("The newsletter’s products appear here, with its prices and those of today.")
        )
        self._empty.show()
        self.body.addWidget(WholeRows(view, LEAST_HEIGHT), 1)
        self._make = button(
            _("New newsletter with these"),
            self._accept,
            kind="primary",
            name="pasteLetterMakeButton",
        )
        self._make.setEnabled(False)
        paste = button(_("From the clipboard"), self._paste, name="pasteLetterButton")
        self.add_buttons(
            button(_("Close"), self.reject, name="pasteLetterCloseButton"),
            self._make,
            at_left=(paste,),
        )
        self._source.setFocus()

    def _paste(self) -> None:
        self._source.setPlainText(_letter_in(QGuiApplication.clipboard().mimeData()))

    def _read(self) -> None:
        text = self._source.toPlainText()
        self._context.store.reader.ask(self, lambda store: older_letter(store, text), self._show)

    def _show(self, letter: OlderLetter) -> None:
        found = letter.links
        self._found = found
        self._model.set_rows(found)
        self._make.setEnabled(any(each.product is not None for each in found))
        self._empty.setVisible(not found)
        pasted = bool(self._source.toPlainText().strip())
        self._words.setVisible(pasted)
        self._words.setText(sentences(*self._told(letter)) if pasted else "")

    def _told(self, letter: OlderLetter) -> list[str]:
        told = [self._result(letter.links), self._searched()]
        if not letter.names_known and any(each.product is None for each in letter.links):
            told.append(_("Search-friendly addresses are known from the next sync on: sync first."))
        return told

    def _result(self, links: Sequence[CheckedLink]) -> str:
        found = [each for each in links if each.product is not None]
        unknown = len(links) - len(found)
        if not found:
            return _("No link in it leads to a product of your webshops.")
        wrong = sum(f.verdict[0] in (Tone.WARNING, Tone.BAD) for f in found)
        count = ngettext("{n} product found", "{n} products found", len(found))
        parts = [count.format(n=format_int(len(found)))]
        if wrong:
            rest = ngettext(
                "{n} of them is to be looked at", "{n} of them are to be looked at", wrong
            )
            parts.append(rest.format(n=format_int(wrong)))
        if unknown:
            rest = ngettext(
                "{n} link leads to no known product",
                "{n} links lead to no known product",
                unknown,
            )
            parts.append(rest.format(n=format_int(unknown)))
        return ", ".join(parts)

    def _searched(self) -> str:
        """Say in which shops its links were looked up."""
        shops = self._context.connections
        titles = [shops.title_of(shop) for shop in shops]
        if len(titles) > _MOST_NAMED:
            return ngettext(
                "Searched: {n} webshop", "Searched: all {n} webshops", len(titles)
            ).format(n=format_int(len(titles)))
        return _("Searched: {shops}").format(shops=", ".join(titles))

    def _accept(self) -> None:
        self._use([found.product for found in self._found if found.product is not None])
        self.accept()


class _Source(QPlainTextEdit):
    """A field that prefers the HTML of what is pasted into it, if that has links."""

    def __init__(self, changed: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("pasteLetterSource")
        self.setAccessibleName(_("The older newsletter's HTML"))
        self.setPlaceholderText(_("Paste the newsletter here"))
        self.setTabChangesFocus(True)
        self.textChanged.connect(changed)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(_letter_in(source))


def _letter_in(data: QMimeData) -> str:
    """The HTML; the text, if its addresses are written out only: its lines tell what belongs to each."""
    html, text = data.html(), data.text()
    return html if "href" in html.lower() or not text else text
