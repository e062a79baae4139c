"""Bytes of a body, compressed or not, in any pieces: the same whole, or a refusal that ends in time."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import zlib
from collections.abc import AsyncIterator
from functools import cache

import httpx

from shopsync_gui.core.errors import AnswerTooLarge
from shopsync_gui.remote.account.notations import as_utf8, notation, several
from shopsync_gui.remote.minisign import BadSignature, verify
from shopsync_gui.remote.transport.bodies import BodyWriter
from shopsync_gui.remote.transport.decompression import MEGABYTE, take_in
from shopsync_gui.remote.transport.response import OutcomeUnknown, Response, Unreadable
from shopsync_gui.remote.transport.retry import retry_after
from tests.announcing import Key
from tests.remote.test_minisign import DATA, PUBLIC, SIGNATURE
from tests.tools.fuzzing.mutations import vary_text
from tests.tools.fuzzing.reader import Reader

_ENCODINGS = ("", "gzip", "identity", "x-gzip", "br", "deflate", "utf-8", "gzip, gzip", "none")
_ORDINARY = 4
_CAP = MEGABYTE
_PIECE, _MOST_PIECES = 7, 4000


def check(content: bytes) -> None:
    """The first byte chooses what the header says of the compression; the rest is the body."""
    encoding, body = _ENCODINGS[content[0] % len(_ENCODINGS)] if content else "", content[1:]
    outcomes = {_taken(body, encoding, len(body) or 1)}
    # Of an unheard-of compression the first piece decides whether it is text after all.
    if encoding in _ENCODINGS[:_ORDINARY] and len(body) < _MOST_PIECES * _PIECE:
        outcomes.add(_taken(body, encoding, _PIECE))
    assert len(outcomes) == 1, f"{encoding}: {outcomes}"
    _texts(content)
    _headers(content.decode("latin-1"))
    try:
        verify(DATA, content, (PUBLIC, _KEY.public))
    except BadSignature:
        return
    # All but the first line, which anybody may write, is what was signed.
    assert content.decode().splitlines()[2] == SIGNATURE.decode().splitlines()[2]


_KEY = Key()


class _Pieces(httpx.AsyncByteStream):
    def __init__(self, body: bytes, size: int) -> None:
        self._body, self._size = body, size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The body in pieces."""
        for start in range(0, len(self._body), self._size):
            yield self._body[start : start + self._size]


def _taken(body: bytes, encoding: str, size: int) -> bytes | str:
    """The body as it is taken in, or the name of the refusal."""
    headers = {"content-encoding": encoding} if encoding else {}
    response = httpx.Response(200, headers=headers, stream=_Pieces(body, size))
    writer, sizes = BodyWriter((), packs=False), [0]
    taking = take_in(response, writer, "Shoprenter", _CAP, sizes.append)
    try:
        asyncio.run(taking)
    except (AnswerTooLarge, OutcomeUnknown, Unreadable) as refusal:
        return type(refusal).__name__
    finally:
        assert max(sizes) <= _CAP
    whole = writer.body()
    assert isinstance(whole, bytes)
    return whole


def _texts(content: bytes) -> None:
    notation(content)
    for told in (
        "",
        "utf-16",
        "iso-8859-2",
        "x",
        "idna",
        "zlib",
        "punycode",
        "unicode_escape",
        "\0",
    ):
        as_utf8(content, told)
    rows = several(content)
    assert rows is None or len(rows) > 1


def _headers(text: str) -> None:
    value = "".join(letter for letter in text[:200] if letter.isprintable()).encode("latin-1")
    answer = Response(429, httpx.Headers([(b"retry-after", value), (b"date", value)]), b"")
    seconds = retry_after(answer)
    assert seconds is None or 0 <= seconds < 10**13
    Response(200, httpx.Headers([(b"content-type", value)]), b"").charset.encode()


@cache
def samples() -> list[bytes]:
    """Bodies with what their headers may say."""
    text = json.dumps([{"prod_id": 1, "name": "Kék cipő"}] * 3, ensure_ascii=False).encode()
    packed = gzip.compress(text, mtime=0)
    bodies = [
        text, packed, b"\xef\xbb\xbf" + packed, packed + packed, packed[:-4], zlib.compress(text),
        text.decode().encode("utf-16"), text.decode().encode("utf-32-be"), b"<html>", b"", b"\x1f\x8b",
        gzip.compress(bytes(3 * MEGABYTE), mtime=0), b'{"a":1}\n{"b":2}', b"Array\n(", b"a:1:{i:0;}",
    ]  # fmt: skip
    made = [bytes([number]) + body for number in range(3) for body in bodies]
    return [
        *made,
        SIGNATURE,
        b"120",
        b"Wed, 21 Oct 2026 07:28:00 GMT",
        b"Wed, 21 Oct 9999 07:28:00 -2359",
    ]


def vary(content: bytes, chance: random.Random) -> bytes:
    """Mutate bytes, or a text in them."""
    if chance.random() < 0.3:
        return vary_text(content, chance)
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(4):
            case 0 if at < len(changed):
                changed[at] = chance.randrange(256)
            case 1:
                changed[at:at] = chance.randbytes(chance.choice((1, 2, 8)))
            case 2:
                del changed[at : at + chance.choice((1, 2, 8))]
            case _:
                changed += changed[at : at + chance.choice((1, 8, 100))]
    return bytes(changed)


READER = Reader(check, samples, vary)
