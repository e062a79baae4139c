"""Jobs of several shops at the same time: by two processes, and by one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.cli.data_folder import opened
from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.catalogue import TargetProduct
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.sync.run.job_locks import lock_job
from tests.cli.playing import call, connecting, environment
from tests.patience import patient
from tests.quick_reads import quick_reads
from tests.sandbox.serving import SandboxThread


def quick() -> None:
    for key in ("push.start_rate", "push.max_rate"):
        call("settings", key, "20")
    call("settings", "push.quiet_seconds", "0")


STARTED: list[subprocess.Popen[str]] = []


@pytest.fixture(autouse=True)
def no_process_stays() -> Iterator[None]:
    """One that a failed test has left behind goes, with its pipes."""
    yield
    while STARTED:
        process = STARTED.pop()
        process.kill()
        with process:
            pass


def command(*words: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.quick_program", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    STARTED.append(process)
    return process


def ended(process: subprocess.Popen[str]) -> tuple[int, dict[str, object]]:
    out, err = process.communicate(timeout=patient(120))
    assert out, err
    return process.returncode, json.loads(out)


@pytest.fixture
def shops(shopsync_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[SandboxThread]]:
    """Two slow shops of accounts of their own in one data folder."""
    quick_reads(monkeypatch)
    with ExitStack() as stack:
        services = [
            stack.enter_context(
                SandboxThread(
                    SandboxConfig(products=12, orders=0, seed=seed, latency_ms=60, rate_limit=0)
                )
            )
            for seed in (1, 2)
        ]
        stack.enter_context(environment(shopsync_home, services[0].endpoints))
        for name, service in zip(("alma", "korte"), services, strict=True):
            assert call(*connecting(service.endpoints, shop=name)).code == 0
        quick()
        yield services


def wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + patient(60)
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_two_processes_sync_two_shops_at_the_same_time(
    shops: list[SandboxThread], shopsync_home: Path
) -> None:
    with shops[0].held(), shops[1].held(), opened(shopsync_home) as store:
        processes = [command("sync", name, "--yes", "--json") for name in ("alma", "korte")]
        wait_until(lambda: len(store.runs.running()) == 2)
    ends = [ended(process) for process in processes]
    assert [code for code, _said in ends] == [Exit.DONE, Exit.DONE]
    assert all(said["verified"] for _code, said in ends)
    items = call("runs", "--json").json["items"]
    spans = [(item["started"], item["finished"]) for item in items]
    assert len(spans) == 2
    assert max(start for start, _end in spans) < min(end for _start, end in spans)


def test_one_shop_has_one_job_at_a_time(shops: list[SandboxThread]) -> None:
    with shops[0].held():
        processes = [command("sync", "alma", "--yes", "--json") for _turn in range(2)]
        wait_until(lambda: any(process.poll() is not None for process in processes))
    codes = sorted(ended(process)[0] for process in processes)
    assert codes == [Exit.DONE, Exit.BUSY]


def spans() -> list[tuple[str, str]]:
    return [(item["started"], item["finished"]) for item in call("runs", "--json").json["items"]]


@pytest.mark.parametrize(("jobs", "together"), [("2", True), ("1", False)])
def test_one_command_syncs_shops_side_by_side_up_to_a_limit(
    shops: list[SandboxThread], jobs: str, together: bool
) -> None:
    said = call("sync", "--all", "--jobs", jobs, "--yes", "--json")
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert {line["shop"]: line["verified"] for line in lines} == {"alma": True, "korte": True}
    assert said.code == Exit.DONE
    times = spans()
    assert (max(begin for begin, _end in times) < min(end for _begin, end in times)) is together


def test_shops_of_one_account_take_turns(shops: list[SandboxThread], shopsync_home: Path) -> None:
    with opened(shopsync_home) as store:
        first, second = store.connections.all()
        store.connections.update(second.id, sa_url=first.sa_url)
    said = call("sync", "--all", "--jobs", "8", "--yes", "--json")
    assert len(said.out.splitlines()) == 2
    times = sorted(spans())
    assert times[0][1] <= times[1][0]


def test_two_users_of_one_account_take_turns_once_it_was_read(
    shops: list[SandboxThread], shopsync_home: Path
) -> None:
    with opened(shopsync_home) as store:
        first, second = store.connections.all()
        assert store.connections.account_keys(first) == {first.account_key}
        other = store.connections.update(second.id, sa_url=first.sa_url, sa_user="somebody")
        for product in (TargetProduct(sa_id=7, sku="A", name="A", net=None, vat=None),):
            for shop in (first, other):
                store.target.upsert_product(shop.id, product)
        both = {first.account_key, other.account_key}
        assert store.connections.account_keys(first) == both
        with lock_job(store, shopsync_home, other):
            assert call("sync", "alma", "--yes", "--json").code == Exit.BUSY


@pytest.mark.skipif(os.name != "posix", reason="Windows sends a single program no interrupt")
@pytest.mark.parametrize("gap", [None, 0, 0.02, 0.1, 0.3])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_and_its_echo_end_every_shop_soon(
    shops: list[SandboxThread], shopsync_home: Path, number: signal.Signals, gap: float | None
) -> None:
    with shops[0].held(), shops[1].held(), opened(shopsync_home) as store:
        process = command("sync", "--all", "--yes", "--json")
        wait_until(lambda: len(store.runs.running()) == 2)
        process.send_signal(number)
        sent = time.monotonic()
        if gap is not None:  # as `timeout` does, which signals the process and then its group
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(gap)
            process.send_signal(number)
        out, _err = process.communicate(timeout=patient(20))
        # The end of the interpreter included, on a busy machine.
        assert time.monotonic() - sent < patient(10)
        assert process.returncode == Exit.CANCELLED
        lines = [json.loads(line) for line in out.splitlines()]
        assert [line["state"] for line in lines] == ["cancelled"] * 2
        assert {run.state for run in store.runs.newest()} == {RunState.CANCELLED}


@pytest.mark.skipif(os.name != "posix", reason="Windows sends a single program no interrupt")
def test_an_interrupt_leaves_a_line_for_shops_that_had_not_begun(
    shops: list[SandboxThread], shopsync_home: Path
) -> None:
    with (
        shops[0].held(),
        shops[1].held(),
        opened(shopsync_home) as store,
        lock_job(store, shopsync_home, store.connections.all()[0]),
    ):
        copy = shopsync_home.parent / "copy.db"
        assert call("backup", str(copy)).code == Exit.DONE
        process = command("sync", "--all", "--jobs", "1", "--wait", "60", "--yes", "--json")
        wait_until(lambda: len(store.runs.running()) == 1)
        for refused in (("sync", "korte", "--yes"), ("restore", str(copy), "--yes")):
            told = call(*refused)
            assert (told.code, told.err.splitlines()[-1]) == (Exit.BUSY, "At work now: korte")
        process.send_signal(signal.SIGINT)
        code, said = process.wait(patient(20)), process.communicate()[0]
    assert code == Exit.CANCELLED
    lines = {line["shop"]: line for line in map(json.loads, said.splitlines())}
    assert lines.keys() == {"alma", "korte"}
    assert lines["alma"]["error"]["code"] == "Cancelled"
    assert lines["korte"]["state"] == "cancelled"


@pytest.mark.skipif(os.name != "posix", reason="Windows sends a single program no interrupt")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("after", [0.0, 0.25, 0.5, 0.75])
def test_a_command_that_waits_for_another_one_can_be_stopped(
    shops: list[SandboxThread], shopsync_home: Path, number: signal.Signals, after: float
) -> None:
    """Also while it tries the lock, for which it awaits nothing."""
    with (
        opened(shopsync_home) as store,
        lock_job(store, shopsync_home, store.connections.all()[0]),
    ):
        process = command("sync", "alma", "--wait", "600", "--yes", "--json")
        assert process.stderr is not None
        assert "waited for" in process.stderr.readline()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(after)
        process.send_signal(number)
        out, _err = process.communicate(timeout=patient(20))
    assert process.returncode == Exit.CANCELLED
    assert json.loads(out)["error"]["code"] == "Cancelled"


def test_a_silent_shop_holds_nobody_up(shops: list[SandboxThread], shopsync_home: Path) -> None:
    with silence() as address, opened(shopsync_home) as store:
        silent = store.connections.all()[0]
        store.connections.update(silent.id, token_url=f"{address}/token")
        process = command("sync", "--all", "--jobs", "1", "--yes", "--json")
        try:
            assert process.stdout is not None
            first = json.loads(process.stdout.readline())
            assert (first["shop"], first["state"]) == ("korte", "done")
            assert store.runs.running() or process.poll() is not None
        finally:
            process.kill()
            process.communicate(timeout=patient(20))


def test_a_shop_that_another_command_has_synced_meanwhile_is_not_synced_again(
    shops: list[SandboxThread], shopsync_home: Path
) -> None:
    """Both commands find both shops due; the second one is at work with one while the first waits for the other."""
    for name in ("alma", "korte"):
        assert call("sync", name, "--yes").code == Exit.DONE
        assert call("schedule", name, "--every", "1").code == Exit.DONE
    with opened(shopsync_home) as store:
        for run in store.runs.newest():
            before = run.started_at - timedelta(hours=2)
            store.runs.save(replace(run, started_at=before, finished_at=before))
        with shops[0].held():
            first = command("sync", "--all", "--due", "--jobs", "1", "--yes", "--json")
            wait_until(lambda: len(store.runs.running()) == 1)
            second = call("sync", "--all", "--due", "--jobs", "1", "--yes", "--json")
        (line,) = map(json.loads, second.out.splitlines())
        assert (line["shop"], line["state"], second.code) == ("korte", "done", Exit.DONE)
        out, err = first.communicate(timeout=patient(60))
        lines = {line["shop"]: line for line in map(json.loads, out.splitlines())}
        assert (lines["alma"]["state"], lines["korte"]) == (
            "done",
            {"skipped": "SyncedMeanwhile", "shop": "korte"},
        )
        assert first.returncode == Exit.DONE
        assert "1 of 2 shops synced. Not due: 1" in err
        assert len(store.runs.newest()) == 4


@contextmanager
def silence() -> Iterator[str]:
    """The address of a server that takes every connection and answers nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
