"""The acts of a sync, each in a process of its own whose peak of memory is told at its end.

As a program: runs one act and prints a JSON object. The services' own limits of requests are off.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from shopsync_gui.core.runs.jobs import Job, JobKind, Phase, Progress
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.remote import ShopAccess, ShopClient
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.sandbox.process import start_sandbox
from shopsync_gui.store import open_store
from shopsync_gui.store.account.connections import Connection
from shopsync_gui.sync.engine import run
from shopsync_gui.sync.run.dependencies import RunDependencies, make_parts
from shopsync_gui.system.paths import database_file
from shopsync_gui.system.secrets import Secrets
from tests.bench.common import Options, Result, peak_mb, say

#: The acts on an account that holds the shop's products, and on one that is empty at first.
FILLED = ("first", "unchanged", "verify", "changed", "undo")
EMPTY = ("first", "verify", "unchanged", "retry", "undo", "broken_off", "resumed")
#: Of the shop's products so many are changed in the account before the act "changed".
_CHANGED = 2000
#: The share of the writes after which "broken_off" is cancelled.
_BROKEN_OFF = 0.9
_KINDS = {"verify": JobKind.VERIFY, "retry": JobKind.RETRY, "undo": JobKind.UNDO}


def memory(options: Options) -> Result:
    """The peak of memory over every act of a sync, in MB, and the log beside the database.

    A first sync that creates all of a large catalogue would take hours.
    """
    return {
        f"{options.products}": _acts(options.products, 250),
        f"{options.products}_created": _acts(options.products, 250, empty=True),
        f"{options.large}": _acts(options.large, 600),
    }


def _acts(products: int, goal: int, *, empty: bool = False) -> Result:
    from tests.ui.program import data_folder

    config = SandboxConfig(
        products=products,
        catalogue="varied",
        orders=0,
        account="empty" if empty else "filled",
        rate_limit=100_000,
        sa_string_numbers=True,
    )
    say(f"an account of {products} products")
    with (
        start_sandbox(config, lifetime=14_400, patience=900) as sandbox,
        data_folder(sandbox.endpoints) as home,
    ):
        found = {}
        for act in EMPTY if empty else FILLED:
            say(f"  {act}")
            found[act] = _in_a_process(home, act, sandbox.endpoints)
            say(f"    {json.dumps(found[act])}")
    peak = max(act["peak_mb"] for act in found.values())
    return {"acts": found, "peak_mb": peak, "goal": f"peak {goal} MB, log 64 MB"}


def _in_a_process(home: Path, act: str, endpoints: Endpoints) -> Result:
    given = json.dumps(msgspec.to_builtins(endpoints))
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.acts", str(home), act, given],
        stdout=subprocess.PIPE, check=True, timeout=7200, env=os.environ,
    )  # fmt: skip
    result: Result = json.loads(done.stdout)
    return result


def _parts(store: Any, home: Path, endpoints: Endpoints) -> RunDependencies:
    parts = make_parts(store, Secrets(home), home)

    def open_shop(connection: Connection) -> ShopClient:
        access = ShopAccess(
            name=connection.name, url=connection.shop_url, token_url=connection.token_url,
            client_id=connection.client_id, client_secret=endpoints.client_secret,
        )  # fmt: skip
        return ShopClient(access, language=connection.options.language, rate=1000)

    from dataclasses import replace

    return replace(parts, open_shop=open_shop)


def act(home: Path, name: str, endpoints: Endpoints) -> Result:
    """Run one act; its seconds by phase, its peak of memory and the largest log."""
    times: dict[Phase, float] = {}
    peaks: dict[Phase, int] = {}
    last: list[Any] = []
    working: list[asyncio.Future[RunReport]] = []
    log_file = database_file(home).with_name(database_file(home).name + "-wal")
    largest = 0

    def heard(progress: Progress) -> None:
        nonlocal largest
        now = time.perf_counter()
        if last:
            times[last[0]] = times.get(last[0], 0.0) + now - last[1]
            peaks[last[0]] = peak_mb()
        last[:] = [progress.phase, now]
        share = progress.share or 0.0
        if name == "broken_off" and progress.phase is Phase.PUSH and share > _BROKEN_OFF:
            working[0].cancel()
        if log_file.exists():
            largest = max(largest, log_file.stat().st_size)

    async def carry_out() -> RunReport:
        working.append(asyncio.ensure_future(run(job, _parts(store, home, endpoints), heard)))
        return await working[0]

    with closing(open_store(database_file(home))) as store:
        connection = store.connections.all()[0]
        before = int(store.database.value("PRAGMA page_count"))
        kind = _KINDS.get(name, JobKind.SYNC)
        job = Job(kind=kind, connection_id=connection.id, consent=True, approve_brake=True)
        if name == "undo":
            written = next(run for run in store.runs.newest() if run.has_written)
            job = msgspec.structs.replace(job, undo_run_id=written.run_id, remove_created=True)
        if name == "changed":
            store.database.execute_sql(
                "UPDATE product SET digest = x'00', net = 1 WHERE id % (SELECT max(1, max(id) / ?)"
                " FROM product) = 0",
                (_CHANGED,),
            )
            asyncio.run(_change_account(store, connection, endpoints))
        store.settings.set("push.start_rate", "1000")
        store.settings.set("push.max_rate", "1000")
        started, began = time.perf_counter(), time.process_time()
        report = asyncio.run(carry_out())
        seconds, processor = time.perf_counter() - started, time.process_time() - began
        free = int(store.database.value("PRAGMA freelist_count"))
        grown = int(store.database.value("PRAGMA page_count")) - before - free
    if log_file.exists():
        largest = max(largest, log_file.stat().st_size)
    return {
        "state": report.state,
        "verified": report.verified,
        "writes": report.created + report.updated,
        "problem": None if report.problem is None else report.problem.kind.__name__,
        "seconds": round(seconds, 1),
        "cpu_s": round(processor, 1),
        "phases": {phase: round(took, 2) for phase, took in times.items() if took > 0.05},
        "peaks_mb": peaks,
        "peak_mb": peak_mb(),
        "log_mb": round(largest / 1e6),
        "grown_kb": grown * 4,
    }


async def _change_account(store: Any, connection: Connection, endpoints: Endpoints) -> None:
    """Change some names in the account, as a user might."""
    parts = make_parts(store, Secrets(store.path.parent), store.path.parent)
    linked = [sa_id for some in store.catalogue.linked(connection.id) for sa_id in some]
    async with parts.open_account(connection) as account:
        for sa_id in linked[:: max(1, len(linked) // _CHANGED)]:
            product = await account.product(sa_id)
            if product is not None:
                await account.update_product(
                    sa_id,
                    msgspec.convert(
                        {"sku": product.sku, "name": product.name, "net": 7, "vat": 27,
                         "currency": "HUF"},
                        _master(),
                    ),
                    product.category_ids or (),
                )  # fmt: skip


def _master() -> type:
    from shopsync_gui.core.catalogue import MasterProduct

    return MasterProduct


if __name__ == "__main__":
    print(
        json.dumps(
            act(Path(sys.argv[1]), sys.argv[2], msgspec.convert(json.loads(sys.argv[3]), Endpoints))
        )
    )
