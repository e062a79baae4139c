"""The notation of an account's answers: other encodings, rows without a list, and what is no JSON.

Contract "salesautopilot" 1 names JSON. What a PHP program may write by mistake around or instead of
it is read where that is certain; the rest is told by its name.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Where the zero bytes of wide characters stand: JSON and numbers begin with ASCII (RFC 4627, 3).
_ZEROS = (
    (re.compile(rb"[^\0]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[^\0]"), "utf-32-be"),
    (re.compile(rb"[^\0]\0([^\0]\0|\Z)", re.DOTALL), "utf-16-le"),
    (re.compile(rb"\0[^\0](\0[^\0]|\Z)", re.DOTALL), "utf-16-be"),
)
#: How a header tells UTF-8.
UTF8 = ("", "utf-8", "utf8")
_BETWEEN = re.compile(r"[\s\x1e]*")
#: Notations by how they begin, the first that fits; what none of them fits is text.
_NAMES = (
    ("XML", re.compile(r"<\?xml|<(list|response|products|items)\b", re.IGNORECASE)),
    ("PHP print_r", re.compile(r"Array\s*\(")),
    ("PHP var_export", re.compile(r"array\s*\(")),
    ("PHP serialize", re.compile(r"[aO]:\d+:[{\"]")),
    ("YAML", re.compile(r"(---|- \w+:|\w+:\s*\n)")),
    ("CSV", re.compile(r"\"?\w+\"?([;,\t])\"?\w+\"?(\1\"?\w+\"?)+\s*(\n|$)")),
    ("JavaScript", re.compile(r"[\[{]\s*(\{\s*)?('|[A-Za-z_]\w*\s*:)")),
)


#: Encodings that a header may tell; some that Python knows take hours for what is long.
_CHARSET = re.compile(
    r"(x-)?(iso|windows|cp|latin|us-|ascii|utf|ucs|koi|mac|big5|gb|euc|shift)[a-z0-9_-]{0,20}"
)


def as_utf8(body: bytes, told: str = "") -> bytes:
    """A body in UTF-8, also where its mark or its zero bytes tell UTF-16 or UTF-32.

    One that is no UTF-8 is in the encoding that its header `told`, if that is another one.
    """
    encoding = next((name for mark, name in _WIDE if body.startswith(mark)), None)
    encoding = encoding or next((name for zeros, name in _ZEROS if zeros.match(body)), None)
    if encoding is None and (told in UTF8 or not _CHARSET.fullmatch(told)):
        return body
    try:
        return (
            body if encoding is None and _is_utf8(body) else body.decode(encoding or told).encode()
        )
    except (LookupError, UnicodeError):
        return body


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def several(body: bytes) -> list[dict[str, Any]] | None:
    """Objects that stand one after the other, a line each or without anything between.

    None where there are fewer than two, or anything else stands among them.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    read, position, found = json.JSONDecoder().raw_decode, 0, []
    while between := _BETWEEN.match(text, position):
        if (position := between.end()) == len(text):
            break
        if text[position] != "{":
            return None
        try:
            piece, position = read(text, position)
        except (ValueError, RecursionError):
            return None
        found.append(piece)
    return found if len(found) > 1 else None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def notation(body: bytes) -> str:
    """Name the notation of a body that is no JSON; empty for none that is known."""
    if body.startswith((b"\x1f\x8b", b"x\x9c")):
        return "gzip"
    if body[:1] in (b"[", b"{") and not _is_utf8(body) and _is_json(body.decode("latin-1")):
        return "JSON, not in UTF-8"
    start = body[:400].decode("utf-8", "replace").lstrip()
    return next((name for name, pattern in _NAMES if pattern.match(start)), "")
