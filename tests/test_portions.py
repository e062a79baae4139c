"""The portion of a sweep in an ordinary run."""

from __future__ import annotations

import pytest

from tests import portions
from tests.portions import portion


@pytest.fixture(autouse=True)
def not_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOPSYNC_TEST_ALL", raising=False)


def in_rounds(
    monkeypatch: pytest.MonkeyPatch, cases: list[str], share: int, rounds: int
) -> list[str]:
    played = []
    for number in range(rounds):
        monkeypatch.setenv("SHOPSYNC_TEST_ROUND", str(739_000 + number))
        played += portion(cases, share, kind=lambda case: case[0])
    return played


def test_every_round_has_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = ["a1", "b1", "b2", "b3", "b4", "b5"]
    for number in range(10):
        monkeypatch.setenv("SHOPSYNC_TEST_ROUND", str(number))
        chosen = portion(cases, 4, kind=lambda case: case[0])
        assert {case[0] for case in chosen} == {"a", "b"}
        assert len(chosen) <= 3


def test_so_many_rounds_play_every_case_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [f"b{number}" for number in range(23)]
    assert sorted(in_rounds(monkeypatch, cases, 4, 4)) == sorted(cases)


def test_all_plays_every_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPSYNC_TEST_ALL", "1")
    assert portion(range(9), 4) == list(range(9))
    assert portions.described() == "sweeps: all cases"
