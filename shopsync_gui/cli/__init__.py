"""The program without a window: the same jobs as commands; never imports Qt."""

from __future__ import annotations

import gc
import signal


def main() -> int:
    """Carry out the command line of this process and return its exit code.

    Python looks for garbage neither while it imports, for all of that stays, nor at its end. Ctrl-C
    during the imports is heard after them: within one it would end the program with a traceback.
    """
    gc.disable()  # until everything is imported
    interrupts: list[int] = []
    is_heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_heard:
        signal.signal(signal.SIGINT, lambda number, _frame: interrupts.append(number))
    from shopsync_gui.cli.entry import main as carry_out

    def begin() -> None:
        if is_heard:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        if interrupts:
            raise KeyboardInterrupt

    try:
        return carry_out(begin=begin)
    finally:
        gc.freeze()
