"""The ways in which the list of products can be shown."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class ListView(StrEnum):
    """The views of the page of products."""

    COMPACT = "compact"
    PICTURES = "pictures"
    GALLERY = "gallery"


class RowShape(msgspec.Struct, frozen=True):
    """The measures of a row, in pixels; rows with two lines of text have a picture as well."""

    height: int
    two_lines: bool = False
    picture: int = 0


_SHAPES = {
    (False, False): RowShape(36),
    (False, True): RowShape(28),
    (True, False): RowShape(52, two_lines=True, picture=40),
    (True, True): RowShape(44, two_lines=True, picture=36),
}


def row_shape(view: ListView, *, dense: bool, pictures: bool) -> RowShape:
    """The rows of a view; `dense` ones are lower, and without `pictures` none has a place."""
    shape = _SHAPES[(view is not ListView.COMPACT, dense)]
    return shape if pictures else msgspec.structs.replace(shape, picture=0)
