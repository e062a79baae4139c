"""Has the libraries of the window imported without work that this program has no use for.

PySide carries its modules for signatures as source inside its own library, where Python's cache does
not see them: they are compiled at every start. One of them, which writes type stubs, also builds a
regular expression for as long. Both together are a sixth of the time until the window is there.
"""

from __future__ import annotations

import builtins
import marshal
import os
import sys
from contextlib import contextmanager, suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    #: Source and byte code by file name.
    Kept = dict[str, tuple[bytes, bytes]]

#: What msgspec takes from it, Python has had itself since 3.11.
_SPARE = "typing_extensions"
_SUPPORT = "shibokensupport/"
_STUB_WRITER = "shibokensupport/signature/lib/pyi_generator.py"
#: Beside this module's own byte code, and like that of use to one version of Python only.
KEPT_FILE = cache_from_source(os.path.join(os.path.dirname(__file__), "pyside_support.py"))


@contextmanager
def quick_import() -> Iterator[None]:
    """Within, what PySide carries as source is compiled once and found again at the next start.

    And msgspec does without `typing_extensions`. What was kept counts only for the very same source. As with Python's own cache, nothing is
    written where that is not wanted or not possible.
    """
    kept = _read()
    new: Kept = {}
    python_compile = builtins.compile

    def compile_once(source: Any, filename: Any, mode: str, *more: Any, **named: Any) -> Any:
        if more or named or not str(filename).startswith(_SUPPORT):
            return python_compile(source, filename, mode, *more, **named)
        if filename == _STUB_WRITER:
            source = b""
        if filename in kept and kept[filename][0] == source:
            with suppress(ValueError, EOFError, TypeError):
                return marshal.loads(kept[filename][1])  # noqa: S302 - as Python's own cache
        code = python_compile(source, filename, mode)
        new[filename] = (source, marshal.dumps(code))
        return code

    builtins.compile = compile_once
    absent = sys.modules.setdefault(_SPARE, cast("ModuleType", None)) is None
    try:
        yield
    finally:
        builtins.compile = python_compile
        if absent:
            del sys.modules[_SPARE]
    if new and not sys.dont_write_bytecode:
        _write(kept | new)


def _read() -> Kept:
    with suppress(OSError, ValueError, EOFError, TypeError), open(KEPT_FILE, "rb") as file:
        version, kept = marshal.load(file)  # noqa: S302 - as Python's own cache
        if version == MAGIC_NUMBER and isinstance(kept, dict):
            return kept
    return {}


def _write(kept: Kept) -> None:
    part = f"{KEPT_FILE}.{os.getpid()}"
    with suppress(OSError):
        os.makedirs(os.path.dirname(KEPT_FILE), exist_ok=True)
        with open(part, "wb") as file:
            marshal.dump((MAGIC_NUMBER, kept), file)
        os.replace(part, KEPT_FILE)
