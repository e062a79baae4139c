"""Pasted addresses: the right shop out of every form, nothing out of look-alikes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.errors import AddressNotUnderstood, InsecureAddress
from shopsync_gui.core.strings.addresses import (
    ACCOUNT_URL,
    check_url,
    default_shop_url,
    default_token_url,
    picture_address,
    shop_name_of,
)


@pytest.mark.parametrize(
    "text",
    [
        "bemutato",
        "  Bemutato \n",
        "bemutato.myshoprenter.hu",
        "bemutato.shoprenter.hu",
        "www.bemutato.shoprenter.hu",
        "https://bemutato.api2.myshoprenter.hu/api",
        "https://bemutato.api.myshoprenter.hu/",
        "HTTPS://BEMUTATO.MyShoprenter.hu/admin/index.php?route=common/home#top",
        "http://bemutato.myshoprenter.hu:80",
        "//bemutato.myshoprenter.hu",
        "bemutato.myshoprenter.hu.",
        "bemutato.myshoprenter.hu:443/admin",
        "bemutato.myshoprenter.hu/?from=https://example.com//x",
        "https://bemutato.cdn.shoprenter.hu/custom/bemutato/image/cache/w200h200/x.jpg",
        "https://oauth.app.shoprenter.net/bemutato/app/token",
        "http://127.0.0.1:8123/shop/bemutato/api",
        "http://localhost:8123/oauth/bemutato/app/token",
        "<https://bemutato.myshoprenter.hu>",
    ],
)
def test_the_name_is_cut_out_of_every_form(text: str) -> None:
    assert shop_name_of(text) == "bemutato"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "www",
        "myshoprenter.hu",
        "www.myshoprenter.hu",
        "https://shoprenter.hu/",
        "bemutato.example.com",
        "https://example.com/bemutato.myshoprenter.hu",
        "https://bemutato.myshoprenter.hu.example.com/",
        "https://bemutato.myshoprenter.hu@example.com/",
        "https://user:secret@bemutato.myshoprenter.hu/",
        "https://example.com\\.bemutato.myshoprenter.hu/",
        "https://a.b.bemutato.myshoprenter.hu/",
        "bemutató.myshoprenter.hu",
        "ｂｅｍｕｔａｔｏ",
        "bemutato myshoprenter hu",
        "ftp://bemutato.myshoprenter.hu/",
        "javascript:alert(1)",
        "https://bemutato.myshoprenter.hu:99999/",
        "http://192.168.1.5/shop/bemutato/api",
        "-bemutato",
        "http://[::1/shop/bemutato/api",
    ],
)
def test_what_names_no_shop_is_not_guessed(text: str) -> None:
    with pytest.raises(AddressNotUnderstood) as caught:
        shop_name_of(text)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "checked"),
    [
        ("https://bemutato.api2.myshoprenter.hu/api/", "https://bemutato.api2.myshoprenter.hu/api"),
        (" HTTPS://API.SalesAutopilot.com ", "https://api.salesautopilot.com"),
        ("https://example.com:8443/a/B", "https://example.com:8443/a/B"),
        ("http://127.0.0.1:8000/sa", "http://127.0.0.1:8000/sa"),
        ("http://127.8.9.1/sa", "http://127.8.9.1/sa"),
        ("http://[::1]:8000/sa/", "http://[::1]:8000/sa"),
        ("http://localhost:1", "http://localhost:1"),
    ],
)
def test_safe_addresses_are_kept(url: str, checked: str) -> None:
    assert check_url(url) == checked
    assert check_url(checked) == checked


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.salesautopilot.com",
        "http://api.salesautopilot.com",
        "http://127.0.0.1.example.com/",
        "http://localhost.example.com/",
        "http://localhost@example.com/",
        "http://2130706433/",
        "http://0.0.0.0:8000/",
        "http://192.168.0.1/",
        "ftp://127.0.0.1/",
        "https://user:secret@api.salesautopilot.com/",
        "https://api.salesautopilot.com\\@example.com/",
        "https://api.salesautopilot.com:0/",
        "https://api.salesautopilot.com:/",
        "http://127.0.0.1:/sa",
        "https://api.salesautopilot.com:70000/",
        "https://api.salesautopilot.com/?key=1",
        "https://api.salesautopilot.com/#x",
        "https://api.salesautopilot.com?",
        "https://аpi.salesautopilot.com/",
        "https://xn--pi-7kc.salesautopilot.com/",
        "https://api.sales autopilot.com/",
        "https://api.sales\nautopilot.com/",
        "https:///path",
        "https://",
        "file:///etc/passwd",
    ],
)
def test_addresses_where_a_secret_could_leak_are_refused(url: str) -> None:
    with pytest.raises(InsecureAddress) as caught:
        check_url(url)
    assert "secret" not in str(caught.value)


def test_the_default_addresses_are_safe_and_lead_back_to_the_shop() -> None:
    for url in (default_shop_url("bemutato"), default_token_url("bemutato")):
        assert check_url(url) == url
        assert shop_name_of(url) == "bemutato"
    assert check_url(ACCOUNT_URL) == ACCOUNT_URL


@given(st.text())
def test_any_text_is_a_name_or_a_clear_error(text: str) -> None:
    try:
        name = shop_name_of(text)
    except AddressNotUnderstood:
        return
    assert name.isascii()
    assert shop_name_of(name) == name


@given(st.text() | st.text().map(lambda rest: f"http://{rest}"))
def test_any_url_is_safe_or_refused(url: str) -> None:
    try:
        checked = check_url(url)
    except InsecureAddress:
        return
    assert checked.startswith(("https://", "http://127.", "http://localhost", "http://["))
    assert check_url(checked) == checked


def test_an_address_that_nobody_connects_to_is_refused_where_it_is_typed() -> None:
    for address in (
        "https://bolt.hu/" + "a" * 70_000,
        "http://[::1]8080/api",
        "http://[::1]8]:80/api",
    ):
        with pytest.raises(InsecureAddress):
            check_url(address)
        assert picture_address(address, here=True) == ""
