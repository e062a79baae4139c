"""The order in which several processes share the tests."""

from __future__ import annotations

from tests.parallel import spread


def in_order(*modules: str) -> list[str]:
    """Tests named after their modules and numbers; those of modules in capitals wait."""
    tests = [f"{name}{number}" for name in modules for number in range(2)]
    return spread(tests, lambda test: test[0], str.isupper)


def test_modules_that_wait_stand_evenly_among_the_others() -> None:
    modules = [test[0] for test in in_order("a", "b", "c", "d", "X", "Y")[::2]]
    assert modules == ["X", "a", "b", "Y", "c", "d"]


def test_a_module_stays_whole_and_in_its_order() -> None:
    ordered = in_order("a", "b", "X", "Y")
    assert sorted(ordered) == sorted(in_order("Y", "X", "b", "a"))
    assert [test[1] for test in ordered] == ["0", "1"] * 4


def test_where_none_waits_nothing_moves() -> None:
    assert in_order("b", "a") == ["b0", "b1", "a0", "a1"]
