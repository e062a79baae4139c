"""The diagnostics file: what it tells whoever helps, and which words it must not hold."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shopsync_gui import __version__
from shopsync_gui.core.errors import StoreError
from shopsync_gui.core.settings.setting_texts import SETTINGS
from shopsync_gui.core.text import format_int
from shopsync_gui.system.diagnostics import write_diagnostics
from shopsync_gui.system.paths import database_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shopsync_gui.core.runs.runs import RunReport
    from shopsync_gui.store import Store

#: So many of the newest runs are told.
_RUNS = 50
#: Settings that are the user's own words, such as an e-mail address.
_FREE = frozenset(key for key, setting in SETTINGS.items() if setting.free)


def save_diagnostics(store: Store, home: Path, target: Path, chosen: Mapping[str, str]) -> None:
    """Write the file about the data in `home`, whole or not at all. Raises FileNotWritten.

    It holds versions, settings, counts, how the last runs ended, and the log; no secret, and nothing
    that names a shop, an account or a user. `chosen` holds the settings as text by their keys, those
    still on their way to the store, too.
    """
    try:
        facts, private = told_facts(store, chosen), private_words(store, chosen)
    except StoreError as error:
        save_without_store(error, home, target)
        return
    write_diagnostics(target, home, facts, private)


def save_without_store(error: StoreError, home: Path, target: Path) -> None:
    """Write the file where `error` keeps the store from telling which words are private.

    Of the log it holds only what nobody typed. Raises FileNotWritten.
    """
    facts: dict[str, object] = {
        **_of_the_program(),
        "database": " ".join((type(error).__name__, error.values.get("detail", ""))).strip(),
    }
    for file in sorted(home.glob(f"{database_file(home).name}*")):
        facts[f"size {file.name}"] = file.stat().st_size
    facts["backups"] = sum(1 for _file in (home / "backups").glob("*.db"))
    write_diagnostics(target, home, facts, None)


def told_facts(store: Store, chosen: Mapping[str, str]) -> dict[str, object]:
    """Settings that differ from their defaults, counts, and how the last runs ended."""
    facts: dict[str, object] = {
        **_of_the_program(),
        "connections": len(store.connections.all()),
        "integrity": ", ".join(store.integrity()) or "ok",
    }
    for key, value in chosen.items():
        facts[f"setting {key}"] = "(given)" if key in _FREE else value
    for run in store.runs.newest(_RUNS):
        facts[f"run {run.run_id}"] = " ".join(_outcome(run))
    return facts


def _of_the_program() -> dict[str, object]:
    written = datetime.now(UTC).isoformat(timespec="seconds")
    return {"shopsync": __version__, "written": written}


def _outcome(run: RunReport) -> Iterator[str]:
    yield f"{run.kind} {run.state} pulled {format_int(run.pulled)}"
    yield f"created {run.created} updated {run.changed} failed {run.all_failed} {run.seconds:.0f} s"
    if run.problem is not None:
        yield run.problem.code


def private_words(store: Store, chosen: Mapping[str, str]) -> list[str]:
    """Words that the log may hold and the file must not."""
    words = [Path.home().name]
    for connection in store.connections.all():
        words += [connection.name, connection.title, connection.client_id, connection.sa_user]
    return words + [value for key, value in chosen.items() if key in _FREE]
