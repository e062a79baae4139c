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


def command() -> None:
    """Carry out the command line and end the process with its exit code."""
    code = run()
    from shopsync_gui.cli.exits import leave  # within `run` only, a signal is heard in time

    leave(code)


if __name__ == "__main__":
    command()
