"""The losses of a text that was written and read back: what an account made of it."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Numbered marks in a written name tell where a loss happened.
_MARK = "[{}]"


class _Piece(msgspec.Struct, frozen=True):
    """A piece between two marks, and the losses by which it may be shown otherwise."""

    text: str
    judge: Callable[[str], str]


def _ampersand(shown: str) -> str:
    if "&amp;" in shown:
        return "entities"
    return "" if "&" in shown and "+" in shown else "plus" if "&" in shown else "other"


def _quotes(shown: str) -> str:
    if "&quot;" in shown or "&#" in shown or "&amp;" in shown:
        return "entities"
    return "" if shown.lower() == '"x"' else "backslashed" if "\\" in shown else "quotes"


def _tags(shown: str) -> str:
    if "&" in shown:
        return "entities"
    return "" if shown.lower() == "<b>y</b>" else "tags" if shown.lower() == "y" else "angles"


def _spaces(shown: str) -> str:
    return "" if "  " in shown else "spaces"


def _apostrophe(shown: str) -> str:
    if "&" in shown:
        return "entities"
    if shown.count("\\") > 1:
        return "backslashed"
    if "'" not in shown:
        return "quotes"
    return "" if "\\" in shown else "backslashes"


def _long_vowels(shown: str) -> str:
    if "ő" in shown.lower() and "ű" in shown.lower():
        return ""
    folded = unicodedata.normalize("NFC", shown).lower()
    if "ő" in folded and "ű" in folded:
        return "composed"
    decoded = html.unescape(html.unescape(shown)).lower()
    return "encoded" if "ő" in decoded or "Å" in shown or "å" in shown else "accents"


def _hard_space(shown: str) -> str:
    return "" if "\u00a0" in html.unescape(shown) else "nbsp"


def _composition(shown: str) -> str:
    return "composed" if unicodedata.normalize("NFD", shown) != shown else ""


def _emoji(shown: str) -> str:
    return "" if "\U0001f381" in html.unescape(shown) else "emoji"


#: The pieces of a test product's name. The one with a combining accent is not in composed form.
_PIECES = (
    _Piece(" & +", _ampersand),
    _Piece('"x"', _quotes),
    _Piece("<b>y</b>", _tags),
    _Piece("dupla  szóköz", _spaces),
    _Piece("O'N\\", _apostrophe),
    _Piece("ő ű", _long_vowels),
    _Piece("a\u00a0b", _hard_space),
    _Piece("e\u0301", _composition),
    _Piece("\U0001f381", _emoji),
)
EMOJI = _PIECES[-1].text


def sample_name(head: str, length: int, *, emoji: bool = True) -> str:
    """A name of so many characters that begins with `head` and shows every loss by itself."""
    pieces = [_PIECES[0].text]
    for number, piece in enumerate(_PIECES[1:], 1):
        text = piece.text if emoji or piece.text != EMOJI else "-"
        pieces.append(f" {_MARK.format(number)} {text}")
    name = f"{head}{''.join(pieces)} {_MARK.format(len(_PIECES))} "
    digits = "".join(str(number % 10) for number in range(1, length + 1))
    return (name + digits)[:length]


def name_losses(sent: str, shown: str) -> tuple[str, ...]:
    """The losses of a `sample_name`, in words of the program; empty where it is shown as sent."""
    if shown == sent:
        return ()
    found = [*_whole_losses(sent, shown)]
    if "ampersand" not in found:
        found += (loss for loss in _piece_losses(sent, shown) if loss not in found)
    found += _cut(sent, shown) if "ampersand" not in found else ()
    return tuple(dict.fromkeys(found)) or ("other",)


def _whole_losses(sent: str, shown: str) -> Iterator[str]:
    letters = [c for c in shown if c.isalpha()]
    if letters and all(c.isupper() for c in letters if c.lower() != c.upper()):
        yield "capitals"
    head = sent.split("&", maxsplit=1)[0].rstrip()
    if shown.rstrip().lower() == head.lower() and len(sent) > len(head):
        yield "ampersand"


def _piece_losses(sent: str, shown: str) -> Iterator[str]:
    """The losses of the pieces that are shown with the mark behind them."""
    before = _start(shown)
    for number, piece in enumerate(_PIECES, 1):
        mark = _MARK.format(number)
        end = shown.find(mark, before)
        if end < 0:
            return
        if piece.text in sent and (loss := piece.judge(shown[before:end].strip(" "))):
            yield loss
        before = end + len(mark)


def _start(shown: str) -> int:
    """Find where the first piece begins: behind the head, which holds no ampersand."""
    first = shown.find("&")
    return max(0, first)


def _cut(sent: str, shown: str) -> Iterator[str]:
    """Tell where the text ends, if not where the sent one does."""
    last = shown.rfind("] ")
    number = len(_PIECES)
    if _MARK.format(number) not in shown:
        if EMOJI in sent and shown.rstrip().endswith(_MARK.format(number - 1)):
            yield "emoji"  # it ends where the emoji was
        elif last >= 0 or len(shown) < len(sent):
            yield _length(shown)
        return
    digits = shown[last + 2 :].strip()
    if len(digits) < len(sent[sent.rfind("] ") + 2 :]):
        yield _length(shown)


def _length(shown: str) -> str:
    usual = (32, 50, 64, 70, 80, 100, 128, 200, 250, 255, 256)
    size = len(shown.encode())
    if len(shown) not in usual and size in usual:
        return f"bytes {size}"
    return f"cut {len(shown)}"


def text_losses(sent: str, shown: str) -> tuple[str, ...]:
    """The losses of a short text: a SKU or the name of a category."""
    if shown == sent:
        return ()
    bare = html.unescape(html.unescape(shown))
    found: list[str] = []
    if bare != shown:
        signs = ("&amp;", "&quot;", "&lt;", "&gt;")
        found.append("entities" if any(sign in shown for sign in signs) else "encoded")
    if len(bare) < len(sent) and sent.lower().startswith(bare.rstrip().lower()):
        at_sign = sent[len(bare.rstrip()) :].lstrip()[:1] == "&"
        return (*found, "ampersand" if at_sign else _length(shown))
    found += _sign_losses(sent, bare)
    return tuple(dict.fromkeys(found)) or ("other",)


def _sign_losses(sent: str, shown: str) -> Iterator[str]:
    if "\\" in shown and "\\" not in sent:
        yield "backslashed"
    if shown.upper() == shown:
        yield "capitals"
    elif shown.lower() == shown and sent.lower() != sent:
        yield "lower"
    accents = {letter for letter in sent.lower() if letter.isalpha() and not letter.isascii()}
    if accents - set(shown.lower()):
        whole = accents <= set(unicodedata.normalize("NFC", shown).lower())
        yield "composed" if whole else "encoded" if "Ã" in shown or "Å" in shown else "accents"
    for sign, loss in (('"', "quotes"), ("/", "slash"), ("&", "signs")):
        if sign in sent and sign not in shown:
            yield loss
    if "&" in shown and "+" in sent and "+" not in shown:
        yield "plus"
    if sent.count(" ") > shown.count(" "):
        yield "spaces"
