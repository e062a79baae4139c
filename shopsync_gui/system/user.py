"""The name of the user as whom the program runs."""

from __future__ import annotations


def user_name() -> str:
    """The name by which the system knows the user; a dash where it knows none."""
    import getpass  # seldom needed, and it brings the terminal's modules

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "–"
