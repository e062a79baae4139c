"""The command `shopsync`; in a frozen program it also starts the sandbox in a child process."""

from __future__ import annotations

import sys

from shopsync_gui.cli import main


def run() -> int:
    """Carry out the command line and return its exit code."""
    if sys.argv[1:2] == ["--sandbox"]:
        from shopsync_gui.sandbox.__main__ import main as sandbox

        return sandbox(sys.argv[2:])
    return main()


if __name__ == "__main__":
    sys.exit(run())
