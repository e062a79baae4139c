"""Mutated input of every kind, for so many minutes; what breaks an invariant is printed.

Kinds that read bytes are fed by libFuzzer where atheris is installed: what reaches new code is mutated
further. Where it is not, and for kinds that play whole jobs, mutations are drawn by seeds.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib.util
import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.parallel import memory_folder
from tests.sync.world import Killed
from tests.tools.fuzzing import answers, archives, commands, search, settings
from tests.tools.fuzzing.cases import cases, keep
from tests.tools.fuzzing.guidance import guided
from tests.tools.fuzzing.readers import READERS, blind

#: What is mutated, and the function that tries one seed of it in an empty folder.
KINDS: dict[str, Callable[[int, Path], None]] = {
    "answers": answers.play,
    "settings": settings.play,
    "commands": commands.play,
    "search": search.play,
    "archives": archives.play,
    **{name: partial(blind, name) for name in READERS},
}
#: Seconds after which a case has hung; where it did is printed, and the program ends.
_LONGEST = 300
_NO_GUIDANCE = (
    "Nothing guides the mutations: atheris is not installed, so they are drawn by seeds alone.\n"
    "  .venv/bin/python -m pip install --require-hashes -r requirements/fuzz.txt   (Linux, Python 3.11)"
)


def play(kind: str, seed: int) -> str | None:
    """Try one seed; what it broke."""
    return _tried(f"{kind}, seed {seed}", partial(KINDS[kind], seed))


def play_case(kind: str, content: bytes) -> str | None:
    """Try a content that a reader once broke at; what it breaks now."""
    return _tried(f"{kind}, {content[:200]!r}", lambda _folder: READERS[kind].tried(content))


def _tried(what: str, case: Callable[[Path], None]) -> str | None:
    logging.disable(logging.CRITICAL)
    faulthandler.dump_traceback_later(_LONGEST, exit=True)
    try:
        with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
            case(Path(folder))
    except (Exception, Killed) as error:
        return f"{what}: {type(error).__name__}: {error}"
    finally:
        faulthandler.cancel_dump_traceback_later()
    return None


def _drawn(kind: str, first: int, seconds: float, count: int | None) -> int:
    """Try seeds for so long, or so many; how many broke."""
    end = time.monotonic() + seconds
    seed, broken = first, 0
    while time.monotonic() < end if count is None else seed < first + count:
        if told := play(kind, seed):
            broken += 1
            print(told, flush=True)
        seed += 1
    print(
        f"{kind}: {seed - first - broken} passed, {broken} failed (seeds from {first})", flush=True
    )
    return broken


def _guided(kind: str, seconds: float) -> int:
    """Have libFuzzer look for so long; how many places broke."""
    found = guided(READERS[kind], kind, cases(kind), seconds)
    for content, told in found.broken:
        print(f"{kind}: {told}\n  {keep(kind, content)}", flush=True)
    print(
        f"{kind}: {found.executions} contents, {found.coverage} branches and {found.features} features"
        f" reached, {found.kept} contents kept, {len(found.broken)} failed",
        flush=True,
    )
    return len(found.broken)


def main(arguments: Sequence[str]) -> int:
    """Fuzz for so many minutes; 1 if anything broke."""
    parser = argparse.ArgumentParser(prog="python dev.py fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="for all kinds together")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only these; else every one")
    parser.add_argument("--seed", type=int, default=None, help="the first seed; nothing is guided")
    parser.add_argument(
        "--count", type=int, default=None, help="so many seeds of each kind instead; likewise"
    )
    options = parser.parse_args(arguments)
    # No keyring of the user is asked.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    first = random.SystemRandom().randrange(10**9) if options.seed is None else options.seed
    kinds = options.kind or list(KINDS)
    by_seeds = options.seed is not None or options.count is not None
    can_guide = importlib.util.find_spec("atheris") is not None
    if not by_seeds and not can_guide and READERS.keys() & set(kinds):
        print(_NO_GUIDANCE, file=sys.stderr)
    failed = 0
    for kind in kinds:
        seconds = options.minutes * 60 / len(kinds)
        if kind in READERS and can_guide and not by_seeds:
            failed += _guided(kind, seconds)
        else:
            failed += _drawn(kind, first, seconds, options.count)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
