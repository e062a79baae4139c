"""A product as the grid shows it, with what it was before."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.errors import Problem
from shopsync_gui.core.products.reasons import SkipReason
from shopsync_gui.core.products.suspect import SuspectRow
from shopsync_gui.store.database.codecs import money_out, problem_out, time_out


class PreviousValues(msgspec.Struct, frozen=True, kw_only=True):
    """A product's values at a moment, of the `changed` fields only; they may be the same again now."""

    new: bool = False
    changed: frozenset[str] = frozenset()
    name: str = ""
    sku: str = ""
    net: Decimal | None = None
    gross: Decimal | None = None
    vat: Decimal | None = None
    currency: str = ""
    stock: Decimal | None = None
    state: ProductState | None = None
    categories: tuple[str, ...] = ()
    #: Whether it stands in other categories now, or in another order of them.
    moved: bool = False


class GridRow(msgspec.Struct, frozen=True, kw_only=True):
    """One product as the grid shows it; prices in `currency`, categories with their enabled flag."""

    id: int
    connection_id: int
    name: str
    sa_id: int | None
    sku: str
    categories: tuple[tuple[str, bool], ...]
    #: The name of each of these in the account; "" for one that the account never gets.
    labels: tuple[str, ...]
    net: Decimal | None
    gross: Decimal | None
    vat: Decimal | None
    list_net: Decimal | None
    list_gross: Decimal | None = None
    currency: str
    state: ProductState
    updated_at: datetime | None
    reason: str | None
    failure: Problem | None
    #: The row of the account for which it was skipped.
    suspect: SuspectRow | None = None
    stock: Decimal | None = None
    #: Addresses of its picture and of its page in the shop; "" where it has none.
    image: str = ""
    page: str = ""
    previous: PreviousValues | None = None

    @property
    def account_categories(self) -> tuple[str, ...]:
        """The names of its categories as the account has them, or will have them, each once."""
        return tuple(dict.fromkeys(label for label in self.labels if label))

    @property
    def on_sale(self) -> bool:
        """Whether the current net price is below the regular one."""
        return self.net is not None and self.list_net is not None and self.net < self.list_net

    @property
    def discount(self) -> int:
        """The percentage by which the current price is below the regular one, rounded down."""
        if not self.on_sale or self.net is None or not self.list_net or self.net < 0:
            return 0
        return int((self.list_net - self.net) * 100 / self.list_net)


class ProductRow(msgspec.Struct, frozen=True):
    """The columns of a product that the grid shows, as the database holds them."""

    id: int
    connection_id: int
    name: str
    sa_id: int | None
    sku: str
    net: int | None
    gross: int | None
    vat: int | None
    list_net: int | None
    list_gross: int | None
    currency: str
    state: str
    updated_at: int | None
    reason: str | None
    failure: str | None
    stock: int | None
    image: str
    page: str


def grid_row(
    row: ProductRow,
    sa_id: int | None,
    categories: tuple[tuple[str, bool], ...],
    labels: tuple[str, ...],
    previous: PreviousValues | None,
    suspect: SuspectRow | None = None,
) -> GridRow:
    """A row of the grid from what the database holds, and what was made of the rest."""
    return GridRow(
        id=row.id,
        connection_id=row.connection_id,
        name=row.name,
        sa_id=sa_id,
        sku=row.sku,
        categories=categories,
        labels=labels,
        net=money_out(row.net),
        gross=money_out(row.gross),
        vat=money_out(row.vat),
        list_net=money_out(row.list_net),
        list_gross=money_out(row.list_gross),
        currency=row.currency,
        state=ProductState(row.state),
        updated_at=time_out(row.updated_at),
        reason=row.reason,
        failure=problem_out(row.failure),
        suspect=suspect if row.reason == SkipReason.SKU_ALTERED else None,
        stock=money_out(row.stock),
        image=row.image,
        page=row.page,
        previous=previous,
    )
