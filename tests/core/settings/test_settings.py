"""Settings are stored as text and come out typed, within their limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.errors import SettingInvalid, SettingUnknown
from shopsync_gui.core.settings.setting_texts import (
    SETTINGS,
    as_stored,
    parse,
    read_settings,
    value_of,
)
from shopsync_gui.core.settings.settings import MailSecurity, Settings
from shopsync_gui.core.settings.shop_choices import Pace, PerSecond

KEYS = st.sampled_from(sorted(SETTINGS))


def test_an_attribute_is_called_like_the_key() -> None:
    assert set(SETTINGS) == {
        f"{group}.{name}"
        for group in Settings.__struct_fields__
        for name in getattr(Settings(), group).__struct_fields__
    }


def test_what_was_not_chosen_has_its_default() -> None:
    assert read_settings({}) == Settings()


def test_stored_texts_become_typed_values() -> None:
    settings = read_settings(
        {
            "pull.readers": "2",
            "push.max_rate": "40.5",
            "ui.compact": "yes",
            "ui.theme": "dark",
            "mail.security": "tls",
            "network.proxy": "http://proxy.example.com:8080",
        }
    )
    assert settings.pull.readers == 2
    assert settings.push.max_rate == 40.5
    assert settings.ui.compact is True
    assert settings.ui.theme == "dark"
    assert settings.mail.security is MailSecurity.TLS
    assert settings.network.proxy == "http://proxy.example.com:8080"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("pull.readers", "17"),
        ("pull.readers", "2.5"),
        ("pull.rate", "0"),
        ("pull.rate", "nan"),
        ("push.max_rate", "inf"),
        ("push.quiet_seconds", "soon"),
        ("ui.compact", "perhaps"),
        ("ui.language", "de"),
        ("mail.host", "two\nlines"),
        ("mail.host", "x" * 501),
        ("network.proxy", "not an address"),
    ],
)
def test_what_does_not_fit_is_refused_and_read_as_the_default(key: str, text: str) -> None:
    with pytest.raises(SettingInvalid):
        parse(key, text)
    assert value_of(key, {key: text}) == SETTINGS[key].default
    assert read_settings({key: text}) == Settings()


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("pull.rate", " 1,5 ", "1.5"),
        ("ui.compact", "Igen", "yes"),
        ("ui.compact", "0", "no"),
        ("ui.theme", "DARK", "dark"),
        ("mail.user", " Anna ", "Anna"),
    ],
)
def test_typed_text_is_stored_in_one_form(key: str, typed: str, stored: str) -> None:
    assert as_stored(key, typed) == stored


def test_a_key_that_does_not_exist_is_named() -> None:
    with pytest.raises(SettingUnknown):
        parse("no.such.key", "1")
    with pytest.raises(SettingUnknown):
        value_of("no.such.key", {})


@given(KEYS, st.text(max_size=40))
def test_whatever_is_stored_a_setting_has_its_type(key: str, text: str) -> None:
    group, _, name = key.partition(".")
    value = getattr(getattr(read_settings({key: text}), group), name)
    assert type(value) is type(SETTINGS[key].default)


@given(KEYS, st.text(max_size=40))
def test_what_is_accepted_is_read_back(key: str, text: str) -> None:
    try:
        stored = as_stored(key, text)
    except SettingInvalid:
        return
    assert value_of(key, {key: stored}) == parse(key, stored)
    assert as_stored(key, stored) == stored


@pytest.mark.parametrize(("pace", "rate"), [(Pace.FULL, 2.5), (Pace.GENTLE, 1.25)])
def test_a_gentle_connection_uses_half_the_rate(pace: Pace, rate: float) -> None:
    assert pace.of(PerSecond(2.5)) == rate
