"""Old orders by command: shown without --yes, brought in with it, a wrong day refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from tests.cli.playing import Said, call, connecting, environment, sandbox

KEYS = {
    "since", "orders", "in_shop", "run", "state", "pulled", "created", "updated", "unchanged",
    "skipped", "failed", "gone", "verified", "requests", "seconds", "quick", "duplicates", "other_writer", "suspected", "shared_skus",
}  # fmt: skip


@pytest.fixture(scope="module")
def shop() -> Iterator[Endpoints]:
    with sandbox(SandboxConfig(products=20, orders=60)) as endpoints:
        yield endpoints


def orders(*arguments: str) -> Said:
    return call("orders", "bemutato", *arguments)


def test_old_orders_are_shown_and_then_brought_in(shop: Endpoints, shopsync_home: Path) -> None:
    with environment(shopsync_home, shop):
        assert call(*connecting(shop)).code == 0
        for key in ("push.start_rate", "push.max_rate"):
            call("settings", key, "200")
        seen = orders("--since", "2023-01-01", "--json")
        assert seen.code == 2
        assert call("products", "--json").json["count"] > 20
        plan = seen.json
        assert plan["create"] > 0
        assert {item["action"] for item in plan["items"]} <= {"create", "skip"}
        for_reader = orders("--since", "2023-01-01")
        assert "Orders read: " in for_reader.out
        counts = dict(line.split(": ", 1) for line in for_reader.out.splitlines()[:4])
        of_shop = int(counts["Of these known from the shop itself, left alone"])
        of_orders = int(counts["Known from old orders only"])
        assert of_orders == plan["create"] + plan["skip"]
        assert int(counts["Products in them"]) == of_shop + of_orders
        assert "In the shop" not in for_reader.out
        done = orders("--since", "2023-01-01", "--yes", "--json")
        assert done.code == 0
        assert set(done.json) >= KEYS
        assert done.json["since"] == "2023-01-01"
        assert done.json["created"] == plan["create"]
        assert done.json["verified"] is True
        listed = call("products", "--json").json["items"]
        from_orders = [item for item in listed if item["state"] == "from_order"]
        assert len([item for item in from_orders if item["sa_id"]]) == plan["create"]
        assert all(item["categories"] == [] for item in from_orders)
        again = orders("--since", "2023-01-01", "--yes", "--json").json
        assert (again["created"], again["updated"]) == (0, 0)
        assert orders("--since", "2023-01-01").code == 0  # nothing to consent to
        retried = call("retry", "bemutato", "--yes", "--json")
        assert (retried.code, retried.json["run"], retried.json["state"]) == (0, None, "done")
        sku = next(item["sku"] for item in from_orders if item["sku"])
        assert call("retry", "bemutato", "--yes", "--sku", sku).code == 2
        letter = call("newsletter", "--products", sku, "--out", str(shopsync_home / "a.html"))
        assert letter.code == 2
        assert "from old orders only" in letter.err


@pytest.mark.parametrize("day", ["tegnap", "2024-13-01", "2999-01-01", ""])
def test_a_day_that_is_none_is_not_understood(day: str, shopsync_home: Path) -> None:
    said = orders("--since", day, "--yes")
    assert said.code == 2
    assert said.out == ""
    assert said.err
