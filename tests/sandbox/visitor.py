"""A plain HTTP visitor of both services, for the sandbox's own tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any

import httpx

from shopsync_gui.sandbox import Sandbox, SandboxConfig
from tests.sandbox.transport import SandboxTransport
from tests.virtual import run_virtual

Headers = dict[str, str]


class Visitor:
    """Signs in to the shop and asks either service."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.endpoints = sandbox.endpoints()
        self.http = httpx.AsyncClient(transport=SandboxTransport(sandbox), timeout=30)
        self.headers: Headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
        }

    async def token(self, **changes: Any) -> httpx.Response:
        body = {
            "grant_type": "client_credentials",
            "client_id": self.endpoints.client_id,
            "client_secret": self.endpoints.client_secret,
        } | changes
        return await self.http.post(
            self.endpoints.token_url, json={k: v for k, v in body.items() if v is not None}
        )

    async def sign_in(self) -> None:
        answer = await self.token()
        self.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    async def raw(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(
            f"{self.endpoints.shop_url}/{path}", headers=self.headers | headers
        )

    async def get(self, path: str) -> Any:
        answer = await self.raw(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def items(self, path: str) -> list[Any]:
        """Every item of a collection, page by page."""
        found: list[Any] = []
        page = 0
        while True:
            joint = "&" if "?" in path else "?"
            answer = await self.get(f"{path}{joint}page={page}")
            items = answer["items"]
            found += items if isinstance(items, list) else [items]
            if answer["next"] is None:
                return found
            page += 1

    async def sa(self, method: str, path: str, body: Any = None) -> httpx.Response:
        content = None if body is None else json.dumps(body)
        return await self.http.request(
            method,
            f"{self.endpoints.sa_url}/{path}",
            content=content,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            auth=(self.endpoints.sa_user, self.endpoints.sa_password),
        )


def visit(
    story: Callable[[Visitor], Coroutine[Any, Any, None]], *, signed_in: bool = True, **config: Any
) -> Sandbox:
    """Lets a visitor live through a story on virtual time; the shop's pace is off unless chosen."""
    sandbox = Sandbox(SandboxConfig(**({"products": 60, "rate_limit": 0} | config)))

    async def main() -> None:
        visitor = Visitor(sandbox)
        async with visitor.http:
            if signed_in:
                await visitor.sign_in()
            await story(visitor)

    run_virtual(main())
    return sandbox


PRODUCT = {
    "prod_name": "Női bőr cipő, barna 38",
    "prod_sku": "NC-00001-38",
    "prod_price": "12590.5",
    "prod_vat_percent": 27,
    "prod_currency": "HUF",
}
