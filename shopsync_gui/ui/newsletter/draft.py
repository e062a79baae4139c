"""The letter that is open: its products as they are now, its looks, and how it is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from shopsync_gui.core.newsletter.letter import LetterStyle
from shopsync_gui.core.newsletter.saved_letter import SavedLetter, letter_item
from shopsync_gui.core.text import _, format_date
from shopsync_gui.sync.outputs.newsletter import document_of, letter_language, shop_is_here

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shopsync_gui.core.newsletter.letter import LetterDocument, LetterProduct
    from shopsync_gui.core.newsletter.saved_letter import LetterItem
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.ui.jobs.services.connection_list import ConnectionList
    from shopsync_gui.ui.jobs.services.store_thread import StoreThreads

#: Milliseconds after a change until it is kept.
_SOON = 400


class _Kept:
    """The open letter as the database holds it; written by the thread that writes there."""

    def __init__(self, letter: SavedLetter | None = None) -> None:
        self.letter = letter


class Draft(QObject):
    """The letter that is being made, kept by itself once there is a product; the prices it was made with stay.

    Only `renew()` takes today's prices for those that the letter was made with.
    """

    #: Its products, their order or its looks are others now.
    changed = Signal()
    #: Its state has been kept.
    kept = Signal()

    def __init__(self, store: StoreThreads, connections: ConnectionList, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._connections = connections
        self.connection: Connection | None = None
        self.letter: SavedLetter | None = None
        self.name = ""
        self.style = LetterStyle()
        self.products: list[LetterProduct] = []
        #: The moment that their prices are of: when the shop was last read.
        self.prices_of: datetime | None = None
        #: What was in it since it was made, by product: one that is taken out may come back.
        self._made: dict[int, LetterItem] = {}
        self._generation = 0
        self._keep_soon = QTimer(self, singleShot=True, interval=_SOON)
        self._keep_soon.timeout.connect(self.keep)
        self._kept = _Kept()

    def begin(
        self,
        connection: Connection,
        products: Sequence[LetterProduct] = (),
        letter: SavedLetter | None = None,
    ) -> None:
        """Open a letter that is kept, or begin a new one."""
        self.keep()
        self._generation += 1
        self._kept = _Kept(letter)
        self.connection = connection
        self.letter = letter
        self._made = {} if letter is None else {item.product_id: item for item in letter.items}
        self.name = "" if letter is None else letter.name
        self.style = LetterStyle() if letter is None else letter.style
        self.products = list(products)
        if letter is None and products:
            self._keep_soon.start()
        self.changed.emit()
        self.refresh()

    def close(self) -> None:
        """Leave the letter, as it is kept."""
        self.keep()
        self._generation += 1
        self._kept = _Kept()
        self.connection = None
        self.letter = None
        self.products = []

    def drop(self) -> None:
        """Leave the letter without keeping what was changed last: ids mean other products now."""
        self._keep_soon.stop()
        self.close()

    def document(self) -> LetterDocument | None:
        """The letter as it would be sent now."""
        if self.connection is None:
            return None
        return document_of(self.products, self.style, self.connection)

    @property
    def shown_name(self) -> str:
        """The name; that of a letter that was given none says when it was begun."""
        if self.name.strip():
            return self.name.strip()
        name = self.style.heading.strip() or self._dated_name()
        # Kept with a number where another letter has that name.
        kept = "" if self.letter is None else self.letter.name
        return kept if kept.startswith(f"{name} (") else name

    def _dated_name(self) -> str:
        """The name that says when it was begun, in the language of the letter."""
        made = datetime.now(UTC) if self.letter is None else self.letter.made_at
        if self.connection is None:
            return ""
        with letter_language(self.connection, self.style.language):
            return _("Newsletter of {date}").format(date=format_date(made))

    # --- changes ----------------------------------------------------------------------------------

    def set_name(self, name: str) -> None:
        """Give it another name."""
        self.name = name
        self._keep_soon.start()

    def set_style(self, style: LetterStyle) -> None:
        """Give it other looks."""
        if style != self.style:
            self.style = style
            self._has_changed()

    def set_order(self, ids: Sequence[int]) -> None:
        """Keep only these of its products, in this order."""
        known = {product.id: product for product in self.products}
        products = [known[product_id] for product_id in ids if product_id in known]
        if products != self.products:
            self.products = products
            self._has_changed()

    def put_back(self, products: Sequence[LetterProduct]) -> None:
        """Have these products again, in this order, as they are known by now."""
        known = {product.id: product for product in self.products}
        self.products = [known.get(product.id, product) for product in products]
        self._has_changed()

    def add(self, products: Sequence[LetterProduct]) -> None:
        """Put products at the end; those that are in it stay where they are."""
        known = {product.id for product in self.products}
        self.products += [product for product in products if product.id not in known]
        self._has_changed()

    def refresh(self, then: Callable[[], None] | None = None) -> None:
        """Read its products again; `then` is called unless another letter is open by then."""
        generation, connection = self._generation, self.connection
        if connection is None:
            return
        ids = [product.id for product in self.products]

        def read(found: tuple[list[LetterProduct], datetime | None]) -> None:
            if generation != self._generation:
                return
            products, self.prices_of = found
            fresh = {product.id: product for product in products}
            # What was taken out, moved or added meanwhile stays so.
            self.products = [
                fresh.get(p.id, p) for p in self.products if p.id in fresh or p.id not in ids
            ]
            self.changed.emit()
            if then is not None:
                then()

        def ask(store: Store) -> tuple[list[LetterProduct], datetime | None]:
            return store.letters.products(ids), store.letters.prices_of(connection.id)

        self._store.reader.ask(self, ask, read)

    def _has_changed(self) -> None:
        self._keep_soon.start()
        self.changed.emit()

    # --- keeping ----------------------------------------------------------------------------------

    def renew(self, *, copied: bool) -> None:
        """The letter is made with today's prices, and says so when it was `copied`."""
        now = datetime.now(UTC)
        self._made = {}
        letter = self._as_saved()
        if letter is None:
            return
        self.letter = replace(
            letter,
            made_at=now,
            copied_at=now if copied else letter.copied_at,
        )
        self._keep_soon.start(0)

    def keep(self) -> None:
        """Keep its state now, if it waits to be."""
        if not self._keep_soon.isActive() and self.sender() is not self._keep_soon:
            return
        self._keep_soon.stop()
        letter, kept = self._as_saved(), self._kept
        if letter is None or (not letter.id and not letter.items):
            return
        generation = self._generation
        self.letter = letter
        named = bool(self.name.strip())
        mark = self._connections.mark

        def save(store: Store) -> SavedLetter | None:
            if store.replacement_mark() != mark:
                return None  # its products are others in what was restored
            wanted = letter
            if not named:
                known = 0 if kept.letter is None else kept.letter.id
                wanted = replace(letter, name=store.letters.free_name(replace(letter, id=known)))
            kept.letter = store.letters.save_over(wanted, kept.letter)
            return kept.letter

        def saved(letter_as_kept: SavedLetter | None) -> None:
            if generation == self._generation and letter_as_kept is not None:
                assert self.letter is not None
                self.letter = replace(self.letter, id=letter_as_kept.id, name=letter_as_kept.name)
            self.kept.emit()

        self._store.writer.ask(self, save, saved)

    def _as_saved(self) -> SavedLetter | None:
        """The letter as it is to be kept: what was in it keeps the prices it was made with."""
        if self.connection is None:
            return None
        for product in self.products:
            if product.id not in self._made:
                self._made[product.id] = self._item(product)
        items = tuple(self._made[product.id] for product in self.products)
        if self.letter is None:
            return SavedLetter(
                connection_id=self.connection.id,
                name=self.shown_name,
                style=self.style,
                items=items,
                made_at=datetime.now(UTC),
            )
        return replace(self.letter, name=self.shown_name, style=self.style, items=items)

    def _item(self, product: LetterProduct) -> LetterItem:
        assert self.connection is not None
        here = shop_is_here(self.connection)
        return letter_item(product, self.connection.id, here=here)
