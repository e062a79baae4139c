"""Texts that a spreadsheet would take for formulas, and run."""

from __future__ import annotations

#: Characters with which a spreadsheet begins a formula (CWE-1236).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def pasted(text: str) -> str:
    """A cell of copied rows: defused, and quoted where a spreadsheet would take its first quotation mark away."""
    cell = defused(text)
    if not cell.startswith('"'):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def defused(text: str) -> str:
    """A text as it is, or with an apostrophe where a spreadsheet would begin a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text.replace("\0", "")
