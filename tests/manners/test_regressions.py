"""Mixtures of manners that once ended with something doubled, lost, or told wrongly: each day others of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.manners.telling import tell
from tests.portions import portion

WENT_WRONG = (
    # Categories that were altered and queued while the run was paused are known from then on.
    ("category-numbered", "maintenance-daily-503", "categories-queued-30s"),
    # What the list does not show was created all the same: its answers say nothing plain.
    ("bytes-utf16-le", "categories-when-used", "empty-list"),
    ("create-answers-empty", "categories-cap-5"),
    ("create-answers-true", "category-mojibake"),
    # An id that an answer names belongs to another product, which the list does not show either.
    ("list-cap-50", "create-answers-id-before", "currency-empty"),
    ("name-latin1", "creates-queued-to-minute", "list-has-more"),
    ("create-answers-count", "list-omits-free"),
    # Ids in no order: what the list does not show is asked for by the id that was answered.
    ("list-paged-above-60", "ids-scattered"),
    ("create-answers-count", "list-cap-50"),
    # Neither taxes nor prices tell the VAT; the account tells no price, and the shop's are tenfold.
    ("shop-tax-without-rates", "shop-prices-missing"),
    ("shop-next-day-prices-tenfold", "price-null"),
    # The shop's currency is another one by now, and the account tells none.
    ("shop-next-day-currency-eur", "currency-words"),
    ("shop-next-day-currency-eur", "currency-object", "list-single-bare"),
    # A category that no list has shown yet is not gone.
    ("categories-cap-10", "refuses-everything", "vat-null"),
    # What answers name is the id of something else, and the SKU is altered: no stranger's.
    ("create-answers-far-id", "sku-prefixed"),
    # Of two servers one writes what the account makes of a name with entities.
    ("names-shown-with-sku", "servers-entities"),
    # A create takes another name than a modify, and both are shown with something around.
    ("create-with-sku-as-name", "names-shown-linked"),
    # What a create leaves out and no list shows is told as not known.
    ("create-without-price", "price-in-object"),
    # What was created or changed, and then could not be corrected, is told under one heading.
    ("vat-key", "modifies-queued-30s"),
    # What an earlier part could not write is left out by a later one: it failed.
    ("list-memory-above-60", "one-in-list", "refuses-emoji"),
    # A value that is written once more is unchanged, as the answer says, and not refused.
    ("names-shown-linked", "modify-answers-zero-unchanged"),
)


@pytest.mark.parametrize("manners", portion(WENT_WRONG, 3), ids="+".join)
def test_a_mixture_that_went_wrong_once(manners: tuple[str, ...], tmp_path: Path) -> None:
    tell(tmp_path, manners)
