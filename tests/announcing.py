"""A channel of newer versions on this computer: a key, signed announcements, and a server of them."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
from nacl.signing import SigningKey

from shopsync_gui.core.releases import Announcement, Channel

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
PATH = "/releases.json"


class Key:
    """A key pair whose signatures are those of minisign."""

    def __init__(self, name: bytes = b"ShopSync") -> None:
        self._name = name
        self._key = SigningKey.generate()

    @property
    def public(self) -> str:
        """The public key as minisign writes it."""
        return _line(b"Ed" + self._name + bytes(self._key.verify_key))

    def sign(self, data: bytes, comment: str = "a comment") -> bytes:
        """The content of the .minisig file."""
        raw = self._key.sign(hashlib.blake2b(data).digest()).signature
        whole = self._key.sign(raw + comment.encode()).signature
        lines = (
            "untrusted comment: signature",
            _line(b"ED" + self._name + raw),
            f"trusted comment: {comment}",
            _line(whole),
        )
        return "\n".join(lines).encode() + b"\n"


def _line(data: bytes) -> str:
    return base64.b64encode(data).decode()


def announcement(version: str = "9.1.0", *, age: timedelta = timedelta(days=1)) -> Announcement:
    """An announcement that was issued so long ago, for 90 days."""
    issued = NOW - age
    return Announcement(
        issued=issued,
        expires=issued + timedelta(days=90),
        version=version,
        page="https://example.com/shopsync",
        changes={"en": "Faster.\n<b>Bolder.</b>", "hu": "Gyorsabb.\n<b>Merészebb.</b>"},
    )


class Server:
    """Gives the files by their paths; remembers the heads of what it was asked."""

    def __init__(self) -> None:
        self.key = Key()
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.port = 0

    @property
    def channel(self) -> Channel:
        """The channel that a program is built with."""
        return Channel(f"http://127.0.0.1:{self.port}{PATH}", (self.key.public,))

    def announce(self, news: Announcement, key: Key | None = None) -> None:
        """Put an announcement there, signed."""
        self.put(msgspec.json.encode(news), key)

    def put(self, body: bytes, key: Key | None = None) -> None:
        """Put any file there, signed."""
        self.files = {PATH: body, f"{PATH}.minisig": (key or self.key).sign(body)}


@contextmanager
def serving() -> Iterator[Server]:
    """A server on this computer."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            body = server.files.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.port = http.server_port
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield server
    http.shutdown()
    http.server_close()
    thread.join()
