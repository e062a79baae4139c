"""The command newsletter: chosen products in, a file and one JSON object out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.newsletter.letter import MOST_PRODUCTS
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.documents.views import SavedView
from shopsync_gui.store.search.query import GridSort
from shopsync_gui.system.paths import database_file
from tests.cli.playing import call
from tests.connected import connect_shop
from tests.patience import patient
from tests.store.shop_products import product

NOW = datetime.now(UTC)
PAGE = "https://bolt.hu/index.php?route=product/product&product_id={}"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")


def connect(store: Store, name: str = "bolt") -> int:
    return connect_shop(store, name, now=NOW).id


@pytest.fixture
def store(shopsync_home: Path) -> Iterator[Store]:
    store = open_store(database_file(shopsync_home))
    yield store
    store.close()


@pytest.fixture
def shop(store: Store) -> int:
    """A shop with three products; the first became cheaper five days ago."""
    shop = connect(store)
    products = [
        product(
            n,
            gross=Decimal(2540),
            net=Decimal(2000),
            page=PAGE.format(n),
            image="https://kep.hu/a.jpg",
        )
        for n in (1, 2)
    ]
    products.append(product(3, page=PAGE.format(3), stock=Decimal(0)))
    begun = NOW - timedelta(days=60)
    run = store.runs.start(JobKind.SYNC, shop, begun).run_id
    store.pull.land_page(run, shop, 0, 200, products, begun)
    store.shop_readings.completed(run, begun, begun)
    for days in (*range(55, 5, -7), 5):  # nothing has changed, then the first one is cheaper
        at = NOW - timedelta(days=days)
        run = store.runs.start(JobKind.SYNC, shop, at).run_id
        gross, net = (1999, 1574) if days == 5 else (2540, 2000)
        first = replace(products[0], gross=Decimal(gross), net=Decimal(net))
        store.pull.land_page(run, shop, 0, 200, [first, *products[1:]], at)
        store.shop_readings.completed(run, at, at)
    return shop


def test_products_stand_in_the_order_of_their_skus(shop: int, tmp_path: Path) -> None:
    out = tmp_path / "letter.html"
    said = call(
        "newsletter", "--products", "NC-02", "nc-01", "--out", str(out), "--layout", "hero",
        "--heading", "Autumn", "--button", "Look", "--color", "ff0000", "--campaign", "autumn",
        "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert said.json["count"] == said.json["fits"] == 2
    assert said.json["bytes"] == len(out.read_bytes())
    assert [item["sku"] for item in said.json["items"]] == ["NC-02", "NC-01"]
    assert said.json["items"][1] | {"link": "", "name": "", "picture": ""} == {
        "sku": "NC-01", "name": "", "link": "", "picture": "", "price": "1999.00",
        "earlier": "2540.00", "percent": 21, "currency": "HUF",
    }  # fmt: skip
    assert said.json["items"][0]["earlier"] is None
    assert said.json["remarks"] == ["not_in_account"]
    html = out.read_text("utf-8")
    assert html.index("product_id=2&") < html.index("product_id=1&")
    for part in ("Autumn", "Look", "#ff0000", "utm_campaign=autumn"):
        assert part in html


def test_of_skus_that_differ_in_case_the_one_that_was_typed_is_taken(
    shop: int, store: Store, tmp_path: Path
) -> None:
    twins = [product(n, sku=sku, page=PAGE.format(n)) for n, sku in ((8, "Ab-1"), (9, "ab-1"))]
    run = store.runs.start(JobKind.SYNC, shop, NOW).run_id
    store.pull.land_page(run, shop, 0, 200, twins, NOW)
    out = str(tmp_path / "letter.html")

    def chosen(*skus: str) -> list[str]:
        said = call("newsletter", "--products", *skus, "--out", out, "--json")
        assert said.json["unknown"] == []
        return [item["sku"] for item in said.json["items"] + said.json["left_out"]]

    assert chosen("Ab-1") == ["Ab-1"]
    assert chosen("ab-1") == ["ab-1"]
    assert chosen("AB-1") == ["Ab-1", "ab-1"]


def test_what_cannot_be_in_it_is_left_out_and_told(shop: int, tmp_path: Path) -> None:
    out = tmp_path / "letter.txt"
    said = call("newsletter", "--products", "NC-01", "NC-03", "XX-1", "--out", str(out), "--json")
    assert said.code == 3
    assert said.json["left_out"] == [
        {
            "sku": "NC-03",
            "name": "Női cipő 3",
            "reasons": ["sold_out", "no_picture", "not_in_account"],
        }
    ]
    assert said.json["unknown"] == ["XX-1"]
    assert "No product has this SKU: XX-1" in said.err
    text = out.read_text("utf-8")
    assert "<" not in text
    assert PAGE.format(1) in text
    assert "Női cipő 3" not in text


@pytest.mark.parametrize("since", [(NOW - timedelta(days=20)).date().isoformat(), "0001-01-01"])
def test_what_became_cheaper_since_a_day(shop: int, tmp_path: Path, since: str) -> None:
    out = tmp_path / "letter.html"
    said = call("newsletter", "--cheaper-since", since, "--out", str(out), "--json")
    assert said.code == 0, said.err
    assert [item["sku"] for item in said.json["items"]] == ["NC-01"]


def test_that_a_letter_takes_only_the_first_of_very_many_is_told(
    shop: int, store: Store, tmp_path: Path
) -> None:
    more = MOST_PRODUCTS - 1  # the one that the newsletter has is cheaper already
    many = [
        product(n, gross=Decimal(2540), net=Decimal(2000), page=PAGE.format(n), stock=Decimal(5))
        for n in range(10, 10 + more + 1)
    ]
    cheaper = [replace(each, gross=Decimal(1270), net=Decimal(1000)) for each in many]
    for days, products in ((30, many), (1, cheaper)):
        at = NOW - timedelta(days=days)
        run = store.runs.start(JobKind.SYNC, shop, at).run_id
        store.pull.land_page(run, shop, 0, 400, products, at)
    since = (NOW - timedelta(days=20)).date().isoformat()
    said = call("newsletter", "--cheaper-since", since, "--out", str(tmp_path / "a.html"), "--json")
    assert said.json["count"] == MOST_PRODUCTS
    assert f"{MOST_PRODUCTS + 1} products fit; a newsletter takes the first" in said.err


def test_the_products_of_a_saved_view_in_its_order(
    shop: int, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = call("newsletter", "--view", "x", "--out", str(tmp_path / "letter.html"))
    assert none.code == 2
    assert "–" not in none.err
    store.views.save(SavedView(name="Cipők", search="cipő", sort=GridSort.GROSS, descending=True))
    out = tmp_path / "letter.html"
    said = call("newsletter", "--view", "cipők", "--out", str(out), "--json")
    assert said.code == 3
    assert [item["sku"] for item in said.json["items"]] == ["NC-02", "NC-01"]
    unknown = call("newsletter", "--view", "x", "--out", str(out), "--json")
    assert (unknown.code, unknown.json["error"]["code"]) == (2, "ViewUnknown")
    assert "“Cipők”" in unknown.json["error"]["action"]
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "hu")
    unknown = call("newsletter", "--view", "x", "--out", str(out), "--json")
    assert "„Cipők”" in unknown.json["error"]["action"]


def test_an_empty_sku_names_no_product(shop: int, store: Store, tmp_path: Path) -> None:
    run = store.runs.start(JobKind.SYNC, shop, NOW).run_id
    store.pull.land_page(run, shop, 0, 200, [product(7, sku="")], NOW)
    for command in (
        ("export", str(tmp_path / "a.csv")),
        ("newsletter", "--out", str(tmp_path / "a.html")),
    ):
        said = call(*command, "--products", "", "--json")
        assert (said.code, said.json["error"]["code"]) == (2, "ProductsUnknown")
    assert [path.suffix for path in tmp_path.iterdir() if path.is_file()] == []


def test_what_the_buttons_say_is_short(shop: int, tmp_path: Path) -> None:
    out = tmp_path / "letter.html"
    command = ("newsletter", "--products", "NC-01", "--out", str(out), "--button")
    assert call(*command, "x" * 40).code == 0
    out.unlink()
    refused = call(*command, "x" * 41)
    assert (refused.code, out.exists()) == (2, False)
    assert "40" in refused.err


def test_a_letter_without_products_is_not_written(shop: int, tmp_path: Path) -> None:
    out = tmp_path / "letter.html"
    said = call("newsletter", "--products", "NC-03", "--out", str(out), "--json")
    assert said.code == 2
    assert said.json["error"]["code"] == "LetterEmpty"
    assert not out.exists()


def test_several_shops_have_to_be_told_apart(shop: int, store: Store, tmp_path: Path) -> None:
    connect(store, "masik")
    arguments = ("newsletter", "--products", "NC-01", "--out", str(tmp_path / "a.html"))
    refused = call(*arguments, "--json")
    assert refused.code == 2
    assert "--shop" in refused.json["error"]["message"]
    assert call(*arguments, "--shop", "bolt").code == 0
    other = call(*arguments, "--shop", "masik", "--json")
    assert other.json["error"]["code"] == "ProductsUnknown"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--products", "NC-01"),
        ("--out", "a.html"),
        ("--products", "--out", "a.html"),
        ("--products", "a", "--cheaper-since", "2024-01-01", "--out", "a.html"),
        ("--products", "a", "--layout", "4", "--out", "a.html"),
        ("--products", "a", "--color", "red", "--out", "a.html"),
        ("--cheaper-since", "soon", "--out", "a.html"),
    ],
)
def test_wrong_command_lines(arguments: tuple[str, ...]) -> None:
    assert call("newsletter", *arguments).code == 2


def test_a_folder_that_is_not_there_is_told(shop: int, tmp_path: Path) -> None:
    said = call("newsletter", "--products", "NC-01", "--out", str(tmp_path / "no" / "a.html"))
    assert said.code == 1
    assert "does not exist" in said.err


def test_only_files_of_letters_are_written(shop: int, tmp_path: Path) -> None:
    out = tmp_path / "letter.pdf"
    said = call("newsletter", "--products", "NC-01", "--out", str(out), "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "LetterFormatUnknown")
    assert not out.exists()


def test_no_product_that_became_cheaper_is_the_reason_told(shop: int, tmp_path: Path) -> None:
    since = NOW.date().isoformat()
    out = str(tmp_path / "letter.html")
    said = call("newsletter", "--cheaper-since", since, "--out", out, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "NothingCheaper")


def test_without_a_shop_no_name_is_made_up(store: Store, tmp_path: Path) -> None:
    out = str(tmp_path / "letter.html")
    said = call("newsletter", "--products", "a", "--out", out, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "NoShopConnected")


def test_what_is_logged_is_not_printed(shop: int, store: Store, tmp_path: Path) -> None:
    out = str(tmp_path / "none" / "letter.html")
    words = ("newsletter", "--products", "NC-01", "--out", out)
    said = subprocess.run(
        [sys.executable, "-m", "shopsync_gui.cli", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=patient(60),
        check=False,
    )
    assert said.returncode == 1
    assert "The folder does not exist" in said.stderr
    assert "handlers" not in said.stderr


def test_a_letter_without_a_heading_is_called_by_its_first_product(
    shop: int, tmp_path: Path
) -> None:
    out = tmp_path / "letter.html"
    assert call("newsletter", "--products", "NC-01", "--out", str(out)).code == 0
    assert "<title>Női cipő 1</title>" in out.read_text("utf-8")
