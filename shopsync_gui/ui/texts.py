"""Keeps foreign texts plain where Qt would look for mark-up in them."""

from __future__ import annotations

from html import escape


def tooltip(text: str) -> str:
    """The text as a tooltip that shows every character as it is."""
    return f"<span>{escape(text)}</span>" if "<" in text else text
