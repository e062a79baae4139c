"""Settings that do not exist or do not fit."""

from __future__ import annotations

from shopsync_gui.core.errors.input import InputError
from shopsync_gui.core.text import N_


class SettingUnknown(InputError):
    """There is no setting `key`."""

    title = N_("There is no such setting")
    message = N_("No setting is called “{key}”.")
    action = N_("“shopsync settings” lists every setting.")


class SettingInvalid(InputError):
    """`value` does not fit the setting `key`; `allowed` says what does."""

    title = N_("This value does not fit the setting")
    message = N_("“{value}” cannot be the value of {key}.")
    action = N_("Allowed: {allowed}.")
