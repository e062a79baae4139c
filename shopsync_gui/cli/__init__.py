"""The program without a window: the same jobs as commands; never imports Qt."""

from __future__ import annotations

import gc

try:
    import signal
except KeyboardInterrupt:  # while this is imported, for which it needs several modules
    import signal

    _INTERRUPTED = True
else:
    _INTERRUPTED = False

#: Signals that cancel a command: Ctrl-C, the system's wish, and a terminal that is closed.
_STOPS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


def main() -> int:
    """Carry out the command line of this process and return its exit code.

    Python looks for garbage neither while it imports, for all of that stays, nor at its end. A
    signal during the imports is heard after them: within one it would end the program with a
    traceback. At the end, when all is said, none is heard any more.
    """
    gc.disable()  # until everything is imported
    stops: list[int] = []
    unheard = (signal.default_int_handler, signal.SIG_DFL)
    numbers = [number for number in _STOPS if signal.getsignal(number) in unheard]
    for number in numbers:
        signal.signal(number, lambda number, _frame: stops.append(number))
    from shopsync_gui.cli.entry import main as carry_out

    def begin() -> None:
        for number in numbers:
            signal.signal(number, signal.default_int_handler)
        if stops or _INTERRUPTED:
            raise KeyboardInterrupt

    try:
        return carry_out(begin=begin)
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        gc.freeze()
