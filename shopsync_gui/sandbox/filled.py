"""An account that holds the shop's whole catalogue already, as after a sync long ago."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shopsync_gui.sandbox.account.state import Account
    from shopsync_gui.sandbox.shop.state import Shop


def fill(shop: Shop, account: Account) -> None:
    """Put every product of the shop into the account, in the categories of the shop's names."""
    categories = shop.catalogue.categories
    used = Counter(category.name for category in categories.values())
    own = {
        number: account.add_category(category.name)
        for number, category in categories.items()
        if used[category.name] == 1
    }
    for key in range(shop.config.products):
        product = shop.catalogue.product(key)
        account.add_product(
            product.sku,
            product.name,
            product.current_net,
            product.vat,
            product.currency,
            [own[number] for number in product.categories if number in own],
        )
