"""Reads of the shop without pauses and an account's whole pace at once, for tests that run in real time."""

from __future__ import annotations

from typing import Protocol

from shopsync_gui.remote.account import requests as account_requests
from shopsync_gui.remote.shop import requests as shop_requests
from shopsync_gui.remote.transport import retry
from shopsync_gui.remote.transport.pace import AdaptivePace, Pace


class Patch(Protocol):
    """What can put something in the place of an attribute: pytest's, or `ForGood`."""

    def setattr(self, target: object, name: str, value: object) -> None: ...


class ForGood:
    """A patch that nothing takes back: for a process of a test."""

    def setattr(self, target: object, name: str, value: object) -> None:
        setattr(target, name, value)


def quick_reads(patch: Patch) -> None:
    """Let requests to the shop follow each other, and be repeated, at once.

    Those to the account begin at the fastest pace that they may reach.
    """
    patch.setattr(shop_requests, "Pace", lambda _rate: Pace(1000))
    patch.setattr(account_requests, "AdaptivePace", lambda _start, most: AdaptivePace(most, most))
    patch.setattr(retry, "LONGEST_WAIT", 0.05)


def is_quick() -> bool:
    """Whether reads are without pauses in this process."""
    return vars(shop_requests)["Pace"] is not Pace or retry.LONGEST_WAIT < 1
