"""Minisign's signatures of files: https://jedisct1.github.io/minisign/ describes their form."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: "Ed" stands before a public key; "ED" before a signature of the file's BLAKE2b hash.
_KEY_KIND, _HASHED = b"Ed", b"ED"
_KIND, _ID, _KEY, _SIGNATURE = 2, 8, 32, 64
_COMMENT = "trusted comment: "


class BadSignature(Exception):
    """None of the keys has signed this."""


def verify(data: bytes, signature: bytes, keys: Iterable[str]) -> None:
    """See to it that one of the public keys, as minisign writes them, has signed `data`.

    `signature` is the content of the `.minisig` file. The legacy form, which signs the
    file itself, is not accepted. Raises BadSignature.
    """
    from nacl.exceptions import BadSignatureError  # seldom needed, and never at the start
    from nacl.signing import VerifyKey

    try:
        _untrusted, line, comment, comment_line = signature.decode().splitlines()[:4]
        signed = _decoded(line, _KIND + _ID + _SIGNATURE)
        whole = _decoded(comment_line, _SIGNATURE)
    except ValueError:  # too few lines, no text, no base64
        raise BadSignature from None
    kind, key_id, raw = signed[:_KIND], signed[_KIND : _KIND + _ID], signed[_KIND + _ID :]
    if kind != _HASHED or not comment.startswith(_COMMENT):
        raise BadSignature
    for key in keys:
        known = _decoded(key, _KIND + _ID + _KEY)
        if known[:_KIND] != _KEY_KIND or known[_KIND : _KIND + _ID] != key_id:
            continue
        verifier = VerifyKey(known[_KIND + _ID :])
        try:
            verifier.verify(hashlib.blake2b(data).digest(), raw)
            verifier.verify(raw + comment.removeprefix(_COMMENT).encode(), whole)
        except BadSignatureError:
            raise BadSignature from None
        return
    raise BadSignature


def _decoded(line: str, length: int) -> bytes:
    """The bytes of a line of base64. Raises ValueError where they are not so many."""
    try:
        data = base64.b64decode(line.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError from error
    if len(data) != length:
        raise ValueError
    return data
