"""Processes that are really killed, at every write to the journal and the checkpoints, over real sockets."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from email import message_from_bytes, policy
from itertools import islice
from multiprocessing.connection import wait
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from shopsync_gui.core.catalogue import sku_key
from shopsync_gui.core.plan.plan import Target
from shopsync_gui.core.runs.mail import MailState
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.remote import AccountClient
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.store import open_store
from shopsync_gui.system.lock import folder_lock
from tests.cli.playing import sandbox
from tests.portions import portion
from tests.ports import free_port
from tests.sync import dying

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX matter")

_SHOP = SandboxConfig(products=4, orders=0)
UNSURE = ((MailState.UNSURE, 0), (MailState.UNSURE, 1))


#: The start of a process asks how the others ended; two threads that ask at once make it 255.
_ENDS = Lock()


def child(
    home: Path, endpoints: Endpoints, kill_at: int = 0, *, after: bool = False, mail_port: int = 0
) -> int:
    """Sync in a process of its own; its exit code, negative where a signal ended it."""
    # Each begins with everything read in: to start Python anew would take most of the time.
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.sync.dying"])
    process = processes.Process(
        target=dying.sync, args=(home, endpoints, kill_at, after, mail_port), daemon=True
    )
    with _ENDS:
        process.start()
    wait([process.sentinel], 30)
    with _ENDS:
        code = process.exitcode
        process.kill()
        process.join()
    assert code is not None, "it did not end"
    return code


def account(endpoints: Endpoints) -> Target:
    async def read() -> Target:
        client = AccountClient(
            url=endpoints.sa_url, user=endpoints.sa_user, password=endpoints.sa_password
        )
        async with client:
            return await client.target()

    return asyncio.run(read())


def killed_and_resumed(home: Path, kill_at: int, *, after: bool) -> tuple[bool, set[str]]:
    """Whether the child was killed, and the SKUs of the account after the next sync."""
    home.mkdir()
    with sandbox(_SHOP) as endpoints:
        code = child(home, endpoints, kill_at, after=after)
        killed = code == -signal.SIGKILL
        if killed:
            code = child(home, endpoints)
        assert code == dying.DONE, kill_at
        found = account(endpoints)
    skus = [sku_key(product.sku) for product in found.products]
    assert len(skus) == len(set(skus)), kill_at
    assert len({category.name for category in found.categories}) == len(found.categories)
    return killed, set(skus)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_sync_that_is_killed_at_any_boundary_is_finished_by_the_next(
    tmp_path: Path, after: bool
) -> None:
    _none, wanted = killed_and_resumed(tmp_path / "whole", 0, after=after)
    assert len(wanted) >= 2
    numbers, last_kill, killed = iter(portion(range(1, 1000), 3)), 0, True
    with ThreadPoolExecutor(4) as pool:
        while killed:
            some = list(islice(numbers, 4))
            ends = pool.map(lambda n: killed_and_resumed(tmp_path / str(n), n, after=after), some)
            for number, (was_killed, skus) in zip(some, ends, strict=True):
                assert skus == wanted
                killed = was_killed
                last_kill = number if killed else last_kill
    assert last_kill > 16


@pytest.mark.slow
def test_of_two_syncs_at_once_the_second_is_refused(tmp_path: Path) -> None:
    with sandbox(_SHOP) as endpoints:
        assert child(tmp_path, endpoints) == dying.DONE
        with folder_lock(tmp_path):
            assert child(tmp_path, endpoints) == dying.REFUSED
        assert child(tmp_path, endpoints) == dying.DONE


class Letters:
    """A mail server that keeps the texts it was handed."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.texts.append(message_from_bytes(envelope.content, policy=policy.default).get_content())
        return "250 OK"

    def about(self, run_id: int) -> int:
        """How many speak of this run."""
        return sum(f"#{run_id}" in text for text in self.texts)


@contextmanager
def mail_server() -> Iterator[tuple[Letters, int]]:
    letters, port = Letters(), free_port()
    controller = Controller(
        letters,
        hostname="127.0.0.1",
        port=port,
        authenticator=lambda *_: AuthResult(success=True),
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield letters, port
    finally:
        controller.stop()


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_each_run_has_one_message_whenever_the_program_is_killed(
    tmp_path: Path, after: bool
) -> None:
    kill_at, killed = 1, True
    while killed:
        home = tmp_path / str(kill_at)
        home.mkdir()
        with sandbox(_SHOP) as endpoints, mail_server() as (letters, port):
            code = child(home, endpoints, kill_at, after=after, mail_port=port)
            killed = code == -signal.SIGKILL
            if killed:
                code = child(home, endpoints, mail_port=port)
            assert code == dying.DONE, kill_at
        with closing(open_store(home / "shopsync.db", read_only=True)) as store:
            states = {mail.run_id: mail.state for mail in store.mail.newest()}
            ended = {
                report.run_id for report in store.runs.newest() if report.state is RunState.DONE
            }
        assert set(states) == ended, kill_at
        for run_id, state in states.items():
            sent = letters.about(run_id)
            # Killed while the server was being told: nobody can know, and nothing is repeated.
            assert sent == 1 if state is MailState.SENT else (state, sent) in UNSURE, kill_at
        assert letters.about(max(ended)) == 1, kill_at
        kill_at += 1
    assert kill_at > 3
