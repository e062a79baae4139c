"""The pages of the window, each built when it is first needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from shopsync_gui.core.text import _, pgettext
from shopsync_gui.ui.jobs.context import AppContext
from shopsync_gui.ui.kit.page import Page

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

#: Milliseconds that a page which is shown has for itself, before those that nobody opened are built.
PAGES_LATER = 500


def _overview(context: AppContext) -> Page:
    from shopsync_gui.ui.overview.overview_page import OverviewPage

    return OverviewPage(context)


def _connections(context: AppContext) -> Page:
    from shopsync_gui.ui.connections.connections_page import ConnectionsPage

    return ConnectionsPage(context)


def _products(context: AppContext) -> Page:
    from shopsync_gui.ui.products.products_page import ProductsPage

    return ProductsPage(context)


def _runs(context: AppContext) -> Page:
    from shopsync_gui.ui.runs.runs_page import RunsPage

    return RunsPage(context)


def _newsletter(context: AppContext) -> Page:
    from shopsync_gui.ui.newsletter.newsletter_page import NewsletterPage

    return NewsletterPage(context)


def _account(context: AppContext) -> Page:
    from shopsync_gui.ui.settings.account_page import AccountPage

    return AccountPage(context)


def _team(context: AppContext) -> Page:
    from shopsync_gui.ui.settings.team_page import TeamPage

    return TeamPage(context)


def _notifications(context: AppContext) -> Page:
    from shopsync_gui.ui.settings.notifications_page import NotificationsPage

    return NotificationsPage(context)


def _general(context: AppContext) -> Page:
    from shopsync_gui.ui.settings.general_page import GeneralPage

    return GeneralPage(context)


class PageEntry(msgspec.Struct, frozen=True):
    """A page's object name, its name in the tree, and how it is made."""

    name: str
    title: Callable[[], str]
    make: Callable[[AppContext], Page]


#: The tree: the path to some pages, and these.
SECTIONS: tuple[tuple[Callable[[], tuple[str, ...]], tuple[PageEntry, ...]], ...] = (
    (lambda: (), (PageEntry("pageOverview", lambda: _("Overview"), _overview),)),
    (
        lambda: (_("Settings"), _("eCommerce")),
        (
            PageEntry("pageConnections", lambda: _("Webshop connection"), _connections),
            PageEntry("pageProducts", lambda: _("Products"), _products),
            PageEntry("pageRuns", lambda: _("Sync history"), _runs),
        ),
    ),
    (
        lambda: (pgettext("section of the tree", "Newsletter"),),
        (PageEntry("pageNewsletter", lambda: pgettext("page", "Newsletter"), _newsletter),),
    ),
    (
        lambda: (_("Settings"),),
        (
            PageEntry("pageAccount", lambda: _("SalesAutopilot account"), _account),
            PageEntry("pageTeam", lambda: _("Team"), _team),
            PageEntry("pageNotifications", lambda: _("Notifications"), _notifications),
            PageEntry("pageGeneral", lambda: _("General"), _general),
        ),
    ),
)
#: Each page's entry by its object name.
PAGES = {entry.name: entry for _path, entries in SECTIONS for entry in entries}


def path_to(name: str) -> tuple[tuple[str, ...], str]:
    """The path to a page in the tree, and what the page is called there."""
    path = next(path() for path, entries in SECTIONS for entry in entries if entry.name == name)
    return path, PAGES[name].title()


class PageArea(QStackedWidget):
    """One page at a time. Those not opened yet are built when the one that is shown is filled."""

    def __init__(
        self, context: AppContext, states: dict[str, object], *, later: int = PAGES_LATER
    ) -> None:
        """`states` has what the user was at, for each page that was built before."""
        super().__init__()
        self.setObjectName("pageArea")
        self._context = context
        self._states = dict(states)
        self._pages: dict[str, Page] = {}
        self._wait = later
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._build_next)

    def page(self, name: str) -> Page:
        """The page with this object name."""
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = PAGES[name].make(self._context)
            page.setObjectName(name)
            self.addWidget(page)
            if name in self._states:
                page.restore(self._states.pop(name))
        return page

    def open(self, name: str) -> Page:
        """Show a page, and leave the first moment to it."""
        page, before = self.page(name), self.currentWidget()
        if isinstance(before, Page) and before is not page:
            before.leave()
        self.setCurrentWidget(page)
        if self._later.isActive():
            self._later.start(self._wait)
        return page

    def states(self) -> dict[str, object]:
        """Return what the user was at on each page."""
        return self._states | {name: page.state() for name, page in self._pages.items()}

    def showEvent(self, event: QShowEvent) -> None:
        """Leave the first moment to the page that is shown."""
        super().showEvent(event)
        self._later.start(self._wait)

    def _build_next(self) -> None:
        missing = [name for name in PAGES if name not in self._pages]
        if missing and self._context.store.is_reading:
            self._later.start(self._wait)  # the page that is shown waits for its content
        elif missing:
            self.page(missing[0])
            self._later.start(0)
