"""Pictures for tests, and a server that has them, and worse."""

from __future__ import annotations

import struct
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def png(width: int = 64, height: int = 32, *, said: tuple[int, int] | None = None) -> bytes:
    """A green picture; its header may say another size than it has."""
    rows = (b"\0" + b"\x11\x77\x33" * width) * height

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", *(said or (width, height)), 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


class PictureServer(ThreadingHTTPServer):
    """A shop's pictures, and worse; notes what it is asked. `onwards` is where it redirects to."""

    most = 512 * 1024 * 1024

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.hung_up = threading.Event()
        self.onwards = ""
        self.picture = png()
        self.scheme = "http"

    def address(self, path: str) -> str:
        """Where the server answers with this path."""
        return f"{self.scheme}://127.0.0.1:{self.server_port}/{path}"

    def paths(self) -> list[str]:
        """What was asked for, in its order."""
        return [path for path, _headers in self.asked]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about."""


class _Pages(BaseHTTPRequestHandler):
    server: PictureServer

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.path, headers))
        if self.path.startswith("/onwards"):
            self._answer(b"", 302, location=self.server.onwards)
        elif self.path.startswith("/round"):
            self._answer(b"", 302, location=self.path + "x")
        elif self.path.startswith("/page"):
            self._answer(b"<!doctype html><title>503</title>")
        elif self.path.startswith("/drawing"):
            self._answer(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')
        elif self.path.startswith("/missing"):
            self._answer(self.server.picture, 404)
        elif self.path.startswith("/nine"):
            self._answer(self.server.picture + bytes(9 * 1024 * 1024))
        elif self.path.startswith("/bomb"):
            self._answer(zlib.compress(self.server.picture), content_encoding="deflate")
        elif self.path.startswith("/endless"):
            self._endless()
        elif self.path.startswith("/slow"):
            self._slow()
        else:
            self._answer(self.server.picture)

    def _answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "session=secret; Path=/")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _endless(self) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            self.wfile.write(self.server.picture)
            part = bytes(256 * 1024)
            for _time in range(self.server.most // len(part)):
                self.wfile.write(part)
        except OSError:
            self.server.hung_up.set()

    def _slow(self) -> None:
        """One byte of the header now and then."""
        self.close_connection = True
        with suppress(OSError):
            for _time in range(1000):
                self.wfile.write(b"H")
                time.sleep(0.05)
        self.server.hung_up.set()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(server: PictureServer) -> Iterator[PictureServer]:
    """Let the server work on a thread of its own."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
