"""Manners and mixtures whose story does not end as it should yet; each one that passes leaves."""

from __future__ import annotations

from typing import Final

KNOWN: Final[frozenset[str]] = frozenset(
    {
        "create-answers-page",
        "delete-answers-page",
        "list-cap-100",
        "list-cap-100-newest",
        "list-cap-1000",
        "list-cap-50",
        "list-cap-500",
        "list-omits-free",
        "list-omits-uncategorised",
        "shop-empty-bare-list",
        "shop-empty-nothing",
        "shop-in-body",
        "shop-in-data",
        "shop-pages-uncounted",
        "shop-prices-hungarian",
        "shop-tax-comma",
        "shop-tax-percent",
        "shop-tax-without-rates",
        # mixtures
        "category-twice-refused-by-case+refuses-one-unprocessable+list-omits-uncategorised",
        "create-answers-201+categories-last-only+list-cap-50",
        "create-answers-page+uncategorised-0+modify-answers-whole",
        "currency-blanks+list-cap-100-newest+create-answers-object-id",
        "currency-lower+modify-answers-ok+shop-tax-without-rates",
        "empty-list+shop-probe-large+skus-listed-null",
        "list-cap-100-newest+create-answers-nested+name-emoji-lost",
        "list-cap-500+extra-fields+maintenance-on-writes",
        "list-cap-500+prodcats-under-categories+shop-token-opaque",
        "list-omits-free+category-mojibake+price-noise",
        "name-cut-at-emoji+shop-empty-bare-list+create-answers-whole",
        "name-tags-stripped+list-omits-free+category-emoji-marked",
        "one-empty+prodcats-with-prodcat-id+list-omits-uncategorised",
        "refuses-names-over-50+create-answers-whole+list-cap-50",
        "shop-empty-bare-list+list-with-status+list-lags-30s",
        "shop-nulls+sku-upper+shop-empty-nothing",
        "shop-probe-missing+list-cap-50+create-answers-text",
        "shop-tax-without-rates+ids-padded+shop-token-lasting-text",
        "sku-signs-lost+create-answers-202+shop-empty-nothing",
        "skus-not-listed+prodcats-object-for-none+empty-in-data",
        "vat-kept-floored+delete-answers-page+modify-answers-empty",
    }
)
