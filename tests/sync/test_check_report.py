"""The report of a check: forms and magnitudes, never a value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shopsync_gui.sync.compatibility.compatibility_report import magnitude, report_text
from tests.sync.checking import check, world_of

CANARIES = ("kanari-cikkszam-91", "Kanári terméknév", "Kanári kategória", "7654321", "KANARI_KULCS")


@pytest.mark.parametrize(
    "manner",
    ["extra-fields", "list-keyed-by-id", "prodcats-keyed-names", "categories-id-to-name",
     "prodcats-names", "products-text", "price-in-ft", "categories-names-only",
     "create-answers-whole", "products-error"],
)  # fmt: skip
def test_the_report_tells_no_value(manner: str, tmp_path: Path) -> None:
    world = world_of(tmp_path, manner)
    account = world.sandbox.account
    for number in range(60):
        account.add_product(f"{CANARIES[0]}-{number}", f"{CANARIES[1]} {number}", 7654321)
    world.sandbox.edge.product_row.append(lambda row: row.update({"KANARI_KULCS": {"a": 1}}))
    world.sandbox.edge.category_row.append(
        lambda row: row.update(prodcat_name=f"{CANARIES[2]} {row['prodcat_id']}")
    )
    result = check(world, write="products" not in manner)
    report = report_text(result, world.now())
    secrets = (world.config.sa_user, world.config.sa_password, world.connection.name, "127.0.0.1")
    for word in (*CANARIES[:4], *secrets, "SHOPSYNC-PROBA"):
        assert word.lower() not in report.lower(), word
    products = {str(sa_id) for sa_id in account.products}
    assert not products & set(re.findall(r"\d+", report))
    assert "getlists" in report


def test_numbers_are_told_by_their_magnitude() -> None:
    assert [magnitude(n) for n in (0, 7, 10, 999, 1000)] == ["0", "10^0", "10^1", "10^2", "10^3"]
