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

LANGUAGE_VARIABLE = "SHOPSYNC_LANGUAGE"
#: The value of the setting ui.language that follows the system.
SYSTEM = "system"
_DOMAIN = "shopsync"


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
            return gettext.GNUTranslations(messages)
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
    gettext.bindtextdomain(_DOMAIN, str(folder))
    gettext.textdomain(_DOMAIN)
    environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if named is None:
            del environ["LANGUAGE"]
        else:
            environ["LANGUAGE"] = named
