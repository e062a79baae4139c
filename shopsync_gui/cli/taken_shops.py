"""Waiting for another program that is at work with a shop."""

from __future__ import annotations

from time import monotonic

#: Seconds between two tries of a job that waits.
TRY_EVERY = 0.5


class TakenShops:
    """Shops on which another program works: a job of such a shop is tried again for `wait` seconds."""

    def __init__(self, wait: int) -> None:
        self._wait = wait
        self._until: dict[int, float] = {}

    def is_tried_again(self, shop: int) -> bool:
        """Whether the shop's job, which was refused just now, is to be tried once more."""
        return monotonic() < self._until.setdefault(shop, monotonic() + self._wait)
