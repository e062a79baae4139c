"""The body of an answer as it comes: in one, or packed in pieces where it may be hundreds of megabytes."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

from shopsync_gui.remote.transport.redaction import longest, without

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

#: So much of a long body is packed, read and looked through at a time, some milliseconds each.
_PIECE = 256 * 1024
#: Of compression: the quickest one.
_LEVEL = 1


class LongBody:
    """A body in packed pieces; a list of a million products takes an eighth of its bytes so."""

    def __init__(self, packed: list[bytes], size: int) -> None:
        self._packed = packed
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return map(zlib.decompress, self._packed)


class BodyWriter:
    """The taking in of a body, piece by piece; in place of each of `secrets`, however encoded, stand dots.

    With `packs`, one of more than a piece is kept packed.
    """

    def __init__(self, secrets: Collection[str], *, packs: bool) -> None:
        self._secrets = secrets
        self._packs = packs
        self._open = io.BytesIO()  # which hands over what it holds without a copy
        self._packed: list[bytes] = []
        self._size = 0

    def write(self, piece: bytes) -> None:
        """Add a piece at the end."""
        if not self._packs:
            self._open.write(piece)
            return
        for start in range(0, len(piece), _PIECE):
            self._open.write(piece[start : start + _PIECE])
            if self._open.tell() >= 2 * _PIECE:
                self._pack()

    def _pack(self) -> None:
        """Pack what no secret can begin in that goes on in the next piece."""
        come = without(self._open.getvalue(), self._secrets)
        end = len(come) - longest(self._secrets)
        self._keep(come[:end])
        self._open = io.BytesIO(come[end:])
        self._open.seek(0, io.SEEK_END)

    def _keep(self, piece: bytes) -> None:
        self._packed.append(zlib.compress(piece, _LEVEL))
        self._size += len(piece)

    def body(self) -> bytes | LongBody:
        """The whole of it."""
        rest = without(self._open.getvalue(), self._secrets)
        if not self._packed:
            return rest
        self._keep(rest)
        return LongBody(self._packed, self._size)
