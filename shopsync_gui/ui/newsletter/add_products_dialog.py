"""The dialog that looks for products and puts them into the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QListWidget

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.text import _, format_int, ngettext
from shopsync_gui.store.search.query import GridQuery
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.search_field import SearchField
from shopsync_gui.ui.kit.widgets import button, label
from shopsync_gui.ui.newsletter.product_row import PRODUCT, ProductRow, add_product

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from shopsync_gui.core.newsletter.letter import LetterProduct
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.services.store_thread import Request

_SelectionFlag = QItemSelectionModel.SelectionFlag
_MOST = 100
_PAUSE = 150


class AddProductsDialog(Dialog):
    """A search over the shop's products; what is chosen stays so, whatever is looked for next."""

    def __init__(
        self,
        parent: QWidget,
        context: AppContext,
        connection: Connection,
        add: Callable[[Sequence[LetterProduct]], object],
    ) -> None:
        super().__init__(parent, "addProductsDialog", _("Add products"), size=QSize(560, 520))
        self._context = context
        self._connection = connection
        self._add = add
        self._request: Request | None = None
        #: The chosen products by their ids, in the order they were chosen in.
        self._chosen: dict[int, LetterProduct] = {}
        self._search = SearchField(context.theme, "addProductsSearch")
        self._search.setPlaceholderText(_("Search by name, SKU or category"))
        self._search.setAccessibleName(_("Search by name, SKU or category"))
        self._list = QListWidget()
        self._list.setObjectName("addProductsList")
        self._list.setAccessibleName(_("Products of the shop"))
        self._list.setItemDelegate(ProductRow(self._list, context.pictures, context.theme))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        context.pictures.loaded.connect(self._repaint)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self._list.itemSelectionChanged.connect(self._show_chosen)
        self._list.activated.connect(self._activated)
        self._none = label(
            _("No active product of the shop fits."), "muted", name="addProductsNone"
        )
        self._none.hide()
        self._more = label("", "muted", name="addProductsMore")
        self._more.hide()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._look)
        self._search.textChanged.connect(self._pause.start)
        self._search.left_downwards.connect(self._list.setFocus)
        self._count = label(role="muted", name="addProductsCount")
        self.body.addWidget(self._search)
        self.body.addWidget(self._none)
        self.body.addWidget(self._more)
        self.body.addWidget(self._list, 1)
        self._ok = button(
            _("Add to the newsletter"), self._accept, kind="primary", name="addProductsButton"
        )
        self._ok.setEnabled(False)
        foot = self.add_buttons(
            button(_("Cancel"), self.reject, name="addProductsCancelButton"), self._ok
        )
        foot.insertWidget(0, self._count)
        self._search.setFocus()
        self._look()

    def _look(self) -> None:
        query = GridQuery(
            text=self._search.text(),
            connection_id=self._connection.id,
            states=frozenset({ProductState.ACTIVE}),
            limit=_MOST,
        )

        def read(store: Store) -> tuple[list[LetterProduct], int]:
            ids = store.grid.ids(query)[:_MOST]
            count = store.grid.count(query) if len(ids) == _MOST else len(ids)
            return store.letters.products(ids), count

        if self._request is not None:
            self._request.drop()
        self._request = self._context.store.lister.ask(self, read, self._show)

    def _show(self, found: tuple[Sequence[LetterProduct], int]) -> None:
        """The chosen products first, then those that were found beside them."""
        products, count = found
        text = ngettext(
            "The first {most} of {n} product; search for more of the name.",
            "The first {most} of {n} products; search for more of the name.",
            count,
        )
        self._more.setText(text.format(most=format_int(_MOST), n=format_int(count)))
        self._more.setVisible(count > _MOST)
        others = [product for product in products if product.id not in self._chosen]
        with QSignalBlocker(self._list):
            self._list.clear()
            for product in self._chosen.values():
                added = add_product(self._list, product, with_stock=True)
                self._list.selectionModel().select(added, _SelectionFlag.Select)
            for product in others:
                add_product(self._list, product, with_stock=True)
            self._list.setCurrentRow(
                min(len(self._chosen), self._list.count() - 1), _SelectionFlag.NoUpdate
            )
        self._list.scrollToTop()
        self._none.setVisible(not products)
        self._show_chosen()

    def _repaint(self) -> None:
        self._list.viewport().update()

    def _show_chosen(self) -> None:
        chosen = [index.data(PRODUCT) for index in self._list.selectedIndexes()]
        ids = {product.id for product in chosen}
        kept = {i: product for i, product in self._chosen.items() if i in ids}
        self._chosen = kept | {product.id: product for product in chosen if product.id not in kept}
        count = len(self._chosen)
        words = ngettext("{n} product selected", "{n} products selected", count)
        self._count.setText(words.format(n=format_int(count)) if count else "")
        self._ok.setEnabled(count > 0)

    def _activated(self, index: QModelIndex) -> None:
        """Enter and a double click take a product with the others."""
        self._list.selectionModel().select(index, _SelectionFlag.Select)
        self._accept()

    def _accept(self) -> None:
        if self._chosen:
            self._add(list(self._chosen.values()))
            self.accept()
