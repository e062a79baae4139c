"""A computer that knows nothing finds in the account what another one created there, however altered."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from shopsync_gui.core.account.echoes import Memory
from shopsync_gui.core.catalogue import Category, ShopProduct, TargetCategory, TargetProduct
from shopsync_gui.core.plan.plan import Action, Echo, KnownProduct, Plan, Target
from shopsync_gui.core.plan.plan_summary import BrakeKind
from shopsync_gui.core.products.mapping import MasterOptions
from shopsync_gui.core.products.reasons import KeepReason, SkipReason
from shopsync_gui.core.structures.pieces import PIECE
from tests.core.planning.planned_products import make_plan

NAMES = ("Női bőr csizma", "Férfi vászoncipő", "Gyerek szandál", "Kerti papucs", "Túrabakancs")
SKUS = ("000417", "CS-12/38", "Áru & kellék 7", "HOSSZU-CIKKSZAM-0001-KEK-38", "1E5")


def shop_product(number: int, sku: str, name: str, price: int, *refs: str) -> KnownProduct:
    shop = ShopProduct(
        inner_id=str(number),
        ref=f"r{number}",
        sku=sku,
        name=name,
        net=Decimal(price),
        vat=Decimal(27),
        currency="HUF",
        category_refs=refs,
    )
    return KnownProduct(product_id=number, shop=shop)


def shown(number: int, sku: str, name: str, price: int | None, *category_ids: int) -> TargetProduct:
    return TargetProduct(
        sa_id=500 + number,
        sku=sku,
        name=name,
        net=None if price is None else Decimal(price),
        vat=Decimal(27),
        currency="HUF",
        category_ids=category_ids,
    )


def plan(
    products: list[KnownProduct],
    rows: list[TargetProduct],
    categories: list[Category] | None = None,
    held: tuple[TargetCategory, ...] = (),
    memory: Memory | None = None,
) -> Plan:
    return make_plan(
        products, categories or [], Target(rows, held), MasterOptions(), memory=memory or Memory()
    )


def catalogue(skus: tuple[str, ...]) -> list[KnownProduct]:
    return [
        shop_product(number, sku, NAMES[number % 5] + f" {number}", 1000 + number)
        for number, sku in enumerate(skus, 1)
    ]


def account_of(
    products: list[KnownProduct], sku: Callable[[str], str], name: Callable[[str], str] = str
) -> list[TargetProduct]:
    return [
        shown(p.product_id, sku(p.shop.sku), name(p.shop.name), 1000 + p.product_id)
        for p in products
    ]


def as_number(sku: str) -> str:
    try:
        return f"{float(sku):.0f}"
    except ValueError:
        return sku


@pytest.mark.parametrize(
    "alter",
    [
        lambda sku: sku[:3],
        lambda sku: sku[:6],
        lambda sku: sku.encode()[:6].decode(errors="ignore"),
        lambda sku: sku.lstrip("0"),
        as_number,
        lambda sku: sku.replace("/", "").replace("&", ""),
        lambda sku: sku.replace(" ", "_"),
        lambda sku: quote(sku, safe=""),
        lambda sku: f"SA-{sku}",
        lambda sku: "".join(c for c in sku if c.isdigit()),
        lambda sku: sku.encode("ascii", "replace").decode(),
    ],
)
def test_no_product_is_created_again_under_an_altered_sku(alter: Callable[[str], str]) -> None:
    products = catalogue((*SKUS, *(f"TERMEK-{n:03d}" for n in range(20))))
    rows = account_of(products, alter)
    result = plan(products, rows)
    assert result.counts.create == 0
    assert all(sa_id == 500 + product_id for product_id, sa_id in result.adopted.items())
    doubtful = {item.sku for item in result.items if item.action is Action.SKIP}
    assert len(doubtful) <= 2


def test_what_many_products_show_is_kept_without_a_write_and_remembered() -> None:
    products = catalogue(tuple(f"TERMEK-{n:03d}" for n in range(20)))
    result = plan(products, account_of(products, lambda sku: sku.replace("-", "")))
    assert result.counts.update == 0
    assert result.counts.kept_differently == {"sku": 20}
    assert result.echo_news[501] == {"sku": Echo("TERMEK-000", "TERMEK000")}


def test_one_alone_is_adopted_and_written_once() -> None:
    products = catalogue(("CS-12", "B1"))
    result = plan(products, [shown(1, "CS12", NAMES[1] + " 1", 1001)])
    assert result.adopted == {1: 501}
    assert [(i.sku, i.action) for i in result.items] == [
        ("CS-12", Action.UPDATE),
        ("B1", Action.CREATE),
    ]


def test_a_new_price_or_name_in_the_shop_does_not_hide_a_product() -> None:
    products = catalogue(tuple(f"TERMEK-{n:03d}" for n in range(20)))
    rows = account_of(products, lambda sku: sku.replace("-", ""))
    rows[0] = replace(rows[0], net=Decimal(777))
    rows[1] = replace(rows[1], name="Régi név")
    result = plan(products, rows)
    assert result.counts.create == 0
    assert result.counts.update == 2
    assert len(result.adopted) == 20


def test_products_that_differ_in_what_is_cut_off_only_are_neither_mixed_up_nor_doubled() -> None:
    products = catalogue(tuple(f"HOSSZU-CIKKSZAM-{n:04d}-KEK" for n in range(8)))
    twins = [
        shop_product(51, "HOSSZU-CIKKSZAM-9999-S", "Póló", 5000),
        shop_product(52, "HOSSZU-CIKKSZAM-9999-M", "Póló", 5000),
    ]
    rows = account_of(products, lambda sku: sku[:20])
    rows += [shown(n, "HOSSZU-CIKKSZAM-9999", "Póló", 5000) for n in (51, 52)]
    result = plan([*products, *twins], rows)
    assert set(result.adopted) == {product.product_id for product in products}
    assert [(i.product_id, i.reason) for i in result.items if i.action is Action.SKIP] == [
        (51, SkipReason.SKU_ALTERED),
        (52, SkipReason.SKU_ALTERED),
    ]
    again = plan([*products, *twins], rows, memory=Memory(again=True))
    assert again.counts.create == 0
    both = frozenset({51, 52})
    again = plan([*products, *twins], rows, memory=Memory(again=True, on_purpose=both))
    assert again.counts.create == 2


def test_the_product_that_was_cut_is_not_that_of_a_new_one_with_another_name() -> None:
    products = catalogue(tuple(f"HOSSZU-CIKKSZAM-{n:04d}-KEK" for n in range(8)))
    rows = account_of(products, lambda sku: sku[:16])
    rows.append(shown(90, "HOSSZU-CIKKSZAM-", "Törölt termék", 90_000))
    new = shop_product(60, "HOSSZU-CIKKSZAM-0060-KEK", "Új termék", 6000)
    result = plan([*products, new], rows)
    assert [i.product_id for i in result.items if i.action is Action.CREATE] == [60]


def test_a_variant_beside_the_row_of_its_parent_is_new() -> None:
    products = catalogue(tuple(f"POLO{n}-{size}" for n in range(6) for size in "SM"))
    rows = account_of(products, str)
    rows.append(shown(90, "NADRAG", "Nadrág", 9000))
    result = plan([*products, shop_product(60, "NADRAG-S", "Nadrág", 9000)], rows)
    assert [(i.product_id, i.action) for i in result.items] == [(60, Action.CREATE)]


def test_a_single_row_that_may_be_the_product_is_told_and_nothing_is_written() -> None:
    products = catalogue(("A1", "B2"))
    rows = [*account_of(products, str), shown(9, "NADRAG", "Nadrág", 9000)]
    result = plan([*products, shop_product(9, "NADRAG-S", "Nadrág", 9000)], rows)
    (item,) = result.items
    assert (item.action, item.reason) == (Action.SKIP, SkipReason.SKU_ALTERED)


def test_of_two_rows_with_one_sku_the_one_with_the_name_is_the_products() -> None:
    """An account that loses leading zeros shows "000123" and "123" alike."""
    products = [shop_product(1, "000123", "Csavar", 10), shop_product(2, "123", "Anya", 20)]
    result = plan(products, [shown(1, "123", "Csavar", 10), shown(2, "123", "Anya", 20)])
    assert result.adopted == {1: 501, 2: 502}


def test_an_account_with_other_skus_throughout_stops_the_run() -> None:
    products = catalogue(tuple(f"TERMEK-{n:03d}" for n in range(40)))
    rows = account_of(products, lambda sku: f"sr{int(sku[-3:]) * 7919:x}q")
    result = plan(products, rows)
    (brake,) = result.brakes
    assert (brake.kind, brake.count, brake.total) == (BrakeKind.OTHER_SKUS, 40, 40)
    assert plan(products, rows[:20]).brakes == ()


FIRST = "Fűszerek és teák 100 %-ban természetes alapanyagokból, A"
SECOND = "Fűszerek és teák 100 %-ban természetes alapanyagokból, B"


def categories(*names: str) -> list[Category]:
    return [Category(ref=f"c{n}", inner_id=str(n), name=name) for n, name in enumerate(names)]


@pytest.mark.parametrize("count", [8, 2 * PIECE])
def test_categories_that_are_cut_alike_are_told_apart_by_their_products(count: int) -> None:
    products = [
        shop_product(n, f"S-{n}", f"{NAMES[n % 5]} {n}", 1000 + n, f"c{n % 2}")
        for n in range(count)
    ]
    rows = [
        shown(n, f"S-{n}", f"{NAMES[n % 5]} {n}", 1000 + n, 71 if n % 2 else 72)
        for n in range(count)
    ]
    held = (TargetCategory(sa_id=71, name=FIRST[:40]), TargetCategory(sa_id=72, name=FIRST[:40]))
    result = plan(products, rows, categories(FIRST, SECOND), held)
    assert result.new_categories == ()
    assert result.counts.writes == 0
    assert {pair.inner_id: pair.sa_id for pair in result.categories.pairs} == {"0": 72, "1": 71}


def test_a_category_of_other_products_is_not_one_that_is_cut() -> None:
    products = [shop_product(n, f"S-{n}", f"Termék {n}", 1000, "c0") for n in range(4)]
    rows = [shown(n, f"S-{n}", f"Termék {n}", 1000) for n in range(4)]
    rows += [shown(n, f"X-{n}", f"Más {n}", 1, 71) for n in range(10, 14)]
    held = (TargetCategory(sa_id=71, name="Cipő"),)
    result = plan(products, rows, categories("Cipők és csizmák"), held)
    assert result.new_categories == ("Cipők és csizmák",)


def test_a_kept_reason_is_told_for_an_adopted_product() -> None:
    products = catalogue(tuple(f"TERMEK-{n:03d}" for n in range(20)))
    result = plan(products, account_of(products, lambda sku: sku.replace("-", "")))
    assert {item.reason for item in result.items} == {KeepReason.ALTERED}


def test_a_sku_that_is_kept_so_is_remembered_beside_a_write() -> None:
    products = catalogue(tuple(f"TERMEK-{n:03d}" for n in range(20)))
    rows = account_of(products, lambda sku: sku.replace("-", ""))
    rows[0] = replace(rows[0], net=Decimal(777))
    result = plan(products, rows)
    assert [change.field for item in result.items for change in item.changes].count("net") == 1
    assert result.echo_news[501] == {"sku": Echo("TERMEK-000", "TERMEK000")}
