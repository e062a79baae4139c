"""The tone of a message: how good or bad it is."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """The window has a colour for each, under the same name."""

    GOOD = "good"
    #: Something happens; that is neither good nor bad.
    ACCENT = "accent"
    #: As ordinary as any other text.
    PLAIN = "plain"
    #: Less worth reading than what stands beside it.
    MUTED = "muted"
    #: To be noticed before it goes wrong.
    WARNING = "warning"
    BAD = "bad"
