"""The prices of a product for everybody, as the shop's payload tells them (contract "shoprenter" 8.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from shopsync_gui.remote.decoding import scalars
from shopsync_gui.remote.shop import payloads as p
from shopsync_gui.remote.shop.defaults import group_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shopsync_gui.core.products.shop_profile import ShopProfile

_ONE = Decimal(1)
_ZERO = Decimal(0)


class Prices(NamedTuple):
    """The price that is paid now, and the list price without discounts, in `currency` (a code, "" if untold)."""

    net: Decimal | None = None
    gross: Decimal | None = None
    list_net: Decimal | None = None
    list_gross: Decimal | None = None
    currency: str = ""


class PriceReader:
    """The prices of products for the default customer group.

    `now` is only asked for running discounts of shops that send no computed prices; `moment` reads
    the shop's dates.
    """

    def __init__(
        self,
        profile: ShopProfile,
        now: Callable[[], datetime],
        moment: Callable[[scalars.Scalar], datetime | None],
    ) -> None:
        self._currency = profile.currency
        self._groups = group_names(profile.customer_group)
        self._now = now
        self._moment = moment

    def of(self, raw: p.Product) -> Prices:
        """The prices of a product; None for what the shop does not tell."""
        chosen = self._price_of_default_group(raw)
        if chosen is None or (net := scalars.number(chosen.net)) is None:
            return self._base_price(
                raw, "" if chosen is None else scalars.text(chosen.currency_code)
            )
        gross = scalars.number(chosen.gross)
        list_net, list_gross = (
            scalars.number(chosen.net_original),
            scalars.number(chosen.gross_original),
        )
        if not list_net:
            list_net, list_gross = net, gross
        special = scalars.number(chosen.net_special)
        if special and 0 < special < net:
            net, gross = special, scalars.number(chosen.gross_special)
        currency = scalars.text(chosen.currency_code).strip().upper() or self._currency
        return Prices(net, gross, list_net, list_gross, currency)

    def _price_of_default_group(self, raw: p.Product) -> p.Price | None:
        prices = p.as_list(raw.product_prices)
        for price in prices:
            group = price.customer_group
            if isinstance(group, p.PriceGroup) and scalars.text(group.default) in ("1", "true"):
                return price
        for price in prices:
            group = price.customer_group
            if isinstance(group, p.PriceGroup):
                ids = {
                    scalars.text(group.id),
                    scalars.text(group.inner_id),
                    p.ref_of_href(group.href),
                } - {""}
                if not self._groups.isdisjoint(ids):
                    return price
        return prices[0] if len(prices) == 1 else None

    def _base_price(self, raw: p.Product, currency: str) -> Prices:
        """Net price times multiplier, and the running discount, where no prices were computed."""
        currency = currency.strip().upper() or self._currency
        net = scalars.number(raw.price)
        if net is None:
            return Prices(currency=currency)
        net *= scalars.number(raw.multiplier) or _ONE
        special = self._running_special(raw)
        current = special if special is not None and special < net else net
        return Prices(net=current, list_net=net, currency=currency)

    def _running_special(self, raw: p.Product) -> Decimal | None:
        """The net price of the first discount for everybody that runs now and needs no quantity."""
        now = self._now()
        running: list[tuple[Decimal, Decimal]] = []
        for special in p.as_list(raw.product_specials):
            price = scalars.number(special.price)
            begins, ends = self._moment(special.date_from), self._moment(special.date_to)
            runs = (begins is None or begins <= now) and (ends is None or now < ends)
            single = (scalars.number(special.min_quantity) or 0) <= 1
            if price and price > 0 and runs and single and not p.ref_in(special.customer_group):
                running.append((scalars.number(special.priority) or _ZERO, price))
        return min(running)[1] if running else None
