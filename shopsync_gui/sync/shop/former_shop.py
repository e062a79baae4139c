"""Setting aside what is known of a shop once the connection leads to another one."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from shopsync_gui.core.account.same_account import is_same
from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.errors import SHOPRENTER, ServiceTimeout, ShopNotRecognised
from shopsync_gui.remote import PageTooHeavy

if TYPE_CHECKING:
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.run.session import Session

log = logging.getLogger(__name__)

#: So many of the products that a shop lists first tell it from another one.
_LANDMARKS = 50
#: So many known products are asked for one by one where those do not.
_ASKED = 10
#: So many of those prove it.
_PROOF = 3


async def know_shop(session: Session) -> None:
    """Make sure that what is stored was read from the shop that the connection leads to now.

    The same inner id stands for another product in another shop. Another address may lead to the same
    shop: it shows most of the known products under the same ids, with the same SKUs. So does a former
    one, of which all is brought back then; what was read of any other is set aside, or forgotten where
    the way leads back from a shop that was only looked at. Nothing of the shop may land before.
    Raises ShopNotRecognised, ServiceError, SignInError.
    """
    connection, store = session.connection, session.store
    if connection.is_shop_known:
        return
    former = store.former_shops
    numbers = former.numbers(connection.id)
    is_new = connection.linked_shop == "" and not numbers
    if not is_new or former.count(connection, connection.shop_number, 1):
        number = await _recognised(session, [connection.shop_number, *numbers])
        if number != connection.shop_number:
            log.info("the shop is another one than before: what was read of that is put away")
            only_looked_at = number is not None and connection.synced_shop != connection.shop_number
            leaving = former.forget if only_looked_at else former.set_aside
            for _ in leaving(connection):
                await asyncio.sleep(0)
        if number is None:
            former.begin(connection)
        elif number in numbers:
            for _ in former.bring_back(connection, number):
                await asyncio.sleep(0)
    with store.transaction():
        session.goes_on_with(
            store.connections.update(connection.id, linked_shop=connection.shop_url)
        )
        store.shop_readings.of_present_shop(session.run_id)


async def _recognised(session: Session, numbers: list[int]) -> int | None:
    """Tell by its products which of these shops it is; None for another one.

    One of which no product with a SKU was stored has none to be known by: it is known by its address.
    """
    connection, former = session.connection, session.store.former_shops
    listed = await _first_listed(session)
    at_address = former.at(connection, connection.shop_url)
    by_address = [n for n in numbers if n in at_address and not former.count(connection, n, 1)]
    is_any_read = not all(former.is_unread(connection, number) for number in numbers)
    if not listed and not by_address and is_any_read:
        raise ShopNotRecognised(shop=connection.title)
    found: dict[int, int] = {}
    for number in dict.fromkeys(numbers):
        known = former.skus(connection, number, listed)
        shared = sum(sku_key(known.get(key, "")) == sku_key(sku) for key, sku in listed.items())
        if is_same(shared, former.count(connection, number, len(listed))):
            found[number] = shared
    if found:
        return max(found, key=lambda number: found[number])
    for number in dict.fromkeys(numbers):
        if await _has_sample(session, connection, number):
            return number
    return next(iter(by_address), None)


async def _first_listed(session: Session) -> dict[str, str]:
    """The SKUs of the products that the shop lists first, by their inner ids; only of those that have one."""
    size = _LANDMARKS
    while True:
        try:
            return await session.shop.first_skus(size)
        except PageTooHeavy as error:
            if size == 1:
                raise ServiceTimeout(service=SHOPRENTER) from error
            size //= 2


async def _has_sample(session: Session, connection: Connection, number: int) -> bool:
    """Whether the shop has some known products, asked for by themselves, and others under few of their ids."""
    sample = session.store.former_shops.sample(connection, number, _ASKED)
    shared = others = 0
    for product in sample:
        sku = await session.shop.sku_of(product.ref, product.inner_id)
        if sku is not None and sku_key(sku) == sku_key(product.sku):
            shared += 1
        elif sku is not None:
            others += 1
    return shared > others and shared >= min(_PROOF, len(sample))
