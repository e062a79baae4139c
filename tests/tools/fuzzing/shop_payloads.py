"""The shop's answers, whatever is in them: pages, items, prices, dates, names, refusals."""

from __future__ import annotations

import contextlib
import json
import random
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import httpx
import msgspec

from shopsync_gui.core.catalogue import Category, OrderLine, ShopProduct
from shopsync_gui.core.strings.addresses import picture_address
from shopsync_gui.remote.shop import payloads as p
from shopsync_gui.remote.shop.normaliser import BadPayload, Normaliser, clean
from shopsync_gui.remote.shop.pages import ItemReader, Page, PageReader
from shopsync_gui.remote.shop.refusal import Refusal
from shopsync_gui.remote.transport.response import Response, Unreadable
from shopsync_gui.store.database.codecs import money_in, time_in
from tests.official import SAMPLES
from tests.remote.answers import JSON_TYPE, NOW, SECRET, page_of
from tests.remote.payloads import FACTS, payload
from tests.tools.fuzzing.mutations import vary_json
from tests.tools.fuzzing.reader import Reader

_PAGES = tuple(
    PageReader(kind)
    for kind in (p.Product, p.Category, p.Order, p.Language, p.TaxClass, p.Currency, p.Setting)
)
_ITEMS = tuple(ItemReader(kind) for kind in (p.Product, p.Token, p.Domains))
_JSON = httpx.Headers(JSON_TYPE)
_FIELDS = (
    *tuple(msgspec.json.schema(p.Product)["$defs"]["Product"]["properties"]),
    "response",
    "items",
    "pageCount",
    "next",
    "href",
    "id",
    "name",
    "net",
    "gross",
    "default",
)


def check(content: bytes) -> None:
    """Any answer: read with what it says, or refused; what is read can be kept and shown."""
    answer = Response(200, _JSON, content)
    for reader in _PAGES:
        with contextlib.suppress(Unreadable):
            _page(reader.page(answer))
    for single in _ITEMS:
        with contextlib.suppress(Unreadable):
            item = single.item(answer)
            if isinstance(item, p.Product):
                _product(item)
    refusal = Refusal.of(Response(404, _JSON, content), (SECRET,))
    told = refusal.as_error().problem.message
    assert len(told) < 600, told
    assert "\n" not in told, told


def _page(page: Page[Any]) -> None:
    assert page.page_count is None or page.page_count >= 0
    for bad in page.bad:
        assert len(bad.detail) <= 200, bad
    normaliser = Normaliser(FACTS, "hu", lambda: NOW)
    for item in page.items[:50]:
        match item:
            case p.Product():
                _product(item)
            case p.Category():
                with contextlib.suppress(BadPayload):
                    _category(normaliser.category(item))
            case p.Order():
                for line in normaliser.order_lines(item):
                    _line(line)


def _product(raw: p.Product) -> None:
    for here in (False, True):
        try:
            product = Normaliser(FACTS, "hu", lambda: NOW, here=here).product(raw)
        except BadPayload:
            return
        assert product.inner_id
        assert product.ref
        _kept(product, ShopProduct)
        _shown(product.name)
        for money in (product.net, product.gross, product.list_net, product.list_gross,
                      product.vat, product.stock):  # fmt: skip
            _amount(money)
        for moment in (product.created_at, product.updated_at):
            _moment(moment)
        assert product.image in ("", picture_address(product.image, here=here))
        assert product.page in ("", picture_address(product.page))


def _category(category: Category) -> None:
    assert category.ref
    _kept(category, Category)
    _shown(category.name)


def _line(line: OrderLine) -> None:
    assert line.sku or line.name
    _kept(line, OrderLine)
    _amount(line.net)
    _amount(line.vat)
    _moment(line.ordered_at)


def _kept(value: Any, kind: type) -> None:
    """A value is the same when it was written and read again."""
    assert msgspec.json.decode(msgspec.json.encode(value), type=kind) == value


def _shown(name: str) -> None:
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name), repr(name)
    assert name == name.strip() == clean(name.replace("&", "")) or "&" in name, repr(name)


def _amount(value: Decimal | None) -> None:
    assert value is None or value.is_finite()
    money_in(value)


def _moment(value: datetime | None) -> None:
    assert value is None or value.tzinfo is UTC
    time_in(value)


@cache
def samples() -> list[bytes]:
    """Pages of the sandbox's forms, and what the shop documents of its own."""
    made = [
        page_of(payload()),
        payload(),
        {"response": page_of(payload(), payload(innerId="18"))},
        page_of(payload(sku="é &amp; ü", status=0, taxClass="t27"), items2=[]),
        page_of({"id": "c1", "innerId": "5", "categoryDescriptions": [{"name": "Cipő"}]}),
        {"items": {"0": payload(), "1": payload(id="b")}, "pageCount": "2"},
        {"access_token": "abc.def", "expires_in": 3600},
        {"error": 10004, "message": "nincs ilyen"},
    ]
    files = sorted(SAMPLES.glob("*.json")) if SAMPLES.is_dir() else []
    return [json.dumps(value).encode() for value in made] + [
        path.read_bytes() for path in files if path.stat().st_size < 20_000
    ]


def vary(content: bytes, chance: random.Random) -> bytes:
    """Mutate an answer."""
    return vary_json(content, chance, _FIELDS)


READER = Reader(check, samples, vary)
