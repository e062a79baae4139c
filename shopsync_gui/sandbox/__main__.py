"""Run a sandbox from the command line: one JSON line when it answers, then until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shopsync_gui.sandbox.clock import SHOP_ZONE
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.sandbox.manners import LIST, MANNERS
from shopsync_gui.sandbox.named_faults import FAULTS
from shopsync_gui.sandbox.server import DEFAULT_LIFETIME, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence


def parser() -> argparse.ArgumentParser:
    """The options of the sandbox as a program of its own; `shopsync sandbox` has some of them."""
    faults = "\n".join(f"  {name:20} {text}" for name, text in FAULTS.items())
    made = argparse.ArgumentParser(
        prog="python -m shopsync_gui.sandbox",
        description="A Shoprenter shop and a SalesAutopilot account to play with, on 127.0.0.1.",
        epilog=f"faults:\n{faults}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--port", type=_at_least_zero, default=0, metavar="N", help="0: any free one")
    made.add_argument("--products", type=_at_least_zero, default=1200, metavar="N")
    made.add_argument("--seed", type=int, default=1, metavar="N")
    made.add_argument(
        "--latency", type=_not_negative, default=0.0, metavar="MS", help="added to every answer"
    )
    made.add_argument(
        "--fault", action="append", default=[], choices=FAULTS, metavar="NAME", dest="faults"
    )
    made.add_argument(
        "--manner",
        action="append",
        default=[],
        choices=(LIST, *MANNERS),
        metavar="NAME",
        dest="manners",
        help=f"how the services behave where their contracts leave it open; {LIST}: name them all",
    )
    made.add_argument(
        "--awkward",
        action="store_true",
        help="70 products that touch every limit, and an account in use, instead of --products",
    )
    made.add_argument("--currency", choices=("HUF", "EUR", "USD"), default="HUF")
    made.add_argument("--heavy", action="store_true", help="pages as large as the real ones")
    made.add_argument(
        "--stop-on-eof", action="store_true", help="stop when standard input is closed"
    )
    made.add_argument("--config", type=_config, default={}, help=argparse.SUPPRESS)
    made.add_argument("--lifetime", type=_not_negative, default=DEFAULT_LIFETIME, metavar="SECONDS")
    return made


def _config(text: str) -> dict[str, Any]:
    values = dict(json.loads(text))
    return {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}


def _at_least_zero(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def _not_negative(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def _announce(endpoints: Endpoints) -> None:
    line = json.dumps(asdict(endpoints))
    if sys.stdout is None:  # a frozen program without a console
        os.write(1, f"{line}\n".encode())
    else:
        print(line, flush=True)


@contextmanager
def _stopped_by_signals(
    loop: asyncio.AbstractEventLoop, stop: Callable[[], None]
) -> Generator[None, None, None]:
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop)) for number in numbers
    ]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _stop_on_eof(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    def watch() -> None:
        with suppress(OSError):
            while os.read(0, 4096):
                pass
        with suppress(RuntimeError):  # the loop is closed already
            loop.call_soon_threadsafe(stop)

    threading.Thread(target=watch, name="stdin", daemon=True).start()


async def _run(options: argparse.Namespace) -> None:
    config = SandboxConfig(
        products=options.products,
        seed=options.seed,
        latency_ms=options.latency,
        faults=tuple(options.faults),
        manners=tuple(options.manners),
        catalogue="awkward" if options.awkward else "generated",
        currency=options.currency,
        heavy=options.heavy,
        epoch=datetime.now(SHOP_ZONE).replace(tzinfo=None, microsecond=0),
    )
    config = replace(config, **options.config)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    if options.stop_on_eof:
        _stop_on_eof(loop, stop.set)
    with _stopped_by_signals(loop, stop.set):
        await serve(config, options.port, _announce, stop=stop, lifetime=options.lifetime)


def manner_lines() -> list[str]:
    """The names of the manners, each with what it does."""
    return [f"{name:34} {manner.text}" for name, manner in MANNERS.items()]


def main(argv: Sequence[str] | None = None) -> int:
    """Run `shopsync sandbox` with these arguments; 0 when stopped, 1 when the port is taken.

    With `--manner list` the manners are printed instead.
    """
    options = parser().parse_args(argv)
    if LIST in options.manners:
        print("\n".join(manner_lines()))
        return 0
    try:
        asyncio.run(_run(options))
    except OSError as error:
        print(f"shopsync sandbox: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
