"""Mutations of JSON, texts and bytes; the same for a machine that draws blindly and for one that is guided."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from tests.tools.fuzzing.texts import odd_text

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**40, 0.1, -0.0, 1e308, "", " ", "0", "-1", "null",
    "27.0000", "1 900,00", "1e999", "a" * 5000, "\u0000", "\ud800", "\u202e", "<b>&amp;", "á́", [], [[]],
    {}, [None], {"id": None}, {"href": 5}, "2026-02-30T25:61:00", "9999-12-31",
)  # fmt: skip
_NESTED = "[" * 3000 + "]" * 3000
#: Values that only readers of payloads are fed, for a schedule's seed draws from those above.
_MORE: tuple[Any, ...] = (
    "9" * 5000, "1,5", "1.5", "²", "٣", "1_0", "1,900.00", "27%", "HUF (Ft)", "&amp;lt;&#0;&#55296;",
    "&#x110000;", "1;2", "1,2.5", "[1,2]", '{"id": 1}', 9223372036854775808, 0.27, "0000-00-00",
    "%2e%2e%2f", "%ED%A0%80", "../../x", "0001-01-01T00:00:00", "nincs kategorizálva", "x" * 70_000,
)  # fmt: skip
#: Stands for a value that is too deep for `json` to write.
_MARK = "a mark that is no value"
#: No mutated content is longer.
LONGEST = 200_000


# --- what a schedule's answers and options are mutated by: its seeds depend on every draw here ---------


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The same answer with one to three mutations."""
    for _ in range(chance.randint(1, 3)):
        content = chance.choice((_in_value, _in_value, _in_value, _in_bytes))(content, chance)
    return content


def _in_bytes(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    piece = chance.choice(
        (b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"{", b"]", b'"', b",", b"<html>")
    )
    kinds: tuple[Callable[[], bytes], ...] = (
        lambda: content[:at],
        lambda: content[:at] + piece + content[at:],
        lambda: content[:at] + content[at + 1 :],
        lambda: content + content,
        lambda: b"\xef\xbb\xbf" + content,
        lambda: _NESTED.encode(),
    )
    return chance.choice(kinds)()


def _in_value(content: bytes, chance: random.Random) -> bytes:
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return _in_bytes(content, chance)
    holder, key = _spot(tree, chance)
    if holder is None:
        return json.dumps(chance.choice(_VALUES)).encode()
    action = chance.random()
    if action < 0.2:
        del holder[key]
    elif action < 0.3 and isinstance(holder, list):
        holder.append(holder[key])
    elif action < 0.35 and isinstance(holder, list):
        chance.shuffle(holder)
    else:
        holder[key] = chance.choice(_VALUES)
    return json.dumps(tree).encode()


def _spot(tree: Any, chance: random.Random) -> tuple[Any, Any]:
    """A place in the tree: its holder and its key; None where there is none."""
    holder: Any = None
    key: Any = None
    while isinstance(tree, dict | list) and tree and chance.random() < 0.85:
        holder = tree
        key = chance.choice(list(tree)) if isinstance(tree, dict) else chance.randrange(len(tree))
        tree = holder[key]
    return holder, key


# --- what readers of bytes are fed -----------------------------------------------------------------


def vary_json(content: bytes, chance: random.Random, words: Sequence[str] = ()) -> bytes:
    """The content with a few mutations, most of them of a value or a key; `words` are likely texts."""
    for _ in range(chance.randint(1, 3)):
        kinds = (_in_value, _in_value, _in_bytes, _in_tree, _in_tree, _in_tree)
        kind = chance.choice(kinds)
        content = _in_tree(content, chance, words) if kind is _in_tree else kind(content, chance)
    return _grown(content, chance)


def _in_tree(content: bytes, chance: random.Random, words: Sequence[str] = ()) -> bytes:
    """A part of the tree under another key, in another place, wrapped, or with a text of any kind."""
    try:
        tree = json.loads(content)
        holder, key = _spot(tree, chance)
        if holder is None:
            return json.dumps({chance.choice(("data", "response", "items", "0")): tree}).encode()
        value = holder[key]
        match chance.randrange(7):
            case 0 if isinstance(holder, dict):
                name = chance.choice(words) if words and chance.random() < 0.8 else odd_text(chance)
                holder[name] = holder.pop(key)
            case 1:
                other, place = _spot(tree, chance)
                if other is not None:
                    holder[key] = json.loads(json.dumps(other[place]))
            case 2:
                holder[key] = chance.choice(([value], {"0": value}, {"id": value}, [value, value]))
            case 3:
                holder[key] = json.dumps(value)
            case 4:
                holder[key] = chance.choice(_MORE)
            case 5 if chance.random() < 0.3:
                holder[key] = _MARK
                begin, end = chance.choice((("[", "]"), ('{"a":', "}"), ('{"id":', "}")))
                times = chance.choice((8, 100, 450, 700, 950))
                nested = f'{begin * times}"5"{end * times}'
                return json.dumps(tree).replace(json.dumps(_MARK), nested).encode()
            case _:
                holder[key] = odd_text(chance, [*words, str(value)[:400]])
        return json.dumps(tree).encode()
    except (ValueError, RecursionError):
        return _in_bytes(content, chance)


def vary_text(content: bytes, chance: random.Random, words: Sequence[str] = ()) -> bytes:
    """The content as a text with pieces put in, taken out, doubled or exchanged."""
    text = content.decode("utf-8", "replace")
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 0, 1, 1, 2, 5, 30)))
        piece = chance.choice(
            (odd_text(chance, words), text[start:end] * 2, text[start:end].swapcase(), "")
        )
        text = text[:start] + piece + text[end:]
    return _grown(text.encode("utf-8", "replace"), chance)


def _grown(content: bytes, chance: random.Random) -> bytes:
    """The content; seldom with a piece of it so often that work beyond its length shows."""
    if content and chance.random() < 0.04:
        start = chance.randrange(len(content))
        piece = content[start : start + chance.choice((1, 1, 2, 5, 20))]
        times = chance.choice((50, 1000, 20_000, 60_000)) // len(piece)
        content = content[:start] + piece * times + content[start:]
    return content[:LONGEST]
