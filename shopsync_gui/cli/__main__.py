"""The command `shopsync`; in a frozen program it also starts the sandbox in a child process."""

from __future__ import annotations

import gc
import sys


def run() -> int:
    """Carry out the command line and return its exit code."""
    if sys.argv[1:2] == ["--sandbox"]:
        from shopsync_gui.sandbox.__main__ import main as sandbox

        return sandbox(sys.argv[2:])
    gc.disable()  # until everything is imported; `main` enables it
    from shopsync_gui.cli.entry import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
