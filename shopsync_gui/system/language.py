"""Which language the program speaks, and its catalogue of messages."""

from __future__ import annotations

import gettext
import os
import sys
from typing import TYPE_CHECKING

from shopsync_gui.core import text
from shopsync_gui.system.paths import resources_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def use_language(language: str) -> None:
    """Make all later texts appear in `language`; without a catalogue they stay English."""
    text.use(language, load_catalogue(language))


def load_catalogue(language: str) -> gettext.NullTranslations:
    """The messages of `language` from the resources; English is the language of the code."""
    if language == "en":
        return gettext.NullTranslations()
    try:
        folder = resources_folder() / "locale"
    except FileNotFoundError:
        return gettext.NullTranslations()
    return gettext.translation(_DOMAIN, folder, languages=[language], fallback=True)
