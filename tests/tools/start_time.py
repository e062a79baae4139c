"""The start of the bundle beside the start from source: from the command to the filled grid on a screen.

python -m tests.tools.start_time BUNDLE          one JSON object; needs Xvfb

Both programs draw on a screen of their own, in memory, which is compared with how it looks in the end:
the grid is filled when nothing in it changes any more. Neither program is asked anything.
"""

from __future__ import annotations

import json
import mmap
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSettings

from shopsync_gui.system.paths import database_file
from tests.catalogues import fill

WIDTH, HEIGHT = 1280, 800
#: Pixels above the grid: what blinks there, such as a text cursor, does not count.
ABOVE = 260
PRODUCTS = 20_000
PAIRS = 7
#: Seconds without a change after which a screen is taken to look as it will.
_QUIET = 1.5
_LONGEST = 60.0
#: How many times the start from source the start of the bundle may take.
GOAL = 1.3


@dataclass(frozen=True)
class Screen:
    """An X server's screen, in a file that holds its pixels as they are now."""

    display: str
    pixels: mmap.mmap
    first: int
    row: int

    def grid(self) -> bytes:
        """The pixels from the grid's beginning on."""
        return self.pixels[self.first + ABOVE * self.row : self.first + HEIGHT * self.row]


@contextmanager
def screen() -> Iterator[Screen]:
    """A screen that ends with the context. Raises FileNotFoundError without Xvfb."""
    with tempfile.TemporaryDirectory() as folder:
        read, write = os.pipe()
        options = ("-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", folder, "-nolisten", "tcp")
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), *options],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        try:
            os.close(write)
            with os.fdopen(read) as told:
                number = told.readline().strip()
            with (Path(folder) / "Xvfb_screen0").open("rb") as file:
                pixels = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            # The head of a dump of X's: its own size, bytes of a row, number of colours.
            head, row, colours = struct.unpack_from(">I", pixels)[0], *_at(pixels, 48, 76)
            yield Screen(f":{number}", pixels, head + 12 * colours, row)
        finally:
            server.terminate()
            server.wait(10)


def _at(pixels: mmap.mmap, *offsets: int) -> list[int]:
    return [struct.unpack_from(">I", pixels, offset)[0] for offset in offsets]


def seconds_to_filled(command: Sequence[str], home: Path, xvfb: Screen) -> float:
    """Seconds from the start of a program to the last change of its grid. Raises TimeoutError."""
    environment = {
        **os.environ,
        "DISPLAY": xvfb.display,
        "QT_QPA_PLATFORM": "xcb",
        "SHOPSYNC_HOME": str(home),
    }
    started = changed = time.perf_counter()
    seen, drawn = xvfb.grid(), False
    program = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        while not drawn or time.perf_counter() - changed < _QUIET:
            now = time.perf_counter()
            if now - started > _LONGEST or program.poll() is not None:
                raise TimeoutError(f"{command[0]} drew nothing that stays")
            if (grid := xvfb.grid()) != seen:
                seen, changed, drawn = grid, now, True
            time.sleep(0.004)
    finally:
        program.kill()  # what it does at its end is not measured
        program.wait(20)
    return changed - started


def compare(bundle: Path, pairs: int = PAIRS) -> dict[str, float]:
    """Milliseconds of both starts, warm, the least of so many, and how they relate.

    What else a computer does makes some starts longer, and none shorter.
    """
    programs = {
        "bundle": [str(bundle / "shopsync-gui")],
        "source": [sys.executable, "-m", "shopsync_gui"],
    }
    took: dict[str, list[float]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder, screen() as xvfb:
        home = Path(folder)
        fill(database_file(home), PRODUCTS, pictures=0)
        memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
        memory.setValue("page", "pageProducts")
        memory.sync()
        for _ in range(pairs + 1):
            for name, command in programs.items():
                took[name].append(seconds_to_filled(command, home, xvfb))
    least = {name: min(each[1:]) for name, each in took.items()}
    return {
        **{f"{name}_ms": round(seconds * 1000) for name, seconds in least.items()},
        "ratio": round(least["bundle"] / least["source"], 2),
        "goal": GOAL,
    }


def main(arguments: list[str]) -> int:
    """Print what was measured; 1 where the bundle takes longer than it may."""
    if shutil.which("Xvfb") is None:
        print("Xvfb is not here.", file=sys.stderr)
        return 2
    told = compare(Path(arguments[0]).resolve())
    print(json.dumps(told, indent=2))
    return 1 if told["ratio"] > GOAL else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
