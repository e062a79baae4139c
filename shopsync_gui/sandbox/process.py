"""A sandbox in a process of its own, for the window's demonstration mode and for tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from queue import Empty, Queue

from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from shopsync_gui.sandbox.server import DEFAULT_LIFETIME


class SandboxFailed(Exception):
    """The child process did not begin to answer."""


@dataclass
class SandboxProcess:
    """A running sandbox; it ends with `stop()`, with this program, or after its lifetime."""

    endpoints: Endpoints
    process: subprocess.Popen[str]

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self.process.pid

    def stop(self, patience: float = 3.0) -> None:
        """End the child, by force if it has not ended within `patience` seconds."""
        _end(self.process, patience)

    def __enter__(self) -> SandboxProcess:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()


def command(config: SandboxConfig, port: int = 0, lifetime: float = DEFAULT_LIFETIME) -> list[str]:
    """The child's command line; a frozen program starts itself with `--sandbox`."""
    frozen = getattr(sys, "frozen", False)
    start = ["--sandbox"] if frozen else ["-m", "shopsync_gui.sandbox"]
    values = {field.name: getattr(config, field.name) for field in fields(config)}
    chosen = {k: v for k, v in values.items() if v != getattr(SandboxConfig, k) and k != "epoch"}
    return [
        sys.executable, *start, "--port", str(port), "--config", json.dumps(chosen),
        "--stop-on-eof", "--lifetime", str(lifetime),
    ]  # fmt: skip


def _environment() -> dict[str, str]:
    """The child finds the package where this process found it."""
    root = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, known] if known else [root])}


def start_sandbox(
    config: SandboxConfig | None = None,
    *,
    port: int = 0,
    lifetime: float = DEFAULT_LIFETIME,
    patience: float = 30.0,
) -> SandboxProcess:
    """Start a child process and wait until it answers; raises SandboxFailed if it does not.

    The child's clock is the real one: `config.epoch` does not count.
    """
    process = subprocess.Popen(
        command(config or SandboxConfig(), port, lifetime),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    lines: Queue[str] = Queue()
    output = process.stdout
    assert output is not None
    reader = threading.Thread(target=lambda: lines.put(output.readline()), daemon=True)
    reader.start()
    try:
        announced = Endpoints(**json.loads(lines.get(timeout=patience)))
    except (Empty, ValueError, TypeError) as error:
        _end(process, 1.0, reader)
        raise SandboxFailed(f"the sandbox ended with code {process.returncode}") from error
    return SandboxProcess(announced, process)


def _end(
    process: subprocess.Popen[str], patience: float, reader: threading.Thread | None = None
) -> None:
    """Close the child's input, which ends it; by force if that takes too long."""
    with suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if reader is not None:
        reader.join(patience)
    if process.stdout is not None:
        process.stdout.close()
