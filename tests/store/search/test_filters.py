"""Filters as they are remembered for the next start."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.products.changes import ChangeKind, Since
from shopsync_gui.store.search.filters import CategoryChoice, Filters, recalled


def test_what_is_remembered_leaves_out_what_is_of_a_moment() -> None:
    kept = Filters(
        states=frozenset({ProductState.GONE, ProductState.ACTIVE}),
        differs=True,
        category=CategoryChoice("Női & „férfi”", frozenset({3, 1})),
        price_from=Decimal("0.10"),
        price_to=Decimal(5),
        connection_id=2,
    )
    assert recalled(kept.remembered()) == kept
    passing = replace(
        kept,
        changed_since=Since(datetime(2026, 11, 1, tzinfo=UTC)),
        change=ChangeKind.BACK,
        changed_in_run=4,
    )
    assert recalled(passing.remembered()) == kept
    assert Filters(changed_in_run=4).remembered() == ""


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "null", 5, '{"states": ["?"]}', '{"price_from": "x"}']
)
def test_what_is_not_understood_is_no_filter(text: object) -> None:
    assert recalled(text) == Filters()
