"""Fingerprints of what the account shows and of what it should show, equal only where both are; pure.

They are made of the values as they were just read, and are never kept: what differs in either of
them differs here. Where an account does not tell all of a product, or a product cannot be written,
there is none.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import TargetProduct, category_key
from shopsync_gui.core.mapping import MasterOptions, PriceChoice, net_price

if TYPE_CHECKING:
    from collections.abc import Mapping

#: No fingerprint.
NONE = 0
#: Different prices, and combinations of categories, that are remembered at a time.
_PRICES, _COMBINATIONS = 10_000, 5_000

_refs = msgspec.json.Decoder(tuple[str, ...])


def account_fingerprint(product: TargetProduct) -> int:
    """That of a product as the account shows it."""
    net, vat, ids, currency = product.net, product.vat, product.category_ids, product.currency
    if net is None or vat is None or ids is None or not currency:
        return NONE
    if len(ids) > 1:
        ids = tuple(sorted(set(ids)))
    return hash((product.sku, product.name, ids, hash((net, vat, currency))))


class WantedFingerprints:
    """Those of products as the account should show them, by the same mapping as `to_master`.

    `labels` maps refs to category names, `category_ids` their `category_key` to the account's ids.
    """

    def __init__(
        self, labels: Mapping[str, str], category_ids: Mapping[str, int], options: MasterOptions
    ) -> None:
        self._options = options
        #: The account's id of each category that has a name there, None where it lacks it.
        self._ids = {
            ref: category_ids.get(category_key(label)) for ref, label in labels.items() if label
        }
        self._terms: dict[tuple[int | None, int | None, int | None, str], int] = {}
        self._categories: dict[str, tuple[tuple[int, ...] | None, tuple[str, ...]]] = {}

    def of(
        self,
        sku: str,
        name: str,
        terms: tuple[int | None, int | None, int | None, str],
        refs: str,
    ) -> int:
        """The fingerprint; `terms` are net, regular net and VAT in 1/10000, and the currency."""
        priced = self._terms.get(terms)
        if priced is None:
            priced = self._priced(terms)
        ids = (self._categories.get(refs) or self.categories(refs))[0]
        name = name.strip()
        if not priced or ids is None or not name:
            return NONE
        return hash((sku.strip(), name, ids, priced))

    def categories(self, refs: str) -> tuple[tuple[int, ...] | None, tuple[str, ...]]:
        """The account's ids of categories, None where it lacks one of them, and their refs."""
        known = self._categories.get(refs)
        if known is None:
            decoded = _refs.decode(refs)
            ids = {self._ids[ref] for ref in decoded if ref in self._ids}
            told = tuple(sorted(sa_id for sa_id in ids if sa_id is not None))
            if len(self._categories) >= _COMBINATIONS:
                self._categories.clear()
            known = self._categories[refs] = (told if len(told) == len(ids) else None, decoded)
        return known

    def _priced(self, terms: tuple[int | None, int | None, int | None, str]) -> int:
        current, regular, vat, currency = terms
        net = current if self._options.price is PriceChoice.CURRENT else regular or current
        priced = NONE
        if net is not None and net >= 0 and vat is not None:
            rate = _amount(vat)
            if currency in self._options.currencies:
                priced = hash((net_price(_amount(net), rate, currency), rate, currency))
        if len(self._terms) >= _PRICES:
            self._terms.clear()
        self._terms[terms] = priced
        return priced


def _amount(units: int) -> Decimal:
    return Decimal(units).scaleb(-4)
