"""The program without a window: the same jobs as commands; never imports Qt."""

from __future__ import annotations

import gc


def main() -> int:
    """Carry out the command line of this process and return its exit code.

    Python looks for garbage neither while it imports, for all of that stays, nor at its end.
    """
    gc.disable()  # until everything is imported
    from shopsync_gui.cli.entry import main as carry_out

    try:
        return carry_out()
    finally:
        gc.freeze()
