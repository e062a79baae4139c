"""The names of the user as whom the program runs, and of the computer."""

from __future__ import annotations


def user_name() -> str:
    """The name by which the system knows the user; a dash where it knows none."""
    import getpass  # seldom needed, and it brings the terminal's modules

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "–"


def computer_name() -> str:
    """The name by which others know the computer; a dash where it has none."""
    import platform  # seldom needed, as above

    return platform.node() or "–"
