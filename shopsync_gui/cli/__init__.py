"""The program without a window: the same jobs as commands; never imports Qt."""

from shopsync_gui.cli.entry import main

__all__ = ["main"]
