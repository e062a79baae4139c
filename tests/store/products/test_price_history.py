"""The recorded prices of products, out of what runs found changed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from shopsync_gui.core.newsletter.price_rule import EarlierPrice, PriceStep, earlier_price
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from tests.store.conftest import NOW
from tests.store.shop_products import product

DAY = timedelta(days=1)


def land(store: Store, connection: Connection, day: int, **values: object) -> int:
    """Read the product on a day; the run's number."""
    now = NOW + day * DAY
    run = store.runs.start(JobKind.SYNC, connection.id, now).run_id
    store.pull.land_page(run, connection.id, 0, 200, [product(1, **values)], now)
    return run


def test_steps_are_gross_prices_since_they_were_seen(store: Store, connection: Connection) -> None:
    for day, gross in ((0, "1270"), (40, "1016.50"), (41, "1016.50"), (50, "889")):
        land(store, connection, day, gross=Decimal(gross))
    histories = store.prices.of([1, 999])
    assert set(histories) == {1}
    history = histories[1]
    assert history.steps == (
        PriceStep(NOW, Decimal("1270.00")),
        PriceStep(NOW + 40 * DAY, Decimal("1016.50")),
        PriceStep(NOW + 50 * DAY, Decimal("889.00")),
    )
    assert earlier_price(history) == EarlierPrice(
        amount=Decimal("1016.50"), reduced_at=NOW + 50 * DAY
    )


def test_a_product_that_never_changed_has_one_step(store: Store, connection: Connection) -> None:
    land(store, connection, 0, gross=Decimal(1270))
    assert store.prices.of([1])[1].steps == (PriceStep(NOW, Decimal("1270.00")),)


def test_prices_in_another_currency_are_no_earlier_prices(
    store: Store, connection: Connection
) -> None:
    land(store, connection, 0, gross=Decimal(400), currency="HUF")
    land(store, connection, 40, gross=Decimal(2), currency="EUR")
    land(store, connection, 50, gross=Decimal(1), currency="EUR")
    history = store.prices.of([1])[1]
    assert [step.gross for step in history.steps] == [Decimal(2), Decimal(1)]
    assert earlier_price(history).watched_since == NOW + 40 * DAY


def test_the_reading_before_the_reduction_is_told(store: Store, connection: Connection) -> None:
    first = land(store, connection, 0, gross=Decimal(1270))
    store.shop_readings.started(first, NOW)
    store.shop_readings.completed(first, NOW + timedelta(hours=1), NOW + timedelta(hours=1))
    land(store, connection, 40, gross=Decimal(1000))
    assert store.prices.of([1])[1].read_before == NOW


def test_long_times_without_a_reading_are_told(store: Store, connection: Connection) -> None:
    for day in (0, 8, 17, 18, 40):
        run = land(store, connection, day, gross=Decimal(1270))
        if day != 18:  # this one was broken off
            store.shop_readings.completed(run, NOW + day * DAY, NOW + day * DAY)
    assert store.prices.of([1])[1].gaps == (
        (NOW + 8 * DAY, NOW + 17 * DAY),
        (NOW + 17 * DAY, NOW + 40 * DAY),
    )
