"""The word of a colleague's run on how the two sides of a shop stand."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The word of the run that `who` (a member on a computer) had end at `at`, by that one's clock.

    `told` tells it from every other one. `equal`: it found the two sides equal; else `differing` are
    the products that it took back, 0 where that is not known. A colleague's last proof and last sync
    were at `proven_at` and `synced_at`; the proof was of `proven_count` products, None where that is not known.
    """

    who: str
    told: str
    equal: bool
    at: datetime
    differing: int = 0
    proven_at: datetime | None = None
    proven_count: int | None = None
    synced_at: datetime | None = None
