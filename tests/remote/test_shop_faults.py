"""What the shop's client outlasts, tries again and gives up; how long it waits, and that a wait can be cancelled."""

from __future__ import annotations

import asyncio
import gc
from functools import partial

import pytest

from shopsync_gui.core.errors import (
    AnswerTooLarge,
    AskedToWait,
    NoNetwork,
    RedirectRefused,
    ServiceDown,
    ServiceTimeout,
    ShopSyncError,
    TooManyRequests,
    UnexpectedAnswer,
    WebPageInstead,
)
from shopsync_gui.core.text import format_duration
from shopsync_gui.remote import PageTooHeavy, ShopClient
from shopsync_gui.remote.shop.profile_reader import together
from shopsync_gui.sandbox import faults as f
from tests.remote.answers import (
    Services,
    in_shop,
)


@pytest.mark.parametrize(
    "fault",
    ["shop-429", "shop-500", "shop-503", "shop-html", "shop-empty-body", "shop-truncated",
     "shop-cut", "shop-wrong-type", "shop-reset", "shop-slow"],
)  # fmt: skip
def test_passing_faults_are_outlasted(fault: str) -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        assert await shop.count() == 60
        sizes = [(await shop.products(number, 25)).size for number in range(3)]
        assert sizes == [25, 25, 10]
        assert len(await shop.categories()) == len(services.sandbox.shop.categories)

    in_shop(visit, faults=(fault,))


@pytest.mark.parametrize(
    ("action", "error", "tries"),
    [
        (f.status(429), TooManyRequests, 5),
        (f.status(500), ServiceDown, 5),
        (f.status(503), ServiceDown, 5),
        (f.drop(), ServiceTimeout, 5),
        (f.refuse(), NoNetwork, 5),
        (f.hang(), ServiceTimeout, 2),
        (f.html(), WebPageInstead, 3),
        (f.empty(), UnexpectedAnswer, 3),
        (f.truncated(), UnexpectedAnswer, 3),
        (f.wrong_type(), UnexpectedAnswer, 3),
        (f.redirect(), RedirectRefused, 1),
        (f.status(418), UnexpectedAnswer, 1),
        (f.status(511), WebPageInstead, 3),
        (f.status(429, retry_after="999999"), AskedToWait, 1),
        (f.status(503, retry_after="999999999"), AskedToWait, 1),
        (f.bomb(64), AnswerTooLarge, 1),
    ],
)
def test_lasting_faults_end_with_what_they_are(
    action: f.Action, error: type[ShopSyncError], tries: int
) -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        services.sandbox.faults.at("GET shop/productExtend", action, None)
        with pytest.raises(error) as caught:
            await shop.count()
        assert type(caught.value) is error
        assert services.sandbox.requests["GET shop/productExtend"] == tries
        if error is RedirectRefused:
            assert caught.value.values["host"] == "masik-gep.invalid"

    in_shop(visit)


@pytest.mark.parametrize("action", [f.status(504), f.hang(), f.status(408)])
def test_a_heavy_page_is_tried_once(action: f.Action) -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        services.sandbox.faults.at("GET shop/productExtend", action, None)
        with pytest.raises(PageTooHeavy):
            await shop.products(0, 200)
        assert services.sandbox.requests["GET shop/productExtend"] == 1

    in_shop(visit)


def test_lists_of_the_shop_are_read_in_smaller_pages_where_large_ones_fail() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        assert len(await shop.categories()) == len(services.sandbox.shop.categories)
        assert (await shop.products(0, 50)).size == 50

    in_shop(visit, faults=("shop-504-big-pages",))


def test_retry_after_is_honoured() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        loop = asyncio.get_running_loop()
        for wait in ("90", "Mon, 02 Nov 2026 08:01:30 GMT"):
            action = f.status(429, retry_after=wait, date="Mon, 02 Nov 2026 08:00:00 GMT")
            services.sandbox.faults.at("GET shop/productExtend", action)
            before = loop.time()
            assert await shop.count() == 60
            assert 90 <= loop.time() - before < 120

    in_shop(visit)


@pytest.mark.parametrize("code", [429, 503])
def test_a_retry_after_of_more_than_five_minutes_is_told_and_not_waited_for(code: int) -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        services.sandbox.faults.at(
            "GET shop/productExtend", f.status(code, retry_after="3600"), None
        )
        before = asyncio.get_running_loop().time()
        with pytest.raises(AskedToWait) as caught:
            await shop.count()
        assert caught.value.pauses
        assert format_duration(3600) in caught.value.problem.message
        assert asyncio.get_running_loop().time() - before < 5

    in_shop(visit)


def test_unreadable_retry_after_is_ignored() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        for wait in ("-5", "soon", "٣", "9" * 400, "Mon, 99 Nov 2026"):
            services.sandbox.faults.at(
                "GET shop/productExtend", f.status(429, retry_after=ascii(wait))
            )
            assert await shop.count() == 60

    in_shop(visit)


def test_waits_are_cancelled_at_once() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await shop.prepare()
        services.sandbox.faults.at("GET shop/productExtend", f.status(503, retry_after="200"), None)
        task = asyncio.create_task(shop.count())
        await asyncio.sleep(10)
        before = asyncio.get_running_loop().time()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert asyncio.get_running_loop().time() == before

    in_shop(visit)


def test_the_shop_never_sees_more_than_three_requests_in_a_second() -> None:
    async def visit(services: Services, shop: ShopClient) -> None:
        await asyncio.gather(*(shop.products(number % 3, 25) for number in range(40)))
        times = [entry.time for entry in services.sandbox.log if entry.kind.startswith("shop/")]
        assert len(times) > 40
        assert all(late - early >= 1.0 for early, late in zip(times, times[3:], strict=False))
        assert all(entry.status == 200 for entry in services.sandbox.log)
        pages = times[-40:]  # what comes before, languages and taxes, is asked one by one
        assert pages[-1] - pages[0] < len(pages) * 0.41

    in_shop(visit, latency_ms=1300)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("cancels", [1, 2, 3, 4, 5, 6])
def test_reads_that_are_cancelled_before_they_begin_leave_nothing_behind(
    turns: int, cancels: int
) -> None:
    begun: list[int] = []

    async def read(number: int) -> int:
        begun.append(number)
        await asyncio.sleep(60)
        return number

    async def play() -> None:
        # The loop's own queue: the task, then its reads; it is cancelled after so many turns.
        task = asyncio.create_task(
            together("bolt", *(partial(read, number) for number in range(4)))
        )
        for _ in range(turns):
            await asyncio.sleep(0)
        for _ in range(cancels):  # the program ends while the reading is given up
            task.cancel()
            await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(play())
    gc.collect()  # a read that nobody awaited would warn here, which is an error
    assert begun == ([] if turns < 2 else [0, 1, 2, 3])
