"""The weekly digest: once a week and shop, in the shop's time, with what can be bought."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import ShopProduct
from shopsync_gui.core.newsletter.digest import digest_due
from shopsync_gui.core.products.shop_profile import ShopProfile
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.mail import MailKind
from shopsync_gui.store import Store, open_store
from shopsync_gui.store.runs.mail import OutgoingMail
from shopsync_gui.sync.outputs.digest import enqueue_digests
from shopsync_gui.sync.outputs.mail import account_of
from shopsync_gui.sync.run.traits import shop_traits
from shopsync_gui.sync.shop.shop_facts import PROFILE
from shopsync_gui.system.mail import message_of
from tests.connected import connect_shop
from tests.mail_account import mail_settings
from tests.store.shop_products import product

#: A Monday at eight in Budapest.
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BUDAPEST = ZoneInfo("Europe/Budapest")
PAGE = "https://bolt.hu/index.php?route=product/product&product_id={}"


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (MONDAY - DAY, MONDAY, True),
        (MONDAY - DAY, MONDAY - timedelta(minutes=1), False),
        (MONDAY - 20 * DAY, MONDAY + 3 * DAY, True),
        (MONDAY, MONDAY, False),
        (MONDAY + timedelta(minutes=1), MONDAY + 6 * DAY, False),
        (MONDAY + 30 * DAY, MONDAY, False),  # the clock was set back
        # Summer time ends on 25 October 2026: eight o'clock stays eight o'clock.
        (
            datetime(2026, 10, 25, 7, 0, tzinfo=UTC),
            datetime(2026, 10, 26, 6, 59, tzinfo=UTC),
            False,
        ),
        (datetime(2026, 10, 25, 7, 0, tzinfo=UTC), datetime(2026, 10, 26, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 18, 7, 0, tzinfo=UTC), datetime(2026, 10, 19, 6, 0, tzinfo=UTC), True),
    ],
)
def test_a_week_begins_on_monday_at_eight_in_the_shop(
    last: datetime, now: datetime, due: bool
) -> None:
    assert digest_due(last, now, BUDAPEST) is due


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "shopsync.db")
    for key, value in {"notify.digest": "yes", **mail_settings()}.items():
        store.settings.set(key, value)
    connect_shop(store, title="Bolt & Társa", now=MONDAY - 60 * DAY)
    yield store
    store.close()


def read(store: Store, at: datetime, *products: ShopProduct) -> None:
    """The shop is read at a moment, and has these products."""
    run = store.runs.start(JobKind.SYNC, 1, at).run_id
    store.pull.land_page(run, 1, 0, 200, products, at)
    store.shop_readings.completed(run, at, at)


def digests(store: Store) -> list[OutgoingMail]:
    return [mail for mail in store.mail.newest() if mail.kind is MailKind.DIGEST]


def fill(store: Store) -> None:
    """Within the week one becomes cheaper, one new, one available again and one sold out."""
    same, cheaper, back, sold = (
        product(
            n,
            name=f"Cipő <{n}>",
            gross=Decimal(1000),
            net=Decimal(787),
            page=PAGE.format(n),
            image=f"https://kep.hu/{n}.jpg",
        )
        for n in range(1, 5)
    )
    empty = replace(back, stock=Decimal(0))
    for days in range(50, 7, -7):
        read(store, MONDAY - days * DAY, same, cheaper, empty, sold)
    read(
        store,
        MONDAY - 2 * DAY,
        same,
        replace(cheaper, gross=Decimal(800), net=Decimal(630)),
        back,
        replace(sold, stock=Decimal(0), gross=Decimal(500), net=Decimal(394)),
        replace(same, inner_id="9", ref="ref9", name="Új kabát", page=PAGE.format(9)),
    )


def test_the_first_week_begins_when_a_digest_is_wanted(store: Store) -> None:
    fill(store)
    enqueue_digests(store, MONDAY - 7 * DAY)
    assert digests(store) == []
    assert store.connections.all()[0].digest_at == MONDAY - 7 * DAY


def test_the_week_begins_by_the_clock_of_each_shop(store: Store) -> None:
    fill(store)
    (shop,) = store.connections.all()
    profile = ShopProfile(title="Bolt", identity="", timezone="America/New_York")
    value = msgspec.json.encode(profile).decode()
    shop_traits(store, shop, lambda: MONDAY).note(PROFILE, value)
    eight_there = MONDAY + timedelta(hours=6)
    store.connections.update(shop.id, digest_at=eight_there - 7 * DAY)
    enqueue_digests(store, eight_there - timedelta(minutes=1))
    assert digests(store) == []
    enqueue_digests(store, eight_there)
    assert len(digests(store)) == 1


def test_one_digest_tells_the_week(store: Store) -> None:
    fill(store)
    store.connections.update(1, digest_at=MONDAY - 7 * DAY)
    enqueue_digests(store, MONDAY - timedelta(minutes=1))
    assert digests(store) == []
    for minutes in (0, 1, 60 * 24):
        enqueue_digests(store, MONDAY + timedelta(minutes=minutes))
    (mail,) = digests(store)
    text, html = mail.letter.text, mail.letter.html
    assert mail.letter.subject.startswith("Bolt & Társa")
    for name in ("Cipő <2>", "Cipő <3>", "Új kabát"):
        assert name in text
    for number, inside in ((1, False), (2, True), (3, True), (4, False), (9, True)):
        assert (f"{PAGE.format(number)}\n" in text) is inside
        assert (f'{PAGE.format(number).replace("&", "&amp;")}"' in html) is inside
    assert "Cipő &lt;2&gt;" in html
    assert 'src="https://kep.hu/2.jpg"' in html
    assert "<s" in html
    account = account_of(store)
    assert account is not None
    message = message_of(account, mail.letter, MONDAY)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_a_week_without_changes_sends_nothing(store: Store) -> None:
    fill(store)
    store.connections.update(1, digest_at=MONDAY - DAY)
    enqueue_digests(store, MONDAY)
    assert digests(store) == []
    assert store.connections.all()[0].digest_at == MONDAY


@pytest.mark.parametrize(("key", "value"), [("notify.digest", "no"), ("mail.host", "")])
def test_no_digest_where_none_is_wanted_or_possible(store: Store, key: str, value: str) -> None:
    fill(store)
    store.connections.update(1, digest_at=MONDAY - 7 * DAY)
    store.settings.set(key, value)
    enqueue_digests(store, MONDAY)
    assert digests(store) == []
    assert store.connections.all()[0].digest_at == MONDAY - 7 * DAY
