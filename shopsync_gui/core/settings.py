"""The settings there are: their types, defaults and limits, in one table."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec

from shopsync_gui.core.errors import SettingInvalid, SettingUnknown
from shopsync_gui.core.text import N_, _


class Pace(StrEnum):
    """How much of the chosen speed a connection uses: a busy shop can be spared."""

    FULL = "full"
    GENTLE = "gentle"

    @property
    def share(self) -> float:
        """The part of the requests a second that the settings allow."""
        return 0.5 if self is Pace.GENTLE else 1.0


class Setting(msgspec.Struct, frozen=True):
    """One setting. Numbers have limits, words a choice unless `free`; `help` says what it does.

    `fits` looks at free text, and `example` shows what it lets through.
    """

    default: float | int | bool | str
    help: str
    least: float = 0
    most: float = 0
    choice: tuple[str, ...] = ()
    free: bool = False
    fits: Callable[[str], bool] = lambda text: True
    example: str = ""

    @property
    def allowed(self) -> str:
        """What may be typed."""
        if isinstance(self.default, bool):
            return "yes, no"
        if self.choice:
            return ", ".join(self.choice)
        if self.example:
            return _("nothing, or an address such as {example}").format(example=self.example)
        if self.free:
            return _("one line of text")
        return f"{self.least:g} – {self.most:g}"


def _fits_proxy(text: str) -> bool:
    from shopsync_gui.core.addresses import is_proxy

    return is_proxy(text)


SETTINGS: dict[str, Setting] = {
    "pull.readers": Setting(4, N_("Pages of the shop read at once"), 1, 4),
    "pull.page_size": Setting(200, N_("Products on a page of the shop"), 25, 200),
    "pull.rate": Setting(2.5, N_("Requests a second to the shop, at most"), 0.1, 3),
    "push.start_rate": Setting(2.0, N_("Writes a second at the start"), 0.1, 1000),
    "push.max_rate": Setting(100.0, N_("Writes a second at most"), 0.1, 1000),
    "push.quiet_seconds": Setting(
        120, N_("Seconds to wait before lost answers are looked up"), 0, 3600
    ),
    "network.proxy": Setting(
        "",
        N_("Proxy between this computer and the internet; empty where there is none"),
        free=True,
        fits=_fits_proxy,
        example="http://proxy.example.com:8080",
    ),
    "ui.language": Setting("system", N_("Language of the program"), choice=("system", "hu", "en")),
    "ui.theme": Setting("system", N_("Light or dark look"), choice=("system", "light", "dark")),
    "ui.scale": Setting(
        "100",
        N_("Size of texts and everything else, in percent"),
        choice=("100", "125", "150", "175", "200"),
    ),
    "ui.compact": Setting(False, N_("Compact rows in tables")),
    "notify.desktop": Setting(True, N_("Desktop notification when a sync has ended")),
    "notify.mail": Setting(True, N_("E-mail when a sync is complete")),
    "notify.mail_problems": Setting(
        True, N_("E-mail when a sync fails, stops or is only partly done")
    ),
    "mail.host": Setting("", N_("Mail server"), free=True),
    "mail.port": Setting(587, N_("Port of the mail server"), 1, 65535),
    "mail.security": Setting(
        "starttls", N_("Encryption to the mail server"), choice=("starttls", "tls", "none")
    ),
    "mail.user": Setting("", N_("User name at the mail server"), free=True),
    "mail.sender": Setting("", N_("Sender's address"), free=True),
    "mail.recipients": Setting("", N_("Recipients' addresses"), free=True),
}

_LONGEST = 500
_YES = frozenset({"yes", "true", "1", "on", "igen"})
_NO = frozenset({"no", "false", "0", "off", "nem"})


def value_of(key: str, raw: str | None) -> float | int | bool | str:
    """The setting's value from what is stored; the default where that is missing or unfit."""
    setting = _setting(key)
    if raw is None:
        return setting.default
    try:
        return parse(key, raw)
    except SettingInvalid:
        return setting.default


def parse(key: str, raw: str) -> float | int | bool | str:
    """What the user typed as the setting's type. Raises SettingUnknown, SettingInvalid."""
    setting = _setting(key)
    if setting.free:
        if raw.isprintable() and len(raw) <= _LONGEST and setting.fits(raw):
            return raw.strip()
        raise SettingInvalid(key=key, value=raw[:_LONGEST], allowed=setting.allowed)
    text = raw.strip().lower()
    if isinstance(setting.default, bool):
        if text in _YES | _NO:
            return text in _YES
    elif isinstance(setting.default, str):
        if text in setting.choice:
            return text
    else:
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            number = float("nan")
        whole = isinstance(setting.default, int)
        if setting.least <= number <= setting.most and (not whole or number.is_integer()):
            return int(number) if whole else number
    raise SettingInvalid(key=key, value=raw, allowed=setting.allowed)


def as_stored(key: str, raw: str) -> str:
    """The checked value as it is stored. Raises SettingUnknown, SettingInvalid."""
    value = parse(key, raw)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _setting(key: str) -> Setting:
    try:
        return SETTINGS[key]
    except KeyError:
        raise SettingUnknown(key=key) from None
