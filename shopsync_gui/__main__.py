"""The start of the window; in a frozen program also that of the sandbox in a child process."""

from __future__ import annotations

import sys


def main() -> int:
    """The program's entry point; the exit code."""
    if sys.argv[1:2] == ["--sandbox"]:
        from shopsync_gui.sandbox.__main__ import main as sandbox

        return sandbox(sys.argv[2:])
    from shopsync_gui.app import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
