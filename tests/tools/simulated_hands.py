"""Other hands in the account of a simulation: they add what is theirs, change or delete what is ours."""

from __future__ import annotations

import random

from shopsync_gui.sandbox.account.state import Account


class OtherHands:
    """Whoever else writes into the account; `strangers` are the products that are theirs."""

    def __init__(self, r: random.Random, account: Account) -> None:
        self._random, self._account = r, account
        self.strangers: set[int] = set()
        self._old: set[int] = set()

    def begin(self) -> None:
        """Note what there is: they delete nothing that is younger, which a list would seem to lack."""
        self._old = {*self._account.products}

    def write(self, *, deletes: bool = False) -> str:
        """Add a product, or change or delete one of ours; what was done, in words."""
        r, products = self._random, self._account.products
        if r.random() < 0.5 or not products:
            return self._add()
        return self._spoil(r.choice(list(products)), deletes=deletes)

    def intrude(self) -> str:
        """Add a product, and change or delete one of ours; what was done, in words."""
        ours = sorted(self._old & {*self._account.products})
        spoiled = self._spoil(self._random.choice(ours), deletes=True) if ours else "nothing"
        return f"{self._add()}, {spoiled}"

    def _add(self) -> str:
        number = len(self.strangers)
        self.strangers.add(self._account.add_product(f"IDEGEN-{number}", f"Idegen {number}"))
        return "added a product"

    def _spoil(self, own: int, *, deletes: bool) -> str:
        account = self._account
        if own in self.strangers:
            return "left its own"
        if deletes and own in self._old and self._random.random() < 0.5:
            account.drop_product(own)
            return f"deleted #{own}"
        account.put_product(account.products[own]._replace(prod_name="Átírva a fiókban"))
        return f"changed #{own}"
