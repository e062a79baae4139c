"""Every error can be shown: a title, what happened, what to do next."""

from __future__ import annotations

import string

import pytest

from shopsync_gui.core import errors
from shopsync_gui.core.errors import Problem, ShopSyncError


def _tree(parent: type[ShopSyncError]) -> list[type[ShopSyncError]]:
    return [parent, *(leaf for child in parent.__subclasses__() for leaf in _tree(child))]


@pytest.mark.parametrize("kind", _tree(ShopSyncError))
def test_an_error_says_what_happened_and_what_to_do(kind: type[ShopSyncError]) -> None:
    names = {
        name
        for msgid in (kind.title, kind.message, kind.action)
        for _, name, _, _ in string.Formatter().parse(msgid)
        if name
    }
    error = kind(**dict.fromkeys(names, "XyZ"))
    problem = error.problem
    assert problem.title
    assert problem.message
    assert problem.action
    shown = f"{problem.title} {problem.message} {problem.action}"
    assert ("XyZ" in shown) == bool(names)
    assert "{" not in shown


def test_a_stored_problem_survives_missing_values_and_unknown_codes() -> None:
    assert "–" in Problem("NoNetwork", {}).message
    assert Problem("NoSuchError", {}).title == errors.ShopSyncError.title


def test_braces_in_values_are_harmless() -> None:
    assert "{0}" in errors.UnknownShop(shop="{0}").problem.message
