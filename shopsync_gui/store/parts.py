"""The parts of the database: each has the SQL of one subject."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shopsync_gui.store.account.check_items import CheckItems
    from shopsync_gui.store.account.connections import Connections
    from shopsync_gui.store.account.echoes import EchoStore
    from shopsync_gui.store.account.former_accounts import FormerAccounts
    from shopsync_gui.store.account.target import TargetStore
    from shopsync_gui.store.account.traits import TraitStore
    from shopsync_gui.store.database.database import Database
    from shopsync_gui.store.documents.document_bodies import DocumentBodies
    from shopsync_gui.store.documents.letters import LetterStore
    from shopsync_gui.store.documents.views import ViewStore
    from shopsync_gui.store.documents.waiting_documents import WaitingDocuments
    from shopsync_gui.store.lists.changes import Changes
    from shopsync_gui.store.lists.details import DetailsReader
    from shopsync_gui.store.lists.grid import Grid
    from shopsync_gui.store.lists.overview import Overview
    from shopsync_gui.store.products.account_names import AccountNames
    from shopsync_gui.store.products.catalogue import CatalogueStore
    from shopsync_gui.store.products.categories import CategoryStore
    from shopsync_gui.store.products.former_shops import FormerShops
    from shopsync_gui.store.products.orders import OrderStore
    from shopsync_gui.store.products.price_history import PriceHistories
    from shopsync_gui.store.products.product_counts import ProductCounts
    from shopsync_gui.store.products.product_findings import ProductFindings
    from shopsync_gui.store.products.pull import PullStore
    from shopsync_gui.store.runs.account_writes import AccountWrites
    from shopsync_gui.store.runs.brake_approvals import BrakeApprovals
    from shopsync_gui.store.runs.journal import Journal
    from shopsync_gui.store.runs.mail import MailStore
    from shopsync_gui.store.runs.overwritings import Overwritings
    from shopsync_gui.store.runs.past_writes import PastWrites
    from shopsync_gui.store.runs.runs import Runs
    from shopsync_gui.store.runs.shop_readings import ShopReadings
    from shopsync_gui.store.search.search_index import SearchIndex
    from shopsync_gui.store.settings import SettingsStore
    from shopsync_gui.store.team.team import TeamStore
    from shopsync_gui.store.team.team_documents import TeamDocuments
    from shopsync_gui.store.team.team_facts import TeamFacts
    from shopsync_gui.store.team.team_shops import TeamShops
    from shopsync_gui.store.team.team_verdicts import TeamVerdicts
    from shopsync_gui.store.upkeep.removal import Removals
    from shopsync_gui.store.upkeep.retention import Retention


class StoreParts:
    """The parts of a store, each imported and made when it is first used: a start stays quick."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._grid: Grid | None = None

    @cached_property
    def connections(self) -> Connections:
        """The connected shops."""
        from shopsync_gui.store.account.connections import Connections

        return Connections(self.database)

    @cached_property
    def overwritings(self) -> Overwritings:
        """The products that one shop wrote over another one's."""
        from shopsync_gui.store.runs.overwritings import Overwritings

        return Overwritings(self.database)

    @cached_property
    def categories(self) -> CategoryStore:
        """The shops' categories."""
        from shopsync_gui.store.products.categories import CategoryStore

        return CategoryStore(self.database, self.account_names)

    @cached_property
    def former_accounts(self) -> FormerAccounts:
        """The accounts that connections led to before."""
        from shopsync_gui.store.account.former_accounts import FormerAccounts

        return FormerAccounts(self.database)

    @cached_property
    def former_shops(self) -> FormerShops:
        """The shops that connections led to before."""
        from shopsync_gui.store.products.former_shops import FormerShops

        return FormerShops(self.database, self.categories)

    @cached_property
    def account_names(self) -> AccountNames:
        """The names of the shops' categories in their accounts."""
        from shopsync_gui.store.products.account_names import AccountNames

        return AccountNames(self.database)

    @cached_property
    def catalogue(self) -> CatalogueStore:
        """The products."""
        from shopsync_gui.store.products.catalogue import CatalogueStore

        return CatalogueStore(self.database, self.search_index)

    @cached_property
    def findings(self) -> ProductFindings:
        """The findings about the products."""
        from shopsync_gui.store.products.product_findings import ProductFindings

        return ProductFindings(self.database)

    @cached_property
    def counts(self) -> ProductCounts:
        """The numbers of products."""
        from shopsync_gui.store.products.product_counts import ProductCounts

        return ProductCounts(self.database)

    @cached_property
    def search_index(self) -> SearchIndex:
        """The index of the search."""
        from shopsync_gui.store.search.search_index import SearchIndex

        return SearchIndex(self.database)

    @cached_property
    def changes(self) -> Changes:
        """The changes since a moment."""
        from shopsync_gui.store.lists.changes import Changes

        return Changes(self.database, self.grid)

    @cached_property
    def pull(self) -> PullStore:
        """Products and checkpoints as they are read from the shop."""
        from shopsync_gui.store.products.pull import PullStore

        return PullStore(self.database, self.categories, self.catalogue, self.search_index)

    @cached_property
    def prices(self) -> PriceHistories:
        """The recorded prices of products."""
        from shopsync_gui.store.products.price_history import PriceHistories

        return PriceHistories(self.database)

    @cached_property
    def letters(self) -> LetterStore:
        """The newsletters."""
        from shopsync_gui.store.documents.letters import LetterStore

        return LetterStore(self.database, self.grid, self.prices)

    @cached_property
    def orders(self) -> OrderStore:
        """Products that only old orders know."""
        from shopsync_gui.store.products.orders import OrderStore

        return OrderStore(self.database)

    @cached_property
    def mail(self) -> MailStore:
        """The outbox."""
        from shopsync_gui.store.runs.mail import MailStore

        return MailStore(self.database)

    @cached_property
    def target(self) -> TargetStore:
        """The account's products and categories as last read."""
        from shopsync_gui.store.account.target import TargetStore

        return TargetStore(self.database)

    @cached_property
    def team_facts(self) -> TeamFacts:
        """The team's knowledge of shops in their accounts."""
        from shopsync_gui.store.team.team_facts import TeamFacts

        return TeamFacts(self.database)

    @cached_property
    def team(self) -> TeamStore:
        """The team that this data folder belongs to."""
        from shopsync_gui.store.team.team import TeamStore

        return TeamStore(self.database)

    @cached_property
    def team_shops(self) -> TeamShops:
        """The shops as a team has them."""
        from shopsync_gui.store.team.team_shops import TeamShops

        return TeamShops(self.database, self.connections)

    @cached_property
    def team_verdicts(self) -> TeamVerdicts:
        """The words of colleagues' runs on how shops stand."""
        from shopsync_gui.store.team.team_verdicts import TeamVerdicts

        return TeamVerdicts(self.database)

    @cached_property
    def team_documents(self) -> TeamDocuments:
        """The letters, presets and views that a team shares."""
        from shopsync_gui.store.team.team_documents import TeamDocuments

        return TeamDocuments(self.database, self._bodies())

    @cached_property
    def waiting_documents(self) -> WaitingDocuments:
        """The letters, presets and views of disconnected shops."""
        from shopsync_gui.store.documents.waiting_documents import WaitingDocuments

        return WaitingDocuments(self.database, self.connections, self._bodies(with_demo=True))

    def _bodies(self, *, with_demo: bool = False) -> DocumentBodies:
        """The letters, presets and views as bodies, those of the demo `with_demo`."""
        from shopsync_gui.core.team.team import DocumentKind
        from shopsync_gui.store.documents.document_bodies import DocumentBodies, SharedShops
        from shopsync_gui.store.documents.letter_bodies import LetterBodies, PresetBodies
        from shopsync_gui.store.documents.view_bodies import ViewBodies

        shops = SharedShops(self.database, self.connections, with_demo=with_demo)
        return DocumentBodies(
            shops,
            {
                DocumentKind.LETTER: LetterBodies(self.database, shops, self.letters),
                DocumentKind.PRESET: PresetBodies(shops, self.letters),
                DocumentKind.VIEW: ViewBodies(self.database, shops, self.views),
            },
        )

    @cached_property
    def traits(self) -> TraitStore:
        """The accounts' ways."""
        from shopsync_gui.store.account.traits import TraitStore

        return TraitStore(self.database)

    @cached_property
    def check_items(self) -> CheckItems:
        """The items that compatibility checks created in the accounts."""
        from shopsync_gui.store.account.check_items import CheckItems

        return CheckItems(self.database)

    @cached_property
    def brake_approvals(self) -> BrakeApprovals:
        """The user's approvals of writes at which the brake stopped runs."""
        from shopsync_gui.store.runs.brake_approvals import BrakeApprovals

        return BrakeApprovals(self.database)

    @cached_property
    def shop_readings(self) -> ShopReadings:
        """The moments at which the runs read their shops."""
        from shopsync_gui.store.runs.shop_readings import ShopReadings

        return ShopReadings(self.database, self.waiting_documents.put_back)

    @cached_property
    def runs(self) -> Runs:
        """The runs."""
        from shopsync_gui.store.runs.runs import Runs

        return Runs(self.database)

    @cached_property
    def retention(self) -> Retention:
        """The removal of what is old enough to go."""
        from shopsync_gui.store.upkeep.retention import Retention

        return Retention(self.database)

    @cached_property
    def removals(self) -> Removals:
        """Shops that are being disconnected."""
        from shopsync_gui.store.upkeep.removal import Removals

        return Removals(self.database, self.waiting_documents)

    @cached_property
    def journal(self) -> Journal:
        """The writes to the account."""
        from shopsync_gui.store.runs.journal import Journal

        return Journal(self.database)

    @cached_property
    def account_writes(self) -> AccountWrites:
        """The writes of all runs to an account."""
        from shopsync_gui.store.runs.account_writes import AccountWrites

        return AccountWrites(self.database)

    @cached_property
    def past_writes(self) -> PastWrites:
        """The runs' writes to their accounts."""
        from shopsync_gui.store.runs.past_writes import PastWrites

        return PastWrites(self.database)

    @cached_property
    def echoes(self) -> EchoStore:
        """The values that the account shows for what was written, and the categories that stand for each other."""
        from shopsync_gui.store.account.echoes import EchoStore

        return EchoStore(self.database)

    @cached_property
    def views(self) -> ViewStore:
        """The saved views of the products."""
        from shopsync_gui.store.documents.views import ViewStore

        return ViewStore(self.database)

    @cached_property
    def settings(self) -> SettingsStore:
        """The user's choices."""
        from shopsync_gui.store.settings import SettingsStore

        return SettingsStore(self.database)

    @property
    def grid(self) -> Grid:
        """The list of products."""
        if self._grid is None:
            from shopsync_gui.store.lists.grid import Grid

            self._grid = Grid(self.database, self.account_names)
        return self._grid

    @cached_property
    def details(self) -> DetailsReader:
        """All about one product."""
        from shopsync_gui.store.lists.details import DetailsReader

        return DetailsReader(self.database, self.grid)

    @cached_property
    def overview(self) -> Overview:
        """Counts, categories and SKUs."""
        from shopsync_gui.store.lists.overview import Overview

        return Overview(self.database, self.account_names)
