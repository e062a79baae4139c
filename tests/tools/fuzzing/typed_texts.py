"""What people type: settings, addresses, a team's server, a command line, SKUs."""

from __future__ import annotations

import contextlib
import random
from functools import cache
from urllib.parse import urlsplit

import httpx

from shopsync_gui.cli.argument_parser import Parser
from shopsync_gui.cli.entry import COMMANDS
from shopsync_gui.cli.parser import build_parser
from shopsync_gui.core.errors import (
    AddressNotUnderstood,
    CommandNotUnderstood,
    InsecureAddress,
    SettingInvalid,
    ShopSyncError,
    TeamAddressWrong,
)
from shopsync_gui.core.newsletter.campaign import link_key, with_campaign
from shopsync_gui.core.newsletter.letter import LetterStyle
from shopsync_gui.core.products.shop_profile import zone
from shopsync_gui.core.settings.setting_texts import SETTINGS, as_stored, parse, read_settings
from shopsync_gui.core.strings.addresses import (
    check_url,
    default_shop_url,
    default_token_url,
    is_here,
    is_proxy,
    picture_address,
    shop_name_of,
)
from shopsync_gui.remote.decoding.written_numbers import plain_digits
from shopsync_gui.store.search.filters import recalled
from shopsync_gui.team.address import parse_address
from tests.tools.fuzzing.mutations import vary_text
from tests.tools.fuzzing.reader import Reader

_SECRET = "KANARI-titok-%41"
_WORDS = (
    "https://", "http://127.0.0.1:8080/api", "bolt.myshoprenter.hu", "oauth.app.shoprenter.net/x/app/token",
    "postgresql://u@h:5432/db?sslrootcert=/a", "host=h user=u dbname=d", "[::1]", "[fe80::1%25eth0]", "@",
    "xn--", "localhost", "0x7f.1", "2130706433", "%00", "\\", "//", "?a=1", "#f", "utm_source=x", ":0",
    ":65536", "sync", "--yes", "--json", "--port", "--since", "2024-02-30", "export", "team", "--all",
    "--search=", "newsletter", "--color", "--out", "Europe/Budapest", "../../etc/passwd", "yes", "igen",
)  # fmt: skip


def check(content: bytes) -> None:
    """Any text at every place that takes one: refused in words, or as it will be read again."""
    text = content.decode("utf-8", "surrogateescape")
    _settings(text)
    _addresses(text)
    _team_address(text)
    _command_line(text)
    plain_digits(text)
    zone(text[:300])
    assert recalled(text).remembered() is not None
    with contextlib.suppress(ValueError):
        link_key(text)


def _settings(text: str) -> None:
    for key in SETTINGS:
        try:
            stored = as_stored(key, text)
        except SettingInvalid as refusal:
            _refusal(refusal)
            continue
        stored.encode()
        assert as_stored(key, stored) == stored, f"{key}: stored in two forms"
        assert type(parse(key, stored)) is type(parse(key, text)), key
    read_settings(dict.fromkeys(SETTINGS, text))


def _addresses(text: str) -> None:
    is_proxy(text)
    try:
        name = shop_name_of(text)
    except AddressNotUnderstood as refusal:
        _refusal(refusal)
    else:
        assert shop_name_of(name) == name
        for address in (default_shop_url(name), default_token_url(name)):
            assert check_url(address) == address
            assert shop_name_of(address) == name, address
    try:
        address = check_url(text)
    except InsecureAddress as refusal:
        _refusal(refusal)
    else:
        assert check_url(address) == address
        _same_everywhere(address)
        assert httpx.URL(address).scheme == "https" or is_here(httpx.URL(address).host)
    for here in (False, True):
        if picture := picture_address(text, here=here):
            assert picture_address(picture, here=here) == picture
            _same_everywhere(picture)
            tagged = with_campaign(picture, LetterStyle(campaign="Ősz & tél").campaign)
            assert with_campaign(tagged, "Ősz & tél") == tagged
            assert link_key(tagged) == link_key(picture)


def _same_everywhere(address: str) -> None:
    """Who checks an address and who connects to it see the same host and port."""
    parts, sent = urlsplit(address), httpx.URL(address)
    assert (parts.hostname or "") == sent.host.lower(), address
    assert not sent.userinfo, address
    standard = {"https": 443, "http": 80}[sent.scheme]
    assert (parts.port or standard) == (sent.port or standard), address


def _team_address(text: str) -> None:
    for typed in (text, f"postgresql://{text}", f"postgresql://u:{_SECRET}@{text}"):
        refused = ""
        try:
            address = parse_address(typed)
        except TeamAddressWrong as refusal:
            _refusal(refusal)
            refused = refusal.problem.message
        assert _SECRET not in refused, typed
        if refused:
            continue
        assert _SECRET not in address.text
        assert parse_address(address.text) == address, address.text
        safe = address.parameters("pass")
        assert safe["sslmode"] == "verify-full" or is_here(address.host), address


def _command_line(text: str) -> None:
    arguments = text.replace("\0", "").split("\n")[:12]
    command = arguments[0] if arguments[0] in COMMANDS else None
    code: object = 0
    try:
        _parser(command).parse_args(arguments)
    except CommandNotUnderstood as refusal:
        _refusal(refusal)
    except SystemExit as ended:  # after a help text
        code = ended.code
    assert code == 0, arguments


@cache
def _parser(command: str | None) -> Parser:
    return build_parser(command)


def _refusal(refusal: ShopSyncError) -> None:
    problem = refusal.problem
    assert all((problem.title, problem.message, problem.action)), problem


@cache
def samples() -> list[bytes]:
    """Texts that are accepted somewhere."""
    texts = [
        *_WORDS,
        *(str(setting.default) for setting in SETTINGS.values()),
        "https://bolt.api2.myshoprenter.hu/api",
        "https://oauth.app.shoprenter.net/bolt/app/token",
        "https://cdn.example.hu/képek/cipő nagy.jpg?x=1&utm_source=a#top",
        "http://[::1]:8080/bolt/api",
        "postgresql://anna@db.example:5432/csapat?sslrootcert=/a/b%20c.pem",
        "sync\nbolt\n--yes\n--json",
        "export\na.csv\n--search\ncipő",
        "newsletter\n--products\nA\nB\n--layout\n2\n--out\na.html",
        "schedule\nbolt\n--every\nday\n--at\n03:00",
        "sandbox\n--fault\nlost-answer\n--port\n0",
        "1 900,00 Ft",
    ]
    return [text.encode() for text in texts if text]


def vary(content: bytes, chance: random.Random) -> bytes:
    """Mutate a text."""
    return vary_text(content, chance, _WORDS)


READER = Reader(check, samples, vary)
