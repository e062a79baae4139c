"""The sandbox over real sockets, in a process of its own."""

from __future__ import annotations

import gc
import json
import signal
import socket
import subprocess
import sys
import warnings
from contextlib import ExitStack, suppress
from threading import Thread

import httpx
import pytest

from shopsync_gui.sandbox import SandboxConfig
from shopsync_gui.sandbox.__main__ import main, parser
from shopsync_gui.sandbox.process import SandboxFailed, start_sandbox
from tests.patience import patient
from tests.sandbox.serving import SandboxThread
from tests.sandbox.visitor import PRODUCT

WINDOWS = sys.platform == "win32"


def test_child_process_answers_drops_and_stops() -> None:
    config = SandboxConfig(products=25, faults=("sa-lost-answer",))
    with start_sandbox(config) as child, httpx.Client(trust_env=False) as http:
        endpoints = child.endpoints
        assert endpoints.shop_url.startswith("http://127.0.0.1:")
        grant = {
            "grant_type": "client_credentials",
            "client_id": endpoints.client_id,
            "client_secret": endpoints.client_secret,
        }
        token = http.post(endpoints.token_url, json=grant).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        page = http.get(f"{endpoints.shop_url}/productExtend?full=1&limit=200", headers=headers)
        assert len(page.json()["items"]) == 25
        auth = (endpoints.sa_user, endpoints.sa_password)
        for _ in range(4):
            http.post(f"{endpoints.sa_url}/createproduct", json=PRODUCT, auth=auth)
        with pytest.raises(httpx.RemoteProtocolError):
            http.post(f"{endpoints.sa_url}/createproduct", json=PRODUCT, auth=auth)
        assert len(http.get(f"{endpoints.sa_url}/listproducts", auth=auth).json()) == 5
    assert child.process.returncode == 0


@pytest.mark.skipif(WINDOWS, reason="signals of another kind")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_prints_one_line_and_stops_on_signals(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "shopsync_gui.sandbox", "--products", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        line = json.loads(child.stdout.readline())
        assert line["shop_name"] == "bemutato"
        child.send_signal(number)
        assert child.wait(patient(10)) == 0
        assert child.stdout.read() == ""


def test_child_ends_after_its_lifetime() -> None:
    child = start_sandbox(SandboxConfig(products=1), lifetime=0.2)
    assert child.process.wait(patient(10)) == 0
    child.stop()


def test_the_end_closes_a_connection_on_which_nothing_is_answered() -> None:
    with (
        SandboxThread(SandboxConfig(products=1)) as sandbox,
        httpx.Client(trust_env=False) as http,
    ):
        url, auth = sandbox.endpoints.sa_url, (sandbox.endpoints.sa_user, "wrong")
        with http.stream("GET", f"{url}/listproducts", auth=auth) as answer:
            answer.read()
            stream = answer.extensions["network_stream"]
        sandbox.stop()
        assert stream.read(1, timeout=patient(10)) == b""
        with pytest.raises(httpx.ConnectError):
            http.get(f"{url}/listproducts", auth=auth)


def knock(port: int) -> None:
    """Connect and leave again until nobody answers any more."""
    with suppress(OSError):
        while True:
            socket.create_connection(("127.0.0.1", port)).close()


def test_the_end_leaves_no_connection_open_that_was_accepted_just_now() -> None:
    """The garbage collector would find it, and say so in whatever test is the next."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always", ResourceWarning)
        for _round in range(6):
            with ExitStack() as visitors, SandboxThread(SandboxConfig(products=1)) as sandbox:
                port = int(sandbox.endpoints.sa_url.split(":")[2].split("/")[0])
                visitor = Thread(target=knock, args=[port])
                visitor.start()
                for _visitor in range(5):
                    visitors.enter_context(socket.create_connection(("127.0.0.1", port)))
                sandbox.stop()
                visitor.join()
        gc.collect()
    assert [str(warning.message) for warning in found] == []


def test_taken_port_is_an_error() -> None:
    with start_sandbox(SandboxConfig(products=1)) as child:
        port = int(child.endpoints.sa_url.split(":")[2].split("/")[0])
        with pytest.raises(SandboxFailed):
            start_sandbox(SandboxConfig(products=1), port=port)


def test_wrong_options_are_usage_errors(capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (["--products", "-1"], ["--fault", "nincs"], ["--latency", "nan"], ["x"]):
        with pytest.raises(SystemExit) as stop:
            main(wrong)
        assert stop.value.code == 2
    assert capsys.readouterr().out == ""
    assert parser().parse_args(["--fault", "sa-down", "--fault", "sa-401"]).faults == [
        "sa-down",
        "sa-401",
    ]
