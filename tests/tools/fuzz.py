"""Mutated input of every kind, for so many minutes; a seed that breaks an invariant is printed."""

from __future__ import annotations

import argparse
import faulthandler
import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.parallel import memory_folder
from tests.sync.world import Killed
from tests.tools.fuzzing import answers, archives, commands, search, settings

#: What is mutated, and the function that tries one seed of it in an empty folder.
KINDS: dict[str, Callable[[int, Path], None]] = {
    "answers": answers.play,
    "settings": settings.play,
    "commands": commands.play,
    "search": search.play,
    "archives": archives.play,
}
#: Seconds after which a case has hung; where it did is printed, and the program ends.
_LONGEST = 300


def play(kind: str, seed: int) -> str | None:
    """Try one seed; what it broke."""
    logging.disable(logging.CRITICAL)
    faulthandler.dump_traceback_later(_LONGEST, exit=True)
    try:
        with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
            KINDS[kind](seed, Path(folder))
    except (Exception, Killed) as error:
        return f"{kind}, seed {seed}: {type(error).__name__}: {error}"
    finally:
        faulthandler.cancel_dump_traceback_later()
    return None


def main(arguments: list[str]) -> int:
    """Fuzz for so many minutes; 1 if anything broke."""
    parser = argparse.ArgumentParser(prog="python dev.py fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="for all kinds together")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only these; else every one")
    parser.add_argument("--seed", type=int, default=None, help="the first seed")
    parser.add_argument(
        "--count", type=int, default=None, help="so many seeds of each kind instead"
    )
    options = parser.parse_args(arguments)
    # No keyring of the user is asked.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    first = random.SystemRandom().randrange(10**9) if options.seed is None else options.seed
    kinds = options.kind or list(KINDS)
    failed = 0
    for kind in kinds:
        end = time.monotonic() + options.minutes * 60 / len(kinds)
        seed, broken = first, 0
        while time.monotonic() < end if options.count is None else seed < first + options.count:
            if told := play(kind, seed):
                broken += 1
                print(told, flush=True)
            seed += 1
        print(f"{kind}: {seed - first - broken} passed, {broken} failed (seeds from {first})")
        failed += broken
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
