"""Which products may be in a letter, what it says of them, and what became of them since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopsync_gui.core.catalogue import ProductState
from shopsync_gui.core.newsletter.campaign import link_key, with_campaign
from shopsync_gui.core.newsletter.letter import Flaw, Layout, LetterStyle, flaws, letter_document
from shopsync_gui.core.newsletter.letter_words import checks, flaw_text
from shopsync_gui.core.newsletter.price_rule import EarlierPrice
from shopsync_gui.core.newsletter.saved_letter import (
    LetterChanges,
    SavedLetter,
    changes_text,
    letter_changes,
    letter_item,
)
from tests.letters.examples import letter, product

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, ()),
        ({"state": ProductState.GONE}, (Flaw.GONE,)),
        ({"state": ProductState.FROM_ORDER, "price": None, "page": ""}, (Flaw.FROM_ORDER,)),
        ({"state": ProductState.DISABLED}, (Flaw.DISABLED,)),
        ({"state": ProductState.DISCONTINUED}, (Flaw.DISABLED,)),
        ({"stock": Decimal(0)}, (Flaw.SOLD_OUT,)),
        ({"stock": Decimal(-1)}, (Flaw.SOLD_OUT,)),
        ({"stock": Decimal(1)}, ()),
        ({"price": None}, (Flaw.NO_PRICE,)),
        ({"price": Decimal(0)}, (Flaw.NO_PRICE,)),
        ({"page": ""}, (Flaw.NO_LINK,)),
        ({"page": "http://www.bolt.hu/a"}, (Flaw.NO_LINK,)),
        ({"page": "javascript:alert(1)"}, (Flaw.NO_LINK,)),
        ({"connection_id": 2}, (Flaw.OTHER_SHOP,)),
        ({"image": ""}, (Flaw.NO_PICTURE,)),
        ({"image": "http://kep.hu/a.jpg"}, (Flaw.NO_PICTURE,)),
        ({"in_account": False}, (Flaw.NOT_IN_ACCOUNT,)),
        ({"on_sale": True}, ()),
        ({"on_sale": True, "earlier": EarlierPrice()}, (Flaw.SHORT_RECORD,)),
        ({"on_sale": True, "earlier": EarlierPrice(reduced_at=NOW)}, (Flaw.NO_REDUCTION,)),
        ({"earlier": EarlierPrice(watched_since=NOW)}, (Flaw.SHORT_RECORD,)),
    ],
)
def test_flaws(other: dict[str, object], expected: tuple[Flaw, ...]) -> None:
    faulty = product(1, **other)
    assert flaws(faulty, 1) == expected
    stays = not any(flaw.keeps_out for flaw in expected)
    document = letter_document([faulty], LetterStyle(), 1)
    assert bool(document.blocks) is stays
    assert [flaw for flaw, _sentence in checks([faulty], 1)] == list(expected)
    assert all(flaw_text(flaw, faulty) for flaw in expected)


def test_a_product_that_is_left_out_counts_once_and_for_nothing_else() -> None:
    reduced = {"on_sale": True, "earlier": EarlierPrice()}
    sold_out = [product(n, stock=Decimal(0), image="", **reduced) for n in (1, 2)]
    gone_too = product(3, stock=Decimal(0), state=ProductState.DISABLED)
    found = checks([*sold_out, gone_too, product(4, **reduced)], 1)
    assert [(flaw, text.split()[0]) for flaw, text in found] == [
        (Flaw.DISABLED, "1"),
        (Flaw.SOLD_OUT, "2"),
        (Flaw.SHORT_RECORD, "1"),
    ]


def test_only_a_shop_on_this_computer_may_do_without_https() -> None:
    here = product(1, page="http://127.0.0.1:8000/a", image="http://127.0.0.1:8000/a.png")
    assert Flaw.NO_LINK in flaws(here, 1)
    assert flaws(here, 1, here=True) == ()


def test_the_date_since_when_prices_are_watched_is_said(language: object) -> None:
    short = product(1, earlier=EarlierPrice(watched_since=NOW), watched_since=NOW)
    assert "2026" in flaw_text(Flaw.SHORT_RECORD, short)
    unseen = product(1, on_sale=True, earlier=EarlierPrice(), watched_since=NOW)
    assert "2026" in flaw_text(Flaw.SHORT_RECORD, unseen)
    begin = NOW - timedelta(days=400)
    after_a_gap = product(1, earlier=EarlierPrice(watched_since=NOW), watched_since=begin)
    assert "2026" in flaw_text(Flaw.SHORT_RECORD, after_a_gap), "what was read before it counts"


def test_blocks_keep_their_order_and_say_the_prices() -> None:
    document = letter_document([product(2), product(1)], LetterStyle(), 1, remarks=("so",))
    assert [block.product_id for block in document.blocks] == [2, 1]
    plain, reduced = document.blocks
    assert (plain.earlier, plain.percent) == ("", 0)
    assert reduced.price.replace("\xa0", " ").startswith("17 490") or reduced.price == "17,490 Ft"
    assert reduced.percent == 30
    assert document.remarks == ("so",)
    assert letter_document([product(2)], LetterStyle(), 1, remarks=("so",)).remarks == ()


@pytest.mark.parametrize(
    ("size", "ratio"), [("w460h460wt1", 1.0), ("w400h600", 1.5), ("w0h0", 1.0), ("big", 1.0)]
)
def test_pictures_have_the_shape_that_their_address_promises(size: str, ratio: float) -> None:
    image = f"https://kep.hu/image/cache/{size}/a.jpg"
    (block,) = letter_document([product(1, image=image)], LetterStyle(), 1).blocks
    assert block.ratio == ratio


@pytest.mark.parametrize(
    ("style", "color", "corner"),
    [
        (LetterStyle(color="#A1b2C3", rounding=12), "#A1b2C3", 12),
        (LetterStyle(color='red"><script>', rounding=99), "#2f6fed", 24),
        (LetterStyle(color="#fff", rounding=-5), "#2f6fed", 0),
    ],
)
def test_looks_out_of_a_file_are_held_in_bounds(
    style: LetterStyle, color: str, corner: int
) -> None:
    assert (style.button_color, style.corner) == (color, corner)
    assert style.button_text


@pytest.mark.parametrize(("layout", "columns"), [("1", 1), ("2", 2), ("3", 3), ("hero", 2)])
def test_layouts_have_columns(layout: str, columns: int) -> None:
    assert Layout(layout).columns == columns


# --- campaign tags --------------------------------------------------------------------------------

TAGS = "utm_source=newsletter&utm_medium=email&utm_campaign="


@pytest.mark.parametrize(
    ("address", "campaign", "expected"),
    [
        ("https://b.hu/a", "nyár", f"https://b.hu/a?{TAGS}ny%C3%A1r"),
        ("https://b.hu/a?x=1&y=a+b", "n", f"https://b.hu/a?x=1&y=a+b&{TAGS}n"),
        ("https://b.hu/a?r=p/q&id=1#top", "n", f"https://b.hu/a?r=p/q&id=1&{TAGS}n#top"),
        ("https://b.hu/?utm_source=x&z=%20&UTM_Campaign=y", "n", f"https://b.hu/?z=%20&{TAGS}n"),
        ("https://b.hu/a", "a&b=c", f"https://b.hu/a?{TAGS}a%26b%3Dc"),
        ("https://b.hu/a?x", " ", "https://b.hu/a?x"),
        ("", "n", ""),
    ],
)
def test_tags_break_no_query(address: str, campaign: str, expected: str) -> None:
    assert with_campaign(address, campaign) == expected


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=4)), max_size=4),
    st.text(min_size=1, max_size=12).filter(lambda name: name.strip()),
)
def test_what_a_query_says_stays(pairs: list[tuple[str, str]], campaign: str) -> None:
    from urllib.parse import urlencode

    address = f"https://b.hu/p?{urlencode(pairs)}"
    tagged = with_campaign(address, campaign)
    said = parse_qsl(urlsplit(tagged).query, keep_blank_values=True)
    assert said[: len(pairs)] == pairs
    assert dict(said[len(pairs) :])["utm_campaign"] == " ".join(campaign.split())
    assert with_campaign(tagged, campaign) == tagged
    assert link_key(tagged) == link_key(address)


def test_links_to_one_page_have_one_key() -> None:
    keys = {
        link_key(link)
        for link in (
            "https://www.b.hu/index.php?route=p&product_id=1",
            "http://b.hu/index.php?product_id=1&route=p&utm_campaign=x&gclid=3",
            " https://B.hu/index.php?route=p&product_id=1#top ",
        )
    }
    assert len(keys) == 1
    assert link_key("https://b.hu/index.php?product_id=2&route=p") not in keys


# --- letters that are kept --------------------------------------------------------------------------


def saved(*numbers: int) -> SavedLetter:
    items = tuple(letter_item(product(n), 1) for n in numbers)
    return SavedLetter(connection_id=1, name="Ősz", style=LetterStyle(), items=items, made_at=NOW)


def test_a_letter_knows_what_became_of_its_products() -> None:
    kept = saved(1, 2, 3, 4, 5, 6)
    now = {
        1: product(1, name="Átnevezve"),
        2: product(2, price=Decimal(18000)),
        3: product(3, earlier=EarlierPrice()),
        4: product(4, stock=Decimal(0), price=Decimal(1)),
        5: product(5, state=ProductState.DISABLED),
    }
    changes = letter_changes(kept, now)
    assert changes == LetterChanges(prices=(2, 3), sold_out=(4,), gone=(5, 6))
    assert bool(changes)
    assert [part[0] for part in changes_text(changes).split(", ")] == ["2", "1", "2"]


def test_what_a_letter_left_out_has_not_changed_since() -> None:
    out = [
        product(1, stock=Decimal(0)),
        product(2, state=ProductState.GONE),
        product(3, page=""),
        product(4, connection_id=2),
    ]
    items = tuple(letter_item(p, 1) for p in (*out, product(5)))
    assert [item.left_out for item in items] == [True] * 4 + [False]
    made = SavedLetter(connection_id=1, name="Új", style=LetterStyle(), items=items, made_at=NOW)
    assert not letter_changes(made, {p.id: p for p in (*out, product(5))})
    later = {1: product(1, stock=Decimal(3)), 5: product(5, stock=Decimal(0))}
    assert letter_changes(made, later) == LetterChanges(sold_out=(5,))


def test_a_letter_that_is_still_true_says_so() -> None:
    changes = letter_changes(saved(1, 2), {n: product(n) for n in (1, 2)})
    assert not changes
    assert changes_text(changes)
    assert not any(character.isdigit() for character in changes_text(changes))


def test_the_example_letter_has_every_product() -> None:
    assert len(letter(5).blocks) == 5
