"""A shop that lives: between two syncs prices move, stock comes back, products come and go."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from shopsync_gui.sandbox.faults import is_write

if TYPE_CHECKING:
    from shopsync_gui.sandbox.app import Sandbox
    from shopsync_gui.sandbox.asgi import Request
    from shopsync_gui.sandbox.shop.product import Product
    from shopsync_gui.sandbox.shop.state import Shop

_STOCK = 63 << 16
_ACTIVE = 1


def live(sandbox: Sandbox) -> None:
    """Let the shop change whenever it is read again after the account was written to."""
    day = 0
    written = False

    def note(_request: Request) -> None:
        nonlocal written
        written = True

    def reading(_request: Request) -> None:
        nonlocal day, written
        if written:
            written = False
            day += 1
            _next_day(sandbox.shop, day)

    sandbox.faults.at(is_write, note, None)
    sandbox.faults.at(_first_page, reading, None)


def _first_page(request: Request) -> bool:
    return request.kind == "shop/productExtend" and request.params.get("page", "0") == "0"


def _next_day(shop: Shop, day: int) -> None:
    random = Random(f"{shop.config.seed} {day}")
    keys = list(shop.keys())
    if not keys:
        return
    random.shuffle(keys)
    some = max(1, len(keys) // 60)
    for key in keys[:some]:
        _price(shop, shop.product(key), random.choice((75, 80, 85, 90)))
    for key in keys[some : 2 * some]:
        _price(shop, shop.product(key), random.choice((104, 108, 112)))
    for key in [key for key in keys if not _stock(shop.product(key))][:some]:
        _restock(shop, key, random.randint(3, 40))
    for key in keys[2 * some : 3 * some]:
        _restock(shop, key, 0)
    for key in keys[3 * some : 3 * some + max(1, some // 2)]:
        shop.update(key, categories=shop.product(random.choice(keys)).categories)
    for _new in range(max(1, some // 3)):
        shop.insert()
    if len(keys) > 100:
        shop.delete(keys[-1])


def _stock(product: Product) -> int:
    return product.look & _STOCK


def _restock(shop: Shop, key: int, pieces: int) -> None:
    look = shop.product(key).look
    shop.update(key, look=look & ~_STOCK | pieces << 16)


def _price(shop: Shop, product: Product, percent: int) -> None:
    if product.status == _ACTIVE and product.special is None:
        step = 10 ** (1 - product.decimals) if product.decimals < 2 else 1
        net = product.net_minor * percent // 100 // step * step
        shop.update(product.key, net_minor=max(1, int(net)))
