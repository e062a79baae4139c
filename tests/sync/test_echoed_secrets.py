"""Services that repeat what they were sent: no secret gets into the file, a message or an error."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from shopsync_gui.core.runs.receipt import receipt_text
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.remote.transport.redaction import without
from tests.sync.world import World

SECRET = 'titkos/kanári+"jelszó'


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        quote(SECRET, safe=""),
        base64.b64encode(SECRET.encode()).decode(),
        html.escape(SECRET),
        json.dumps(SECRET)[1:-1],
        SECRET.encode().hex(),
    ],
)
def test_a_secret_is_put_out_of_sight_however_it_is_encoded(form: str) -> None:
    body = f'{{"message": "before {form} after"}}'.encode()
    assert without(body, (SECRET, "")) == b'{"message": "before *** after"}'


def test_what_is_too_short_for_a_secret_stays() -> None:
    assert without(b"abc", ("b",)) == b"abc"


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_a_service_that_echoes_gets_no_secret_into_the_file(tmp_path: Path, status: int) -> None:
    world = World(tmp_path, products=8)
    seen: set[str] = {world.config.sa_password, world.config.client_secret}

    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        credential = request.headers.get("authorization", "").partition(" ")[2]
        if credential:
            seen.add(credential)
        if "createproduct" in request.url.path:
            text = f"{credential} {world.config.sa_password}"
            return httpx.Response(status, json={"error": text})
        if "productExtend" in request.url.path and status == 200:
            page: Any = response.json()
            for item in page.get("items") or ():
                for each in item.get("productDescriptions") or ():
                    each["name"] = f"{each['name']} {credential}"
            return httpx.Response(response.status_code, json=page)
        return response

    world.reshape = reshape
    report = world.job()
    assert report.state is not RunState.RUNNING
    told = receipt_text(report, "Bolt") + repr(report)
    world.store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    for secret in seen - {""}:
        assert secret not in told
        assert secret.encode() not in kept
