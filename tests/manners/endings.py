"""How a story ends, what the account holds then, and what its receipts tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shopsync_gui.core.runs.reading_notes import ReadingNote
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.sandbox.account.records import SaCategory, SaProduct

_ODD = frozenset(
    {
        ReadingNote.CATEGORIES_LOST,
        ReadingNote.CATEGORIES_UNNAMED,
        ReadingNote.OTHER_LANGUAGE,
        ReadingNote.NET_IS_GROSS,
    }
)


class Outcome(StrEnum):
    """How the account stands at the end."""

    EQUAL = "equal"
    #: It keeps or shows values its own way; each is listed.
    KEPT_DIFFERENTLY = "kept differently"
    #: Some products could not be written, or not be read from the shop; each is listed.
    LEFT_OUT = "products left out"
    #: Some products were written, then it paused with the reason; it goes on when that is mended.
    PAUSES = "pauses"
    #: Nothing was written, and the reason was said.
    STOPS = "stops"


@dataclass(frozen=True)
class Ending:
    """The outcome and, in sorted words, what it is about: fields, or the title of the problem."""

    outcome: Outcome
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holding:
    """Everything that the account really holds."""

    products: dict[int, SaProduct]
    categories: dict[int, SaCategory]


def is_odd(receipt: RunReport) -> bool:
    """Whether a receipt says that the shop's own values are odd."""
    return bool(_ODD.intersection(receipt.reading_notes))


def told_by(receipt: RunReport) -> str:
    """The title of a receipt's problem, its brakes, or its state."""
    if receipt.problem is not None:
        return receipt.problem.title
    return ", ".join(sorted({str(brake.kind) for brake in receipt.brakes})) or str(receipt.state)
