"""What very many writes taught is learned with turns for others, and without keeping them all."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from decimal import Decimal

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.echo_learning import Update, learned
from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.structures.pieces import PIECE, at_once

_COUNT = 20 * PIECE


def updates() -> Iterator[Update]:
    for sa_id in range(1, _COUNT + 1):
        before = TargetProduct(sa_id=sa_id, sku=f"S-{sa_id}", name="Régi", net=Decimal(9))
        after = MasterProduct(
            sku=f"S-{sa_id}", name="Bögre", net=Decimal(10), vat=Decimal(27), currency="HUF"
        )
        yield Update(sa_id, before, after)


def listed(name: str) -> ProductsById:
    products = (
        TargetProduct(
            sa_id=sa_id, sku=f"S-{sa_id}", name=name, net=Decimal(10), vat=Decimal(27),
            currency="HUF", category_ids=(),
        )
        for sa_id in range(1, _COUNT + 1)
    )  # fmt: skip
    return ProductsById(AccountProducts(products))


def test_others_have_their_turn_meanwhile() -> None:
    assert sum(1 for _ in learned(updates(), listed("Bögre"), {}, {})) == _COUNT // PIECE


def test_writes_that_show_as_they_were_written_take_no_memory() -> None:
    shown = listed("Bögre")
    tracemalloc.start()
    try:
        assert at_once(learned(updates(), shown, {}, {})) == {}
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 500 * _COUNT  # bytes, most of them of pieces of the list that are read
