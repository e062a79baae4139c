"""A long sequence of structs that takes little memory: encoded, compressed in pieces, read in order."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, TypeVar, overload

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

#: Structs in a piece: what is decoded to read a single one.
_PIECE = 64
#: Structs that are taken in at a time.
_TAKEN = 16 * _PIECE
#: Pieces that stay decoded for reading here and there; who reads mostly in order meets them again.
_KEPT = 64
#: Of compression: the quickest one.
_LEVEL = 1


class Packed(Sequence[T], Generic[T]):
    """A sequence of structs of one type that grows at its end; equal to any sequence of the same items.

    A million products take some 40 MB so, instead of 600.
    """

    def __init__(self, kind: type[T], items: Iterable[T] = ()) -> None:
        self._kind = kind
        self._encode = self._make_encoder()
        self._decode = self._make_decoder(kind)
        self._pieces: list[bytes] = []
        self._open: list[T] = []
        self._kept: dict[int, list[T]] = {}
        self.extend(items)

    def _make_encoder(self) -> Callable[[list[T]], bytes]:
        return msgspec.msgpack.Encoder().encode

    def _make_decoder(self, kind: type[T]) -> Callable[[bytes], list[T]]:
        return msgspec.msgpack.Decoder(list[kind]).decode  # type: ignore[valid-type]

    def _decoded(self, piece: bytes) -> list[T]:
        return self._decode(zlib.decompress(piece))

    def append(self, item: T) -> None:
        """Add an item at the end."""
        self._open.append(item)
        if len(self._open) >= _PIECE:
            self._pack()

    def extend(self, items: Iterable[T]) -> None:
        """Add several items at the end."""
        rest = iter(items)
        while some := list(islice(rest, _TAKEN)):
            self._open += some
            self._pack()

    def _pack(self) -> None:
        whole = len(self._open) - len(self._open) % _PIECE
        self._pieces += [
            zlib.compress(self._encode(self._open[start : start + _PIECE]), _LEVEL)
            for start in range(0, whole, _PIECE)
        ]
        del self._open[:whole]

    def _copy_to(self, other: Packed[T]) -> None:
        """Have another sequence hold the same items."""
        other._pieces, other._open = self._pieces[:], self._open[:]

    def part(self, begin: int, end: int) -> Iterator[T]:
        """The items from `begin` on and before `end`."""
        for number, wanted in _spans(begin, end):
            is_open = number == len(self._pieces)
            yield from (self._open if is_open else self._decoded(self._pieces[number]))[wanted]

    def encoded(self, begin: int, end: int) -> Iterator[tuple[bytes, slice]]:
        """The same as they are encoded, several together, and which of these they are."""
        for number, wanted in _spans(begin, end):
            is_open = number == len(self._pieces)
            yield (
                self._encode(self._open) if is_open else zlib.decompress(self._pieces[number]),
                wanted,
            )

    def __len__(self) -> int:
        return len(self._pieces) * _PIECE + len(self._open)

    def __iter__(self) -> Iterator[T]:
        for piece in self._pieces:
            yield from self._decoded(piece)
        yield from self._open

    def __reversed__(self) -> Iterator[T]:
        yield from reversed(self._open)
        for piece in reversed(self._pieces):
            yield from reversed(self._decoded(piece))

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        if isinstance(index, slice):
            return tuple(self[number] for number in range(*index.indices(len(self))))
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(index)
        number, offset = divmod(index, _PIECE)
        if number == len(self._pieces):
            return self._open[offset]
        return self._piece(number)[offset]

    def _piece(self, number: int) -> list[T]:
        found = self._kept.get(number)
        if found is None:
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            found = self._kept[number] = self._decoded(self._pieces[number])
        return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(self) != len(other):
            return False
        return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} of {self._kind.__name__}>"


def _spans(begin: int, end: int) -> Iterator[tuple[int, slice]]:
    """The pieces that hold the items from `begin` on and before `end`, and where in each these are."""
    for number in range(begin // _PIECE, -(-end // _PIECE)):
        start = number * _PIECE
        yield number, slice(max(0, begin - start), end - start)
