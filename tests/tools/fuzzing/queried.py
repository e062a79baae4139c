"""A small catalogue that is searched and filtered, made once for a process."""

from __future__ import annotations

import atexit
import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from shopsync_gui.sandbox.shop.catalogue import Catalogue
from shopsync_gui.store import Store
from tests.catalogues import NOW, as_shop_product, begin
from tests.parallel import memory_folder
from tests.prepared import prepared_store
from tests.tools.fuzzing.texts import odd_text

PRODUCTS = 60


@cache
def queried_store() -> Store:
    """A store with ordinary products and such with names and SKUs of any letters."""
    chance = random.Random("queried")
    folder = TemporaryDirectory(dir=memory_folder())
    atexit.register(folder.cleanup)
    store = prepared_store(Path(folder.name) / "shopsync.db")
    connection_id, run_id = begin(store)
    catalogue = Catalogue(3)
    plain = [catalogue.product(key) for key in range(PRODUCTS)]
    words = [part for product in plain for part in (product.name, product.sku)]
    odd = [_landable(odd_text(chance, words)) for _ in plain]
    products = [
        as_shop_product(
            product._replace(name=odd[number], sku=chance.choice([product.sku, odd[-number]]))
        )
        if number % 2
        else as_shop_product(product)
        for number, product in enumerate(plain)
    ]
    store.pull.land_page(run_id, connection_id, 0, len(products), products, NOW)
    store.catalogue.adopt(connection_id, {n: 1000 * n + 7 for n in range(1, PRODUCTS, 3)})
    store.search_index.add_pending()
    return store


def _landable(text: str) -> str:
    """The text as a reading hands it over: it never has half a pair or a zero letter."""
    return text.replace("\0", "").encode(errors="ignore").decode()
