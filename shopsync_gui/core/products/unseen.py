"""Texts with a name for each sign in them that nobody sees."""

from __future__ import annotations

import re
import unicodedata

from shopsync_gui.core.catalogue import UNSEEN

#: What those call them who search for the cause.
_NAMES = {
    "\u00a0": "NBSP", "\u00ad": "SHY", "\u034f": "CGJ", "\u061c": "ALM", "\u2007": "FIGSP",
    "\u2009": "THINSP", "\u200a": "HAIRSP", "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ",
    "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF",
    "\u202d": "LRO", "\u202e": "RLO", "\u202f": "NNBSP", "\u2060": "WJ", "\u2066": "LRI",
    "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\u3000": "IDSP", "\ufeff": "BOM",
    "\t": "TAB", "\n": "LF", "\r": "CR",
}  # fmt: skip
_SPACES = re.compile(r"[^\S ]")


def with_signs_named(text: str) -> str:
    """The text with ⟨names⟩ in place of what has no shape, and of marks that stand apart.

    An outer or double space becomes ␣.
    """
    if text.strip() != text or "  " in text:
        text = text.replace(" ", "␣")
    if text.isascii() and text.isprintable():
        return text
    parts = re.sub(UNSEEN, lambda sign: _named(sign[0]), text)
    parts = _SPACES.sub(lambda sign: _named(sign[0]), parts)
    if unicodedata.normalize("NFC", parts) != parts:
        parts = "".join(_named(c) if unicodedata.combining(c) else c for c in parts)
    return "".join(_named(c) if unicodedata.category(c)[0] == "C" else c for c in parts)


def _named(sign: str) -> str:
    return f"⟨{_NAMES.get(sign) or f'U+{ord(sign):04X}'}⟩"
