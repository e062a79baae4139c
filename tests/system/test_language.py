"""The program speaks the user's language where it can."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from shopsync_gui.core import text
from shopsync_gui.system import language
from shopsync_gui.system.paths import resources_folder
from tests.tools.translations import read, real

pytestmark = pytest.mark.usefixtures("language")


@pytest.mark.parametrize(
    ("environ", "setting", "system", "expected"),
    [
        ({"LANG": "hu_HU.UTF-8"}, None, None, "hu"),
        ({"LANG": "en_GB.UTF-8"}, None, None, "en"),
        ({"LANG": "de_DE.UTF-8"}, None, None, "en"),
        ({"LANG": "C.UTF-8"}, None, None, "en"),
        ({"LANG": "C", "LANGUAGE": "hu"}, None, None, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "hu:en"}, None, None, "hu"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "hu_HU"}, None, None, "hu"),
        ({"LANG": "en_US.UTF-8"}, "hu", None, "hu"),
        ({"LANG": "hu_HU.UTF-8"}, "system", None, "hu"),
        ({"LANG": "hu_HU.UTF-8"}, "en", None, "en"),
        ({"LANG": "hu_HU.UTF-8", "SHOPSYNC_LANGUAGE": "en"}, None, None, "en"),
        ({"LANG": "hu_HU.UTF-8", "SHOPSYNC_LANGUAGE": "en"}, "system", None, "en"),
        ({"LANG": "en_US.UTF-8", "SHOPSYNC_LANGUAGE": "hu"}, "en", "hu-HU", "en"),
        ({"LANG": "en_US.UTF-8", "SHOPSYNC_LANGUAGE": "en"}, "hu", None, "hu"),
        ({"LANG": "hu_HU.UTF-8", "SHOPSYNC_LANGUAGE": "xx"}, None, None, "hu"),
        ({"LANG": "en_US.UTF-8"}, None, "hu-HU", "hu"),
        ({"LANG": "en_US.UTF-8"}, None, "Hungarian_Hungary.1250", "hu"),
    ],
)
def test_choice(
    environ: dict[str, str], setting: str | None, system: str | None, expected: str
) -> None:
    assert language.choose_language(setting, system=system, environ=environ) == expected


def test_the_catalogue_is_loaded_and_english_needs_none(tmp_path: Path) -> None:
    catalogue = Catalog(locale="hu")
    catalogue.add("Sync", "Szinkronizálás")
    catalogue.add(("{n} product", "{n} products"), ("{n} termék", "{n} termék"))
    folder = tmp_path / "locale" / "hu" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    (folder / "shopsync.mo").write_bytes(binary.getvalue())

    language.use_language("hu", tmp_path)
    assert text.language() == "hu"
    assert text._("Sync") == "Szinkronizálás"
    assert text.ngettext("{n} product", "{n} products", 5).format(n=5) == "5 termék"
    language.use_language("en")
    assert text._("Sync") == "Sync"
    assert text.ngettext("{n} product", "{n} products", 5).format(n=5) == "5 products"


def test_every_message_is_found_as_gettext_finds_it() -> None:
    with (resources_folder() / "locale" / "hu" / "LC_MESSAGES" / "shopsync.mo").open("rb") as file:
        theirs = gettext.GNUTranslations(file)
    ours = language.load_catalogue("hu")
    messages = real(read())
    assert len(messages) > 200
    for message in messages:
        if not isinstance(message.id, str):
            one, many = message.id
            for n in (0, 1, 2, 21):
                assert ours.ngettext(one, many, n) == theirs.ngettext(one, many, n)
            assert ours.gettext(one) == theirs.gettext(one)
        elif message.context:
            expected = theirs.pgettext(message.context, message.id)
            assert ours.pgettext(message.context, message.id) == expected
        else:
            assert ours.gettext(message.id) == theirs.gettext(message.id)
            assert ours.gettext(f"{message.id}!?") == f"{message.id}!?"
            assert ours.gettext(f" {message.id}") == f" {message.id}"
    assert ours.ngettext("{n} unheard of", "{n} of them", 1) == "{n} unheard of"
    assert ours.ngettext("{n} unheard of", "{n} of them", 2) == "{n} of them"


def test_without_a_catalogue_texts_stay_english(tmp_path: Path) -> None:
    language.use_language("hu", tmp_path)
    assert text._("Sync") == "Sync"
