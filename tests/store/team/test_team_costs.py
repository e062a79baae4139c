"""What a team knows of a shop is compared and taken over piece by piece, whatever the number of its products."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from shopsync_gui.core.team.team import Fact
from shopsync_gui.store import Store
from tests.store.costs import counted, filled

_FEW, _MANY = 3000, 9000
_ACCOUNT = 1


def told(store: Store) -> list[Fact]:
    """Have the team know all that is known here; the facts of it."""
    facts: list[Fact] = []
    for piece in store.team_facts.changed(1, _ACCOUNT):
        store.team_facts.shared(1, piece)
        facts += piece
    assert not [fact for piece in store.team_facts.changed(1, _ACCOUNT) for fact in piece]
    return facts


def test_a_few_facts_cost_the_same_among_any_number(tmp_path: Path) -> None:
    taken, told_again = [], []
    for count in (_FEW, _MANY):
        with filled(tmp_path / f"{count}.db", count) as (store, _connection):
            facts = [fact for fact in told(store) if fact.kind == "product"]
            assert len(facts) == count
            news = [
                Fact(fact.kind, fact.key, str(900_000 + n)) for n, fact in enumerate(facts[:20])
            ]
            with counted(store) as steps:
                links = store.team_facts.take_in(1, _ACCOUNT, news, 1)
            assert sorted(links.values(), key=str) == [900_000 + n for n in range(20)]
            taken.append(steps.machine)
            pieces = store.team_facts.changed(1, _ACCOUNT)
            longest = 0
            while True:
                with counted(store, "SELECT 'product'") as steps:
                    ended = next(pieces, None) is None
                longest = max(longest, steps.machine)
                if ended:
                    break
            told_again.append(longest)
    assert taken[1] < 1.5 * taken[0]
    assert told_again[1] < 1.5 * told_again[0]


def test_products_that_come_later_get_the_ids_that_the_team_knows(tmp_path: Path) -> None:
    with filled(tmp_path / "some.db", _FEW) as (store, connection):
        told(store)
        deque(store.catalogue.unlinking(connection.id), maxlen=0)
        found: dict[int, int | None] = {}
        for links in store.team_facts.links(1, _ACCOUNT):
            store.catalogue.adopt(1, links)
            found |= links
        assert found == {row_id: 500_000 + row_id for row_id in range(1, _FEW + 1)}
        assert not [links for links in store.team_facts.links(1, _ACCOUNT) if links]
        assert not [fact for piece in store.team_facts.changed(1, _ACCOUNT) for fact in piece]


def test_an_id_that_neither_stands_here_nor_in_the_account_is_known_no_more(tmp_path: Path) -> None:
    with filled(tmp_path / "some.db", _FEW) as (store, connection):
        facts = told(store)
        deque(store.catalogue.unlinking(connection.id), maxlen=0)
        gone = [fact for piece in store.team_facts.changed(1, _ACCOUNT) for fact in piece]
        keys = {fact.key for fact in facts if fact.kind == "product"}
        assert {fact.key for fact in gone} == keys
        assert {fact.body for fact in gone} == {None}
        assert len(gone) == _FEW
