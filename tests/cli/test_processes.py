"""The command as a process of its own: signals, two at once, the sandbox, the demonstration."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from shopsync_gui.cli.data_folder import opened
from shopsync_gui.core.errors import AlreadyRunning
from shopsync_gui.core.text import ngettext
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.sandbox.process import SandboxProcess, start_sandbox
from shopsync_gui.sync.run.job_locks import lock_job
from shopsync_gui.system.language import use_language
from tests.cli.playing import call, connecting, environment, sandbox
from tests.patience import patient

if sys.platform == "win32":
    STOPS = [signal.CTRL_BREAK_EVENT]
    GROUP = subprocess.CREATE_NEW_PROCESS_GROUP
else:
    STOPS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    GROUP = 0
#: The command that asks a sandbox without pauses.
QUICK = "tests.cli.quick_program"
posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture(autouse=True)
def signals_are_heard() -> Iterator[None]:
    """A shell has the programs that it starts in the background ignore some signals, and their children."""
    ignored = [
        number for number in (() if sys.platform == "win32" else STOPS)
        if signal.getsignal(number) is signal.SIG_IGN
    ]  # fmt: skip
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


def start(*arguments: str, program: str = "shopsync_gui.cli") -> subprocess.Popen[str]:
    """A command as a child process."""
    return subprocess.Popen(
        [sys.executable, "-m", program, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        creationflags=GROUP,
    )


def ended(child: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a child that is about to end; it never outlives the test."""
    try:
        out, err = child.communicate(timeout=patient(120))
    finally:
        child.kill()
    return child.returncode, out, err


def read_until(child: subprocess.Popen[str], words: str) -> None:
    """Read the child's remarks until `words` are among them."""
    assert child.stderr is not None
    for line in child.stderr:
        if words in line:
            return
    pytest.fail(f"the child ended before it said {words!r}")


#: A command that gets a signal while it imports what it needs.
_INTERRUPTED = """
import os, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), int(number))

number, module = sys.argv[1:3]
sys.meta_path.insert(0, Interrupting())
sys.argv = ["shopsync", "status", "--json"]
sys.modules.pop("signal", None)
from shopsync_gui.cli import main
sys.exit(main())
"""


@posix
@pytest.mark.parametrize("number", STOPS)
@pytest.mark.parametrize("module", ["shopsync_gui.cli.parser", "shopsync_gui.cli.status_command"])
def test_a_signal_before_the_command_begins_cancels_as_later(
    number: signal.Signals, module: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED, str(int(number)), module],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (5, "Cancelled")
    assert "Traceback" not in done.stderr


@posix
def test_the_interrupt_key_during_the_first_import_cancels_as_later() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED, str(int(signal.SIGINT)), "signal"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (5, "Cancelled")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("", "said"),
        ("import atexit; atexit.register(print, ', and more', end=''); ", "said, and more"),
    ],
)
def test_a_command_that_ends_loses_nothing(asked: str, printed: str) -> None:
    code = f"{asked}from shopsync_gui.cli.exits import leave; print('said', end=''); leave(3)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (3, printed, "")


@pytest.mark.parametrize(
    ("number", "times"), [*((number, 1) for number in STOPS), *((number, 2) for number in STOPS)]
)
def test_stopping_cancels_cleanly_and_the_next_sync_goes_on(
    shopsync_home: Path, number: signal.Signals, times: int
) -> None:
    with (  # more than are written at that pace until it is stopped
        sandbox(SandboxConfig(products=40, orders=0)) as endpoints,
        environment(shopsync_home, endpoints),
    ):
        assert call(*connecting(endpoints)).code == 0
        call("settings", "push.start_rate", "1")
        call("settings", "push.max_rate", "1")
        child = start("sync", "bemutato", "--yes", "--json", program=QUICK)
        read_until(child, "Writing to SalesAutopilot")
        refused = call("sync", "bemutato", "--yes", "--json")
        assert refused.code == 7
        assert refused.json["error"]["code"] == "AlreadyRunning"
        for _time in range(times):
            child.send_signal(number)
        code, out, _err = ended(child)
        assert code == 5
        cancelled = json.loads(out)
        assert cancelled["state"] == "cancelled"
        for key in ("push.start_rate", "push.max_rate"):
            call("settings", key, "500")
        call("settings", "push.quiet_seconds", "0")
        done = call("sync", "bemutato", "--yes", "--json").json
        assert done["state"] == "done"
        assert done["run"] == cancelled["run"]
        assert done["verified"] is True


@posix
def test_a_sync_whose_lock_was_removed_writes_nothing_beside_the_next(shopsync_home: Path) -> None:
    with (
        sandbox(SandboxConfig(products=12, orders=0)) as endpoints,
        environment(shopsync_home, endpoints),
    ):
        assert call(*connecting(endpoints)).code == 0
        call("settings", "push.start_rate", "1")
        call("settings", "push.max_rate", "1")
        child = start("sync", "bemutato", "--yes", "--json", program=QUICK)
        read_until(child, "Writing to SalesAutopilot")
        with opened(shopsync_home) as store, ExitStack() as held:
            (shop,) = store.connections.all()
            while True:  # the child may be quicker to take it again
                shutil.rmtree(shopsync_home / "locks")
                with suppress(AlreadyRunning):
                    held.enter_context(lock_job(store, shopsync_home, shop))
                    break
            code, out, _err = ended(child)
        assert (code, json.loads(out)["error"]["code"]) == (6, "AlreadyRunning")
        for key in ("push.start_rate", "push.max_rate"):
            call("settings", key, "500")
        call("settings", "push.quiet_seconds", "0")
        done = call("sync", "bemutato", "--yes", "--json").json
        assert (done["state"], done["verified"]) == ("done", True)
        assert (done["run"], done["duplicates"]) == (json.loads(out)["run"], [])


@posix
def test_stopping_a_connection_test(shopsync_home: Path) -> None:
    with (
        sandbox(SandboxConfig(products=8, orders=0, latency_ms=20_000)) as endpoints,
        environment(shopsync_home, endpoints),
    ):
        child = start(*connecting(endpoints))
        while not (shopsync_home / "shopsync.db").exists():
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        code, out, err = ended(child)
    assert code == 5
    assert out == ""
    assert "Traceback" not in err


def test_a_child_sandbox_is_connected_and_synced_by_processes(shopsync_home: Path) -> None:
    config = SandboxConfig(products=5, rate_limit=0)
    with (
        start_sandbox(config, lifetime=60) as playing,
        environment(shopsync_home, playing.endpoints, "hu"),
    ):
        code, out, _err = ended(start(*connecting(playing.endpoints)))
        assert code == 0
        use_language("hu")
        assert ngettext("{n} product in the shop", "{n} products in the shop", 5).format(n=5) in out
        code, out, err = ended(start("sync", "bemutato", "--yes", "--json", program=QUICK))
    assert code == 0
    assert len(out.splitlines()) == 1
    assert json.loads(out)["verified"] is True
    assert "Termékek" in err or "termék" in err
    secrets = (playing.endpoints.client_secret, playing.endpoints.sa_password)
    assert not any(secret in out + err for secret in secrets)


@posix
def test_a_killed_sync_does_not_stand_as_running(shopsync_home: Path) -> None:
    config = SandboxConfig(products=60, latency_ms=200)
    with (
        start_sandbox(config, lifetime=60) as playing,
        environment(shopsync_home, playing.endpoints, "hu"),
    ):
        assert ended(start(*connecting(playing.endpoints), program=QUICK))[0] == 0
        with start("sync", "bemutato", "--yes", program=QUICK) as child:
            try:
                assert child.stderr is not None
                child.stderr.readline()  # it is at work
                assert runs_now() == ("running", 1)
            finally:
                child.kill()
        assert runs_now() == ("paused", 1)


def runs_now() -> tuple[str, int]:
    """The state of the newest run, and how many there are."""
    code, out, _err = ended(start("runs", "--json"))
    assert code == 0
    items = json.loads(out)["items"]
    return items[0]["state"], len(items)


@posix
def test_the_sandbox_command_says_where_it_is_and_stops_when_asked() -> None:
    child = start("sandbox", "--products", "3", "--fault", "shop-slow", "sa-429")
    try:
        assert child.stdout is not None
        addresses = json.loads(child.stdout.readline())
        assert addresses["shop_url"].startswith("http://127.0.0.1:")
        child.send_signal(signal.SIGINT)
        assert ended(child)[0] == 0
    finally:
        child.kill()


@pytest.mark.parametrize("encoding", ["cp852", "cp1252", "ascii"])
def test_hungarian_is_written_as_utf_8_whatever_the_code_page(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "hu")
    code, out, err = ended(start("--help"))
    assert (code, err) == (0, "")
    assert "ő" in out
    code, out, err = ended(start("plan", "nincs", "--json"))
    assert code == 2
    assert not out.isascii()
    assert json.loads(out)["error"]["code"] == "ShopNotConnected"


def test_an_unknown_fault_lists_the_known_ones() -> None:
    code, out, err = ended(start("sandbox", "--fault", "no-such-fault"))
    assert code == 2
    assert out == ""
    assert "shop-503" in err


@pytest.mark.slow
def test_the_demonstration_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOPSYNC_HOME")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("SHOPSYNC_LANGUAGE", "en")
    code, out, err = ended(start("demo", "--products", "12"))
    assert code == 0, err
    assert "12 products" in out
    assert "Both sides are equal" in out
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def tireless_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration's shop answers however fast it is asked."""

    def tireless(config: SandboxConfig) -> SandboxProcess:
        return start_sandbox(replace(config, rate_limit=0))

    monkeypatch.setattr("shopsync_gui.cli.sandbox_commands.start_sandbox", tireless)


@pytest.mark.usefixtures("tireless_demo")
def test_the_demonstration_can_be_repeated_in_one_folder(shopsync_home: Path) -> None:
    for _ in range(2):
        said = call("demo", "--products", "3")
        assert said.code == 0, said.err
    assert shopsync_home.is_dir()
    assert len(call("runs", "--json").json["items"]) == 3


@pytest.mark.usefixtures("tireless_demo")
def test_the_demonstration_stands_beside_the_sandbox_that_readme_connects(
    shopsync_home: Path,
) -> None:
    with sandbox(SandboxConfig(products=3)) as endpoints, environment(shopsync_home, endpoints):
        assert call(*connecting(endpoints)).code == 0
        for _again in range(2):
            said = call("demo", "--products", "3")
            assert said.code == 0, said.err
        assert {item["shop"] for item in call("runs", "--json").json["items"]} == {
            f"{endpoints.shop_name}-demo"
        }
