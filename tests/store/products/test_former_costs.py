"""What a former shop, and a former account, cost: in proportion to their products once, and nothing later."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.store import Store
from shopsync_gui.store.account.connections import Connection
from tests.store.costs import counted, filled, land
from tests.store.shop_products import product

_FEW, _MANY = 1000, 4000
_PAGE = 20


def led_elsewhere(store: Store, connection: Connection) -> Connection:
    """The connection, led to a shop that was not known."""
    deque(store.former_shops.set_aside(connection), maxlen=0)
    store.former_shops.begin(connection)
    return store.connections.all()[0]


def test_what_the_account_gives_is_noted_among_any_number_of_former_products(
    tmp_path: Path,
) -> None:
    steps = []
    for count in (_FEW, _MANY):
        with filled(tmp_path / f"{count}.db", count) as (store, connection):
            led_elsewhere(store, connection)
            land(store, _PAGE)
            given = {count + number: 500_000 + number for number in range(1, _PAGE + 1)}
            with counted(store) as noted:
                store.catalogue.adopt(1, given)
            steps.append(noted.machine)
            assert dict(store.database.rows("SELECT id, sa_id FROM product WHERE id > ?", (count,)))
            former = "SELECT count(sa_id) FROM product WHERE id <= ?"
            assert store.database.value(former, (count,)) == count - _PAGE
    assert steps[1] < 1.5 * steps[0]


@pytest.mark.parametrize("act", ["set aside", "bring back", "other account"])
def test_each_piece_costs_little_and_there_are_as_many_as_products(
    tmp_path: Path, act: str
) -> None:
    steps, longest = [], []
    for count in (_FEW, _MANY):
        with filled(tmp_path / f"{count}.db", count) as (store, connection):
            pieces = store.former_shops.set_aside(connection)
            if act == "bring back":
                led = led_elsewhere(store, connection)
                pieces = store.former_shops.bring_back(led, connection.shop_number)
            elif act == "other account":
                pieces = store.catalogue.unlinking(connection.id)
            each = list(counted_pieces(store, pieces))
            steps.append(sum(each))
            longest.append(max(each))
    assert steps[1] < 1.3 * steps[0] * _MANY / _FEW
    assert longest[1] < 2 * longest[0]


def counted_pieces(store: Store, pieces: Iterator[None]) -> Iterator[int]:
    """The steps of SQLite's machine that each piece takes to find and change its products."""
    ends = object()
    while True:
        with counted(store, "UPDATE product") as steps:
            ended = next(pieces, ends)
        yield steps.machine
        if ended is ends:
            return


def test_a_shop_is_recognised_by_few_of_its_products(tmp_path: Path) -> None:
    steps = []
    for count in (_FEW, _MANY):
        with filled(tmp_path / f"{count}.db", count) as (store, connection):
            led = led_elsewhere(store, connection)
            ids = [product(number).inner_id for number in range(50)]
            with counted(store) as looked:
                for number in (connection.shop_number, led.shop_number):
                    expected = 50 if number == connection.shop_number else 0
                    assert store.former_shops.count(led, number, 50) == expected
                    assert len(store.former_shops.skus(led, number, ids)) == expected
            steps.append(looked.machine)
    assert steps[1] < 1.5 * steps[0]


def test_a_sample_is_of_products_from_all_over(tmp_path: Path) -> None:
    with filled(tmp_path / "some.db", _MANY) as (store, connection):
        here = store.former_shops.sample(connection, connection.shop_number, 10)
        led = led_elsewhere(store, connection)
        there = store.former_shops.sample(led, connection.shop_number, 10)
        assert store.former_shops.sample(led, led.shop_number, 10) == []
        # The present shop may be asked for by a number that it has no products of.
        assert store.former_shops.sample(replace(led, shop_number=99), 99, 10) == []
    for sample in (here, there):
        assert len(sample) == 10
        numbers = sorted(int(key.inner_id) for key in sample)
        assert numbers[-1] - numbers[0] > _MANY // 2
        assert all(
            key.sku == product(int(key.inner_id) - int(product(0).inner_id)).sku for key in sample
        )


def test_findings_are_forgotten_among_any_number_of_products(tmp_path: Path) -> None:
    steps = []
    for count in (_FEW, _MANY):
        with filled(tmp_path / f"{count}.db", count) as (store, connection):
            deque(store.findings.setting_reasons(1, {1: "no_sku", 2: "no_price"}), maxlen=0)
            deque(store.findings.setting_differences(1, {2: ["net"], 3: ["name"]}), maxlen=0)
            deque(store.findings.setting_kept(1, {4: ["name"]}), maxlen=0)
            with counted(store) as forgotten:
                store.findings.forget_all(connection.id)
            steps.append(forgotten.machine)
            found = "SELECT count(coalesce(reason, failure, differs, kept)) FROM product"
            assert store.database.value(found) == 0
    assert steps[1] < 1.5 * steps[0]
