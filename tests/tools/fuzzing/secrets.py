"""Secrets in whatever a service says or a log notes: none is left, plain or encoded."""

from __future__ import annotations

import base64
import html
import json
import logging
import random
from functools import cache
from urllib.parse import quote, quote_plus

from shopsync_gui.remote.transport.bodies import BodyWriter, LongBody
from shopsync_gui.remote.transport.redaction import shown, without
from shopsync_gui.system.logs import RedactingFormatter, hidden, hide, redact
from tests.tools.fuzzing.mutations import vary_text
from tests.tools.fuzzing.reader import Reader

_WORDS = (
    "Authorization: Basic ", "password=", "://u:", "@host/", "client_secret", "\\u00", "&amp;", "%", "+", '"', "'", "/",
    "Bearer ", "\\", "é", "ő", "***", "[…]", "canary-secret", "token: ", "{", "}", "\r\n", "==", "\x7f",
)  # fmt: skip
_FORMATTER = RedactingFormatter("%(message)s")
#: Shorter ones may stand anywhere.
_SHORTEST = 8


def check(content: bytes) -> None:
    """The first line is a secret, the rest what stands around it."""
    text = content.decode("utf-8", "replace")
    secret, _, rest = text.partition("\n")
    if not _SHORTEST <= len(secret) <= 300 or len(set(secret)) < 5:
        return
    half = len(rest) // 2
    before, after = rest[:half], rest[half:]
    for form in forms_of(secret):
        if form not in before + "\n" + after:
            _answered(f"{before}{form}{after}", secret, form)
            _logged(f"{before} {form} {after}", secret, form)


def forms_of(secret: str) -> set[str]:
    """How a service that got a secret, or a traceback that held it, may write it."""
    raw = secret.encode()
    numbered = "".join(f"&#{ord(letter)};" if letter in "&<>\"'" else letter for letter in secret)
    percent = quote(secret, safe="")
    return {
        secret,
        percent,
        _small_hex(percent),
        quote(secret),
        quote_plus(secret),
        _small_hex(quote_plus(secret)),
        base64.b64encode(raw).decode(),
        base64.b64encode(raw).decode().rstrip("="),
        base64.urlsafe_b64encode(raw).decode(),
        html.escape(secret),
        html.escape(secret, quote=False),
        numbered,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(secret).replace("/", "\\/")[1:-1],
        repr(secret)[1:-1],
        repr(raw)[2:-1],
        raw.hex(),
        raw.hex().upper(),
    }


def _small_hex(quoted: str) -> str:
    parts = quoted.split("%")
    return "%".join([parts[0], *(part[:2].lower() + part[2:] for part in parts[1:])])


def _answered(text: str, secret: str, form: str) -> None:
    body = text.encode()
    assert form.encode() not in without(body, (secret,)), f"{form!r} of {secret!r} in an answer"
    writer = BodyWriter((secret,), packs=True)
    for start in range(0, len(body), 11):
        writer.write(body[start : start + 11])
    kept = writer.body()
    whole = b"".join(kept) if isinstance(kept, LongBody) else kept
    assert form.encode() not in whole, f"{form!r} of {secret!r} in a body"
    line = shown(text, (secret,))
    assert form not in line, f"{form!r} of {secret!r} is shown"
    assert "\n" not in line


def _logged(text: str, secret: str, form: str) -> None:
    before = set(hidden)
    hide(secret)
    try:
        assert form not in redact(text), f"{form!r} of {secret!r} in a log"
        record = logging.LogRecord("a", logging.INFO, "a.py", 1, "%s", (text,), None)
        line = _FORMATTER.format(record)
        assert form not in line, f"{form!r} of {secret!r} in a line"
        assert "\n" not in line
    finally:
        hidden.clear()
        hidden.update(before)


@cache
def samples() -> list[bytes]:
    """Secrets with letters that are encoded, in texts of services."""
    secrets = (
        "canary-secret-1", "Jelszó/é+1 2=&", "a\"b'c\\d<e>f", "p%40ss:w@rd/", "őűŐŰ€😀abc", "tok.en~_-abc",
    )  # fmt: skip
    return [f"{secret}\n{word} x {word}".encode() for secret in secrets for word in _WORDS]


def vary(content: bytes, chance: random.Random) -> bytes:
    """Mutate the secret or what is around it."""
    return vary_text(content, chance, _WORDS)


READER = Reader(check, samples, vary)
