"""The program's icons are those that the icon family calls so."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

from shopsync_gui.ui.kit.icons import FONT_FILE, LETTERS


def test_every_icon_is_the_letter_that_the_family_names() -> None:
    spec = find_spec("qtawesome")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    fonts = Path(spec.submodule_search_locations[0]) / "fonts"
    assert (fonts / FONT_FILE).is_file()
    (names,) = fonts.glob("materialdesignicons6-webfont-charmap-*.json")
    letters = json.loads(names.read_text("utf-8"))
    assert {name: chr(int(letters[name], 16)) for name in LETTERS} == LETTERS
