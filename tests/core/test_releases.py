"""Announcements of newer versions: their form, their dates, the order of versions."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui import __version__
from shopsync_gui.core.errors import UpdateOutdated, UpdateUnreadable
from shopsync_gui.core.releases import (
    CHANNEL,
    Channel,
    check_current,
    is_newer,
    read_announcement,
)
from tests.announcing import NOW, announcement


def test_the_source_has_no_address_and_so_never_asks() -> None:
    assert Channel() == CHANNEL
    assert not CHANNEL.available
    assert not Channel(address="https://example.com/releases.json").available


def test_an_announcement_is_read_as_it_was_written() -> None:
    news = announcement()
    assert read_announcement(msgspec.json.encode(news)) == news
    assert news.changes_in("hu").startswith("Gyorsabb")
    assert news.changes_in("de").startswith("Faster")


@pytest.mark.parametrize(
    "changed",
    [
        {"version": "newest"},
        {"version": "1"},
        {"version": "1.0; rm"},
        {"page": "http://example.com/"},
        {"page": "https://shop@example.com/"},
        {"page": "file:///etc/passwd"},
        {"expires": "2027-01-01T00:00:00"},
        {"issued": None},
        {"changes": ["x"]},
    ],
)
def test_another_form_is_refused(changed: dict[str, object]) -> None:
    fields = msgspec.to_builtins(announcement()) | changed
    with pytest.raises(UpdateUnreadable):
        read_announcement(msgspec.json.encode(fields))


@given(st.binary(max_size=200))
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(UpdateUnreadable):
        read_announcement(body)


def test_an_expired_announcement_is_refused() -> None:
    with pytest.raises(UpdateOutdated):
        check_current(announcement(age=timedelta(days=90)), NOW, None)


def test_an_announcement_older_than_one_that_was_seen_is_refused() -> None:
    new, old = announcement(age=timedelta(days=1)), announcement(age=timedelta(days=2))
    check_current(new, NOW, old)
    check_current(new, NOW, new)
    with pytest.raises(UpdateOutdated):
        check_current(old, NOW, new)


@pytest.mark.parametrize(
    ("earlier", "later"),
    list(pairwise(["0.1.0", "0.1.1", "0.2", "0.10.0", "1.0.0", "1.0.0.1", "2.0"])),
)
def test_versions_are_compared_number_by_number(earlier: str, later: str) -> None:
    assert is_newer(later, earlier)
    assert not is_newer(earlier, later)


@pytest.mark.parametrize("version", [__version__, "0.0.1", "1.0rc1", "", "newest"])
def test_no_version_is_newer_than_itself_and_words_are_none(version: str) -> None:
    assert not is_newer(version, __version__)


def test_one_point_nothing_is_one() -> None:
    assert not is_newer("1.0.0", "1.0")
    assert not is_newer("1.0", "1.0.0")
