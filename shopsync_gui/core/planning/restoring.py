"""The value to write for an account to show a former one again, where it alters what it is given; pure.

What an account cuts, folds or rounds comes out the same when it is written once more. What it encodes
does not: there the value has to be written as it was before it was encoded.
"""

from __future__ import annotations

import html
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING

from shopsync_gui.core.products.mapping import fine, money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

#: Encodings that UTF-8 is mistaken for.
_TAKEN_FOR = ("latin-1", "cp1252", "iso-8859-2", "cp1250")


def restoring_text(former: str, written: str, shown: str) -> str | None:
    """The text to write for `former` to be shown, by what became of another one; None where there is none.

    Where nothing known makes `shown` of `written`, be it cut, the former text itself.
    """
    if written.strip() == shown.strip() != "" and written != shown:
        return former.strip()  # blanks that it shows around a text are not a part of it
    altered = not written.startswith(shown)
    known = [alter for alter in _ALTERING if altered and alter(written).startswith(shown)]
    if not known:
        return former
    for text in sources(former):
        if any(alter(text) == former for alter in known):
            return text
    return None


def restoring_net(former: Decimal, written: Decimal, shown: Decimal, vat: Decimal) -> Decimal:
    """The net price to write for `former` to be shown; the account may show prices with this VAT."""
    share = 1 + vat / 100
    if shown != money(written) and shown == money(written * share):
        return fine(former / share)
    return former


def sources(former: str) -> Iterator[str]:
    """The text itself, and what it may have been before it was altered."""
    yield former
    yield html.unescape(former)
    yield html.unescape(html.unescape(former))
    yield former.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\")
    for encoding in _TAKEN_FOR:
        with suppress(UnicodeError):
            yield former.encode(encoding).decode()


def _taken_for(encoding: str) -> Callable[[str], str]:
    return lambda text: text.encode().decode(encoding, "replace")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _slashed(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "'\"\\" else sign for sign in text)


def _with_entities(text: str) -> str:
    return html.escape(text).encode("ascii", "xmlcharrefreplace").decode()


#: What services that mishandle texts make of them, whole.
_ALTERING: tuple[Callable[[str], str], ...] = (
    html.escape,
    lambda text: html.escape(text, quote=False),
    lambda text: html.escape(html.escape(text)),
    _with_entities,
    _slashed,
    _plain,
    lambda text: text.encode("latin-1", "replace").decode("latin-1"),
    str.upper,
    str.lower,
    *map(_taken_for, _TAKEN_FOR),
)
