"""Every command of a bundle, tried in one story: a shop connected, synced, undone, restored."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.tools.parser_commands import commands

SECONDS = 300


class Story:
    """One shop of the bundle's own sandbox, and what became of each command."""

    def __init__(self, program: str, home: Path, environment: Mapping[str, str]) -> None:
        self._program = program
        self._home = home
        self._environment = dict(environment)
        self.tried: set[str] = set()
        self.failed: list[str] = []

    def run(self, *arguments: str, ends_with: int = 0) -> dict[str, Any]:
        """Try a command that is to end with this code; what it prints, if that is JSON."""
        done = subprocess.run(
            [self._program, *arguments],
            cwd=self._home,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        name = f"commands: {arguments[0]}"
        self.tried.add(arguments[0])
        print(f"{'ok    ' if done.returncode == ends_with else 'FAILED'} {name}", file=sys.stderr)
        if done.returncode != ends_with:
            sys.stderr.write(done.stderr.decode("utf-8", "replace")[-2000:])
            self.failed.append(name)
        if "--json" not in arguments or done.returncode:
            return {}
        told = json.loads(done.stdout)
        assert isinstance(told, dict)
        return told

    @contextmanager
    def sandbox(self) -> Iterator[dict[str, str]]:
        """The sandbox as a process; its line of addresses, names and secrets."""
        command = [self._program, "sandbox", "--products", "40"]
        with subprocess.Popen(
            command, env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        ) as process:
            try:
                assert process.stdout is not None
                self.tried.add("sandbox")
                yield json.loads(process.stdout.readline())
            finally:
                process.terminate()

    def tell(self) -> None:
        """Go through every command."""
        own = self._environment["SHOPSYNC_HOME"]
        # The demo's shop has the name of the sandbox's.
        self._environment["SHOPSYNC_HOME"] = str(self._home / "demo")
        self.run("demo", "--products", "60")
        self._environment["SHOPSYNC_HOME"] = own
        with self.sandbox() as sandbox:
            self._environment |= {
                "SHOPSYNC_CLIENT_SECRET": sandbox["client_secret"],
                "SHOPSYNC_SA_PASSWORD": sandbox["sa_password"],
            }
            shop = sandbox["shop_name"]
            addresses = [
                part
                for name in ("shop_url", "token_url", "sa_url")
                for part in (f"--{name.replace('_', '-')}", sandbox[name])
            ]
            names = ("--client-id", sandbox["client_id"], "--sa-user", sandbox["sa_user"])
            self.run("connect", shop, *names, *addresses)
            self.run("check", shop)
            self.run("plan", shop, "--json")
            synced = self.run("sync", shop, "--yes", "--json")
            self.run("verify", shop)
            self.run("retry", shop, "--yes")
            self.run("orders", shop, "--since", datetime.now(UTC).date().isoformat(), "--yes")
            self.run("schedule", shop, "--system", "--out", str(self._home))
            products = self.run("products", "--shop", shop, "--json")["items"]
            letter = str(self._home / "letter.html")
            self.run(
                "newsletter", "--shop", shop, "--products", products[0]["sku"], "--out", letter
            )
            self.run("undo", str(synced.get("run", 0)), "--yes", "--remove-created")
        self.run("export", str(self._home / "all.xlsx"))
        self.run("status", "--json")
        self.run("runs", "--json")
        self.run("settings")
        self.run("team", "status", ends_with=2)  # this computer is in none
        self.run("diagnostics", str(self._home / "help.zip"))
        copy = str(self._home / "copy.db")
        self.run("backup", copy)
        self.run("restore", copy, "--yes")
        self.failed += [f"commands: {name}, not tried" for name in commands().keys() - self.tried]
