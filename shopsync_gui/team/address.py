"""The address of a team's database: checked, and as the parameters of a safe connection."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import msgspec

from shopsync_gui.core.errors import TeamAddressWrong, TeamPackageMissing
from shopsync_gui.core.strings.addresses import is_here
from shopsync_gui.remote.transport.certificates import authorities_file

#: The schema that holds everything, beside whatever else is in the database.
SCHEMA = "shopsync"
#: Either side gives up on one that takes nothing after so many milliseconds, and on one that is silent
#: after so many seconds and probes.
_BOTH = {"keepalives_idle": 4, "keepalives_interval": 2, "keepalives_count": 2}
_USER_TIMEOUT = {"tcp_user_timeout": 8000}
#: What the server is told for each connection; it frees a lock when its holder's network is cut.
_SERVER = {
    "search_path": SCHEMA,
    **{f"tcp_{name}": value for name, value in _BOTH.items()},
    **_USER_TIMEOUT,
    "lock_timeout": 4000,
    "idle_in_transaction_session_timeout": 10_000,
    "timezone": "UTC",
}
_CLIENT = {
    "connect_timeout": 4,
    **_BOTH,
    **_USER_TIMEOUT,
    "application_name": "shopsync",
    "options": " ".join(f"-c {key}={value}" for key, value in _SERVER.items()),
}


class TeamAddress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A database on a server. `sslrootcert` is a file of authorities; empty for the system's."""

    user: str
    host: str
    dbname: str
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 5432
    sslrootcert: str = ""

    @property
    def text(self) -> str:
        """The address without any password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        end = f"?sslrootcert={quote(self.sslrootcert)}" if self.sslrootcert else ""
        user, database = quote(self.user, safe=""), quote(self.dbname, safe="")
        return f"postgresql://{user}@{host}:{self.port}/{database}{end}"

    def parameters(self, password: str | None) -> dict[str, Any]:
        """Return the parameters of the connection: encrypted and proven, but for a server on this computer.

        Without a password libpq looks into the user's pgpass file.
        """
        safe = {"sslmode": "prefer"}
        if self.sslrootcert or not is_here(self.host):
            safe = {"sslmode": "verify-full", "sslrootcert": self.sslrootcert or authorities_file()}
        to = {"user": self.user, "host": self.host, "port": self.port, "password": password or None}
        return to | _CLIENT | safe


def parse_address(text: str) -> TeamAddress:
    """The address out of postgresql://user@host:port/database?sslrootcert=FILE.

    Raises TeamAddressWrong, also where it holds a password: arguments are seen by others. Raises
    TeamPackageMissing.
    """
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise TeamPackageMissing from None
    head, at, tail = text.strip().rpartition("@")
    scheme, _, _ = head.partition("://")
    try:
        if scheme in ("postgresql", "postgres"):
            return msgspec.convert(conninfo_to_dict(text.strip()), TeamAddress, strict=False)
    except (ProgrammingError, ValueError):  # UnicodeError, too
        pass
    shown = f"{scheme}://…@{tail}" if at else tail.partition("=")[0]
    raise TeamAddressWrong(address=shown)
