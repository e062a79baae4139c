"""The crossed-out earlier price: the lowest of the 30 days before the reduction, or none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.newsletter.price_rule import (
    PERIOD,
    EarlierPrice,
    PriceHistory,
    PriceStep,
    earlier_price,
    percent_off,
)

TODAY = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def days_ago(days: float) -> datetime:
    return TODAY - timedelta(days=days)


def history(
    *steps: tuple[float, int | None],
    read_before: float | None = None,
    gaps: tuple[tuple[float, float], ...] = (),
    read: float | None = 0,
    on_sale: bool = False,
) -> PriceHistory:
    """Prices, each with the number of days since it is charged; `gaps` are in days ago, too."""
    return PriceHistory(
        steps=tuple(
            PriceStep(days_ago(days), None if gross is None else Decimal(gross))
            for days, gross in steps
        ),
        read_before=None if read_before is None else days_ago(read_before),
        gaps=tuple((days_ago(begin), days_ago(end)) for begin, end in gaps),
        read_at=None if read is None else days_ago(read),
        on_sale=on_sale,
    )


@pytest.mark.parametrize(
    ("name", "prices", "amount"),
    [
        ("never changed", history((90, 100)), None),
        ("one reduction", history((90, 100), (5, 80)), 100),
        ("reduced today", history((90, 100), (0, 80)), 100),
        ("raised", history((90, 80), (5, 100)), None),
        ("raised for show, then reduced", history((90, 100), (10, 150), (5, 120)), None),
        ("raised for show, reduced below", history((90, 100), (10, 150), (5, 90)), 100),
        ("raised long before the reduction", history((90, 100), (40, 150), (5, 120)), 150),
        ("raised 30 days before to the moment", history((90, 100), (35, 150), (5, 120)), 150),
        ("raised a little later", history((90, 100), (34.9, 150), (5, 120)), None),
        ("reduced in two steps", history((90, 100), (10, 90), (5, 80)), 90),
        ("two reductions far apart", history((90, 100), (60, 90), (5, 80)), 90),
        ("a dip in between", history((90, 100), (20, 70), (10, 100), (5, 80)), None),
        ("a dip above today's price", history((90, 100), (20, 85), (10, 100), (5, 80)), 85),
        ("a dip that is long over", history((90, 70), (80, 100), (5, 80)), 100),
        ("partly raised again", history((90, 100), (20, 80), (5, 90)), None),
        ("a reduction that became the price", history((400, 100), (300, 80)), None),
        ("the shop still announces it", history((400, 100), (300, 80), on_sale=True), 100),
        ("reduced just 30 days ago", history((90, 100), (30, 80)), None),
        ("reduced a little later", history((90, 100), (29.9, 80)), 100),
        ("not read for 30 days", history((90, 100), (40, 80), read=35), 100),
        ("reduced again from the ordinary price", history((400, 100), (300, 80), (5, 70)), 80),
        (
            "a campaign that ended and began again",
            history((90, 100), (50, 80), (40, 100), (5, 80)),
            100,
        ),
        ("it began again too soon", history((90, 100), (50, 80), (30, 100), (5, 80)), None),
        ("lower VAT, the same net price", history((90, 127), (5, 105)), 127),
        ("same price written again", history((90, 100), (10, 100), (5, 80), (3, 80)), 100),
        ("no price for a while", history((90, 100), (20, None), (10, 100), (5, 80)), 100),
        ("back with a lower price", history((90, 100), (20, None), (5, 80)), None),
        ("no price now", history((90, 100), (5, None)), None),
        ("free of charge", history((90, 100), (5, 0)), 100),
        ("exactly 30 days of record", history((35, 100), (5, 80)), 100),
        ("reduced further and further", history((90, 100), (20, 90), (10, 80), (5, 70)), 80),
        ("reduced further, the first step long ago", history((90, 100), (50, 90), (5, 80)), 90),
        ("back to the reduced price", history((90, 100), (20, 80), (10, 100), (5, 80)), None),
        ("not read long before the reduction", history((90, 100), (5, 80), gaps=((60, 35),)), 100),
        (
            "not read since the reduction",
            history((90, 100), (40, 80), gaps=((39, 2),), on_sale=True),
            100,
        ),
    ],
)
def test_the_earlier_price(name: str, prices: PriceHistory, amount: int | None) -> None:
    found = earlier_price(prices)
    assert found.amount == (None if amount is None else Decimal(amount)), name
    assert found.watched_since is None


@pytest.mark.parametrize(
    "prices",
    [
        history((34, 100), (5, 80)),
        history((1, 100), (0, 80)),
        history((20, 150), (10, 100), (5, 80)),
        history((36, 100), (5, 80), read_before=7),
    ],
)
def test_a_short_record_crosses_nothing_out(prices: PriceHistory) -> None:
    found = earlier_price(prices)
    assert found.amount is None
    assert found.watched_since == prices.watched_since
    assert found.reduced_at == prices.steps[-1].since


@pytest.mark.parametrize(
    ("gaps", "since"),
    [
        (((60, 34.9),), 34.9),
        (((60, 50), (30, 20)), 20),
        (((14, 5),), 5),  # it was reduced at some time in it
    ],
)
def test_while_the_shop_was_not_read_nothing_is_known_of_its_prices(
    gaps: tuple[tuple[float, float], ...], since: float
) -> None:
    found = earlier_price(history((90, 100), (5, 80), gaps=gaps))
    assert found.amount is None
    assert found.watched_since == days_ago(since)


def test_the_reduction_may_have_begun_right_after_the_last_reading() -> None:
    """It was read 5 days ago, and before that 12: 100 was charged up to 40 days ago."""
    prices = ((90, 100), (40, 150), (5, 120))
    assert earlier_price(history(*prices)).amount == Decimal(150)
    assert earlier_price(history(*prices, read_before=12)).amount is None


def test_a_short_record_that_shows_no_reduction_says_nothing() -> None:
    assert earlier_price(history((10, 70), (8, 100), (5, 80))) == EarlierPrice(
        reduced_at=days_ago(5)
    )


@pytest.mark.parametrize(
    ("price", "earlier", "percent"), [(80, 100, 20), (99, 100, 1), (667, 1000, 33), (1, 0, 0)]
)
def test_the_discount_is_never_overstated(price: int, earlier: int, percent: int) -> None:
    assert percent_off(Decimal(price), Decimal(earlier)) == percent


_STEPS = st.lists(
    st.tuples(
        st.integers(0, 120), st.one_of(st.none(), st.integers(1, 200).map(lambda n: Decimal(n)))
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda step: step[0],
).map(lambda steps: tuple(PriceStep(days_ago(d), p) for d, p in sorted(steps, reverse=True)))


@given(_STEPS)
def test_no_price_of_the_30_days_before_is_below_what_is_crossed_out(
    steps: tuple[PriceStep, ...],
) -> None:
    found = earlier_price(PriceHistory(steps=steps))
    if found.amount is None:
        return
    assert found.reduced_at is not None
    current = steps[-1].gross
    assert current is not None
    assert current < found.amount
    assert found.watched_since is None
    assert steps[0].since <= found.reduced_at - PERIOD
    for hours in range(1, 30 * 24 + 1):
        moment = found.reduced_at - timedelta(hours=hours)
        charged = [step.gross for step in steps if step.since <= moment][-1]
        assert charged is None or charged >= found.amount


@given(_STEPS)
def test_a_longer_record_never_raises_what_is_crossed_out(steps: tuple[PriceStep, ...]) -> None:
    found = earlier_price(PriceHistory(steps=steps))
    longer = (PriceStep(days_ago(500), steps[0].gross), *steps)
    if found.amount is not None:
        assert earlier_price(PriceHistory(steps=longer)).amount == found.amount


@given(_STEPS, st.integers(0, 60))
def test_a_reduction_that_began_earlier_never_raises_it(
    steps: tuple[PriceStep, ...], days: int
) -> None:
    found = earlier_price(PriceHistory(steps=steps))
    earlier = steps[-1].since - timedelta(days=days)
    strict = earlier_price(PriceHistory(steps=steps, read_before=earlier))
    if strict.amount is not None:
        assert found.amount is not None
        assert strict.amount <= found.amount
