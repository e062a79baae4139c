"""The whole job by commands, and what each of them said."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shopsync_gui.sandbox.config import Endpoints
from tests.cli.playing import Said, call, connecting


@dataclass(frozen=True)
class Story:
    """What each command of the story said."""

    home: Path
    endpoints: Endpoints
    said: dict[str, Said]


def tell(endpoints: Endpoints) -> dict[str, Said]:
    """Connect, plan, sync, sync again, verify, undo, retry and sync, by commands."""
    said = {"connect": call(*connecting(endpoints, shop="https://bemutato.myshoprenter.hu/"))}
    for key in ("push.start_rate", "push.max_rate"):
        said[key] = call("settings", key, "200")
    said["plan"] = call("plan", "bemutato", "--json")
    said["sync"] = call("sync", "https://bemutato.myshoprenter.hu/admin", "--yes", "--json")
    said["again"] = call("sync", "bemutato", "--yes", "--json")
    said["verify"] = call("verify", "bemutato", "--json")
    said["verify for a reader"] = call("verify", "bemutato")
    run = str(said["sync"].json["run"])
    said["undo shown to a reader"] = call("undo", run)
    said["undo of nothing"] = call("undo", run, "--yes", "--json")
    said["undo shown"] = call("undo", run, "--json")
    said["undo with removal shown"] = call("undo", run, "--remove-created", "--json")
    said["undo"] = call("undo", run, "--yes", "--remove-created", "--json")
    said["undo for a reader"] = call("undo", run, "--yes")
    said["nothing to undo"] = call("undo", run)
    said["retry"] = call("retry", "bemutato", "--yes", "--json")
    said["sync after undo"] = call("sync", "bemutato", "--yes", "--json")
    return said
