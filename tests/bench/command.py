"""How long a command takes that only reads, beside an interpreter that does nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

from msgspec.structs import replace

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.store import open_store
from shopsync_gui.system.paths import database_file
from tests.bench.common import Options, Result, folder, percentile, ratio
from tests.connected import connect_shop

_ROUNDS = 25
#: What the command cannot do without, of others alone.
_LIBRARIES = "import msgspec, argparse, apsw"


def command(_options: Options) -> Result:
    """`shopsync runs` with one shop and a hundred runs, in seconds of processor time."""
    home = folder() / "command"
    home.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    with closing(open_store(database_file(home))) as store:
        connection = connect_shop(store, now=now)
        for _ in range(100):
            run = store.runs.start(JobKind.SYNC, connection.id, now)
            store.runs.save(replace(run, state=RunState.DONE, finished_at=now))
    env = {**os.environ, "SHOPSYNC_HOME": str(home)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    calls = {
        "nothing": ["-c", "pass"],
        "libraries": ["-c", _LIBRARIES],
        "runs": ["-m", "shopsync_gui.cli", "runs"],
    }
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(_ROUNDS):
        for name, words in calls.items():
            taken[name].append(_milliseconds(words, env))
    median = {name: percentile(values[1:], 0.5) for name, values in taken.items()}
    return {
        **{f"{name}_ms": round(value, 1) for name, value in median.items()},
        "libraries_ratio": ratio(median["libraries"], median["nothing"]),
        "ratio": ratio(median["runs"], median["nothing"]),
        "goal": 5,
    }


def _milliseconds(words: list[str], env: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    quiet = subprocess.DEVNULL
    subprocess.run([sys.executable, *words], env=env, stdout=quiet, stderr=quiet, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
