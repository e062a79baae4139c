"""An account with ways of its own, checked for them, and what the check leaves behind."""

from __future__ import annotations

from pathlib import Path

from shopsync_gui.sync.compatibility.compatibility_check import (
    CheckResult,
    check_account_ways,
    remove_test_items,
)
from shopsync_gui.sync.compatibility.probe_items import LeftItem
from tests.sync.world import World


def world_of(folder: Path, *manners: str, latency_ms: float = 0) -> World:
    return World(
        folder,
        catalogue="awkward",
        orders=0,
        rate_limit=0,
        manners=manners,
        latency_ms=latency_ms,
    )


def holding(world: World) -> tuple[object, object]:
    account = world.sandbox.account
    return dict(account.products), dict(account.categories)


def values(result: CheckResult) -> dict[str, str]:
    return {finding.name: finding.value for finding in result.findings}


def removed(world: World) -> list[LeftItem]:
    """Remove what a check left behind; what is left all the same."""

    async def main() -> list[LeftItem]:
        return await remove_test_items(world.connection, world.parts())

    return world.on_loop(main())


def check(world: World, *, write: bool = True) -> CheckResult:
    """Check the account to the end."""

    async def main() -> CheckResult:
        return await check_account_ways(world.connection, world.parts(), write=write)

    return world.on_loop(main())
