"""The panel at the side: everything that is known of the chosen product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import column, icon_button, row

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from shopsync_gui.store import Store
    from shopsync_gui.store.lists.details import ProductDetails
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.jobs.services.store_thread import Request
    from shopsync_gui.ui.products.details.details_content import DetailsContent

WIDTH = 296
#: Who hurries through the list sees the details of the product where they stop.
_SOON_MS = 30
#: The window's first picture does without them.
_FIRST_MS = 150


class DetailsPanel(QFrame):
    """The details of a product, read in the background; the content is made after the window's first picture."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setObjectName("productDetails")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("Details of the product"))
        theme = context.theme
        self.close_button = icon_button(_("Hide the details"), "productDetailsClose")
        self.close_button.setIcon(theme.icon("close", theme.tokens.muted))
        top = row(margins=(0, 8, 8, 0))
        top.addStretch(1)
        top.addWidget(self.close_button)
        self._layout = column(self, gap=0)
        add_layout(self._layout, top)
        self._layout.setAlignment(top, Qt.AlignmentFlag.AlignTop)
        self._context = context
        self._content: DetailsContent | None = None
        self._request: Request | None = None
        self._product_id: int | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._ask)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the product that was chosen meanwhile; the window's first picture does without."""
        super().showEvent(event)
        self._soon.start(_FIRST_MS if self._content is None else _SOON_MS)

    def show_product(self, product_id: int | None) -> None:
        """Read and show a product; None shows how to choose one."""
        if self._request is not None:
            self._request.drop()
            self._request = None
        self._product_id = product_id
        if not self.isVisible():  # read when it is shown
            self._soon.stop()
        elif product_id is None and self._content is not None:
            self._soon.stop()
            self._show(None)
        else:
            self._soon.start(_SOON_MS)

    def _ask(self) -> None:
        product_id = self._product_id
        if product_id is None:
            self._show(None)
            return

        def read(store: Store) -> ProductDetails | None:
            return store.details.product(product_id)

        self._request = self._context.store.reader.ask(self, read, self._show)

    def refresh(self) -> None:
        """Read the shown product again."""
        self.show_product(self._product_id)

    def _show(self, details: ProductDetails | None) -> None:
        if self._content is None:
            from shopsync_gui.ui.products.details.details_content import DetailsContent

            self._content = DetailsContent(self._context, width=WIDTH)
            self._content.setAccessibleName(self.accessibleName())
            self._layout.addWidget(self._content, 1)
        self._content.show_details(details)
