"""The program without a window: the same jobs as commands; never imports Qt."""

from __future__ import annotations

import gc

try:
    import signal

    from shopsync_gui.system.stop_handler import StopHandler, interrupt
except KeyboardInterrupt:  # while this is imported, for which it needs several modules
    import signal

    from shopsync_gui.system.stop_handler import StopHandler, interrupt

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
    traceback. One handler hears all of them to the end, so that a second signal which repeats the
    first does not break the end off, wherever that is. When all is said, none is heard any more.
    """
    gc.disable()  # until everything is imported
    handler = StopHandler(then=lambda: None)
    unheard = (signal.default_int_handler, signal.SIG_DFL)
    numbers = [number for number in _STOPS if signal.getsignal(number) in unheard]
    for number in numbers:
        signal.signal(number, handler)
    from shopsync_gui.cli.entry import main as carry_out

    def begin() -> None:
        handler.then = interrupt
        if handler.has_heard or _INTERRUPTED:
            raise KeyboardInterrupt

    try:
        return carry_out(begin=begin)
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        gc.freeze()
