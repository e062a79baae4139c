"""The records of an account: products and categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal


class SaProduct(NamedTuple):
    """One product of the master; price net, in its own currency."""

    prod_id: int
    prod_sku: str
    prod_name: str
    prod_price: Decimal
    prod_vat_percent: Decimal
    prod_currency: str
    categories: tuple[int, ...] = ()


class SaCategory(NamedTuple):
    """One flat category."""

    prodcat_id: int
    prodcat_name: str
    prodcat_order: int = 0
