"""The earlier price that may stand crossed out beside a reduced one, as the price rule demands.

Whoever announces a reduction has to name the lowest price of at least the 30 days before it (4/2009.
(I. 30.) NFGM-SZMM decree, in force in this form since 28 May 2022, after article 6a of Directive
98/6/EC). Prices are what a customer pays: gross, in one currency.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import msgspec

#: The time before a reduction whose lowest price counts.
PERIOD = timedelta(days=30)
#: A shop that was not read for longer may have had any price meanwhile; a weekly reading is enough.
LONGEST_GAP = timedelta(days=8)


class PriceStep(msgspec.Struct, frozen=True):
    """A gross price and the moment (UTC) since when it was charged; None where there was none."""

    since: datetime
    gross: Decimal | None


class PriceHistory(msgspec.Struct, frozen=True, kw_only=True):
    """The recorded gross prices of a product, the oldest first, in one currency; never empty.

    The first step begins with the record. `read_before` is the last moment at which the shop was read
    before the newest step: the reduction may have begun right after it. `gaps` are the times longer
    than LONGEST_GAP between two readings of the shop, in their order. `read_at` is the last reading,
    `on_sale` whether the shop itself calls the product reduced then.
    """

    steps: tuple[PriceStep, ...]
    read_before: datetime | None = None
    gaps: tuple[tuple[datetime, datetime], ...] = ()
    read_at: datetime | None = None
    on_sale: bool = False

    @property
    def watched_since(self) -> datetime:
        """The beginning of the record."""
        return self.steps[0].since

    @property
    def current(self) -> Decimal | None:
        """The price that is charged now."""
        return self.steps[-1].gross


class EarlierPrice(msgspec.Struct, frozen=True, kw_only=True):
    """The earlier price of a reduced product.

    `amount` may be shown crossed out; None where nothing may. `reduced_at` is when the newest
    reduction was recorded. `watched_since` is given where the price has fallen, but the record is too
    short to know the lowest price of the 30 days before.
    """

    amount: Decimal | None = None
    reduced_at: datetime | None = None
    watched_since: datetime | None = None


def earlier_price(history: PriceHistory) -> EarlierPrice:
    """The lowest price of the 30 days before the newest reduction, if it is above the current one.

    A price that rose last, or that is no lower than the lowest of those days, is no reduction. One
    that the shop announces no longer, after 30 days at the new price, is none any more: whoever
    announced it now would have to name today's price as the lowest. A reduction in steps counts from
    the last of them, which never names a higher price than counting from the first.
    """
    steps = _joined(history.steps)
    price = steps[-1].gross
    before = steps[-2].gross if len(steps) > 1 else None
    if price is None or before is None or before <= price:
        return EarlierPrice()
    reduced_at = steps[-1].since
    begin = min(reduced_at, history.read_before or reduced_at) - PERIOD
    lowest = min(
        step.gross
        for step, following in pairwise(steps)
        if step.gross is not None and following.since > begin
    )
    if lowest <= price or _is_over(history, reduced_at):
        return EarlierPrice(reduced_at=reduced_at)
    watched_since = _watched_since(history, reduced_at)
    if watched_since > begin:
        return EarlierPrice(reduced_at=reduced_at, watched_since=watched_since)
    return EarlierPrice(amount=lowest, reduced_at=reduced_at)


def _is_over(history: PriceHistory, reduced_at: datetime) -> bool:
    """Whether the reduced price has become the ordinary one."""
    if history.on_sale or history.read_at is None:
        return False
    return history.read_at - reduced_at >= PERIOD


def _watched_since(history: PriceHistory, moment: datetime) -> datetime:
    """Return the moment since which the prices up to another one are known without a gap."""
    ends = (end for begin, end in history.gaps if begin < moment)
    return max(history.watched_since, max(ends, default=history.watched_since))


def percent_off(price: Decimal, earlier: Decimal) -> int:
    """Return the percentage by which a price is below the earlier one, rounded down: never more than it is."""
    return int((earlier - price) * 100 / earlier) if earlier > 0 else 0


def _joined(steps: tuple[PriceStep, ...]) -> list[PriceStep]:
    """The steps without those that changed nothing."""
    joined: list[PriceStep] = []
    for step in steps:
        if not joined or joined[-1].gross != step.gross:
            joined.append(step)
    return joined
