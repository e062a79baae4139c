"""The command `settings`: lists, shows and changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.cli.data_folder import opened, opened_to_read
from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import SettingInvalid
from shopsync_gui.core.runs.mail import listed, named_address, wrong_recipients
from shopsync_gui.core.settings.setting_texts import SETTINGS, as_stored, value_of
from shopsync_gui.core.text import _, translate

if TYPE_CHECKING:
    from argparse import Namespace

    from shopsync_gui.cli.console import Console
    from shopsync_gui.store import Store


def settings(arguments: Namespace, console: Console) -> Exit:
    """List all settings, show one, or check and store one and show it. Raises InputError."""
    with opened_to_read() if arguments.value is None else opened() as store:
        if arguments.key is None:
            for key, setting in SETTINGS.items():
                about = f"{translate(setting.help)} ({setting.allowed})"
                console.say(f"{f'{key} = {_shown(store, key)}':30}  {about}")
        elif arguments.value is None:
            console.say(_shown(store, arguments.key))
        else:
            typed = _checked(arguments.key, arguments.value)
            store.settings.set(arguments.key, as_stored(arguments.key, typed))
            console.say(_shown(store, arguments.key))
    return Exit.DONE


def _checked(key: str, typed: str) -> str:
    """Check what was typed, and put commas between recipients. Raises SettingInvalid for what is no address."""
    wrong: list[str] = []
    if key == "mail.recipients":
        wrong, typed = wrong_recipients(typed), ", ".join(listed(typed))
    elif key == "mail.sender" and typed.strip() and named_address(typed) is None:
        wrong = [typed]
    if wrong:
        allowed = _("nothing, or e-mail addresses with commas between")
        raise SettingInvalid(key=key, value=", ".join(wrong), allowed=allowed)
    return typed


def _shown(store: Store, key: str) -> str:
    return as_stored(key, str(value_of(key, store.settings.all())))
