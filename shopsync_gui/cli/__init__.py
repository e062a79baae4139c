"""The program without a window: the same jobs as commands (design section 6); never imports Qt."""

from shopsync_gui.cli.entry import main

__all__ = ["main"]
