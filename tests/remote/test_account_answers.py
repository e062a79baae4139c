"""What the account answers to a write: the id it names, and the form where it says nothing plain."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from shopsync_gui.core.catalogue import MasterProduct
from shopsync_gui.core.errors import (
    AccountRefused,
    AllowanceUsed,
    QuotaReached,
    ShopSyncError,
    TooManyRequests,
)
from shopsync_gui.remote import WriteAnswer
from shopsync_gui.remote.account.requests import words_of
from shopsync_gui.remote.transport.response import Response
from tests.remote.answers import with_account

PRODUCT = MasterProduct(
    sku="A", name="Alma", net=Decimal(10), vat=Decimal(27), currency="HUF", categories=()
)


def created(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> WriteAnswer:
    return with_account(
        lambda _: httpx.Response(status, content=body, headers=headers),
        lambda client: client.create_product(PRODUCT, ()),
    )


@pytest.mark.parametrize(
    "body",
    [b"123", b'"123"', b"\xef\xbb\xbf 123\n", b'{"prod_id": "123"}', b'{"id": 123, "success": true}',
     b'{"data": {"prod_id": 123}}', b"[123]", b'[{"prod_id": 123}]', b'{"status":"ok","result":{"id":"123"}}'],
)  # fmt: skip
@pytest.mark.parametrize("status", [200, 201])
def test_an_id_is_read_from_every_form(body: bytes, status: int) -> None:
    assert created(body, status).new_id == 123


@pytest.mark.parametrize(
    "body",
    [b"true", b"", b"null", b"OK", b"OK: 123", b'{"success": true}', b'{"success": false, "id": 5}',
     b"[]", b"[1, 2]", b"0", b"-1", b"false"],
)  # fmt: skip
def test_what_names_no_id_is_none(body: bytes) -> None:
    assert created(body).new_id is None


def test_answers_are_told_apart_by_what_they_say_and_not_by_their_product() -> None:
    assert created(b"OK: 123").form == created(b"OK: 7").form
    assert created(b'{"success": true}').form != created(b'{"success": false}').form
    assert created(b'{"status": "ok"}').form != created(b'{"status": "error"}').form
    assert created(b'{"name": "A", "ok": 1}').form == created(b'{"name": "B", "ok": 1}').form
    assert created(b"", 204).form != created(b"").form


@pytest.mark.parametrize(
    ("body", "yes", "no"),
    [(b"1", True, False), (b"true", True, False), (b"0", False, True), (b"-1", False, True),
     (b"", False, False), (b"OK", False, False), (b"false", False, False)],
)  # fmt: skip
def test_only_a_plain_answer_is_yes_or_no(body: bytes, yes: bool, no: bool) -> None:
    answer = created(body)
    assert (answer.is_yes, answer.is_no) == (yes, no)


def test_a_web_page_says_nothing_of_the_outcome() -> None:
    answer = created(b"<html>Karbantart\xc3\xa1s</html>")
    assert answer.is_page
    assert not answer.is_yes
    assert not answer.is_no
    assert answer.new_id is None


def test_only_a_4xx_and_words_of_a_full_package_are_refusals() -> None:
    with pytest.raises(AccountRefused):
        created(b"wrong", 406)
    with pytest.raises(QuotaReached):
        created(b"A csomag betelt")


@pytest.mark.parametrize(
    ("words", "headers", "kind"),
    [
        ("Daily limit", {}, AllowanceUsed),
        ("Elérte a napi limitet", {"retry-after": "80000"}, AllowanceUsed),
        ("Daily limit", {"retry-after": "2"}, TooManyRequests),
        ("Rate limit: 60 requests a minute", {}, TooManyRequests),
        ("", {}, TooManyRequests),
    ],
)
def test_too_many_requests_for_a_day_are_told_in_the_words_of_the_service(
    words: str, headers: dict[str, str], kind: type[ShopSyncError]
) -> None:
    with pytest.raises(ShopSyncError) as refused:
        created(words.encode(), 429, headers)
    assert type(refused.value) is kind
    assert words in refused.value.problem.message or kind is TooManyRequests


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Elérte a napi limitet", AllowanceUsed),
        ("Daily limit reached", AllowanceUsed),
        ("Limit of 100 products per hour", AllowanceUsed),
        ("A csomag betelt", QuotaReached),
        ("Product limit reached", QuotaReached),
    ],
)
def test_a_limit_for_a_period_is_not_told_as_that_of_the_package(
    words: str, kind: type[QuotaReached]
) -> None:
    with pytest.raises(QuotaReached) as refused:
        created(words.encode(), 406)
    assert type(refused.value) is kind
    assert words in refused.value.problem.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error": "Elerte a napi limitet"}', "Elerte a napi limitet"),
        (b'{"error": "no", "code": 7}', '{"error": "no", "code": 7}'),
        (b'{"error": ["no"]}', '{"error": ["no"]}'),
        (b"plain words", "plain words"),
        (b"<html>no</html>", ""),
    ],
)
def test_the_words_of_a_refusal_are_shown_without_their_wrapping(body: bytes, words: str) -> None:
    assert words_of(Response(400, httpx.Headers(), body)) == words
