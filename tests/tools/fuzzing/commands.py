"""Command lines of any words: each ends with an exit code of its own, and says nothing unexpected."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import socket
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from shopsync_gui.cli.entry import main
from shopsync_gui.cli.exits import Exit
from shopsync_gui.remote.shop import requests as shop_requests
from shopsync_gui.remote.transport import retry
from shopsync_gui.remote.transport.pace import Pace
from shopsync_gui.store import open_store
from tests.sync.world import World
from tests.tools.fuzzing.texts import odd_text
from tests.tools.parser_commands import arguments, commands

_getaddrinfo = socket.getaddrinfo
_commands = cache(commands)
#: These go on until they are stopped, or do what others do.
_ENDLESS = {"sandbox", "demo"}
_SECRET = "KANARI-titok"
#: Places a file may be asked of; the folder at hand is the case's own.
_PLACES = (
    "a.csv", "a.xlsx", "a.html", "a.txt", "a.zip", "backup.db", "sub", "sub/b.csv", "none/b.csv", ".", "",
    "home/shopsync.db", "/dev/null", "/dev/full", "/proc/none/b.csv", "loop", "-", "b.html/", "con.csv",
)  # fmt: skip
_WORDS = (
    "127.0.0.1", "http://127.0.0.1:9/api", "https://127.0.0.1:9/api", "http://[::1]:9", "ftp://127.0.0.1",
    "https://a@127.0.0.1:9", "postgresql://u@127.0.0.1:9/db", "1", "2", "999999999999999999999", "day", "week",
    "mon", "03:00", "2024-01-31", "pull.readers", "ui.language", "hu", "16", "ff0000", "hero", "status",
    "create", "join", "leave", "role", "owner", "--", "--help", "--version", "--json", "-h", "@a.txt",
)  # fmt: skip


def play(seed: int, folder: Path) -> None:
    """Some command lines in a data folder that is in use. Raises what they break."""
    chance = random.Random(f"commands {seed}")
    home = folder / "home"
    home.mkdir()
    (folder / "sub").mkdir()
    (folder / "loop").symlink_to("loop")
    for path in (home / "shopsync.db", folder / "backup.db"):
        path.write_bytes(_used_store())
    environment = {
        "SHOPSYNC_HOME": str(home),
        "SHOPSYNC_CLIENT_SECRET": _SECRET,
        "SHOPSYNC_SA_PASSWORD": _SECRET,
        "SHOPSYNC_LANGUAGE": chance.choice(["hu", "en"]),
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    with (
        patch.dict(os.environ, environment),
        patch.object(shop_requests, "Pace", lambda _rate: Pace(1000)),
        patch.object(retry, "LONGEST_WAIT", 0.01),
        contextlib.chdir(folder),
        patch.object(socket, "getaddrinfo", _only_this_computer),
    ):
        for _ in range(8):
            line = _command_line(chance)
            _call(line)
            with contextlib.closing(open_store(home / "shopsync.db")) as store:
                assert store.integrity() == [], line
                store.connections.all()


def _call(arguments: list[str]) -> None:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict") for _ in range(2))
    with (
        patch.object(sys, "stdin", io.StringIO()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = main(arguments)
    told, said = out.buffer.getvalue().decode(), err.buffer.getvalue().decode()
    line = f"shopsync {arguments!r}: {code}\n{told[:2000]}\n{said[:2000]}"
    assert code in list(Exit), line
    log = Path("home/logs/command.log")
    unexpected = "unexpected" in log.read_text("utf-8") if log.exists() else False
    assert "Traceback" not in said + told, line
    assert not unexpected, f"{line}\n{log.read_text('utf-8')[-4000:]}"
    assert _SECRET not in told + said, line
    helped = {"--help", "-h", "--version"} & set(arguments)
    if "--json" in arguments and told and not helped:
        objects = [json.loads(each) for each in told.removesuffix("\n").split("\n")]
        assert len(objects) == 1 or "--all" in arguments, line
        assert all(isinstance(each, dict) for each in objects), line


def _command_line(chance: random.Random) -> list[str]:
    """A command with what it takes, filled in and then disturbed."""
    command = chance.choice([name for name in _commands() if name not in _ENDLESS])
    line = [command]
    for action in arguments(_commands()[command]):
        if not action.required and chance.random() >= 0.35:
            continue
        if action.option_strings:
            line.append(action.option_strings[-1])
        if action.nargs != 0:
            many = chance.choice([1, 1, 2]) if action.nargs == "+" else 1
            line += [_value(chance, action) for _ in range(many)]
    if chance.random() < 0.3:
        index = chance.randrange(len(line) + 1)
        disturbance = chance.random()
        if disturbance < 0.4:
            line.insert(index, _text(chance))
        elif disturbance < 0.7 and index:
            del line[index - 1]
        elif index:
            line.append(line[index - 1])
    return line


def _value(chance: random.Random, action: argparse.Action) -> str:
    if action.metavar in ("FILE", "FOLDER") and chance.random() < 0.9:
        return chance.choice(_PLACES)
    if action.choices and chance.random() < 0.8:
        return str(chance.choice(list(action.choices)))
    if action.metavar == "SHOP" and chance.random() < 0.6:
        return "bemutato"
    if action.metavar in ("SKU", "RUN") and chance.random() < 0.5:
        return chance.choice(["1", "2", "NC-0001", "EGY-0007"])
    return _text(chance)


def _text(chance: random.Random) -> str:
    """A word as a system hands it over: without a zero letter, now and then with bytes of no letter."""
    text = chance.choice(_WORDS) if chance.random() < 0.5 else odd_text(chance, _WORDS)
    # No file outside of the case's folder, no service outside of this computer.
    text = text.replace("\0", "")
    if text not in _WORDS:
        text = text.replace("/", "").replace("\\", "").replace("..", "")
    return text + "\udcff" * (chance.random() < 0.05)


@cache
def _used_store() -> bytes:
    """A database with a shop, its products and two runs; its services are gone."""
    with tempfile.TemporaryDirectory() as name:
        world = World(Path(name), products=40)
        for _ in range(2):
            world.job()
        path = Path(name) / "copy.db"
        world.store.backup_to(path)
        world.store.close()
        return path.read_bytes()


def _only_this_computer(host: str | None, *rest: Any, **options: Any) -> Any:
    """The addresses of a host; every other computer is out of reach."""
    if host not in ("127.0.0.1", "::1", "localhost", None):
        raise socket.gaierror(socket.EAI_NONAME, "no network here")
    return _getaddrinfo(host, *rest, **options)
