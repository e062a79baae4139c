"""A port of this computer where nothing listens, for servers of a test and for refusals."""

from __future__ import annotations

import socket


def free_port() -> int:
    """One that the system has just given back."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
