"""The icon font holds the program's icons, and nothing else."""

from __future__ import annotations

from PySide6.QtGui import QColor, QRawFont
from pytestqt.qtbot import QtBot

from shopsync_gui.system.paths import resources_folder
from shopsync_gui.ui.kit.icons import FONT_FILE, LETTERS, icon


def test_the_font_holds_every_letter_and_no_other(qtbot: QtBot) -> None:
    font = QRawFont(str(resources_folder() / "fonts" / FONT_FILE), 24)
    assert font.isValid()
    assert [
        name for name, letter in LETTERS.items() if not font.supportsCharacter(ord(letter))
    ] == []
    others = [code for code in range(0xF0000, 0xF2000) if font.supportsCharacter(code)]
    assert others == sorted(ord(letter) for letter in LETTERS.values())


def test_every_icon_is_a_picture_of_its_own(qtbot: QtBot) -> None:
    pictures = {}
    for name in LETTERS:
        image = icon(name, "#2f6fed").pixmap(24, 24).toImage()
        seen = {QColor.fromRgba(image.pixel(x, y)).alpha() for x in range(24) for y in range(24)}
        assert max(seen) > 200, name
        pictures[name] = bytes(image.constBits())
    assert len(set(pictures.values())) == len(LETTERS)
