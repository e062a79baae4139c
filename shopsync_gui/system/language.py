"""The language of the program: its choice, and its catalogue of messages."""

from __future__ import annotations

import gettext
import os
import sys
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from shopsync_gui.core import text
from shopsync_gui.system.paths import resources_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping
    from pathlib import Path
    from typing import BinaryIO

LANGUAGE_VARIABLE = "SHOPSYNC_LANGUAGE"
#: The value of the setting ui.language that follows the system.
SYSTEM = "system"
_DOMAIN = "shopsync"
#: The few of its messages that Python's own modules say, in a file of their own: gettext reads a whole one.
_LIBRARY_DOMAIN = "argparse"


def choose_language(
    setting: str | None = None,
    *,
    system: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> str:
    """The language to speak, "hu" or "en".

    The user's own choice, the setting ui.language, comes first. Where that follows the system,
    `SHOPSYNC_LANGUAGE` stands in for the system's language; `system` names that where the caller
    knows it better (a window does).
    """
    for choice in (setting, environ.get(LANGUAGE_VARIABLE)):
        wanted = (choice or "").strip().lower()
        if wanted and wanted != SYSTEM:
            language = _supported(wanted)
            if language is not None:
                return language
    return _supported(system or system_language(environ)) or "en"


def system_language(environ: Mapping[str, str] = os.environ) -> str:
    """The name of the system's language as the system writes it, such as "hu_HU.UTF-8"."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(variable, "")
        if value:
            first = environ.get("LANGUAGE", "").split(":")[0]
            return first if first and value not in ("C", "POSIX") else value
    import locale

    if sys.platform == "win32":
        import ctypes

        code = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(code, "en")
    return locale.getlocale()[0] or "en"


def _supported(name: str) -> str | None:
    start = name.lower().replace("-", "_").split("_")[0].split(".")[0]
    if start == "hungarian":
        return "hu"
    return start if start in text.LANGUAGES else None


def use_language(language: str, resources: Path | None = None) -> None:
    """Make all later texts appear in `language`; without a catalogue they stay English.

    `resources` is the folder of the catalogues' folder, if it is not the program's own.
    """
    text.use(language, load_catalogue(language, resources))


class Messages(gettext.NullTranslations):
    """The messages in a file, each read when it is asked for; the file has them sorted.

    gettext itself makes texts of all of them, thousands, which takes a command as long as Python's start.
    """

    def _parse(self, fp: BinaryIO) -> None:  # type: ignore[override]
        """Read a file; gettext calls this."""
        self._file = fp.read()
        self._count, self._ids, self._texts = map(self._number, (8, 12, 16))
        self._known: dict[str, list[str]] = {}

    def gettext(self, message: str) -> str:
        """The message in this language, itself where it is not known; of one with a number the form for one."""
        forms = self._forms(message)
        return forms[0] if forms else message

    def pgettext(self, context: str, message: str) -> str:
        """The same of a message with a context."""
        forms = self._forms(f"{context}\x04{message}")
        return forms[0] if forms else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for a number: as in English, Hungarian has one for 1 and one for all others."""
        forms = self._forms(msgid1)
        return forms[n != 1] if len(forms) == 2 else super().ngettext(msgid1, msgid2, n)

    def _forms(self, message: str) -> list[str]:
        forms = self._known.get(message)
        if forms is None:
            forms = self._known[message] = self._find(message.encode())
        return forms

    def _find(self, message: bytes) -> list[str]:
        """The forms of a message, none where it is not in the file. A plural stands behind its singular there."""
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            found = self._at(self._ids, middle).partition(b"\0")[0]
            if found == message:
                return self._at(self._texts, middle).decode().split("\0")
            if found < message:
                low = middle + 1
            else:
                high = middle
        return []

    def _at(self, table: int, number: int) -> bytes:
        length, begin = self._number(table + 8 * number), self._number(table + 8 * number + 4)
        return self._file[begin : begin + length]

    def _number(self, offset: int) -> int:
        return int.from_bytes(self._file[offset : offset + 4], "little")


def load_catalogue(language: str, resources: Path | None = None) -> gettext.NullTranslations:
    """The messages of `language` from the resources; English is the language of the code."""
    if language == "en":
        return gettext.NullTranslations()
    try:
        folder = (resources or resources_folder()) / "locale"
    except FileNotFoundError:
        return gettext.NullTranslations()
    return _catalogue(folder / language / "LC_MESSAGES" / f"{_DOMAIN}.mo")


@cache
def _catalogue(file: Path) -> gettext.NullTranslations:
    """The messages in a file, none where it is missing.

    Looked for by gettext, with what else may stand for a language, they take twice as long.
    """
    try:
        with file.open("rb") as messages:
            return Messages(messages)
    except FileNotFoundError:
        return gettext.NullTranslations()


@contextmanager
def library_texts(language: str, environ: MutableMapping[str, str] = os.environ) -> Iterator[None]:
    """Have Python's own modules, such as argparse, say their texts in `language` meanwhile.

    They ask gettext for its global domain, in the language that the environment names.
    """
    try:
        folder = resources_folder() / "locale"
    except FileNotFoundError:
        yield
        return
    domain, named = gettext.textdomain(), environ.get("LANGUAGE")
    gettext.bindtextdomain(_LIBRARY_DOMAIN, str(folder))
    gettext.textdomain(_LIBRARY_DOMAIN)
    environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if named is None:
            del environ["LANGUAGE"]
        else:
            environ["LANGUAGE"] = named
