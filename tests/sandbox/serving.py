"""A sandbox on real sockets in a thread of the test: it starts at once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from queue import Queue

from shopsync_gui.sandbox.clock import SHOP_ZONE
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.sandbox.server import serve
from tests.patience import patient


class SandboxThread:
    """A running sandbox, whose clock is the real one; it ends with `stop()` or after its lifetime."""

    def __init__(self, config: SandboxConfig, *, port: int = 0, lifetime: float = 300.0) -> None:
        config = replace(config, epoch=datetime.now(SHOP_ZONE).replace(tzinfo=None, microsecond=0))
        ready: Queue[Endpoints] = Queue()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        serving = serve(config, port, ready.put, stop=self._stop, lifetime=lifetime)
        self._thread = threading.Thread(
            target=lambda: self._loop.run_until_complete(serving), name="sandbox", daemon=True
        )
        self._thread.start()
        self.endpoints = ready.get(timeout=patient(20))

    def __enter__(self) -> SandboxThread:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let every request wait until the block ends: what asks the sandbox is at work as long as that."""
        go_on = threading.Event()
        self._loop.call_soon_threadsafe(go_on.wait, patient(60))
        try:
            yield
        finally:
            go_on.set()

    def stop(self) -> None:
        """End it; nothing answers at its address any more."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(patient(20))
            self._loop.close()
