"""A small canvas: polygons and ellipses on a plain ground, written as PNG."""

from __future__ import annotations

import itertools
import struct
import zlib
from math import cos, pi, sin, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Colour = tuple[int, int, int]
Point = tuple[float, float]


def mixed(colour: Colour, other: Colour, part: float) -> Colour:
    """The colour with so much of the other in it."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def ellipse(x: float, y: float, wide: float, high: float) -> list[Point]:
    """The outline of an ellipse around a point."""
    return [(x + wide * cos(a * pi / 24), y + high * sin(a * pi / 24)) for a in range(48)]


def box(left: float, top: float, right: float, bottom: float, radius: float = 0) -> list[Point]:
    """The outline of a rectangle with round corners."""
    corners = ((right, top, 18), (right, bottom, 0), (left, bottom, 6), (left, top, 12))
    outline: list[Point] = []
    for x, y, begin in corners:
        inner_x = x - radius if x == right else x + radius
        inner_y = y - radius if y == bottom else y + radius
        for step in range(7):
            angle = (begin + step) * pi / 12
            outline.append((inner_x + radius * cos(angle), inner_y + radius * sin(angle)))
    return outline


def line(*points: Point, width: float) -> list[list[Point]]:
    """A stroke through the points: a polygon for each part, and a disc at each point."""
    parts = [ellipse(x, y, width / 2, width / 2) for x, y in points]
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        length = sqrt((x2 - x1) ** 2 + (y2 - y1) ** 2) or 1.0
        dx, dy = (y2 - y1) * width / 2 / length, (x1 - x2) * width / 2 / length
        parts.append(
            [(x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)]
        )
    return parts


class Canvas:
    """A square of `side` pixels; what is drawn is measured in hundredths of it."""

    def __init__(self, side: int, ground: Colour) -> None:
        self._side = side
        self._rows = [bytearray(bytes(ground) * side) for _row in range(side)]

    def fill(self, outline: Sequence[Point], colour: Colour) -> None:
        """Fill a polygon; its left and right edges are smooth."""
        scale = self._side / 100
        points = [(x * scale, y * scale) for x, y in outline]
        edges = [
            (a, b) if a[1] < b[1] else (b, a)
            for a, b in zip(points, [*points[1:], points[0]], strict=True)
            if a[1] != b[1]
        ]
        if not edges:
            return
        first = max(0, int(min(a[1] for a, _b in edges)))
        last = min(self._side - 1, int(max(b[1] for _a, b in edges)))
        for y in range(first, last + 1):
            middle = y + 0.5
            cuts = sorted(
                a[0] + (middle - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
                for a, b in edges
                if a[1] <= middle < b[1]
            )
            for left, right in zip(cuts[::2], cuts[1::2], strict=False):
                self._span(self._rows[y], left, right, colour)

    def _span(self, row: bytearray, left: float, right: float, colour: Colour) -> None:
        left, right = max(0.0, left), min(float(self._side), right)
        begin, end = int(left) + (left > int(left)), int(right)
        if begin < end:
            row[3 * begin : 3 * end] = bytes(colour) * (end - begin)
        for x, part in ((begin - 1, begin - left), (end, right - end)):
            if part > 0 and 0 <= x < self._side and begin <= end:
                under = (row[3 * x], row[3 * x + 1], row[3 * x + 2])
                row[3 * x : 3 * x + 3] = bytes(mixed(under, colour, part))

    def png(self) -> bytes:
        """The picture as a file."""
        header = struct.pack(">IIBBBBB", self._side, self._side, 8, 2, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\0" + row for row in self._rows), 6)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            _chunks((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
        )


def _chunks(*chunks: tuple[bytes, bytes]) -> Iterator[bytes]:
    for kind, data in chunks:
        yield struct.pack(">I", len(data)) + kind + data
        yield struct.pack(">I", zlib.crc32(kind + data))
