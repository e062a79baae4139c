"""JSON that stands between remarks, as a notice of PHP or a page around it."""

from __future__ import annotations

import re

import msgspec

_BRACKET = re.compile(rb"[\[{]")
#: Brackets within words: [<a href='function.x'>function.x</a>], {closure}.
_ASIDE = re.compile(rb"\[[^\[\]{}\"\n]*\]|\{[^\[\]{}\"\n]*\}")
#: So many brackets may stand aside before the data; each is looked at.
_MOST_ASIDE = 200


def without_remarks(body: bytes) -> bytes | None:
    """The JSON between remarks that a service put before or after it; None where there is none.

    It begins at the first bracket that is not closed within words, as links to a manual are, and is
    whole, so that a piece of a longer list is never taken for the list.
    """
    start = min((at for at in (body.find(b"["), body.find(b"{")) if at >= 0), default=-1)
    end = max(body.rfind(b"]"), body.rfind(b"}")) + 1
    for _number in range(_MOST_ASIDE):
        aside = _ASIDE.match(body, start) if start >= 0 else None
        if aside is None or _is_json(aside[0]):
            break
        following = _BRACKET.search(body, aside.end())
        start = following.start() if following else -1
    inner = body[start:end]
    if start < 0 or len(inner) in (0, len(body)) or not _is_json(inner):
        return None
    return inner


def _is_json(body: bytes) -> bool:
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except (ValueError, RecursionError):
        return False
    return True
