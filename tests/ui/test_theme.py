"""The colours: every text can be read on whatever stands behind it, in both looks."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from shopsync_gui.system.paths import resources_folder
from shopsync_gui.ui.kit.theme import DARK, LIGHT, Theme, Tokens, style_sheet
from shopsync_gui.ui.kit.time_fields import DayField
from tests.tools.icons import arrows

#: What text needs at least (WCAG 2.2, AA).
ENOUGH = 4.5
#: What the edge of a control needs at least (WCAG 2.2, 1.4.11).
SEEN = 3.0
#: Each text colour, and what it stands on.
PAIRS = {
    "text": (
        "background", "panel", "hover", "chip", "accent_soft", "good_soft", "warning_soft",
        "bad_soft", "mark",
    ),
    "muted": ("background", "panel", "hover", "chip", "accent_soft"),
    "accent_strong": ("background", "panel", "accent_soft"),
    "on_accent": ("accent", "accent_strong", "bad"),
    "good": ("background", "panel", "good_soft"),
    "warning": ("background", "panel", "warning_soft"),
    "bad": ("background", "panel", "hover", "bad_soft"),
}  # fmt: skip


def luminance(colour: str) -> float:
    """How light a colour is, as WCAG reckons it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """How well a colour can be told from another: 1 not at all, 21 black on white."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read(tokens: Tokens) -> None:
    weak = [
        f"{text} on {ground}: {ratio:.2f}"
        for text, grounds in PAIRS.items()
        for ground in grounds
        if (ratio := contrast(getattr(tokens, text), getattr(tokens, ground))) < ENOUGH
    ]
    assert weak == []


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_every_edge_of_a_control_can_be_seen(tokens: Tokens) -> None:
    weak = [
        f"{edge} on {ground}: {ratio:.2f}"
        for edge in ("edge", "accent", "bad")
        for ground in ("background", "panel", "chip", "hover")
        if (ratio := contrast(getattr(tokens, edge), getattr(tokens, ground))) < SEEN
    ]
    assert weak == []


def test_every_ring_around_the_focus_can_be_seen() -> None:
    sheet = (resources_folder() / "style" / "shopsync.qss").read_text(encoding="utf-8")
    rules = re.findall(r"(?m)^([^{\n]*:focus[^{\n]*) \{([^}]*)\}", sheet)
    rings = {
        colour
        for _selector, rule in rules
        for colour in re.findall(r"border(?:-color)?:[^;]*@(\w+)", rule)
    }
    assert len(rules) > 15
    assert rings == {"accent", "text"}
    weak = [
        f"{ring} on {ground}: {ratio:.2f}"
        for tokens in (LIGHT, DARK)
        for ring in rings
        for ground in ("background", "panel", "hover", "chip", "accent_soft")
        if (ratio := contrast(getattr(tokens, ring), getattr(tokens, ground))) < SEEN
    ]
    assert weak == []


@pytest.mark.parametrize(
    "control", ["QPushButton", "QLineEdit", "QTreeWidget", "QCheckBox::indicator"]
)
def test_controls_have_an_edge_that_can_be_seen(control: str) -> None:
    sheet = (resources_folder() / "style" / "shopsync.qss").read_text(encoding="utf-8")
    (rule,) = re.findall(rf"(?m)^{control}(?:, [^{{]*)? {{[^}}]*border: 1px solid @(\w+)", sheet)
    assert rule == "edge"


def test_the_style_sheet_writes_in_no_other_colours() -> None:
    sheet = (resources_folder() / "style" / "shopsync.qss").read_text(encoding="utf-8")
    assert set(re.findall(r"[{;]\s*color: @(\w+)", sheet)) <= set(PAIRS)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_pictures_have_the_colours_of_their_look(tokens: Tokens) -> None:
    folder = resources_folder() / "style" / ("dark" if tokens.dark else "light")
    found = [re.findall(r"#[0-9a-f]{6}", file.read_text()) for file in folder.glob("*.svg")]
    known = {tokens.muted, tokens.accent, tokens.on_accent, tokens.panel, tokens.text}
    assert set(chain(*found)) <= known


def test_the_arrows_are_those_of_their_drawings(qapp: QApplication) -> None:
    for file, drawn in arrows().items():
        shown, made = pixels(QImage(str(file))), pixels(QImage.fromData(drawn))
        assert len(shown) == len(made), file
        # How a drawing is rounded to pixels depends on the processor.
        assert max(abs(one - other) for one, other in zip(shown, made, strict=True)) <= 2, file


def pixels(image: QImage) -> bytes:
    """The channels of all pixels, a byte each."""
    converted = image.convertToFormat(QImage.Format.Format_RGBA8888)  # its memory, while it lives
    return bytes(converted.constBits())


@pytest.mark.parametrize("kind", ["QMenu", "QAbstractItemView"])
def test_a_font_that_the_system_has_for_lists_and_menus_gives_way(
    qapp: QApplication, kind: Any
) -> None:
    theme = Theme("light")
    QApplication.setFont(QFont("Serif", 30), kind)
    theme.dress()
    assert QApplication.font(kind) == QApplication.font()
    qapp.setStyleSheet("")


def test_no_day_of_a_calendar_is_red(qtbot: QtBot) -> None:
    field = DayField(date(2026, 11, 22))
    qtbot.addWidget(field)
    calendar = field.calendar
    assert calendar.firstDayOfWeek() is Qt.DayOfWeek.Monday
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        assert calendar.weekdayTextFormat(day).foreground().style() is Qt.BrushStyle.NoBrush


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_nothing_stands_between_two_scroll_bars(qtbot: QtBot, tokens: Tokens) -> None:
    text = QPlainTextEdit("\n".join("a line that has no room " * 9 for _ in range(40)))
    text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    text.setStyleSheet(style_sheet(tokens))
    qtbot.addWidget(text)
    text.resize(300, 200)
    with qtbot.waitExposed(text):
        text.show()
    bars = text.verticalScrollBar(), text.horizontalScrollBar()
    assert all(bar.isVisible() for bar in bars)
    begin = [bar.mapTo(text, bar.rect().bottomRight()) for bar in bars]
    image = text.grab().toImage()
    corner = {
        image.pixelColor(x, y).name()
        for x in range(begin[1].x() + 1, begin[0].x() + 1)
        for y in range(begin[0].y() + 1, begin[1].y() + 1)
    }
    assert corner == {tokens.panel}


def test_a_menu_is_one_column_in_a_frame_without_a_gap_at_the_corners(
    qtbot: QtBot, qapp: QApplication
) -> None:
    menu = QMenu()
    menu.setStyleSheet(style_sheet(DARK))
    qtbot.addWidget(menu)
    entries = [menu.addAction(f"Entry {number}") for number in range(80)]
    menu.popup(qapp.primaryScreen().availableGeometry().topLeft())
    with qtbot.waitExposed(menu):
        pass
    assert menu.height() <= qapp.primaryScreen().geometry().height(), "the rest is scrolled to"
    assert len({menu.actionGeometry(entry).left() for entry in entries}) == 1
    picture = menu.grab().toImage()
    right, bottom = picture.width() - 1, picture.height() - 1
    corners = {picture.pixelColor(x, y).name() for x in (0, right) for y in (0, bottom)}
    assert corners == {QColor(DARK.line).name()}
