"""Makes the program's icon font: the letters of `ui/kit/icons.py`, out of the whole family's font.

A new icon is a line in `LETTERS` and a run of this, with the family's package unpacked:

    npm pack @mdi/font@6.9.96 && tar xzf mdi-font-6.9.96.tgz
    .venv/bin/python -m pip install fonttools
    .venv/bin/python -m tests.tools.icon_font package

The name of every icon is compared with the family's own list before anything is written.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from fontTools import subset

from shopsync_gui.ui.kit.icons import FONT_FILE, LETTERS

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
#: A class of the family's style sheet, with the letter it shows.
NAMED = re.compile(r'\.mdi-([a-z0-9-]+)::before\s*\{\s*content:\s*"\\([0-9A-Fa-f]+)"')


def letters_of(package: Path) -> dict[str, str]:
    """The letter of every icon of the family, by its name."""
    sheet = (package / "css" / "materialdesignicons.css").read_text("utf-8")
    return {name: chr(int(code, 16)) for name, code in NAMED.findall(sheet)}


def write(package: Path, target: Path) -> None:
    """Write the subset; the same package gives the same file, byte for byte."""
    options = subset.Options(
        layout_features=[], name_IDs=["*"], notdef_outline=True, recalc_timestamp=False
    )
    font = subset.load_font(str(package / "fonts" / "materialdesignicons-webfont.ttf"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(LETTERS.values()))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def main(arguments: list[str]) -> int:
    """Make the font from the package in the given folder."""
    package = Path(arguments[0])
    family = letters_of(package)
    wrong = sorted(name for name, letter in LETTERS.items() if family.get(name) != letter)
    if wrong:
        print(f"Not what the family calls so: {', '.join(wrong)}", file=sys.stderr)
        return 1
    write(package, RESOURCES / "fonts" / FONT_FILE)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
