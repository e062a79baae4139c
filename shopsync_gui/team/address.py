"""The address of a team's database: checked, and as the parameters of a safe connection."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from shopsync_gui.core.addresses import is_here
from shopsync_gui.core.errors import TeamAddressWrong
from shopsync_gui.remote.certificates import SYSTEM_FILES

#: The schema that holds everything, beside whatever else is in the database.
SCHEMA = "shopsync"
#: Seconds for one request to the server.
DEADLINE = 6.0
#: Milliseconds after which either side gives up on one that takes nothing, and seconds for one that is
#: silent: idle, between probes, probes.
_USER_TIMEOUT, _IDLE, _INTERVAL, _COUNT = 8000, 4, 2, 2
#: What the server is told for each connection; it frees a lock when its holder's network is cut.
_SERVER = {
    "search_path": SCHEMA,
    "tcp_keepalives_idle": _IDLE,
    "tcp_keepalives_interval": _INTERVAL,
    "tcp_keepalives_count": _COUNT,
    "tcp_user_timeout": _USER_TIMEOUT,
    "lock_timeout": 4000,
    "idle_in_transaction_session_timeout": 10_000,
    "timezone": "UTC",
}
#: How this side holds a connection.
_CLIENT = {
    "connect_timeout": 4,
    "keepalives_idle": _IDLE,
    "keepalives_interval": _INTERVAL,
    "keepalives_count": _COUNT,
    "tcp_user_timeout": _USER_TIMEOUT,
    "application_name": "shopsync",
    "options": " ".join(f"-c {key}={value}" for key, value in _SERVER.items()),
}


class TeamAddress(msgspec.Struct, frozen=True):
    """A database on a server. `authority` is a file of certificates; empty for the system's."""

    user: str
    host: str
    port: int
    database: str
    authority: str = ""

    @property
    def text(self) -> str:
        """The address without any password."""
        end = f"?sslrootcert={self.authority}" if self.authority else ""
        return f"postgresql://{self.user}@{self.host}:{self.port}/{self.database}{end}"

    def parameters(self, password: str | None) -> dict[str, Any]:
        """How to connect: encrypted and proven, but for a server on this computer.

        Without a password libpq looks into the user's pgpass file.
        """
        safe: dict[str, Any] = {"sslmode": "prefer"}
        if self.authority or not is_here(self.host):
            known = self.authority or _system_authorities()
            safe = {"sslmode": "verify-full", "sslrootcert": known}
        if password:
            safe["password"] = password
        return {"user": self.user, "host": self.host, "port": self.port} | _CLIENT | safe


def _system_authorities() -> str:
    """The file of the authorities that this system trusts, else that of the program's own."""
    import certifi

    known = (ssl.get_default_verify_paths().cafile, *SYSTEM_FILES)
    return next((path for path in known if path and Path(path).is_file()), certifi.where())


def parse_address(text: str) -> TeamAddress:
    """The address out of postgresql://user@host:port/database?sslrootcert=FILE.

    Raises TeamAddressWrong, also where it holds a password: arguments are seen by others.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port or 5432
        options = parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        raise TeamAddressWrong(address=_shown(text)) from None
    database = unquote(parts.path.strip("/"))
    good = (
        parts.scheme in ("postgresql", "postgres")
        and parts.hostname
        and parts.username
        and parts.password is None
        and database
        and "/" not in database
        and set(options) <= {"sslrootcert"}
    )
    if not good:
        raise TeamAddressWrong(address=_shown(text))
    return TeamAddress(
        user=unquote(parts.username or ""),
        host=parts.hostname or "",
        port=port,
        database=database,
        authority=options.get("sslrootcert", [""])[0],
    )


def _shown(text: str) -> str:
    """The address as it may be shown: what stands between the scheme and the host is left out."""
    head, at, tail = text.strip().rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at else tail
