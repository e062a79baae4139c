"""What a team is told of a shop, and what of a colleague's changes waits for the user."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.team.told_shop import FIELDS, Change, Fields, ToldShop, with_changes

fields = st.fixed_dictionaries({name: st.sampled_from("abc") for name in FIELDS})


def shop(*, team: str, seen: str, here: str) -> ToldShop:
    """A shop of which only the client id matters: as the team has it, had it, and as it was here."""
    return ToldShop(team=ids(team), seen=ids(seen), here=ids(here))


def ids(client_id: str) -> Fields:
    return dict.fromkeys(FIELDS, "same") | {"client_id": client_id}


def test_a_colleagues_change_waits_and_ones_own_is_told() -> None:
    assert shop(team="new", seen="old", here="old").moved(ids("old")) == {"client_id": "new"}
    assert shop(team="old", seen="old", here="old").changes(ids("mine")) == {
        "client_id": Change("old", "mine")
    }


def test_a_value_of_ones_own_is_nobody_elses() -> None:
    own = shop(team="new", seen="old", here="mine")
    assert own.moved(ids("mine")) == {}
    assert own.agreed().changes(ids("mine too")) == {}


def test_where_two_changed_the_same_the_colleagues_waits_and_ones_own_is_not_told() -> None:
    both = shop(team="hers", seen="old", here="old")
    assert both.moved(ids("mine")) == {"client_id": "hers"}
    assert both.changes(ids("mine")) == {}
    # What the user saves after having seen hers is for all.
    assert both.agreed().changes(ids("mine")) == {"client_id": Change("hers", "mine")}


@given(fields, fields, fields, fields)
def test_after_agreeing_nothing_waits(
    team: Fields, seen: Fields, here: Fields, now: Fields
) -> None:
    known = ToldShop(team=team, seen=seen, here=here)
    moved = known.moved(now)
    assert known.agreed().moved(now) == {}
    assert not moved.keys() & known.changes(now).keys()
    assert known.agreed().agreed() == known.agreed()


def test_of_a_change_nothing_is_told_where_somebody_was_quicker() -> None:
    told = msgspec.json.encode(ids("hers") | {"options": {}}).decode()
    assert with_changes(told, {"client_id": Change("old", "mine")}) == told
    changed = with_changes(told, {"client_id": Change("hers", "mine")})
    assert msgspec.json.decode(changed) == ids("mine") | {"options": {}}
