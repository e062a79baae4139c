"""What a service said, without the secrets it may echo."""

from __future__ import annotations

import base64
import html
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

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
    """How many bytes the longest form of these secrets takes."""
    return max((len(form) for secret in secrets for form in _forms(secret)), default=0)


@lru_cache(maxsize=16)
def _forms(secret: str) -> tuple[bytes, ...]:
    """A secret plain and encoded, the longest first: one may be a part of another."""
    raw = secret.encode()
    forms = {
        raw,
        quote(secret, safe="").encode(),
        base64.b64encode(raw),
        base64.b64encode(raw).rstrip(b"="),
        html.escape(secret).encode(),
        json.dumps(secret)[1:-1].encode(),
        json.dumps(secret).replace("/", "\\/")[1:-1].encode(),
        raw.hex().encode(),
    }
    return tuple(sorted(forms, key=len, reverse=True))


def shown(text: str, secrets: tuple[str, ...] = ()) -> str:
    """A service's words made safe to show and to log: short, one line, no secrets."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "•••")
    line = _CONTROL.sub(" ", text).strip()
    return line if len(line) <= _MOST_TEXT else f"{line[:_MOST_TEXT]}…"
