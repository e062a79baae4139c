"""The settings of an invented mail account, for stores and for the command line."""

from __future__ import annotations


def mail_settings(host: str = "localhost", **others: str) -> dict[str, str]:
    """By key, what a user types in; `others` are named by the last word of their keys."""
    values = {
        "host": host,
        "user": "bolt@example.com",
        "sender": "bolt@example.com",
        "recipients": "marketing@example.com",
    }
    return {f"mail.{name}": value for name, value in (values | others).items()}
