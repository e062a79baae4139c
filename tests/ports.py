"""Ports of this computer: free ones for servers of a test, and one at which nothing ever listens."""

from __future__ import annotations

import atexit
import socket
from functools import cache


def free_port() -> int:
    """A port that the system has just given back, for a server that cannot choose its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def closed_port() -> int:
    """The port that refuses everybody: it is held as long as the tests run, so that no server gets it."""
    held = socket.socket()
    atexit.register(held.close)
    held.bind(("127.0.0.1", 0))
    return int(held.getsockname()[1])
