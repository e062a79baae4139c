"""Redaction of a service's words: the secrets it may echo are taken out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from shopsync_gui.core.strings.secret_forms import secret_forms

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST_TEXT = 160
_SHORTEST_SECRET = 6
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


def without(body: bytes, secrets: Collection[str]) -> bytes:
    """The body with dots in place of every secret, plain or encoded.

    A service may echo what it was sent; nobody keeps, sends or shows that.
    """
    for secret in secrets:
        if len(secret) < _SHORTEST_SECRET:
            continue  # it may stand anywhere
        for form in _forms(secret):
            if form in body:
                body = body.replace(form, b"***")
    return body


def longest(secrets: Collection[str]) -> int:
    """Return the length of the longest form of these secrets, in bytes."""
    return max((len(form) for secret in secrets for form in _forms(secret)), default=0)


@lru_cache(maxsize=16)
def _forms(secret: str) -> tuple[bytes, ...]:
    return tuple(form.encode(errors="surrogatepass") for form in secret_forms(secret))


def shown(text: str, secrets: tuple[str, ...] = ()) -> str:
    """A service's words made safe to show and to log: short, one line, no secrets."""
    for secret in secrets:
        for form in secret_forms(secret) if len(secret) >= _SHORTEST_SECRET else (secret,):
            text = text.replace(form, "•••") if form else text
    line = _CONTROL.sub(" ", text).strip()
    return line if len(line) <= _MOST_TEXT else f"{line[:_MOST_TEXT]}…"
