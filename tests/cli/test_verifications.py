"""A verification in the history: how much of what it compared was apart."""

from __future__ import annotations

import re
from pathlib import Path

from shopsync_gui.cli.exits import Exit
from shopsync_gui.sandbox.config import SandboxConfig
from tests.cli.playing import call, connecting, environment, sandbox


def test_values_that_no_sync_changes_are_counted_as_different(shopsync_home: Path) -> None:
    config = SandboxConfig(products=20, orders=0, manners=("price-kept-to-five",))
    with sandbox(config) as endpoints, environment(shopsync_home, endpoints):
        assert call(*connecting(endpoints)).code == 0
        call("settings", "push.quiet_seconds", "0")
        call("sync", endpoints.shop_name, "--yes")
        found = call("verify", endpoints.shop_name, "--json")
        assert found.code == Exit.PARTIAL
        apart = {each["sku"] for each in found.json["differences"]}
        assert apart
        line = next(line for line in call("runs").out.splitlines() if "Verification" in line)
        told = dict(re.findall(r"(equal|different|differ) (\d+)", line))
        assert int(told["different"]) == len(apart)
        sync = call("runs", "--json").json["items"][-1]
        assert int(told["equal"]) + int(told["different"]) == 20 - sync["skipped"]
        assert int(told["differ"]) == len(found.json["differences"])
