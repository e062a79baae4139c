"""The Hungarian order of texts, as keys that a database compares byte by byte."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = [
    "a",
    "b",
    "c",
    "cs",
    "d",
    "dz",
    "dzs",
    "e",
    "f",
    "g",
    "gy",
    "h",
    "i",
    "j",
    "k",
    "l",
    "ly",
    "m",
    "n",
    "ny",
    "o",
    "ö",
    "p",
    "q",
    "r",
    "s",
    "sz",
    "t",
    "ty",
    "u",
    "ü",
    "v",
    "w",
    "x",
    "y",
    "z",
    "zs",
]
#: Weights of one byte each, right after the digits: keys are short, and so are their indexes.
_PRIMARY = {letter: chr(ord("A") + index) for index, letter in enumerate(_LETTERS)}
_PLAIN = {"á": "a", "é": "e", "í": "i", "ó": "o", "ő": "ö", "ú": "u", "ű": "ü"}
_DOUBLED = {
    "ccs": "cs",
    "ddzs": "dzs",
    "ddz": "dz",
    "ggy": "gy",
    "lly": "ly",
    "nny": "ny",
    "ssz": "sz",
    "tty": "ty",
    "zzs": "zs",
}
_LONG = re.compile("ddzs|dzs|ccs|ddz|ggy|lly|nny|ssz|tty|zzs|cs|dz|gy|ly|ny|sz|ty|zs")
_ACCENTED = re.compile("[áéíóőúű]")
#: One private character for each letter of several, so that the rest is a plain translation.
_JOINED = {
    letters: chr(0xF0000 + number)
    for number, letters in enumerate(
        [*_DOUBLED, *(letter for letter in _LETTERS if len(letter) > 1)]
    )
}


class _Weights(dict[int, str]):
    """The primary weight of each character; others than Hungarian letters are added when met."""

    def __missing__(self, code: int) -> str:
        weight = self[code] = _foreign(chr(code))
        return weight


class _Accents(dict[int, str]):
    """The mark of a long vowel is 1, that of any other letter 0."""

    def __missing__(self, code: int) -> str:
        mark = self[code] = "0"
        return mark


def _foreign(character: str) -> str:
    base = "".join(
        c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c)
    )
    if base and base in _PRIMARY:
        return _PRIMARY[base]
    if character < "A":
        return character
    return (chr(0x1F) if ord(character) < 0x100 else chr(0x2000)) + character


_WEIGHTS = _Weights(
    {ord(letter): weight for letter, weight in _PRIMARY.items() if len(letter) == 1}
    | {ord(long): _PRIMARY[plain] for long, plain in _PLAIN.items()}
    | {
        ord(joined): _PRIMARY[_DOUBLED[letters]] * 2 if letters in _DOUBLED else _PRIMARY[letters]
        for letters, joined in _JOINED.items()
    }
)
_ACCENTS = _Accents(
    {ord(long): "1" for long in _PLAIN} | {ord(_JOINED[letters]): "" for letters in _DOUBLED}
)


def sort_key(text: str) -> str:
    """A string whose plain binary order is the Hungarian order of `text`.

    Digraphs are letters of their own (cs after c), a long vowel follows its short pair only where
    all else is equal, ö and ü are letters after o and u; digits come before letters.
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    joined = _LONG.sub(lambda match: _JOINED[match[0]], plain)
    key = joined.translate(_WEIGHTS) + "\x01"
    if _ACCENTED.search(joined):
        key += joined.translate(_ACCENTS).rstrip("0")
    return key
