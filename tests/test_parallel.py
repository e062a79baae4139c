"""The order in which several processes share the tests."""

from __future__ import annotations

from tests.parallel import Shares, spread


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


def test_a_process_runs_whole_modules_as_long_as_there_are_any() -> None:
    shares = Shares("aabbc")
    assert [shares.next_of(process) for process in "xyxyx"] == [0, 2, 1, 3, 4]


def test_in_the_end_a_process_takes_half_of_what_another_has_left() -> None:
    shares = Shares("aaaaaa")
    assert [shares.next_of(process) for process in "xyxyxyy"] == [0, 3, 1, 4, 2, 5, None]


def test_what_a_process_leaves_is_run_by_others() -> None:
    shares = Shares("aaabb")
    assert [shares.next_of("x"), shares.next_of("x")] == [0, 1]
    shares.give_back("x", [1])
    assert [shares.next_of("y") for _test in range(5)] == [1, 2, 3, 4, None]
