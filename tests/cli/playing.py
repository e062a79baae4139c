"""A sandbox on real sockets in a thread of the test, and commands called in this process."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest.mock import patch

from shopsync_gui.cli.entry import main
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig
from tests.patience import patient
from tests.sandbox.serving import SandboxThread


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


def call(*arguments: str) -> Said:
    """Run one command in this process."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = main(arguments)
    return Said(code, out.getvalue(), err.getvalue())


@contextmanager
def sandbox(config: SandboxConfig, port: int = 0) -> Iterator[Endpoints]:
    """A sandbox that answers while the block lasts, however fast it is asked."""
    with SandboxThread(replace(config, rate_limit=0), port=port) as running:
        yield running.endpoints


@contextmanager
def environment(home: Path, endpoints: Endpoints, language: str = "en") -> Iterator[None]:
    """The data folder, the secrets and the language of the commands."""
    values = {
        "SHOPSYNC_HOME": str(home),
        "SHOPSYNC_CLIENT_SECRET": endpoints.client_secret,
        "SHOPSYNC_SA_PASSWORD": endpoints.sa_password,
        "SHOPSYNC_LANGUAGE": language,
    }
    with patch.dict(os.environ, values):
        yield


def connecting(endpoints: Endpoints, **other: str) -> list[str]:
    """The arguments that connect the sandbox, with some of them otherwise."""
    options = {
        "client_id": endpoints.client_id,
        "sa_user": endpoints.sa_user,
        "shop_url": endpoints.shop_url,
        "token_url": endpoints.token_url,
        "sa_url": endpoints.sa_url,
    } | other
    shop = options.pop("shop", endpoints.shop_name)
    flags = [
        part for key, value in options.items() for part in (f"--{key}".replace("_", "-"), value)
    ]
    return ["connect", shop, *flags]


class _Page(BaseHTTPRequestHandler):
    """Answers everything with a page for people."""

    def do_GET(self) -> None:
        body = b"<!DOCTYPE html><html><body><h1>Karbantart\xc3\xa1s</h1></body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _PageServer(ThreadingHTTPServer):
    """A client that hangs up is no error of the server, and nothing for the standard error."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def page_server() -> Iterator[str]:
    """The address of a server that only has a web page."""
    with _PageServer(("127.0.0.1", 0), _Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join(patient(10))
