"""Every quirk of the shop's answers that its contract lists, read by the client (section 9)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from shopsync_gui.core.catalogue import ProductState, ShopProduct
from shopsync_gui.core.errors import UnexpectedAnswer
from shopsync_gui.remote import ShopClient
from tests.remote.answers import with_shop
from tests.remote.quirks import (
    BY_NUMBER,
    CATEGORY,
    PAYLOADS,
    PRODUCT,
    answers,
    is_bare,
    lines,
    plain,
    product,
    seen,
    shop,
    single,
    visit,
)

CONTRACT = Path(__file__).resolve().parents[2] / "docs" / "contracts" / "shoprenter.md"


def test_every_quirk_of_the_contract_has_a_payload_and_a_test() -> None:
    section = CONTRACT.read_text("utf-8").partition("\n## 9. ")[2].partition("\n## ")[0]
    listed = {int(number) for number in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}
    assert listed == set(range(1, 45))
    assert {int(path.name[:2]) for path in PAYLOADS.glob("[0-9]*.json")} == listed
    tested = {int(found) for name in globals() for found in re.findall(r"^test_(\d\d)_", name)}
    assert tested == listed


def test_01_numbers_and_flags_are_text() -> None:
    found = product(1)
    assert found.state is ProductState.DISCONTINUED
    assert [found.stock, found.net, found.vat] == [7, 1575, 27]


def test_02_customer_groups_have_real_numbers_and_flags() -> None:
    assert [product(2).net, product(2).gross] == [1575, 2000]


def test_03_domains_have_no_items_and_a_real_flag() -> None:
    assert seen(3).profile.domain == "bolt.bemutato.example"
    assert product(3).page == f"https://bolt.bemutato.example{BY_NUMBER}201"


def test_04_empty_is_an_object() -> None:
    found = single(4)
    assert found is not None
    assert is_bare(found)
    category = visit(4, lambda client: client.category(CATEGORY))
    assert category is not None
    assert (category.name, category.parent_ref) == ("Bögrék", None)


def test_05_empty_is_a_list() -> None:
    assert is_bare(product(5))
    assert [category.parent_ref for category in seen(5).categories] == [None]


def test_06_empty_is_null() -> None:
    assert is_bare(product(6))
    assert [category.parent_ref for category in seen(6).categories] == [None]
    assert [line.sku for line in lines(6)] == ["BG-201"]


def test_07_empty_is_an_empty_text() -> None:
    assert is_bare(product(7))
    assert [line.sku for line in lines(7)] == ["BG-201"]


def test_08_a_list_of_one_is_the_item_itself() -> None:
    assert isinstance(answers(8)["productExtend"]["items"], dict)
    assert product(8) == plain()


def test_09_a_list_of_one_is_a_list() -> None:
    assert isinstance(answers(9)["productExtend"]["items"], list)
    assert (plain().name, plain().sku) == ("Kék bögre", "BG-201")


def test_10_without_a_page_count_the_link_to_the_last_page_tells_it() -> None:
    assert [category.name for category in seen(10).categories] == ["Bögrék", "Tányérok"]


def test_11_paging_is_text() -> None:
    assert visit(11, lambda client: client.count()) == 37


def test_12_paging_is_numbers() -> None:
    assert visit(12, lambda client: client.count()) == 37


def test_13_a_day_of_zeros_is_none() -> None:
    assert product(13).created_at is None
    assert product(13).updated_at == datetime(2026, 10, 1, 6, tzinfo=UTC)


def test_14_a_discount_from_zero_to_zero_runs_always() -> None:
    found = product(14)
    assert [found.net, found.list_net] == [1200, 1575]


def test_15_a_year_below_zero_is_none() -> None:
    assert (product(15).created_at, product(15).updated_at) == (None, None)
    assert product(15).vat == 27
    assert [line.ordered_at for line in lines(15)] == [None]


def test_16_a_moment_is_written_with_t_or_with_a_blank() -> None:
    assert product(16).created_at == product(16).updated_at
    assert product(16).updated_at == datetime(2026, 10, 1, 6, tzinfo=UTC)


def test_17_moments_are_in_the_shop_s_own_time() -> None:
    assert product(17).created_at == datetime(2026, 7, 1, 6, tzinfo=UTC)
    assert product(17).updated_at == datetime(2026, 12, 1, 7, tzinfo=UTC)
    first = visit(17, lambda client: client.first_moment(date(2026, 7, 1)))
    assert first == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_18_links_are_never_followed() -> None:
    script = shop(18)

    async def use(client: ShopClient) -> ShopProduct | None:
        (found,) = (await client.products(0, 200)).items
        return await client.product(found.ref)

    found = with_shop(script, use)
    assert found is not None
    assert {request.url.host for request in script.seen} == {"bemutato.example"}
    assert all(request.url.path.startswith("/api/") for request in script.seen)


def test_19_half_a_host_in_a_link_is_no_matter() -> None:
    assert product(19).ref == PRODUCT
    assert product(19).vat == 5


def test_20_a_parent_is_known_behind_the_singular_path() -> None:
    assert product(20).parent_ref == "cHJvZHVjdC1wcm9kdWN0X2lkPTE1MA=="


def test_21_relations_and_resources_meet_by_id() -> None:
    found = seen(21)
    assert found.products[0].category_refs == tuple(item.ref for item in found.categories)


def test_22_a_product_is_not_its_own_variant() -> None:
    assert product(22).parent_ref is None


def test_23_a_category_is_not_its_own_parent() -> None:
    assert [category.parent_ref for category in seen(23).categories] == [None]


def test_24_the_inner_id_is_not_the_number_in_the_id() -> None:
    assert (product(24).ref, product(24).inner_id) == (PRODUCT, "9044")
    assert [category.inner_id for category in seen(24).categories] == ["1"]


def test_25_an_id_comes_before_its_link() -> None:
    found = product(25)
    assert found.ref == PRODUCT
    assert found.vat == 5


def test_26_a_manufacturer_is_a_link_or_an_object() -> None:
    found = seen(26)
    assert ([item.sku for item in found.products], found.bad) == (["BG-201", "BG-202"], 0)


def test_27_a_single_product_has_more_keys_than_a_listed_one() -> None:
    assert single(27) == product(27)


def test_28_unknown_and_missing_keys_are_no_matter() -> None:
    assert product(28) == plain()
    assert [line.name for line in lines(28)] == ["Kék bögre"]


def test_29_names_with_a_star_are_other_names() -> None:
    assert product(29) == plain()


def test_30_decimals_vary() -> None:
    first, second = seen(30).products
    assert (first.net, first.gross, first.vat) == (second.net, second.gross, second.vat)
    assert sorted(seen(30).profile.vat_by_tax_class.values()) == [Decimal(5), Decimal(27)]


def test_31_vat_out_of_a_rounded_gross_is_a_known_rate() -> None:
    assert product(31).vat == 27


def test_32_the_rate_of_an_order_line_counts_not_its_gross() -> None:
    (line,) = lines(32)
    assert [line.net, line.vat] == [1575, 25]


def test_33_an_alias_is_an_object_a_list_or_empty() -> None:
    found = seen(33).products
    assert len(found) == 3
    assert all(item.page.endswith(f"{BY_NUMBER}{item.inner_id}") for item in found)


def test_34_an_attribute_is_a_list_or_an_object() -> None:
    assert seen(34).bad == 0
    assert product(34) == plain()


def test_35_the_language_of_a_name_is_only_a_link() -> None:
    names = [item.name for item in seen(35).products]
    assert names == ["Kék bögre", "Espresso", "Only English"]


def test_36_an_order_names_a_product_that_is_gone() -> None:
    kept, gone = lines(36)
    assert (kept.sku, gone.sku) == ("BG-201", "BG-201")
    assert kept.product_ref == PRODUCT
    assert single(36, gone.product_ref) is None


def test_37_an_order_s_line_knows_its_product_by_the_link_only() -> None:
    (line,) = lines(37)
    assert line.product_ref == PRODUCT
    assert [line.net, line.vat] == [1575, 27]


def test_38_a_rate_below_zero_is_none() -> None:
    assert [line.vat for line in lines(38)] == [None]


def test_39_settings_hold_ids_and_numbers() -> None:
    found = seen(39)
    assert (found.profile.currency, found.profile.timezone) == ("HUF", "Europe/Budapest")
    assert [item.net for item in found.products] == [1300]


def test_40_ids_are_opaque_text() -> None:
    script = shop(40)
    odd = "BG/1 á+?=="
    found = with_shop(script, lambda client: client.product(odd))
    assert found is not None
    assert found.ref == odd
    assert script.seen[-1].url.raw_path == b"/api/productExtend/BG%2F1%20%C3%A1%2B%3F%3D%3D"
    assert seen(40).profile.timezone == "Europe/Budapest"


def test_41_padding_stays_part_of_an_id() -> None:
    script = shop(41)
    assert with_shop(script, lambda client: client.product(PRODUCT)) == plain()
    assert script.seen[-1].url.raw_path.endswith(b"PTIwMQ%3D%3D")


def test_42_the_envelope_of_a_batch_is_no_list() -> None:
    with pytest.raises(UnexpectedAnswer):
        visit(42, lambda client: client.count())


def test_43_json_is_asked_for_and_xml_is_not_understood() -> None:
    script = shop(43)

    async def use(client: ShopClient) -> None:
        with pytest.raises(UnexpectedAnswer):
            await client.count()

    with_shop(script, use)
    assert {request.headers["accept"] for request in script.seen} == {"application/json"}


def test_44_an_answer_is_wrapped() -> None:
    assert product(44) == plain() == single(44)
    assert [category.name for category in seen(44).categories] == ["Bögrék"]
