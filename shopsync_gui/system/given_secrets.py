"""Secrets that the environment gives to commands: by a variable, a file, or a credential of systemd."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core import errors
from shopsync_gui.system.handed_text import as_utf8
from shopsync_gui.system.user import user_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: Where systemd puts the credentials of a service.
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
_MOST_BYTES = 64 * 1024


class GivenSecret(msgspec.Struct, frozen=True):
    """A secret and where it comes from; `shared` where that names no shop."""

    value: str
    source: str
    shared: bool


def own_variable(variable: str, shop: str) -> str:
    """The variable of one shop: SHOPSYNC_CLIENT_SECRET_MY_SHOP for "my-shop"."""
    return f"{variable}_{re.sub('[^A-Z0-9]', '_', shop.upper())}"


def given_secret(environ: Mapping[str, str], variable: str, shop: str) -> GivenSecret | None:
    """Read a shop's secret from the environment; None where it gives nothing.

    The shop's own comes before what names no shop; of either a variable, then a file that a variable
    with _FILE names, then a credential of systemd with the variable's name in small letters. Raises
    SecretFileUnusable, SecretNotText.
    """
    for name, shared in ((own_variable(variable, shop), False), (variable, True)):
        for source, value in _sources(environ, name):
            if value:
                return GivenSecret(value, source, shared)
    return None


def open_files(environ: Mapping[str, str], variables: Iterable[str]) -> list[str]:
    """The files with secrets, named by variables, that other users of the computer can read."""
    found = set[str]()
    for name, path in environ.items():
        if name.endswith("_FILE") and name.startswith(tuple(variables)):
            with suppress(OSError):
                if os.name == "posix" and os.stat(path).st_mode & stat.S_IROTH:
                    found.add(path)
    return sorted(found)


def _sources(environ: Mapping[str, str], name: str) -> Iterator[tuple[str, str]]:
    yield name, _text(environ, name)
    if path := environ.get(f"{name}_FILE", ""):
        yield f"{name}_FILE", _read(Path(path))
    if folder := environ.get(_CREDENTIALS, ""):
        credential = Path(folder) / name.lower()
        if _is_there(credential):
            yield str(credential), _read(credential)


def _text(environ: Mapping[str, str], name: str) -> str:
    try:
        return as_utf8(environ.get(name, ""))
    except UnicodeError:
        raise errors.SecretNotText(variable=name) from None


def _is_there(path: Path) -> bool:
    """Whether there is such a file; one in a folder that may not be looked into counts as there."""
    try:
        return path.is_file()
    except PermissionError:
        return True


def _read(path: Path) -> str:
    """The first line of a file, without a byte order mark; one that cannot be read is no missing secret."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES)
        lines = content.decode("utf-8-sig").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        raise errors.SecretFileMissing(path=path) from None
    except PermissionError:
        raise errors.SecretFileForbidden(path=path, user=user_name()) from None
    except (OSError, UnicodeDecodeError):
        raise errors.SecretFileUnusable(path=path) from None
    if not lines or not lines[0].strip():
        raise errors.SecretFileEmpty(path=path)
    return lines[0].strip("\r\n")
