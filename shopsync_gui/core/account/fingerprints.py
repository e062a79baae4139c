"""Fingerprints of what the account shows and of what it should show, equal only where both are; pure.

They are made of the values as they were just read, and are never kept: what differs in either of
them differs here. Where an account does not tell all of a product, or a product cannot be written,
there is none.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from shopsync_gui.core.catalogue import TargetProduct, category_key
from shopsync_gui.core.products.mapping import MasterOptions, net_price
from shopsync_gui.core.settings.shop_choices import PriceChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shopsync_gui.core.plan.known_products import KnownRow

#: The chosen net price and the VAT rate in 1/10000, and the currency.
_Terms: TypeAlias = "tuple[int | None, int | None, str]"
#: No fingerprint.
NONE = 0
#: So many different prices, and combinations of categories, are remembered: those that come first.
_PRICES, _COMBINATIONS = 10_000, 5_000

_refs = msgspec.json.Decoder(tuple[str, ...])


def account_fingerprint(product: TargetProduct) -> int:
    """Compute the fingerprint of a product as the account shows it."""
    net, vat, ids, currency = product.net, product.vat, product.category_ids, product.currency
    if net is None or vat is None or ids is None or not currency:
        return NONE
    if len(ids) > 1:
        within = sum(map(hash, zip(set(ids), strict=True)))
    else:
        within = hash(ids) if ids else 0
    return hash((product.sku, product.name, within, hash((net, vat, currency))))


class WantedFingerprints:
    """The fingerprints of products as the account should show them, by the same mapping as `to_master`.

    `labels` maps refs to category names, `category_ids` their `category_key` to the account's ids.
    """

    def __init__(
        self, labels: Mapping[str, str], category_ids: Mapping[str, int], options: MasterOptions
    ) -> None:
        self._options = options
        #: The hash of the account's id of each category that has a name, NONE where it lacks it.
        self._hashes = {
            ref: NONE
            if (sa_id := category_ids.get(category_key(label))) is None
            else hash((sa_id,))
            for ref, label in labels.items()
            if label
        }
        self._terms: dict[_Terms, int] = {}
        self._categories: dict[str, tuple[int | None, tuple[str, ...]]] = {}

    def of(self, rows: Iterable[KnownRow]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The fingerprint of each product, and the refs of its categories."""
        known_terms, known_categories = self._terms, self._categories
        is_current = self._options.price is PriceChoice.CURRENT
        for _id, _in_shop, _sa_id, sku, named, net, regular, vat, currency, refs in rows:
            terms = net if is_current else regular or net, vat, currency
            priced = known_terms.get(terms)
            if priced is None:
                priced = self._priced(terms)
            within, decoded = known_categories.get(refs) or self._within(refs)
            name = named.strip()
            if priced and within is not None and name:
                yield hash((sku.strip(), name, within, priced)), decoded
            else:
                yield NONE, decoded

    def _within(self, refs: str) -> tuple[int | None, tuple[str, ...]]:
        """Return the categories' part of a fingerprint, None where the account lacks one, and their refs."""
        decoded = _refs.decode(refs)
        known = self._hashes
        hashes = {known[ref] for ref in decoded if ref in known}  # others have no name
        found = None if NONE in hashes else sum(hashes), decoded
        if len(self._categories) < _COMBINATIONS:
            self._categories[refs] = found
        return found

    def _priced(self, terms: _Terms) -> int:
        net, vat, currency = terms
        priced = NONE
        if (
            net is not None
            and net >= 0
            and vat is not None
            and currency in self._options.currencies
        ):
            price, rate = _amount(net), _rate(vat)
            if net % 100:  # of others no more than two decimals could be written
                price = net_price(price, rate, currency)
            priced = hash((price, rate, currency))
        if len(self._terms) < _PRICES:
            self._terms[terms] = priced
        return priced


def _amount(units: int) -> Decimal:
    return Decimal(units).scaleb(-4)


#: There are few rates.
_rate = lru_cache(100)(_amount)
