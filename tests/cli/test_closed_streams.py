"""A sync whose output nobody reads does its work, and its exit code says how it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shopsync_gui.sandbox.config import SandboxConfig
from tests.cli.playing import call, connecting, environment, sandbox

CLOSED = {
    "stderr": "2>&-",
    "stdout": "1>&-",
    "both": "1>&- 2>&-",
    "all": "0<&- 1>&- 2>&-",
    "stderr unread": "2> >(exec 0<&-; sleep 0)",
    "full": "1>/dev/full 2>/dev/full",
}


@pytest.mark.skipif(os.name != "posix", reason="bash closes the streams")
def test_the_sync_works_and_its_exit_code_says_so(shopsync_home: Path) -> None:
    with sandbox(SandboxConfig(products=12, orders=0)) as endpoints:
        with environment(shopsync_home, endpoints, "en"):
            assert call(*connecting(endpoints)).code == 0
            for closed in CLOSED.values():
                command = (
                    f'"$0" -m shopsync_gui.cli sync {endpoints.shop_name} --yes --json {closed}'
                )
                done = subprocess.run(
                    ["bash", "-c", command, sys.executable], timeout=120, check=False
                )
                assert done.returncode == 0, closed
            (runs,) = (json.loads(call("runs", "--json").out)["items"],)
        assert len(runs) == len(CLOSED)
        assert {run["state"] for run in runs} == {"done"}
