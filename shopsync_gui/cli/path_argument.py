"""The value of an option that names a file or a folder; every command's parser knows it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from shopsync_gui.core.text import _


def path(text: str) -> Path:
    """The whole path of a file or folder; ~ is the user's own folder, as in a shell."""
    if not text.strip():
        raise argparse.ArgumentTypeError(_("it is empty"))
    if text == "-":
        raise argparse.ArgumentTypeError(_("“{text}” is not the name of a file").format(text=text))
    typed = Path(text)
    try:
        return typed.expanduser().absolute()
    except RuntimeError:  # nobody has the name after the ~
        return typed.absolute()


def file_or_folder(text: str) -> str:
    """The whole path as text, which keeps the separator at its end: it says that a folder is meant."""
    whole = str(path(text))
    return os.path.join(whole, "") if text.endswith(("/", os.sep)) else whole
