"""The pages of a shop that are left to read: whole ones of their own size, each product in one of them."""

from __future__ import annotations

import pytest

from shopsync_gui.sync.shop.page_ranges import PageRanges

Pages = list[tuple[int, int]]


def left(ranges: PageRanges, size: int) -> Pages:
    """All that is read with pages of at most this size."""
    found = []
    while (page := ranges.next(size)) is not None:
        found.append(page)
    return found


@pytest.mark.parametrize(
    ("count", "size", "landed", "pages"),
    [
        (0, 50, [], []),
        (50, 50, [], [(0, 50)]),
        (51, 50, [], [(0, 50), (50, 50)]),
        (200, 50, [(0, 50), (100, 50)], [(50, 50), (150, 50)]),
        (100, 50, [(0, 50), (50, 50)], []),
        # What landed in smaller pages leaves smaller ones, until a whole one fits again.
        (400, 200, [(0, 100)], [(100, 100), (200, 200)]),
        (400, 200, [(300, 100)], [(0, 200), (200, 100)]),
        (400, 200, [(100, 50)], [(0, 100), (150, 50), (200, 200)]),
        (300, 100, [(0, 25), (100, 100)], [(25, 25), (50, 50), (200, 100)]),
        # Of odd sizes, too: a single product that was found to be at fault.
        (100, 50, [(0, 5), (5, 1)], [(6, 1), (7, 1), (8, 1), (9, 1), (10, 5), (15, 5), (20, 5),
                                     (25, 25), (50, 50)]),
        (90, 30, [(0, 25)], [(25, 5), (30, 30), (60, 30)]),
        (98, 49, [(0, 7)], [*((start, 7) for start in range(7, 49, 7)), (49, 49)]),
    ],
)  # fmt: skip
def test_what_has_not_landed_is_read_in_whole_pages(
    count: int, size: int, landed: Pages, pages: Pages
) -> None:
    assert left(PageRanges(count, landed), size) == pages


@pytest.mark.parametrize(
    ("start", "size", "pieces"),
    [
        (100, 50, [(100, 25), (125, 25)]),
        (50, 25, [(start, 5) for start in range(50, 75, 5)]),
        (49, 49, [(start, 7) for start in range(49, 98, 7)]),
        (7, 7, [(start, 1) for start in range(7, 14)]),
        (3, 1, [(3, 1)]),
        # Nothing is read that is beyond the end, but for the first piece.
        (150, 50, [(150, 25)]),
        (150, 25, [(start, 5) for start in range(150, 175, 5)]),
        (170, 10, [(170, 5)]),
        (175, 25, [(175, 5)]),
    ],
)
def test_a_page_is_read_again_in_pieces_before_anything_else(
    start: int, size: int, pieces: Pages
) -> None:
    ranges = PageRanges(175, [(0, 150)])
    ranges.split(start, size)
    assert left(ranges, 50) == [*pieces, (150, 50)]


def test_the_size_may_change_on_the_way() -> None:
    ranges = PageRanges(300)
    pages = [ranges.next(size) for size in (100, 50, 100, 100, 25, 200)]
    assert pages == [(0, 100), (100, 50), (150, 50), (200, 100), None, None]
    assert ranges.end == 300


def test_one_page_more_is_read_where_the_last_one_was_full() -> None:
    ranges = PageRanges(100)
    assert left(ranges, 50) == [(0, 50), (50, 50)]
    ranges.extend()
    assert left(ranges, 50) == [(100, 50)]
    assert ranges.end == 150
    ranges.extend()
    assert left(ranges, 1) == [(150, 1)]
