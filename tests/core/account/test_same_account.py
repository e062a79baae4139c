"""Two readings of an account, told to be of the same one by its oldest products."""

from __future__ import annotations

import pytest

from shopsync_gui.core.account.same_account import Landmark, common, is_same

_KNOWN = [Landmark(1, "A"), Landmark(2, "B"), Landmark(3, "C"), Landmark(4, "")]


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        ({1: "A", 2: "B", 3: "C", 4: ""}, True),
        ({1: " a ", 2: "b"}, True),  # as sku_key sees them
        ({1: "A"}, False),
        ({1: "A", 2: "another", 3: "B"}, False),
        ({4: ""}, False),
        ({}, False),
    ],
)
def test_most_of_the_oldest_products_prove_an_account(shown: dict[int, str], same: bool) -> None:
    assert is_same(common(_KNOWN, shown.get), len(_KNOWN)) is same


def test_an_account_without_products_is_proven_by_nothing() -> None:
    assert not is_same(common([], {1: "A"}.get), 0)
