"""Letters in a browser, as wide as a desktop's mail and as a phone: nothing overlaps or sticks out."""

from __future__ import annotations

import re
from itertools import combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from PySide6.QtGui import QFontDatabase

from shopsync_gui.core.newsletter.letter import Layout
from shopsync_gui.core.newsletter.letter_sizes import PAGE, PHONE, picture_width
from shopsync_gui.letters.compiler import html_of
from shopsync_gui.ui.newsletter.letter_painter import LetterPainter
from tests.letters.browser import measured, needs_browser
from tests.letters.examples import letter

pytestmark = [needs_browser, pytest.mark.slow]

Box = list[float]
#: A letter of so many products, in this layout and at this width.
Opened = tuple[int, Layout, int]
#: Arial, and fonts of Linux whose letters are as wide.
_AS_WIDE = {"Arial", "Liberation Sans", "Nimbus Sans"}
_PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='{w}' height='{h}'/%3E"
)


def drawable(html: str) -> str:
    """The letter with pictures that need no network, of the size that their addresses promise.

    Its font is one whose letters are as wide as Arial's, under the names it has on Linux.
    """
    html = re.sub(r"\bArial\b", "Liberation Sans,Nimbus Sans,Arial", html)
    return re.sub(
        r'src="https://[^"]*/w(\d+)h(\d+)[^"]*"',
        lambda size: f'src="{_PICTURE.format(w=size[1], h=size[2])}"',
        html,
    )


def overlap(first: Box, second: Box) -> bool:
    return (
        min(first[2], second[2]) - max(first[0], second[0]) > 0.5
        and min(first[3], second[3]) - max(first[1], second[1]) > 0.5
    )


@pytest.fixture(scope="module")
def opened() -> dict[Opened, dict[str, Any]]:
    """What the browser, started once, says of letters in every layout and width."""
    kinds = [*product((7,), Layout, (PAGE, PHONE, 320)), *product((5,), Layout, (PAGE, PHONE))]
    pages = [
        (drawable(html_of(letter(count, layout=layout))), width) for count, layout, width in kinds
    ]
    with TemporaryDirectory() as folder:
        return dict(zip(kinds, measured(pages, Path(folder)), strict=True))


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("width", [PAGE, PHONE, 320])
def test_nothing_overlaps_and_nothing_is_wider_than_the_screen(
    layout: Layout, width: int, opened: dict[Opened, dict[str, Any]], qapp: object
) -> None:
    said = opened[7, layout, width]
    scrolled, inner = said["page"]
    assert inner == width
    assert scrolled <= width
    assert said["drawn"]
    for box in said["everything"]:
        assert box[0] >= -0.5
        assert box[2] <= width + 0.5
    for kind in ("cells", "pictures", "buttons"):
        assert not any(overlap(a, b) for a, b in combinations(said[kind], 2)), kind
    assert len(said["pictures"]) == len(said["buttons"]) == 7
    for number, picture in enumerate(said["pictures"], 1):
        ratio = 1.0 if number % 3 else 1.5
        across, high = picture[2] - picture[0], picture[3] - picture[1]
        assert across > 100
        assert high == pytest.approx(across * ratio, abs=1.5)
    if width == PAGE:
        if not _AS_WIDE.isdisjoint(QFontDatabase.families()):
            lines = {round(button[1]) for button in said["buttons"]}
            assert len(lines) == {1: 7, 2: 4, 3: 3}[layout.columns], "buttons stand in lines"
        widths = {round(p[2] - p[0]) for p in said["pictures"][1:]}
        assert widths == {picture_width(layout)}
    else:
        lefts = {round(cell[0]) for cell in said["cells"]}
        assert len(lefts) == 1, "columns stand below each other on a phone"


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("width", [PAGE, PHONE])
def test_the_preview_is_as_high_as_the_letter(
    layout: Layout, width: int, opened: dict[Opened, dict[str, Any]], qapp: object
) -> None:
    """The window paints its preview itself; the browser has the same measures."""
    said = opened[5, layout, width]
    painted = LetterPainter(letter(5, layout=layout), width, "#ffffff").size.height()
    assert painted == pytest.approx(said["paper"][3] - said["paper"][1], rel=0.03)


def test_columns_stand_beside_each_other_without_the_page_s_head(tmp_path: Path) -> None:
    """As after pasting into an editor that takes the body only."""
    html = re.sub(
        r"<head>.*</head>",
        "<head></head>",
        html_of(letter(3, layout=Layout.THREE)),
        flags=re.DOTALL,
    )
    (said,) = measured([(drawable(html), PAGE)], tmp_path)
    assert len({round(cell[0]) for cell in said["cells"]}) == 3
