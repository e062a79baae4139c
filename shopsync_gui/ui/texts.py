"""Keeps foreign texts plain where Qt would look for mark-up in them."""

from __future__ import annotations


def tooltip(text: str) -> str:
    """The text as a tooltip that shows every character as it is."""
    if "<" not in text:
        return text
    from html import escape

    return f"<span>{escape(text)}</span>"
