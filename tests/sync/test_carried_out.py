"""Whether a write was carried out: what the product shows, and which answers become the usual ones."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.remote import WriteAnswer
from shopsync_gui.store.runs.journal_entries import JournalEntry, JournalOp, JournalState
from shopsync_gui.sync.push.carried_out import AnswerJudge, changed_besides, took
from shopsync_gui.sync.run.session import Session
from tests.sync.world import World

WANTED = MasterProduct(
    sku="A-1",
    name="Kék",
    net=Decimal(10),
    vat=Decimal(27),
    currency="HUF",
    categories=("Cipők",),
)
SHOWN = TargetProduct(
    sa_id=7,
    sku="A-1",
    name="Kék",
    net=Decimal(10),
    vat=Decimal(27),
    currency="HUF",
    category_ids=(3,),
)
BEFORE = replace(SHOWN, name="Zöld", net=Decimal(5))
IDS = {"cipők": 3}
OK, EMPTY = WriteAnswer(status=200, form="text ok"), WriteAnswer(status=200, form="empty")
YES, NO = (WriteAnswer(status=200, form="number", number=number) for number in (7, 0))
PAGE = WriteAnswer(status=200, form="page")


def entry(**fields: Any) -> JournalEntry:
    usual: dict[str, Any] = {
        "id": 1, "run_id": 1, "connection_id": 1, "state": JournalState.SENT, "sent_at": None,
        "attempts": 1, "problem": None, "op": JournalOp.UPDATE_PRODUCT, "sku": "A-1",
        "name": "Kék", "sa_id": 7, "desired": WANTED, "before": BEFORE,
    }  # fmt: skip
    return JournalEntry(**usual | fields)


@pytest.mark.parametrize(
    ("fields", "shown", "is_it"),
    [
        ({}, {}, True),
        ({"desired": None}, {}, False),
        # Nothing moved: it is as before, and not as it was wanted.
        ({}, {"name": "Zöld", "net": Decimal(5)}, False),
        ({"before": None}, {"name": "Zöld"}, False),
        # The account keeps a value its own way; one that moved shows that it took the write.
        ({}, {"name": "KEK"}, True),
        ({}, {"name": "Zöld", "net": Decimal("9.99")}, True),
        ({}, {"name": "Zöld", "net": Decimal(5), "sku": "a1"}, True),
        ({}, {"name": "Zöld", "net": Decimal(5), "vat": Decimal(5)}, True),
        ({}, {"name": "Zöld", "net": Decimal(5), "currency": "EUR"}, True),
        ({}, {"name": "Zöld", "net": Decimal(5), "category_ids": (4,)}, True),
        # The order of categories is no other value, nor is what is not told.
        ({"before": replace(BEFORE, category_ids=(4, 3))},
         {"name": "Zöld", "net": Decimal(5), "category_ids": (3, 4)}, False),
        ({}, {"name": "Zöld", "net": None}, False),
        ({"before": replace(BEFORE, net=None)}, {"name": "Zöld"}, False),
        # Of fields that were sent alone the others say nothing.
        ({"fields": ("name",), "before": replace(BEFORE, name="Kék")}, {"net": Decimal(5)}, True),
        ({"fields": ("net",)}, {"name": "Zöld", "net": Decimal(5)}, False),
    ],
)  # fmt: skip
def test_a_product_shows_that_it_was_written(
    fields: dict[str, Any], shown: dict[str, Any], is_it: bool
) -> None:
    assert took(entry(**fields), replace(SHOWN, **shown), IDS) is is_it


@pytest.mark.parametrize(
    ("sent", "shown", "besides"),
    [
        (("name",), {}, True),  # the price is another one, too
        (("name", "net"), {}, False),
        (("name", "net"), {"category_ids": ()}, True),
        (("name", "net", "categories"), {"category_ids": ()}, False),
        (("name", "net"), {"vat": None}, False),
    ],
)
def test_a_write_of_some_fields_may_change_others(
    sent: tuple[str, ...], shown: dict[str, Any], besides: bool
) -> None:
    assert changed_besides(entry(fields=sent), replace(SHOWN, **shown)) is besides
    assert not changed_besides(entry(fields=sent, before=None), replace(SHOWN, **shown))


class Judging:
    """An account with a product, and who judges its answers."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder, products=1, orders=0)
        self.account = self.world.sandbox.account
        run = self.world.store.runs.start(JobKind.SYNC, self.world.connection.id, self.world.now())
        self.run_id = run.run_id
        self.sa_id = self.account.add_product("A-1", "Kék", 10)
        before = TargetProduct(sa_id=self.sa_id, sku="A-1", name="Zöld", net=Decimal(10))
        wanted = replace(WANTED, categories=(), vat=Decimal(27))
        self.done = entry(sa_id=self.sa_id, desired=wanted, before=before)
        self.left = replace(
            self.done, before=replace(before, name="Kék"), desired=replace(wanted, name="Más")
        )

    @property
    def asked(self) -> int:
        return self.world.request_count("getproduct")

    def judge(self, work: Callable[[AnswerJudge, Session], Coroutine[Any, Any, None]]) -> None:
        async def main(session: Session) -> None:
            await work(AnswerJudge(session), session)

        self.world.in_session(self.run_id, main)


@pytest.fixture
def judging(tmp_path: Path) -> Judging:
    return Judging(tmp_path)


def test_an_answer_that_says_yes_is_believed_and_one_that_was_confirmed_thrice(
    judging: Judging,
) -> None:
    async def work(judge: AnswerJudge, session: Session) -> None:
        assert await judge.updated(judging.left, YES, {}) is True
        assert judging.asked == 0
        for number in (1, 2, 3):
            assert await judge.updated(judging.done, OK, {}) is True
            assert judging.asked == number
        # From now on each fiftieth is looked at.
        for number in range(1, 101):
            assert await judge.updated(judging.done, OK, {}) is True
            assert judging.asked == 3 + number // 50
        # Another form is another thing, and a number that promises nothing never is usual.
        for number in (1, 2, 3, 3):
            assert await judge.updated(judging.done, EMPTY, {}) is True
            assert judging.asked == 5 + number
        for _ in range(4):
            assert await judge.updated(judging.done, NO, {}) is True
            assert await judge.updated(judging.done, PAGE, {}) is True
        assert judging.asked == 8 + 8

    judging.judge(work)


def test_what_was_confirmed_is_known_to_the_next_run(judging: Judging) -> None:
    async def confirm(judge: AnswerJudge, session: Session) -> None:
        for _ in range(3):
            await judge.updated(judging.done, OK, {})

    async def know(judge: AnswerJudge, session: Session) -> None:
        assert judge.trait("answer.update") == "text ok"
        assert await judge.updated(judging.left, OK, {}) is True
        assert judging.asked == 3
        # What follows the usual form without its effect takes the name from it.
        for _ in range(48):
            await judge.updated(judging.left, OK, {})
        assert await judge.updated(judging.left, OK, {}) is False
        assert judge.trait("answer.update") is None
        assert session.traits.value("answer.update") is None

    judging.judge(confirm)
    judging.judge(know)


def test_what_does_not_show_is_looked_at_three_times_before_it_counts_as_not_done(
    judging: Judging,
) -> None:
    async def work(judge: AnswerJudge, session: Session) -> None:
        begun = judging.world.loop_time()
        assert await judge.updated(judging.left, OK, {}) is False
        assert judging.asked == 3
        assert 10 <= judging.world.loop_time() - begun < 12
        gone = replace(judging.done, sa_id=9999)
        assert await judge.updated(gone, OK, {}) is None
        assert judge.trait("answer.update") is None

    judging.judge(work)


def test_a_removal_is_judged_by_whether_the_product_is_there(judging: Judging) -> None:
    gone = replace(judging.done, op=JournalOp.DELETE_PRODUCT, sa_id=9999)
    there = replace(gone, sa_id=judging.sa_id)

    async def work(judge: AnswerJudge, session: Session) -> None:
        assert await judge.removed(there, YES) is True
        assert judging.asked == 0
        begun = judging.world.loop_time()
        assert await judge.removed(there, OK) is False
        assert judging.asked == 3
        assert 10 <= judging.world.loop_time() - begun < 12
        for _ in range(3):
            assert await judge.removed(gone, NO) is True
        assert judge.trait("answer.delete") is None
        for number in (1, 2, 3, 3, 3):
            assert await judge.removed(gone, OK) is True
            assert judging.asked == 6 + number
        assert session.traits.value("answer.delete") == "text ok"
        # A page comes from elsewhere, and another form begins anew.
        assert await judge.removed(there, PAGE) is False
        assert judge.trait("answer.delete") == "text ok"
        assert await judge.removed(gone, EMPTY) is True
        assert judge.trait("answer.delete") == "empty"
        assert await judge.removed(there, EMPTY) is False
        assert judge.trait("answer.delete") is None

    judging.judge(work)
