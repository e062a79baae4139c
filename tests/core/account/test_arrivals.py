"""What appears in an account's list while a run creates in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.account.arrivals import Arrivals
from shopsync_gui.core.structures.pieces import at_once


def test_a_row_that_the_list_showed_before_has_vanished_until_it_is_shown_again() -> None:
    arrivals = Arrivals([1, 2])
    arrivals.created(3, "c")
    arrivals.listed([(2, "b"), (3, "c")])
    assert arrivals.vanished == {1}
    assert arrivals.length == 2
    arrivals.listed([(1, "a"), (2, "b"), (3, "c")])
    assert arrivals.vanished == set()


def test_own_rows_are_no_strangers() -> None:
    arrivals = Arrivals([1, 2])
    assert arrivals.created(3, "a")
    assert not arrivals.listed([(1, "x"), (2, "y"), (3, "a")])
    assert (arrivals.seen, arrivals.missing, arrivals.first) == (False, set(), True)


def test_an_id_that_was_there_before_is_not_a_new_row() -> None:
    arrivals = Arrivals([1])
    assert not arrivals.created(1, "a")
    assert arrivals.created(2, "a")
    assert not arrivals.created(2, "b")


def test_a_row_that_the_list_lacks_is_missing() -> None:
    arrivals = Arrivals([1])
    arrivals.created(2, "a")
    arrivals.listed([(1, "x")])
    assert arrivals.missing == {2}


def test_the_lower_id_was_first() -> None:
    later, earlier = Arrivals([]), Arrivals([])
    later.created(2, "a")
    earlier.created(1, "a")
    rows = [(1, "a"), (2, "a")]
    assert later.listed(rows)
    assert earlier.listed(rows)
    assert (later.first, earlier.first) == (False, True)
    assert (later.doubled(), earlier.doubled()) == ({2: 1}, {})
    assert not later.listed(rows)


def test_a_create_whose_answer_was_lost_may_be_there_under_another_key() -> None:
    arrivals = Arrivals([])
    assert not arrivals.listed([(1, "altered")], {"asked for"})
    assert arrivals.listed([(1, "altered"), (2, "b"), (3, "c")], {"asked for"})
    assert arrivals.stranger("b") == 2


@given(st.sets(st.integers(1, 50)), st.sets(st.integers(1, 50)))
def test_strangers_are_exactly_what_is_new_and_not_own(before: set[int], own: set[int]) -> None:
    arrivals = Arrivals(before)
    for sa_id in own:
        arrivals.created(sa_id, str(sa_id))
    everything = range(1, 51)
    assert arrivals.listed((sa_id, str(sa_id)) for sa_id in everything) is (
        bool(set(everything) - before - own)
    )
    for sa_id in everything:
        expected = None if sa_id in before | own else sa_id
        assert arrivals.stranger(str(sa_id)) == expected


def test_a_wrong_id_is_taken_back_and_its_row_is_no_stranger() -> None:
    arrivals = Arrivals([1])
    arrivals.created(86, "cipo-1")
    assert arrivals.listed([(1, "regi"), (8637, "cipo-1")])
    assert arrivals.missing == {86}
    arrivals.disown(86)
    assert not arrivals.seen
    assert arrivals.missing == set()


def test_a_row_of_this_run_with_a_key_that_is_not_its_own_is_foreign() -> None:
    arrivals = Arrivals([])
    arrivals.created(5, "táskák")
    arrivals.created(6, "fűszerek & teák")
    arrivals.listed([(5, "könyvek"), (6, "fuszerek &amp; te")])
    assert arrivals.foreign == {5}


def test_a_long_list_is_taken_in_by_pieces() -> None:
    rows = [(sa_id, f"sku-{sa_id}") for sa_id in range(1, 20_001)]
    arrivals = Arrivals(sa_id for sa_id, _key in rows[:10_000])
    for sa_id, key in rows[15_000:]:
        arrivals.created(sa_id, key)
    pieces = arrivals.listing([*rows[1:12_000], *rows[15_000:19_999]])
    for _ in range(3):
        next(pieces)
    assert (arrivals.length, arrivals.missing, arrivals.vanished) == (10_000, set(), set())
    assert at_once(pieces) is True
    assert (arrivals.length, arrivals.missing, arrivals.vanished) == (16_998, {20_000}, {1})
    assert (arrivals.newest, arrivals.stranger("sku-12000"), arrivals.foreign) == (
        19_999,
        12_000,
        set(),
    )
    assert at_once(arrivals.listing(rows)) is True
    assert (arrivals.missing, arrivals.vanished, arrivals.stranger("sku-15000")) == (
        set(),
        set(),
        15_000,
    )


def test_a_row_that_was_never_listed_has_not_vanished() -> None:
    arrivals = Arrivals([1], unlisted=[2])
    assert not arrivals.listed([(1, "a")])
    assert (arrivals.vanished, arrivals.newest) == (set(), 1)
    assert not arrivals.listed([(1, "a"), (2, "b")])
    assert not arrivals.listed([])
    assert (arrivals.vanished, arrivals.newest, arrivals.length) == ({1, 2}, None, 0)
