"""One reader fed by libFuzzer, through atheris: what reaches new code is kept and mutated further.

A process of its own, because the code is instrumented as it is imported. What a content breaks is
printed as a line of JSON, each place once, and the search goes on.
"""

from __future__ import annotations

import json
import logging
import random
import sys
import traceback
from importlib import import_module
from types import ModuleType
from typing import Any

import atheris


def main(arguments: list[str]) -> None:
    """Feed the reader of a module until libFuzzer's options say that it is enough."""
    module, *options = arguments
    logging.disable(logging.CRITICAL)
    with atheris.instrument_imports(include=["shopsync_gui"]):
        read: ModuleType = import_module(f"tests.tools.fuzzing.{module}")
    reader: Any = read.READER
    seen: set[tuple[str, ...]] = set()

    def one(content: bytes) -> None:
        try:
            reader.tried(content)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            place = (type(error).__name__, *(f"{f.filename}:{f.lineno}" for f in frames[-2:]))
            if place not in seen:
                seen.add(place)
                told = f"{type(error).__name__}: {str(error)[:600]} ({place[-1]})"
                print(json.dumps({"content": content.hex(), "told": told}), flush=True)

    def mutate(content: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(content, most))
        return bytes(reader.vary(content, chance)[:most])

    atheris.Setup([sys.argv[0], *options], one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
