"""How wide the columns of a plain table are: numbers as wide as the widest, the rest by the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QFontMetrics


def widest(texts: Iterable[str], metrics: QFontMetrics) -> int:
    """The pixels that the widest of these texts takes."""
    return max((metrics.horizontalAdvance(text) for text in set(texts)), default=0)


def shared_out(
    room: int, columns: Mapping[int, tuple[int, int, int]], stretch: int
) -> dict[int, int]:
    """The widths that fill `room`, of columns given as their least width, their width, and `spare`.

    What is left over goes to the column `stretch`; where the least widths have no room, spare
    columns are left out, then all of them get narrower.
    """
    shown = dict(columns)
    for place in sorted(columns, key=lambda place: -columns[place][2]):
        if columns[place][2] and sum(least for least, _width, _spare in shown.values()) > room:
            del shown[place]
    least = {place: share[0] for place, share in shown.items()}
    missing = {place: share[1] - share[0] for place, share in shown.items()}
    total, growth = sum(least.values()), sum(missing.values())
    if total > room:
        widths = {place: width * room // total for place, width in least.items()}
    else:
        part = min(1.0, (room - total) / growth) if growth else 0.0
        widths = {place: least[place] + int(missing[place] * part) for place in shown}
    if shown:
        widths[stretch if stretch in shown else max(shown)] += room - sum(widths.values())
    return widths
