"""The dialog that reads an older letter: which of our products are in it, and whether it is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.newsletter.letter import LetterProduct
from shopsync_gui.core.newsletter.letter_prices import SaidPrice, said_price
from shopsync_gui.core.newsletter.letter_reading import MentionedProduct, mentioned_products
from shopsync_gui.core.text import (
    N_,
    _,
    format_int,
    format_money,
    ngettext,
    sentences,
    translate,
)
from shopsync_gui.core.tone import Tone
from shopsync_gui.store.documents.linked_products import LinkedBy
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
    """A link of the letter: the product that it leads to, if one is known, and what the letter says of its price."""

    link: str
    product: LetterProduct | None
    said: SaidPrice
    by: LinkedBy = LinkedBy.ADDRESS

    @property
    def title(self) -> str:
        """The product's name; of an unknown one, the address."""
        return self.link.partition("://")[2] if self.product is None else self.product.name

    @property
    def prices(self) -> str:
        """The price that the letter says, or all that may be it."""
        currency = "" if self.product is None else self.product.currency
        own = [format_money(price, currency) for price in self.said.candidates]
        others = [format_money(amount.value, amount.currency) for amount in self.said.foreign]
        return ", ".join(dict.fromkeys([*own, *others])) or "–"

    @property
    def price_now(self) -> str:
        """The price of today."""
        product = self.product
        return "–" if product is None else format_money(product.price, product.currency)

    @property
    def verdict(self) -> tuple[Tone, str]:
        """Whether what the letter says is still true, and whether it is certain that it is of this product."""
        tone, words = self._verdict
        if self.by is LinkedBy.ADDRESS:
            return tone, words
        return Tone.WARNING, translate(_DOUBTS[self.by]).format(verdict=words)

    @property
    def _verdict(self) -> tuple[Tone, str]:
        """Whether what the letter says is still true; never, where it is not plain what it says."""
        said, product = self.said, self.product
        if product is None:
            return Tone.MUTED, _("no product is known by this link")
        if product.state is not ProductState.ACTIVE:
            return Tone.BAD, _("no longer sold")
        if product.sold_out:
            return Tone.BAD, _("sold out")
        if said.without_tax:
            return Tone.WARNING, _("only a price without VAT beside it")
        if said.price is None and len(said.candidates) > 1:
            return Tone.WARNING, _("several prices beside it")
        if said.price is None and said.candidates:
            return Tone.WARNING, _("only an earlier price beside it")
        if said.price is None:
            other = said.foreign and _("only in another currency")
            return Tone.MUTED, other or _("no price in the newsletter")
        if product.price == said.price:
            return Tone.GOOD, _("still correct")
        return Tone.WARNING, _("no longer correct")


#: The words on a product that the link does not name for certain.
_DOUBTS = {
    LinkedBy.SKU: N_("by the SKU in its link only: {verdict}"),
    LinkedBy.NAME: N_("by the name in its link only: {verdict}"),
}

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
        full=320,
        dot=lambda found: found.verdict[0],
    ),
)


def _found(product: LetterProduct, mentions: Sequence[tuple[MentionedProduct, LinkedBy]]) -> _Found:
    """A product with all that is said of it, if links to it are written in more than one way."""
    amounts = [amount for each, _by in mentions for amount in each.amounts]
    ways = {by for _each, by in mentions}
    by = LinkedBy.ADDRESS if LinkedBy.ADDRESS in ways else mentions[0][1]
    return _Found(mentions[0][0].link, product, said_price(amounts, product.currency), by)


class PasteDialog(Dialog):
    """Takes HTML or text from the clipboard, or as it is typed into the field."""

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
        self._source.setPlainText(_letter_in(QGuiApplication.clipboard().mimeData()))

    def _read(self) -> None:
        mentioned = [
            link
            for link in mentioned_products(self._source.toPlainText())
            if link.target.lower().startswith(("https://", "http://"))
        ]

        def find(store: Store) -> list[_Found]:
            links = [link for each in mentioned for link in (each.target, each.link)]
            linked = store.letters.links.of(links)
            ids = sorted({each.product_id for each in linked.values()})
            products = {p.id: p for p in store.letters.products(ids)}
            mentions: dict[int, list[tuple[MentionedProduct, LinkedBy]]] = {}
            unknown = []
            for each in mentioned:
                known = linked.get(each.target) or linked.get(each.link)
                if known is not None and known.product_id in products:
                    mentions.setdefault(known.product_id, []).append((each, known.by))
                else:
                    unknown.append(_Found(each.link, None, SaidPrice()))
            return [_found(products[at], several) for at, several in mentions.items()] + unknown

        self._context.store.reader.ask(self, find, self._show)

    def _show(self, found: list[_Found]) -> None:
        self._found = found
        self._model.set_rows(found)
        self._make.setEnabled(any(each.product is not None for each in found))
        self._empty.setVisible(not found)
        pasted = bool(self._source.toPlainText().strip())
        self._words.setVisible(pasted)
        self._words.setText(sentences(self._result(found), self._searched()) if pasted else "")

    def _result(self, links: Sequence[_Found]) -> str:
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
