"""Texts that the system hands over as bytes: arguments and variables of the environment."""

from __future__ import annotations

import os


def as_utf8(text: str) -> str:
    """An argument or variable with its bytes read as UTF-8, whatever the locale takes them for.

    Raises UnicodeError where they are none.
    """
    if text.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in text):
        return text
    return os.fsencode(text).decode("utf-8")
