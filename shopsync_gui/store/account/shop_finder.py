"""The finder of the connected shops that people mean by what they type or paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.errors import AddressNotUnderstood
from shopsync_gui.core.strings.addresses import endpoint_of, is_here, shop_name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shopsync_gui.store.account.connections import Connection


def shops_meant(
    shops: Sequence[Connection], text: str, page_of: Callable[[Connection], str]
) -> list[Connection]:
    """The shops of this name, title, number or address; the first way of reading it that fits one decides.

    `page_of` has the address of a page of a shop, which tells its own domain; "" where none is known.
    """
    for fits in _readings(text.strip(), page_of):
        if found := [shop for shop in shops if fits(shop)]:
            return found
    return []


def _readings(
    text: str, page_of: Callable[[Connection], str]
) -> Iterator[Callable[[Connection], bool]]:
    yield lambda shop: shop.name == text
    yield lambda shop: shop.title == text
    endpoint = endpoint_of(text)
    if endpoint is not None:
        yield lambda shop: endpoint in (endpoint_of(shop.shop_url), endpoint_of(shop.token_url))
    try:
        name = shop_name_of(text)
        yield lambda shop: shop.name == name
    except AddressNotUnderstood:
        pass
    yield lambda shop: shop.title.casefold() == text.casefold()
    if endpoint is not None and "." in endpoint[0] and not is_here(endpoint[0].partition(":")[0]):
        host = _bare(endpoint[0])
        yield lambda shop: host in (_host(shop.shop_url), _host(page_of(shop)))
    yield lambda shop: str(shop.id) == text


def _host(address: str) -> str:
    endpoint = endpoint_of(address)
    return "" if endpoint is None else _bare(endpoint[0])


def _bare(host: str) -> str:
    return host.removeprefix("www.")
