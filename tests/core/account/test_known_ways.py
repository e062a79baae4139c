"""What a check found out about an account explains what it shows, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shopsync_gui.core.account.known_ways import is_kept_so
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct

WANTED = MasterProduct(
    sku="Á/1 b",
    name="Só & bors őrlő,  2 db",
    net=Decimal("1234.56"),
    vat=Decimal("5.5"),
    currency="HUF",
)


def shown(**fields: object) -> TargetProduct:
    values = {name: getattr(WANTED, name) for name in ("sku", "name", "net", "vat", "currency")}
    return TargetProduct(sa_id=1, category_ids=(), **(values | fields))


@pytest.mark.parametrize(
    ("field", "value", "ways"),
    [
        ("name", "Só &amp; bors őrlő,  2 db", {"name.kept": "entities"}),
        ("name", "Só & bors őrlő, 2 db", {"name.kept": "spaces, cut 50"}),
        ("name", "SÓ & BORS ŐRLŐ,  2 DB", {"name.kept": "capitals"}),
        ("name", "Só & bors", {"name.kept": "cut 9"}),
        ("sku", "á/1 b", {"sku.kept": "lower"}),
        ("net", Decimal(1235), {"price.kept": "whole"}),
        ("net", Decimal(1234), {"price.kept": "whole"}),
        ("net", Decimal("1234.6"), {"price.kept": "one"}),
        ("net", Decimal("1302.46"), {"price.kept": "gross"}),
        ("vat", Decimal(5), {"vat.decimal": "other"}),
    ],
)
def test_what_the_account_is_known_to_make_of_it(
    field: str, value: object, ways: dict[str, str]
) -> None:
    assert is_kept_so(field, WANTED, shown(**{field: value}), ways)
    assert not is_kept_so(field, WANTED, shown(**{field: value}), {})
    assert not is_kept_so(field, WANTED, shown(**{field: value}), dict.fromkeys(ways, "exact"))


@pytest.mark.parametrize(
    ("field", "value", "ways"),
    [
        ("name", "Só &amp; bors darabos", {"name.kept": "entities"}),
        ("name", "Só & bors", {"name.kept": "cut 20"}),
        ("name", "Paprika", {"name.kept": "other"}),
        ("net", Decimal(1236), {"price.kept": "whole"}),
        ("net", Decimal(1235), {"price.kept": "other"}),
        ("net", None, {"price.kept": "gross"}),
        ("vat", Decimal(27), {"vat.decimal": "other"}),
        ("currency", "EUR", {"currency.kept": "other"}),
    ],
)
def test_anything_else_is_a_difference(field: str, value: object, ways: dict[str, str]) -> None:
    assert not is_kept_so(field, WANTED, shown(**{field: value}), ways)
