"""The speed goals as ratios, measured in one run: python dev.py bench [NAME ...] [--products N]."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench import (
    acts,
    beside_writer,
    catalogue,
    command,
    engine,
    filters,
    grid,
    letter,
    overview,
    shops,
    start,
    sync,
    team,
    window_peak,
    years,
)
from tests.bench.common import Options, Result, say

BENCHMARKS: dict[str, Callable[[Options], Result]] = {
    "search": catalogue.search,
    "filters": filters.filters,
    "landing": catalogue.landing,
    "scrolling": grid.scrolling,
    "opening": grid.opening,
    "overview": overview.overview,
    "actions": grid.actions,
    "memory": acts.memory,
    "engine": engine.engine,
    "engine_creating": engine.creating,
    "memory_of_the_window": start.memory,
    "window_peak": window_peak.window_peak,
    "search_beside_a_writer": beside_writer.beside_writer,
    "start": start.start,
    "command": command.command,
    "shops": shops.shops,
    "newsletter": letter.newsletter,
    "window_during_a_sync": sync.window_during_a_sync,
    "sync": sync.sync,
    "pull": sync.pull,
    "push": sync.push,
    "years": years.years,
    "team": team.team,
}


def main(arguments: list[str]) -> int:
    """Print one JSON object with the result of every benchmark asked for."""
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    options = parser.parse_args(arguments)
    names = options.names or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(
            f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}"
        )
    results = {}
    for name in names:
        say(f"measuring {name}")
        results[name] = BENCHMARKS[name](Options(options.products, options.large))
    sys.stdout.write(json.dumps(results, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
