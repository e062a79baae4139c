"""An answer's body, decompressed as it comes, and given up as soon as it is too large."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx

from shopsync_gui.core.errors import AnswerTooLarge
from shopsync_gui.core.text import _
from shopsync_gui.remote.transport.response import OutcomeUnknown, Unreadable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from shopsync_gui.remote.transport.bodies import BodyWriter

MEGABYTE = 1 << 20
#: Most decompressed bytes of an ordinary answer.
PAGE_CAP = 32 * MEGABYTE
_GZIP = 31
#: So many bytes of an answer tell whether it is text.
_LOOK = 64
_GZIP_MARK = b"\x1f\x8b"
#: A mark of UTF-8 stands before what a program compresses itself.
_MARKED_GZIP = codecs.BOM_UTF8 + _GZIP_MARK
#: What an answer may say of its compression. Some name their characters there, or "none".
_ENCODINGS = ("", "identity", "gzip", "x-gzip")
#: How an answer begins that is told to be compressed and is not.
_JSON_BEGINNINGS = (b"[", b"{", b'"', b"<", *(b"%d" % digit for digit in range(10)))
#: Data that were compressed by more than so much, from so many bytes on, are none of a service.
_MOST_INFLATED, _SUSPICIOUS = 100, PAGE_CAP


async def take_in(
    response: httpx.Response,
    body: BodyWriter,
    service: str,
    cap: int,
    came: Callable[[int], None],
) -> None:
    """Decompress a body; never more than `cap` bytes are made of it.

    `came` is told after each piece how many bytes there are. Raises AnswerTooLarge, OutcomeUnknown,
    Unreadable.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    told = response.headers.get("content-length", "")
    if told.isascii() and told.isdecimal() and len(told) < 19 and int(told) > cap:
        raise AnswerTooLarge(service=service, megabytes=cap // MEGABYTE)
    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise TypeError("the transport of an asynchronous client gave a synchronous answer")
    # Not aiter_bytes(): it would inflate a whole piece before anybody can look at its size.
    unpacker = _Unpacker(encoding, service, cap)
    async with _closing(aiter(response.stream)) as chunks:
        async for chunk in chunks:
            body.write(unpacker.unpack(chunk))
            came(unpacker.size)
    unpacker.finish()


class _Unpacker:
    """The unpacking of one body, chunk by chunk, as far as it is compressed; `size` is what was made of it."""

    def __init__(self, encoding: str, service: str, cap: int) -> None:
        self._encoding = encoding
        self._service = service
        self._cap = cap
        self._inflater: zlib._Decompress | None = None
        self._sent = 0
        self.size = 0

    def unpack(self, chunk: bytes) -> bytes:
        """The bytes of one chunk. Raises AnswerTooLarge, Unreadable."""
        if not self._sent:
            chunk = self._begin(chunk)
        piece = chunk
        if self._inflater is not None:
            try:
                piece = self._inflater.decompress(chunk, self._cap - self.size + 1)
            except zlib.error:
                raise Unreadable(_("damaged compressed data")) from None
        self.size += len(piece)
        self._sent += len(chunk)
        is_bomb = self.size > _SUSPICIOUS and self.size > _MOST_INFLATED * self._sent
        if self.size > self._cap or is_bomb:
            raise AnswerTooLarge(service=self._service, megabytes=self._cap // MEGABYTE)
        return piece

    def _begin(self, chunk: bytes) -> bytes:
        """Tell by the first chunk whether the body is compressed; without a mark before what is."""
        if chunk.startswith(_MARKED_GZIP):
            chunk = chunk.removeprefix(codecs.BOM_UTF8)
        if _is_packed(chunk, told="gzip" in self._encoding):
            self._inflater = zlib.decompressobj(_GZIP)
        elif self._encoding not in _ENCODINGS and not _is_text(chunk):
            raise Unreadable(_("an unknown compression"))
        return chunk

    def finish(self) -> None:
        """Make sure that the body came to its end. Raises OutcomeUnknown."""
        if self._inflater is not None and self.size and not self._inflater.eof:
            raise OutcomeUnknown("the compressed answer has no end")


def _is_packed(beginning: bytes, *, told: bool) -> bool:
    """Whether a body is compressed, by how it begins: servers between may tell it wrongly."""
    if beginning[:2] == _GZIP_MARK:
        return True
    return told and beginning[:1] not in _JSON_BEGINNINGS


def _is_text(beginning: bytes) -> bool:
    """Whether a body is not compressed, by its first characters."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(beginning[:_LOOK])
    except ValueError:
        return False
    return all(letter.isprintable() or letter.isspace() for letter in text.lstrip("\ufeff"))


@asynccontextmanager
async def _closing(chunks: AsyncIterator[bytes]) -> AsyncIterator[AsyncIterator[bytes]]:
    """Put a stream away that is not read to its end, before its connection is closed."""
    try:
        yield chunks
    finally:
        if isinstance(chunks, AsyncGenerator):
            await chunks.aclose()
