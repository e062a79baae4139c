"""What a team holds and this program does not understand: it waits, and everything else goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shopsync_gui.core.team.team import Document, DocumentKind
from shopsync_gui.store.team.team import DOCUMENTS
from tests.catalogues import NOW, begin
from tests.prepared import prepared_store

UNREADABLE = {
    "no JSON": "{",
    "of a newer program": json.dumps({"name": "x", "style": {"layout": "mosaic"}}),
    "a moment without a zone": json.dumps(
        {"name": "x", "style": {}, "items": [], "made_at": "2026-11-01T06:00:00", "copied_at": None}
    ),
    "no amount": json.dumps(
        {"name": "x", "style": {}, "made_at": "2026-11-01T06:00:00Z", "copied_at": None,
         "items": [{"inner_id": "1", "sku": "A", "name": "B", "price": "NaN", "earlier": None,
                    "currency": "HUF"}]}
    ),
    "nested without end": "[" * 5000,
}  # fmt: skip
READABLE = (
    '{"name": "%s", "style": {}, "items": [], "made_at": "2026-11-01T06:00:00Z", "copied_at": null}'
)


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_document_that_is_not_understood_holds_up_no_other(
    tmp_path: Path, body: str, kind: DocumentKind
) -> None:
    store = prepared_store(tmp_path / "shopsync.db")
    begin(store)
    documents = store.team_documents
    good = Document(DocumentKind.LETTER, "g", "bolt", READABLE % "Tavasz")
    assert documents.take_in([Document(kind, "k", "bolt", body), good], 5, "Anna") == (2, ())
    assert [letter.name for letter in store.letters.all()] == ["Tavasz"]
    assert documents.changed() == []
    assert store.team.seen(DOCUMENTS) == 5
    # Nor does it when it is tried again; a readable version takes its place.
    later = Document(DocumentKind.LETTER, "l", "bolt", READABLE % "Nyár")
    assert documents.take_in([later], 6, "Anna") == (1, ())
    assert {letter.name for letter in store.letters.all()} == {"Tavasz", "Nyár"}
    store.close()


def test_a_letter_stays_as_it_is_while_the_teams_version_is_not_understood(tmp_path: Path) -> None:
    store = prepared_store(tmp_path / "shopsync.db")
    begin(store)
    letter = Document(DocumentKind.LETTER, "g", "bolt", READABLE % "Tavasz")
    store.team_documents.take_in([letter], 5, "Anna")
    newer = letter._replace(body=UNREADABLE["of a newer program"])
    store.team_documents.take_in([newer], 6, "Anna")
    assert [letter.name for letter in store.letters.all()] == ["Tavasz"]
    assert store.team_documents.changed() == []
    store.team_documents.take_in([letter._replace(body=READABLE % "Nyár")], 7, "Anna")
    assert [letter.name for letter in store.letters.all()] == ["Nyár"]
    store.close()


@pytest.mark.parametrize("told", ["{", "{}", "[1]", '{"title": 5}', "[" * 5000])
def test_a_shop_that_is_told_unreadably_changes_nothing(tmp_path: Path, told: str) -> None:
    store = prepared_store(tmp_path / "shopsync.db")
    begin(store)
    before = store.connections.all()
    for name in ("bolt", "masik"):
        assert store.team_shops.take_in(name, told, NOW) is False
    assert store.connections.all() == before
    store.close()


def test_a_shop_with_choices_of_a_newer_program_comes_with_the_usual_ones(tmp_path: Path) -> None:
    store = prepared_store(tmp_path / "shopsync.db")
    begin(store)
    (mine,) = store.connections.all()
    told = json.loads(mine.told) | {"options": {"price": "haggled"}}
    assert store.team_shops.take_in("masik", json.dumps(told), NOW) is True
    (other,) = (each for each in store.connections.all() if each.name == "masik")
    assert other.options == mine.options
    store.close()
