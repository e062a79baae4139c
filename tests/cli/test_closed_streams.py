"""A sync whose output nobody reads does its work, and its exit code says how it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shopsync_gui.core.errors import OutputLost
from shopsync_gui.sandbox.config import SandboxConfig
from tests.cli.playing import call, connecting, environment, sandbox
from tests.patience import patient
from tests.portions import portion

#: Where the output goes, and the exit code: what was to be kept and is lost is no success.
CLOSED = {
    "2>&-": 0,
    "1>&-": 0,
    "1>&- 2>&-": 0,
    "0<&- 1>&- 2>&-": 0,
    "2> >(exec 0<&-; sleep 0)": 0,
    "2>/dev/full": 0,
    "1>/dev/full": 1,
    "1>/dev/full 2>/dev/full": 1,
}


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
def test_a_list_that_cannot_be_written_is_no_fault_of_the_program(shopsync_home: Path) -> None:
    command = '"$0" -m shopsync_gui.cli sandbox --manner list >/dev/full'
    done = subprocess.run(
        ["bash", "-c", command, sys.executable], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert OutputLost().title in done.stderr
    assert not (shopsync_home / "logs").exists()


@pytest.mark.skipif(os.name != "posix", reason="bash closes the streams")
def test_the_sync_works_and_its_exit_code_says_so(shopsync_home: Path) -> None:
    some = portion(CLOSED.items(), 3, kind=lambda way: way[1])
    with sandbox(SandboxConfig(products=12, orders=0)) as endpoints:
        with environment(shopsync_home, endpoints, "en"):
            assert call(*connecting(endpoints)).code == 0
            for closed, code in some:
                command = f'"$0" -m tests.cli.quick_program sync {endpoints.shop_name} --yes --json {closed}'
                done = subprocess.run(
                    ["bash", "-c", command, sys.executable], timeout=patient(120), check=False
                )
                assert done.returncode == code, closed
            (runs,) = (json.loads(call("runs", "--json").out)["items"],)
        assert len(runs) == len(some)
        assert {run["state"] for run in runs} == {"done"}
