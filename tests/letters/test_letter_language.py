"""A newsletter speaks the language of its shop, whatever the program's is."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shopsync_gui.core.newsletter.letter import LetterProduct, LetterStyle
from shopsync_gui.core.newsletter.price_rule import EarlierPrice
from shopsync_gui.core.text import language
from shopsync_gui.store.account.connections import Connection, ConnectionOptions
from shopsync_gui.sync.outputs.newsletter import make_newsletter
from shopsync_gui.system.language import use_language

SPACE = "\N{NO-BREAK SPACE}"


def shop(spoken: str) -> Connection:
    return Connection(
        id=1,
        name="bolt",
        title="Bolt",
        shop_url="https://bolt.api2.myshoprenter.hu/api",
        token_url="https://oauth.app.shoprenter.net/bolt/app/token",
        sa_url="https://api.salesautopilot.com",
        client_id="id",
        sa_user="demo",
        options=ConnectionOptions(language=spoken),
    )


@pytest.mark.parametrize("program", ["hu", "en"])
@pytest.mark.parametrize(
    ("spoken", "lang", "price"),
    [("hu", "hu", f"65{SPACE}088"), ("en", "en", "65,088"), ("de", "en", "65,088")],
)
def test_a_letter_speaks_the_language_of_its_shop(
    program: str, spoken: str, lang: str, price: str
) -> None:
    product = LetterProduct(
        id=1,
        connection_id=1,
        sku="A",
        name="Téli cipő",
        price=Decimal(65088),
        currency="HUF",
        earlier=EarlierPrice(amount=Decimal(80000), reduced_at=datetime(2026, 11, 1, tzinfo=UTC)),
        image="https://bolt.hu/1.jpg",
        page="https://bolt.hu/1",
    )
    use_language(lang)
    usual = LetterStyle().button_text
    use_language(program)
    made = make_newsletter([product], LetterStyle(), shop(spoken))
    assert language() == program
    assert f'<html lang="{lang}"' in made.html
    assert made.document.button == usual
    assert usual in made.html
    assert price in made.html.replace("&nbsp;", SPACE)
    assert price in made.text
    (remark,) = made.document.remarks
    assert remark in made.text
    use_language("en" if lang == "hu" else "hu")
    others = make_newsletter([product], LetterStyle(), shop(spoken))
    assert (others.html, others.text) == (made.html, made.text)
