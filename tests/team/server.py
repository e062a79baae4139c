"""A PostgreSQL of its own for the tests, on the loopback address and as a user that is not root."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ports import free_port

if TYPE_CHECKING:
    import pwd

#: Runs a command as a group and user, if any; it is sent SIGQUIT, PostgreSQL's word for "at once", when this process has died.
_ENDED_WITH_PARENT = (
    sys.executable,
    "-ISc",
    (
        "import ctypes, os, sys\n"
        "gid, uid, *server = sys.argv[1:]\n"
        "if gid: os.setgroups([]); os.setgid(int(gid)); os.setuid(int(uid))\n"
        "ctypes.CDLL(None).prctl(1, 3)\n"  # PR_SET_PDEATHSIG; a change of the user clears it
        "os.execv(server[0], server)"
    ),
)
#: The user of the server where the tests are root's: PostgreSQL refuses to run as root.
_USERS = ("postgres", "nobody")


def programs() -> Path | None:
    """The folder of initdb and postgres; None where there is none, or no Linux to end them."""
    if sys.platform != "linux":
        return None
    known = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4])
    )
    found = shutil.which("initdb")
    if known:
        return known[-1].parent
    return Path(found).resolve().parent if found else None


def _account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    import pwd  # of POSIX alone

    names = {each.pw_name: each for each in pwd.getpwall()}
    return next(names[name] for name in _USERS if name in names)


class PostgresServer:
    """A server with empty databases, in a folder that goes with it."""

    def __init__(self, *, certificate: tuple[Path, Path] | None = None) -> None:
        folder = programs()
        assert folder is not None
        self._programs = folder
        self._account = _account()
        self._uid = None if self._account is None else self._account.pw_uid
        self._gid = None if self._account is None else self._account.pw_gid
        self.port = free_port()
        self._home = Path(tempfile.mkdtemp(prefix="shopsync-postgres-"))
        self._own(self._home)
        self._process: subprocess.Popen[bytes] | None = None
        # No sync to the disk: what is tried is the program, not the server.
        self._do(
            "initdb", "-D", self.data, "-U", "team", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"
        )
        if certificate is not None:
            for source, name in zip(certificate, ("server.crt", "server.key"), strict=True):
                target = self.data / name
                shutil.copy(source, target)
                self._own(target)
                target.chmod(0o600)
        self._options = ["-c", "ssl=on"] if certificate is not None else []
        self.start()

    @property
    def data(self) -> Path:
        """The folder of the database cluster."""
        return self._home / "data"

    def _own(self, path: Path) -> None:
        if self._account is not None:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _do(self, program: str, *arguments: str | Path, given: bytes = b"") -> bytes:
        command = [str(self._programs / program), *map(str, arguments)]
        return subprocess.run(
            command,
            check=True,
            capture_output=True,
            input=given,
            cwd=self._home,
            timeout=60,
            user=self._uid,
            group=self._gid,
        ).stdout

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = [
            "listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories=",
            "fsync=off", "shared_buffers=16MB", "max_connections=60", "log_min_messages=fatal",
            "dynamic_shared_memory_type=mmap",
        ]  # fmt: skip
        server = [str(self._programs / "postgres"), "-D", str(self.data), *self._options]
        for setting in settings:
            server += ["-c", setting]
        self._process = subprocess.Popen(
            [*_ENDED_WITH_PARENT, str(self._gid or ""), str(self._uid or ""), *server],
            cwd=self._home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 30
        while True:
            try:
                self.run("postgres", "SELECT 1")
                return
            except Exception:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.05)

    def run(self, database: str, sql: str) -> list[tuple[object, ...]]:
        """One statement, as the user of the team."""
        import psycopg

        address = f"postgresql://team@127.0.0.1:{self.port}/{database}?connect_timeout=5"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def planning(self, database: str, shop_id: int, member_id: int) -> Iterator[None]:
        """A member plans for a shop, as a session of its own says."""
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (shop_id, member_id))
            yield

    def address(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://team@127.0.0.1:{self.port}/{database}"

    def make(self, database: str) -> None:
        """A new, empty database."""
        self.run("postgres", f'CREATE DATABASE "{database}"')

    def dump(self, database: str) -> bytes:
        """A backup of a team, as docs/teams.md has it made."""
        return self._do("pg_dump", "--schema=shopsync", f"--dbname={self.address(database)}")

    def restore(self, database: str, dump: bytes) -> None:
        """Have a team as it was at a backup."""
        self.run(database, "DROP SCHEMA IF EXISTS shopsync CASCADE")
        strict = ("-q", "-v", "ON_ERROR_STOP=1")
        self._do("psql", *strict, f"--dbname={self.address(database)}", given=dump)

    def cut_off(self, database: str) -> None:
        """End the connections that hold an account, as the death of their computer would."""
        self.run(
            database,
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks"
            " WHERE locktype = 'advisory' AND objsubid = 2",
        )

    def freeze(self) -> None:
        """Stop all of its processes where they are."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        for line in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = line.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(line.parts[2]) == self._process.pid or int(fields[1]) == self._process.pid:
                os.kill(int(line.parts[2]), number)

    def stop(self, *, at_once: bool = False) -> None:
        """End the server: its clients are cut off."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self._process.wait(30)
            self._process = None

    def close(self) -> None:
        """End the server and forget its data."""
        self.thaw()
        self.stop(at_once=True)
        shutil.rmtree(self._home, ignore_errors=True)
