"""The shape of what is fuzzed by bytes: a harness that a blind and a guided machine both feed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import NamedTuple

#: Seconds of the processor that a content of at most `mutations.LONGEST` bytes may take.
_MOST_SECONDS = 4.0


class Reader(NamedTuple):
    """Something that reads what comes from outside.

    `check` feeds it bytes and asserts what has to hold of any; `samples` are what a machine begins
    with, and `vary` turns one content into another.
    """

    check: Callable[[bytes], None]
    samples: Callable[[], list[bytes]]
    vary: Callable[[bytes, random.Random], bytes]

    def tried(self, content: bytes) -> None:
        """Check a content, and that it takes no long time. Raises what it breaks."""
        began = time.thread_time()
        self.check(content)
        took = time.thread_time() - began
        assert took < _MOST_SECONDS, f"took {took:.1f} s for {len(content)} bytes"
