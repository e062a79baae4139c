"""Turns of several shops' jobs: a limit, one for each account, and nobody held up by who only waits."""

from __future__ import annotations

from shopsync_gui.core.runs.jobs import Job, JobKind, Phase, Progress
from shopsync_gui.sync.schedule.turns import SILENT_SECONDS, Account, Turns


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def job(shop: int) -> Job:
    return Job(kind=JobKind.VERIFY, connection_id=shop)


def account(name: int, address: str = "https://a") -> Account:
    return Account(address, str(name))


def turns(limit: int, clock: Clock | None = None) -> Turns:
    return Turns(lambda: limit, clock or Clock())


def begun(those: Turns) -> list[int]:
    return [job.connection_id for job in those.begin()]


def moment(done: int, waiting: float | None = None) -> Progress:
    return Progress(run_id=1, phase=Phase.PULL, done=done, waiting_seconds=waiting)


def test_so_many_run_as_the_limit_says_in_the_order_of_asking() -> None:
    those = turns(2)
    assert all(those.add(job(shop), account(shop)) for shop in (3, 1, 2))
    assert begun(those) == [3, 1]
    assert begun(those) == []
    those.end(1)
    assert begun(those) == [2]


def test_a_shop_has_one_job() -> None:
    those = turns(2)
    assert those.add(job(1), account(1))
    assert not those.add(job(1), account(1))
    assert begun(those) == [1]
    assert not those.add(job(1), account(1))


def test_an_account_has_one_job_and_the_next_shop_goes_first() -> None:
    those = turns(2)
    for shop, user in ((1, 7), (2, 7), (3, 8)):
        those.add(job(shop), account(user))
    assert begun(those) == [1, 3]
    those.end(1)
    assert begun(those) == [2]


def test_a_job_that_gets_no_further_leaves_its_turn_and_takes_it_up_again() -> None:
    clock = Clock()
    those = turns(1, clock)
    for shop in (1, 2, 3):
        those.add(job(shop), account(shop))
    assert begun(those) == [1]
    clock.now += SILENT_SECONDS + 1
    those.hear(1, moment(0))
    assert begun(those) == []
    clock.now += SILENT_SECONDS + 1
    those.hear(1, moment(0))
    assert begun(those) == [2]
    those.end(2)
    those.hear(1, moment(5))
    assert begun(those) == []


def test_a_job_that_waits_out_the_quiet_time_leaves_its_turn_at_once() -> None:
    those = turns(1)
    those.add(job(1), account(1))
    those.add(job(2), account(2))
    assert begun(those) == [1]
    those.hear(1, moment(0, waiting=100.0))
    assert begun(those) == [2]


def test_silent_jobs_do_not_heap_up_without_end() -> None:
    clock = Clock()
    those = turns(2, clock)
    for shop in range(100):
        those.add(job(shop), account(shop))
    for _look in range(100):
        begun(those)
        clock.now += SILENT_SECONDS + 1
    assert 2 < len(those.running) < 20


def test_a_refused_job_waits_for_the_end_of_one_of_the_same_service() -> None:
    those = turns(2)
    for shop in (1, 2):
        those.add(job(shop), account(shop))
    those.add(job(3), account(3, "https://b"))
    assert begun(those) == [1, 2]
    assert those.put_back(2)
    assert begun(those) == [3]
    those.end(1)
    assert begun(those) == [2]
    assert not those.put_back(2), "the one that runs belongs to another service"


def test_a_job_that_waits_can_be_withdrawn() -> None:
    those = turns(1)
    for shop in (1, 2):
        those.add(job(shop), account(shop))
    assert begun(those) == [1]
    withdrawn = those.withdraw(2)
    assert withdrawn is not None
    assert withdrawn.connection_id == 2
    assert those.withdraw(1) is None
    those.end(1)
    assert begun(those) == []
