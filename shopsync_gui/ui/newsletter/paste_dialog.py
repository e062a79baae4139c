"""The dialog that reads an older letter: which of our products are in it, and whether it is true."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.newsletter.letter import LetterProduct
from shopsync_gui.core.newsletter.letter_reading import mentioned_products
from shopsync_gui.core.text import N_, _, format_int, format_money, ngettext, sentences
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.rows_model import RowsModel, TableColumn
from shopsync_gui.ui.kit.tables import LEAST_HEIGHT, empty_text, table
from shopsync_gui.ui.kit.whole_rows import WholeRows
from shopsync_gui.ui.kit.widgets import button, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from shopsync_gui.store import Store
    from shopsync_gui.ui.jobs.context import AppContext


#: So many shops are named.
_MOST_NAMED = 4


class _Found(msgspec.Struct, frozen=True):
    """A product of the letter, and the prices that the letter says of it."""

    product: LetterProduct
    prices: tuple[Decimal, ...]

    @property
    def verdict(self) -> tuple[Tone, str]:
        """Whether what the letter says is still true."""
        if self.product.state is not ProductState.ACTIVE:
            return Tone.BAD, _("no longer sold")
        if self.product.sold_out:
            return Tone.BAD, _("sold out")
        if not self.prices:
            return Tone.MUTED, _("no price in the newsletter")
        if self.product.price in self.prices:
            return Tone.GOOD, _("still correct")
        return Tone.WARNING, _("no longer correct")


_COLUMNS = (
    TableColumn(N_("Name"), lambda found: found.product.name, 260, least=140),
    TableColumn(
        N_("In the newsletter"),
        lambda found: _prices(found.prices, found.product.currency),
        130,
        right=True,
        least=90,
    ),
    TableColumn(
        N_("Now"),
        lambda found: format_money(found.product.price, found.product.currency),
        110,
        right=True,
        least=80,
    ),
    TableColumn(
        N_("Still correct?"),
        lambda found: found.verdict[1],
        170,
        least=110,
        dot=lambda found: found.verdict[0],
    ),
)


class PasteDialog(Dialog):
    """Takes the HTML from the clipboard, or as it is typed into the field."""

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
            size=QSize(760, 620),
        )
        self._context = context
        self._use = use
        self._found: list[_Found] = []
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
        data = QGuiApplication.clipboard().mimeData()
        self._source.setPlainText(data.html() or data.text())

    def _read(self) -> None:
        mentioned = mentioned_products(self._source.toPlainText())
        prices = {product.link: product.prices for product in mentioned}

        def find(store: Store) -> list[_Found]:
            ids = store.letters.ids_of_links(list(prices))
            by_id = {product_id: prices[link] for link, product_id in ids.items()}
            return [_Found(p, by_id[p.id]) for p in store.letters.products(list(by_id))]

        self._context.store.reader.ask(self, find, self._show)

    def _show(self, found: list[_Found]) -> None:
        self._found = found
        self._model.set_rows(found)
        self._make.setEnabled(bool(found))
        self._empty.setVisible(not found)
        pasted = bool(self._source.toPlainText().strip())
        self._words.setVisible(pasted)
        self._words.setText(sentences(self._result(found), self._searched()) if pasted else "")

    def _result(self, found: Sequence[_Found]) -> str:
        if not found:
            return _("No link in it leads to a product of your webshops.")
        wrong = sum(f.verdict[0] in (Tone.WARNING, Tone.BAD) for f in found)
        count = ngettext("{n} product found", "{n} products found", len(found))
        text = count.format(n=format_int(len(found)))
        if not wrong:
            return text
        rest = ngettext(
            "{n} of them is no longer correct", "{n} of them are no longer correct", wrong
        )
        return f"{text}, {rest.format(n=format_int(wrong))}"

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
        self._use([found.product for found in self._found])
        self.accept()


class _Source(QPlainTextEdit):
    """A field that prefers the HTML of what is pasted into it."""

    def __init__(self, changed: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("pasteLetterSource")
        self.setAccessibleName(_("The older newsletter's HTML"))
        self.setPlaceholderText(_("Paste the newsletter here"))
        self.setTabChangesFocus(True)
        self.textChanged.connect(changed)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(source.html() or source.text())


def _prices(prices: Sequence[Decimal], currency: str) -> str:
    return ", ".join(format_money(price, currency) for price in prices) or "–"
