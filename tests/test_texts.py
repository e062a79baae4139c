"""Every text is Hungarian too, and the compiled catalogue is the one the sources make."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tests.tools import translations as texts


def test_the_catalogue_is_complete() -> None:
    assert texts.problems() == []


#: Words of which docs/words.md names another for the same meaning.
AVOIDED = (
    "kihagy", "kiír", "íródott", "raktáron", "módosul", "letiltott kategóri", "webáruház",
    "diagnosztikai", "jelszótár", "a(z)",
)  # fmt: skip
#: What is called szinkron: the product sync and the page of the history, as SalesAutopilot says.
NAMES = ("terméktörzs szinkron", "szinkron előzmények")


def test_each_meaning_has_one_hungarian_word() -> None:
    said = [string for message in texts.real(texts.read()) for string in texts.strings(message)]
    wrong = [text for text in said if any(word in text.lower() for word in AVOIDED)]
    for text in said:
        rest = text.lower()
        for name in NAMES:
            rest = rest.replace(name, "")
        if re.search(r"\bszinkron(t|nal|ok)?\b", rest):
            wrong.append(text)
        if re.search(r"\bszinkronizálás(?!a)", text):  # with a capital it is a button
            wrong.append(text)
    assert wrong == []
    assert not [text for text in said if "ÁFA" in text]


#: What is copied out of a text: a full stop behind it would be copied along.
COPIED = "path|folder|address|host|scope|variables?|skus?|command"


def test_nothing_that_is_copied_ends_with_a_sign_of_the_sentence() -> None:
    both = [
        text
        for message in texts.real(texts.read())
        for text in (texts.name(message), *texts.strings(message))
    ]
    assert [text for text in both if re.search(rf"\{{({COPIED})\}}[.,;!?]", text)] == []


#: What a number counts.
COUNTED = "products|categories|shops|webshops|runs|orders|writes|changes|rows|lines"
#: What a number that is never one counts: the ends of lists, refusals in a row, rates, limits.
MANY = re.compile(r"at most \{n\}|\{count\} |exactly \{n\}|ends at \{n\}|\{rate\}|\{megabytes\}")


def test_a_count_has_a_text_for_one() -> None:
    names = [texts.name(m) for m in texts.real(texts.read()) if not isinstance(m.id, tuple)]
    counts = [name for name in names if re.search(rf"\{{\w+\}} ({COUNTED})\b", name)]
    assert [name for name in counts if not MANY.search(name)] == []


def test_one_is_not_spoken_of_as_several() -> None:
    several = re.compile(r"\b(ezek\w*|azok\w*|mind|mindegyik\w*|mellettük)\b")
    for_one = [texts.strings(m)[0] for m in texts.real(texts.read()) if isinstance(m.id, tuple)]
    assert len(for_one) > 50
    assert [text for text in for_one if several.search(text.lower())] == []


def test_texts_were_really_looked_at() -> None:
    """A catalogue of so many is complete only where so many were found in the code."""
    assert len(texts.real(texts.read())) > 200


@pytest.mark.parametrize(
    "source",
    ["_(f'{n} products')", "_(name)", "text.ngettext('a', b, n)", "N_('a' + 'b')", "_()"],
)
def test_a_text_that_cannot_be_extracted_is_noticed(source: str) -> None:
    assert list(texts.wrong_calls(source)) == [1]


def test_a_text_within_an_f_string_is_collected(tmp_path: Path) -> None:
    inside = "f\"{_('no SKU')} {_and(ngettext('a', 'b', n))}\"\nf\"{pgettext('menu', 'Edit')}\"\n"
    (tmp_path / "some.py").write_text(inside, "utf-8")
    found = {texts.name(message) for message in texts.real(texts.extract(tmp_path))}
    assert found == {"no SKU", "menu|Edit", "a"}


@pytest.mark.parametrize("source", ["_('a' 'b')", "ngettext('a', 'b', n)", "translate(name)"])
def test_a_text_that_can_be_extracted_is_not_complained_about(source: str) -> None:
    assert list(texts.wrong_calls(source)) == []


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("{n} of {all}", "{n} kész"), "other fields"),
        (Message("no %(name)s", "nincs"), "other fields"),
        (Message("Open {file}", "{file megnyitása"), "braces do not match"),
        (Message("Open", ""), "not translated"),
        (Message("Open", "Megnyitás", flags={"fuzzy"}), "only a guess"),
        (Message(("{n} day", "{n} days"), ("{n} nap",)), "not translated"),
        (Message(("{n} day", "{n} days"), ("{n} nap", "nap")), "other fields"),
    ],
)
def test_a_wrong_translation_is_noticed(message: Message, fault: str) -> None:
    assert list(texts.faults(message)) == [fault]


def test_an_untranslated_text_stays_english_rather_than_empty() -> None:
    catalogue = texts.HungarianCatalogue()
    catalogue.add(("{n} day", "{n} days"), string=("", ""))
    compiled = GNUTranslations(BytesIO(texts.mo_bytes(catalogue)))
    assert compiled.ngettext("{n} day", "{n} days", 2) == "{n} days"


def test_a_handed_over_translation_reaches_the_program(tmp_path: Path) -> None:
    (tmp_path / "some.py").write_text(
        "_('Open')\nngettext('{n} day', '{n} days', 2)\npgettext('menu', 'Edit')\n", "utf-8"
    )
    catalogue = texts.extract(tmp_path)
    given = {"Open": "Megnyitás", "{n} day": ["{n} nap", "{n} nap"], "menu|Edit": "Szerkesztés"}
    result = texts.fill(catalogue, given | {"Gone": "Nincs"}, replace=False)  # type: ignore[arg-type]

    assert (result.added, result.kept, result.unknown) == (3, [], ["Gone"])
    assert texts.fill(catalogue, {"Open": "Nyit"}, replace=False).kept == ["Open"]
    (tmp_path / "shopsync.po").write_bytes(texts.po_bytes(catalogue))
    again = texts.read(tmp_path / "shopsync.po")
    assert texts.mo_bytes(texts.merge(again, again)) == texts.mo_bytes(catalogue)
    assert [message.string for message in texts.real(texts.merge(catalogue, again))] == [
        "Megnyitás",
        ("{n} nap", "{n} nap"),
        "Szerkesztés",
    ]
