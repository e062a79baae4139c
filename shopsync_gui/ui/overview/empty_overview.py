"""The first page before anything is known: what it will show, and the way there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shopsync_gui.core.text import _
from shopsync_gui.ui.jobs.demo_button import demo_button
from shopsync_gui.ui.jobs.purposes import AddShop, SyncShop
from shopsync_gui.ui.kit.empty_view import EmptyView
from shopsync_gui.ui.kit.widgets import button

if TYPE_CHECKING:
    from shopsync_gui.ui.jobs.context import AppContext

_WIDTH = 460


class EmptyOverview(EmptyView):
    """The way to a connected shop, then to its first sync, then the news that it is on its way."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context.theme, "store-plus-outline", _WIDTH)
        self.setObjectName("overviewEmpty")
        self._context = context
        requests = context.requests
        self._add = button(
            _("Add webshop"),
            partial(requests.open_for, AddShop()),
            kind="primary",
            name="overviewAddButton",
        )
        self._add.setIcon(context.theme.icon("plus", context.theme.tokens.on_accent))
        self._demo = demo_button(context.home, "overviewDemoButton")
        self._sync = button(
            _("Product sync…"),
            partial(requests.open_for, SyncShop()),
            kind="primary",
            name="overviewSyncButton",
        )
        self._watch = button(
            _("See how far it is"),
            partial(requests.open_page, "pageConnections"),
            name="overviewWatchButton",
        )
        self.offer(self._add, self._demo, self._sync, self._watch)

    def show_state(self, *, running: bool) -> None:
        """Show what comes next; `running`: a job of a shop is at work or waits."""
        connected = len(self._context.connections) > 0
        self._add.setVisible(not connected)
        self._demo.setVisible(not connected)
        self._sync.setVisible(connected and not running)
        self._watch.setVisible(connected and running)
        self.icon_name = "sync" if connected else "store-plus-outline"
        self.show_look()
        if not connected:
            self.say(
                _("Welcome to ShopSync"),
                _(
                    "Connect your Shoprenter webshop to your SalesAutopilot account. From then on"
                    " you see here what is new, cheaper or available again, and what is to be done."
                ),
            )
        elif running:
            self.say(
                _("Your shop is being read for the first time"),
                _("Once it is done, everything that changes from then on is shown here."),
            )
        else:
            self.say(
                _("The first sync is still ahead"),
                _(
                    "It brings your products over to SalesAutopilot, after you have agreed. From"
                    " then on you see here what is new, cheaper or available again."
                ),
            )
