"""The command line of the window."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui import __version__
from shopsync_gui.system.paths import HOME_VARIABLE, data_location

if TYPE_CHECKING:
    from collections.abc import Sequence

DEMO_PRODUCTS = 1200


class Options(msgspec.Struct, frozen=True):
    """The command line's options for the window."""

    demo: bool = False
    products: int = DEMO_PRODUCTS
    run: bool = False
    screenshot: Path | None = None
    hidden: bool = False


def parse(argv: Sequence[str]) -> Options:
    """Read the command line without the program's name; exits with 2 on a wrong one."""
    if not argv:
        return Options()
    parser = argparse.ArgumentParser(prog="shopsync-gui")
    parser.add_argument("--version", action="version", version=f"ShopSync {__version__}")
    parser.add_argument("--demo", action="store_true", help="with the sandbox shop, connected")
    parser.add_argument("--products", type=int, default=DEMO_PRODUCTS, help="of the sandbox shop")
    parser.add_argument("--run", action="store_true", help="do the main job by itself, then end")
    parser.add_argument("--hidden", action="store_true", help="in the tray, where there is one")
    parser.add_argument("--screenshot", type=Path, help="keep a picture of the end of --run")
    found = parser.parse_args(list(argv))
    return Options(
        demo=found.demo or found.run,
        products=found.products,
        run=found.run,
        screenshot=found.screenshot,
        hidden=found.hidden,
    )


def data_folder_of(options: Options) -> Path:
    """Return the path of the data folder, which is not made."""
    home = data_location()
    if options.demo and not os.environ.get(HOME_VARIABLE, "").strip():
        return home / "demo"
    return home
