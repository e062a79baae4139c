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
#: Seconds for one request to the server, and for one attempt to connect.
DEADLINE = 6.0
_CONNECT_SECONDS = 4
#: Seconds after which either side gives up on one that is silent: idle, between probes, probes.
_KEEPALIVES = (4, 2, 2)
#: What the server is told for each connection; it frees a lock when its holder's network is cut.
_SERVER = {
    "search_path": SCHEMA,
    "tcp_keepalives_idle": _KEEPALIVES[0],
    "tcp_keepalives_interval": _KEEPALIVES[1],
    "tcp_keepalives_count": _KEEPALIVES[2],
    "tcp_user_timeout": 8000,
    "lock_timeout": 4000,
    "idle_in_transaction_session_timeout": 10_000,
    "timezone": "UTC",
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
        idle, interval, count = _KEEPALIVES
        parameters: dict[str, Any] = {
            "user": self.user,
            "host": self.host,
            "port": self.port,
            "sslmode": "verify-full",
            "connect_timeout": _CONNECT_SECONDS,
            "keepalives_idle": idle,
            "keepalives_interval": interval,
            "keepalives_count": count,
            "tcp_user_timeout": 8000,
            "application_name": "shopsync",
            "options": " ".join(f"-c {key}={value}" for key, value in _SERVER.items()),
        }
        if self.authority:
            parameters["sslrootcert"] = self.authority
        elif is_here(self.host):
            parameters["sslmode"] = "prefer"
        else:
            parameters["sslrootcert"] = _system_authorities()
        if password:
            parameters["password"] = password
        return parameters


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
