"""The view in place of an empty list of products: why it is empty, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.empty_view import EmptyView
from shopsync_gui.ui.kit.widgets import button, set_style
from shopsync_gui.ui.products.bar.filters import changes_begin, choices

if TYPE_CHECKING:
    from shopsync_gui.store.search.filters import Filters
    from shopsync_gui.ui.jobs.context import AppContext


class EmptyState(EmptyView):
    """The reason why the list is empty, and the way out."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context.theme, "package-variant")
        self.setObjectName("productEmpty")
        self.title.setObjectName("productEmptyTitle")
        self.text.setObjectName("productEmptyText")
        self._context = context
        self.state = ""
        self.action = button(name="productEmptyButton")
        self.offer(self.action)

    def show_for(self, search: str, filters: Filters) -> None:
        """Say why a list with this search and these filters is empty."""
        if not self._context.connections:
            self.show_state("shop")
        elif search or filters:
            self.show_nothing_found(search, filters)
        elif self._context.jobs.busy:
            self.show_state("running")
        else:
            self.show_state("sync")

    def show_nothing_found(self, search: str, filters: Filters) -> None:
        """Say what leaves nothing over; the way out takes the filters away first, then the search."""
        if not filters:
            text = _(
                "Nothing contains “{text}”. Any part of the name, SKU, id or category will do."
            )
            self._show("found", "magnify-close", _("No product matches"), text.format(text=search))
            self._offer_way(_("Clear the search"))
            return
        shop = self._context.connections.get(filters.connection_id or 0)
        title = "" if shop is None else self._context.connections.title_of(shop)
        begin = changes_begin(filters, self._context.connections)
        names = " · ".join(name for name, _rest in choices(filters, title, begin))
        if search:
            text = _("No product contains “{text}” and fits these filters: {names}.")
        else:
            text = _("No product fits these filters: {names}.")
        # A date or a number with its dot in Hungarian ends the sentence, too.
        text = text.format(text=search, names=names.removesuffix("."))
        self._show("filtered", "filter-off-outline", _("No product matches"), text)
        self._offer_way(_("Clear the filters"))

    def show_state(self, state: str) -> None:
        """Show one of: shop, sync, running."""
        icon, title, text, action = _empty_texts(state)
        self._show(state, icon, title, text)
        self._offer_way(action)

    def _show(self, state: str, icon: str, title: str, text: str) -> None:
        self.state = state
        self.icon_name = icon
        self.show_look()
        self.say(title, text)

    def _offer_way(self, action: str) -> None:
        self.action.setText(action)
        self.action.setVisible(bool(action))
        set_style(self.action, "primary", self.state in ("shop", "sync"))


def _empty_texts(state: str) -> tuple[str, str, str, str]:
    match state:
        case "shop":
            return (
                "store-plus-outline",
                _("No webshop is connected yet"),
                _("The products of a connected webshop are listed here after the first sync."),
                _("Connect a webshop"),
            )
        case "running":
            return (
                "sync",
                _("The sync is running"),
                _("The products appear here as they are read from the webshop."),
                "",
            )
        case _:
            return (
                "package-variant",
                _("There are no products yet"),
                _("They are listed here after the first product sync."),
                _("Product sync…"),
            )
