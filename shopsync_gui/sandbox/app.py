"""The sandbox: both services behind one ASGI app, with its state, counters and faults at hand."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from shopsync_gui.sandbox import awkward, filled, manners, named_faults
from shopsync_gui.sandbox.account.api import METHODS, AccountApi
from shopsync_gui.sandbox.account.state import Account
from shopsync_gui.sandbox.asgi import (
    PNG,
    TEXT,
    Receive,
    Request,
    Response,
    Scope,
    Send,
    read_request,
    send_response,
)
from shopsync_gui.sandbox.clock import Clock
from shopsync_gui.sandbox.config import Endpoints, SandboxConfig, endpoints
from shopsync_gui.sandbox.edge import Edge
from shopsync_gui.sandbox.faults import Faults
from shopsync_gui.sandbox.shop.api import ShopApi
from shopsync_gui.sandbox.shop.pictures import has_picture, picture_of
from shopsync_gui.sandbox.shop.resources import COLLECTIONS
from shopsync_gui.sandbox.shop.state import Shop
from shopsync_gui.sandbox.shop.tokens import TokenService


class Logged(NamedTuple):
    """One request that arrived, with the status it was answered (0: never answered)."""

    number: int
    time: float
    method: str
    kind: str
    path: str
    status: int


class Sandbox:
    """One invented shop and one invented account.

    `account` is what the account really holds, after its own losses; `edge` is how it is shown.
    `app` is the ASGI application; `shop` and `account` are the state, to be read and changed
    freely between requests; `faults` breaks requests; `requests` counts them by method and kind
    (`"GET shop/productExtend"`), `log` lists them.
    """

    def __init__(self, config: SandboxConfig | None = None) -> None:
        self.config = manners.configured(config or SandboxConfig())
        if self.config.catalogue == "awkward":
            self.config = replace(self.config, products=0)
        self.clock = Clock(self.config.epoch)
        self.shop: Shop = Shop(self.config, self.clock)
        self.account = Account(self.config, self.clock)
        self.tokens = TokenService(self.shop)
        self.shop_api = ShopApi(self.shop, self.tokens)
        self.account_api = AccountApi(self.account)
        self.edge = Edge()
        self.faults = Faults()
        self.requests: Counter[str] = Counter()
        self.log: list[Logged] = []
        self.latency = self.config.latency_ms / 1000
        self.most_in_flight: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        if self.config.catalogue == "awkward":
            awkward.fill(self.shop, self.account)
        elif self.config.account == "filled":
            filled.fill(self.shop, self.account)
        for name in self.config.manners:
            manners.adopt(name, self)
        for name in self.config.faults:
            named_faults.enable(name, self)

    def endpoints(self, origin: str = "http://127.0.0.1") -> Endpoints:
        """Addresses and credentials, as seen under this origin."""
        return endpoints(self.config, origin)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        response = await self.answer(await read_request(scope, receive))
        await send_response(response, send, self.clock.date())

    async def answer(self, request: Request) -> Response:
        """Count one request, note it and answer it, faults included."""
        request.number = len(self.log) + 1
        request.time = self.clock.now()
        request.kind = kind_of(request)
        self.requests[f"{request.method} {request.kind}"] += 1
        position = len(self.log)
        entry = Logged(
            request.number, request.time, request.method, request.kind, request.raw_path, 0
        )
        self.log.append(entry)
        response = await self.faults.answer(request, self)
        self.log[position] = entry._replace(status=response.status)
        return response

    async def serve(self, request: Request) -> Response:
        """Answer as the services themselves do, after the latency; no fault involved."""
        service = request.segments[0] if request.segments else ""
        busy = self._open[service] > 0
        self._open[service] += 1
        self.most_in_flight[service] = max(self.most_in_flight[service], self._open[service])
        try:
            if service == "sa" and busy and self.config.sa_one_in_flight:
                response = Response(429, b"Parallel requests are not allowed", TEXT)
            else:
                response = self.process(request)
            if self.latency:
                await asyncio.sleep(self.latency)
            return response
        finally:
            self._open[service] -= 1

    def process(self, request: Request) -> Response:
        """Answer at once and let the request take effect."""
        for change in self.edge.ask:
            asked = change(request)
            if isinstance(asked, Response):
                return asked
            request = asked
        return self.edge.finish(request, self._answer(request))

    def _answer(self, request: Request) -> Response:
        match request.segments:
            case ("shop", _, "api", *_):
                return self.shop_api.answer(request)
            case ("oauth", _, "app", "token"):
                return self.tokens.answer(request)
            case ("sa", _, *_):
                return self.account_api.answer(request)
            case ("pictures", file):
                return self._picture(file)
        return Response(404, b"Not found", TEXT)

    def _picture(self, file: str) -> Response:
        """A product's picture, as any shop's page would show it: no sign-in, no pace."""
        number = file.removesuffix(".png")
        key = int(number) if number.isdecimal() and len(number) < 9 else -1
        if not self.shop.exists(key) or not has_picture(product := self.shop.product(key)):
            return Response(404, b"Not found", TEXT)
        return Response(200, picture_of(product.name or product.name_en, product.look), PNG)


def kind_of(request: Request) -> str:
    """The service and resource of a request, without ids and names."""
    match request.segments:
        case ("shop", _, "api", name, *rest) if name in COLLECTIONS:
            return f"shop/{name}" + ("/{id}" if rest else "")
        case ("oauth", *_):
            return "oauth/token"
        case ("sa", name, *rest) if name in METHODS:
            if rest[:1] == ["sku"]:
                return f"sa/{name}/sku/{{sku}}"
            return f"sa/{name}" + ("/{id}" if rest else "")
        case ("pictures", _):
            return "pictures/{id}"
    return f"{request.segments[0] if request.segments else ''}/?"


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
