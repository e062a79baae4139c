"""What people type or paste for a shop finds it, and never another one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import ShopProduct
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store
from tests.connected import connect_shop
from tests.prepared import prepared_store
from tests.virtual import EPOCH


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three shops: one at the usual addresses with a domain, one behind its own, one on this computer."""
    with closing(prepared_store(tmp_path / "shopsync.db")) as store:
        for name, title, shop_url in (
            ("alma", "Alma Bt.", "https://alma.api2.myshoprenter.hu/api"),
            ("korte", "Gyümölcs", "https://bolt.korte.hu:8443/api"),
            ("szilva", "Gyümölcs", "http://127.0.0.1:8080/shop/alma/api"),
        ):
            connect_shop(
                store,
                name,
                title=title,
                shop_url=shop_url,
                token_url=shop_url.removesuffix("api") + "app/token",
            )
        run = store.runs.start(JobKind.SYNC, 1, EPOCH)
        product = ShopProduct(
            inner_id="1",
            ref="1",
            sku="A",
            name="Alma",
            net=Decimal(1),
            vat=Decimal(27),
            currency="HUF",
            page="https://www.almabolt.hu/alma",
        )
        store.pull.land_page(run.run_id, 1, 0, 200, [product], EPOCH)
        yield store


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("alma", "alma"),
        (" ALMA ", "alma"),
        ("Alma Bt.", "alma"),
        ("alma bt.", "alma"),
        ("https://alma.myshoprenter.hu/admin", "alma"),
        ("alma.shoprenter.hu", "alma"),
        ("https://alma.api2.myshoprenter.hu/api/", "alma"),
        ("https://www.almabolt.hu/", "alma"),
        ("almabolt.hu", "alma"),
        ("1", "alma"),
        ("https://bolt.korte.hu:8443/api", "korte"),
        ("HTTPS://BOLT.KORTE.HU:8443/api/", "korte"),
        ("bolt.korte.hu:8443", "korte"),
        ("http://127.0.0.1:8080/shop/alma/api", "szilva"),
        ("http://127.0.0.1:8080/shop/alma/app/token", "szilva"),
        ("http://127.0.0.1:9090/shop/alma/api", "alma"),
    ],
)
def test_a_shop_is_found(store: Store, typed: str, name: str) -> None:
    assert [shop.name for shop in store.connections.meant_by(typed)] == [name]


@pytest.mark.parametrize(
    "typed",
    ["", "4", "barack", "http://127.0.0.1:8080", "korte.hu", "http://[", "almabolt.hu.rossz.hu"],
)
def test_no_shop_is_found_by_what_none_has(store: Store, typed: str) -> None:
    assert store.connections.meant_by(typed) == []


def test_a_title_that_two_have_means_both(store: Store) -> None:
    assert [shop.name for shop in store.connections.meant_by("gyümölcs")] == ["korte", "szilva"]
