"""The contrast of colours, by the rule of the Web Content Accessibility Guidelines."""

from __future__ import annotations

_LIGHT, _DARK = "#ffffff", "#10151d"
#: What white keeps on a colour with at least this contrast.
_ENOUGH = 4.0


def readable_on(color: str) -> str:
    """White or nearly black, whichever is easier to read on a colour, #rrggbb; white where both are."""
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return _LIGHT if 1.05 / (luminance + 0.05) >= _ENOUGH else _DARK
