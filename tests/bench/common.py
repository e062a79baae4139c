"""What the benchmarks share: sizes, percentiles, filled databases."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shopsync_gui.sandbox.shop.varied import VariedCatalogue
from tests.bench.kept_files import kept_file
from tests.catalogues import fill

Result = dict[str, Any]

#: Different pictures that the products of a catalogue share.
PICTURES = 400


@dataclass(frozen=True)
class Options:
    """How large the measured catalogues are."""

    products: int
    large: int


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all values do not exceed; 0 without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def ratio(measured: float, alternative: float) -> float:
    """How many times the alternative the measured value is."""
    return round(measured / alternative, 3)


def timed(work: Any) -> float:
    """Seconds that a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@cache
def folder() -> Path:
    """A folder for this run."""
    made = tempfile.TemporaryDirectory(prefix="shopsync-bench-")
    _kept.append(made)
    return Path(made.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []


@cache
def catalogue_file(products: int) -> Path:
    """A database with so many products. Not to be changed."""

    def make(path: Path) -> None:
        say(f"filling a catalogue of {products} products")
        fill(path, products, VariedCatalogue(1), pictures=PICTURES)

    return kept_file(f"{products}-products", make)


def peak_mb() -> int:
    """The most memory of this process so far, on Linux: what `getrusage` tells holds that of its parent, too."""
    status = Path("/proc/self/status").read_text("utf-8")
    return round(int(status.partition("VmHWM:")[2].split()[0]) / 1000)


def say(text: str) -> None:
    """Tell how far the benchmarks are, beside the result."""
    print(text, file=sys.stderr, flush=True)
