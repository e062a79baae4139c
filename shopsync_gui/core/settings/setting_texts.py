"""The settings as texts by their keys: how they are typed, checked and stored."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, get_args, get_type_hints

import msgspec

from shopsync_gui.core import errors
from shopsync_gui.core.settings.settings import Rule, Settings
from shopsync_gui.core.text import _

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = float | int | bool | str


class Setting(msgspec.Struct, frozen=True):
    """One setting as the settings command and the settings page need it: found by its key."""

    default: Value
    rule: Rule
    choice: tuple[str, ...] = ()

    @property
    def help(self) -> str:
        """The setting's help, a message id."""
        return self.rule.help

    @property
    def free(self) -> bool:
        """Whether any line of text may be typed."""
        return isinstance(self.default, str) and not self.choice

    @property
    def allowed(self) -> str:
        """A description of the values that may be typed."""
        if isinstance(self.default, bool):
            return "yes, no"
        if self.choice:
            return ", ".join(self.choice)
        if self.rule.example:
            return _("nothing, or an address such as {example}").format(example=self.rule.example)
        if self.free:
            return _("one line of text")
        return f"{self.rule.least:g} – {self.rule.most:g}"


def _table() -> dict[str, Setting]:
    """Every setting by its key, out of the groups' annotations."""
    table: dict[str, Setting] = {}
    for group in Settings.__struct_fields__:
        defaults = getattr(Settings(), group)
        hints = get_type_hints(type(defaults), include_extras=True)
        for name in defaults.__struct_fields__:
            kind, rule = get_args(hints[name])
            values = kind if isinstance(kind, type(StrEnum)) else get_args(kind)
            table[f"{group}.{name}"] = Setting(
                default=getattr(defaults, name), rule=rule, choice=tuple(map(str, values))
            )
    return table


#: Every setting by its key, for the settings command, the settings page and the store.
SETTINGS = _table()

_LONGEST = 500
_YES = frozenset({"yes", "true", "1", "on", "igen"})
_NO = frozenset({"no", "false", "0", "off", "nem"})


def read_settings(stored: Mapping[str, str]) -> Settings:
    """The settings from the stored texts by key; the default where one is missing or unfit."""
    defaults = Settings()
    groups = {}
    for group in defaults.__struct_fields__:
        kind = type(getattr(defaults, group))
        groups[group] = kind(
            **{name: value_of(f"{group}.{name}", stored) for name in kind.__struct_fields__}
        )
    return Settings(**groups)


def value_of(key: str, stored: Mapping[str, str]) -> Value:
    """One setting's value from the stored texts; its default where that is missing or unfit.

    Raises SettingUnknown.
    """
    setting = _setting(key)
    if key not in stored:
        return setting.default
    try:
        return parse(key, stored[key])
    except errors.SettingInvalid:
        return setting.default


def parse(key: str, raw: str) -> Value:
    """Typed text as the setting's value. Raises SettingUnknown, SettingInvalid."""
    setting = _setting(key)
    if setting.free:
        if raw.isprintable() and len(raw) <= _LONGEST and setting.rule.fits(raw):
            return raw.strip()
        raise errors.SettingInvalid(key=key, value=raw[:_LONGEST], allowed=setting.allowed)
    text = raw.strip().lower()
    if isinstance(setting.default, bool):
        if text in _YES | _NO:
            return text in _YES
    elif isinstance(setting.default, str):
        if text in setting.choice:
            return type(setting.default)(text)
    else:
        number = _number(text)
        whole = isinstance(setting.default, int)
        if setting.rule.least <= number <= setting.rule.most and (not whole or number.is_integer()):
            return int(number) if whole else number
    raise errors.SettingInvalid(key=key, value=raw, allowed=setting.allowed)


def _number(text: str) -> float:
    """The number in a text with a point or a comma; NaN, which no limits let through, for others."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


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
        raise errors.SettingUnknown(key=key) from None
