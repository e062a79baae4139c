"""Things that go wrong, by name for a visitor and by rule for a test."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from shopsync_gui.sandbox.account.api import WRITES
from shopsync_gui.sandbox.asgi import HTML, JSON, ConnectionDropped, Request, Response

if TYPE_CHECKING:
    from shopsync_gui.sandbox.app import Sandbox

ReplyKind: TypeAlias = Literal[
    "own", "status", "drop", "cut", "html", "empty", "truncated", "wrong-type", "redirect",
    "bomb", "hang",
]  # fmt: skip
Where: TypeAlias = int | str | Callable[[Request], bool]

_PAGE: Final = (
    "<!DOCTYPE html><html><head><title>{status}</title></head>"
    "<body><h1>Karbantartás</h1><p>nginx</p></body></html>"
)


@dataclass(frozen=True)
class Action:
    """A fault that a request meets instead of an ordinary answer."""

    answer: ReplyKind = "own"
    apply: bool = False
    """Whether the request takes effect (reads: whether it reaches the service at all)."""
    late_seconds: float | None = None
    """Takes effect only so many seconds later."""
    delay: float = 0.0
    """Seconds to wait before anything happens."""
    status: int = 200
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    connected: bool = True
    megabytes: int = 64

    def after(self, delay: float) -> Action:
        """The same, after a wait."""
        return replace(self, delay=delay)

    async def perform(self, request: Request, sandbox: Sandbox) -> Response:
        """Answer the request; raises ConnectionDropped where no whole answer is sent."""
        if self.delay:
            await asyncio.sleep(self.delay)
        response = Response()
        if self.late_seconds is not None:
            sandbox.account.apply_later(self.late_seconds, lambda: sandbox.process(request))
        elif self.apply or self.answer in ("own", "truncated", "cut"):
            response = await sandbox.serve(request)
        half = response.body[: len(response.body) // 2]
        match self.answer:
            case "own":
                return response
            case "hang":
                await asyncio.sleep(30 * 86_400)
            case "drop":
                raise ConnectionDropped(applied=self.apply, connected=self.connected)
            case "cut":
                raise ConnectionDropped(applied=True, partial=half)
            case "truncated":
                return Response(response.status, half, response.headers)
        return self._made_up()

    def _made_up(self) -> Response:
        page = _PAGE.format(status=self.status).encode()
        match self.answer:
            case "html":
                return Response(self.status, page, (*HTML, *self.headers))
            case "empty":
                return Response(self.status, b"", (*JSON, *self.headers))
            case "wrong-type":
                return Response(200, self.body or b'[["nem","ilyen"],7,null,true]')
            case "bomb":
                return Response(200, _bomb(self.megabytes), (*JSON, ("content-encoding", "gzip")))
        content = JSON if self.body is not None else HTML
        return Response(
            self.status, page if self.body is None else self.body, (*content, *self.headers)
        )


@cache
def _bomb(megabytes: int) -> bytes:
    """A small gzip body that grows to that many megabytes of JSON."""
    return gzip.compress(b'{"items":["' + b" " * (megabytes << 20) + b'"]}', 6, mtime=0)


def own(delay: float = 0.0) -> Action:
    """The ordinary answer, perhaps late."""
    return Action(delay=delay)


def status(code: int, *, apply: bool = False, body: bytes | None = None, **headers: str) -> Action:
    """An error status; with `apply` the request has taken effect all the same."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Action("status", apply=apply, status=code, body=body, headers=named)


def drop(*, apply: bool = False) -> Action:
    """The connection is reset before the request is read, or (`apply`) after it took effect."""
    return Action("drop", apply=apply)


def refuse() -> Action:
    """No connection at all."""
    return Action("drop", connected=False)


def cut() -> Action:
    """The connection ends in the middle of the answer."""
    return Action("cut", apply=True)


def late(seconds: float) -> Action:
    """The answer is lost and the request takes effect that many seconds later."""
    return Action("drop", late_seconds=seconds)


def hang(*, apply: bool = False) -> Action:
    """No answer ever comes."""
    return Action("hang", apply=apply)


def html(code: int = 200, *, apply: bool = False) -> Action:
    """A maintenance page in HTML."""
    return Action("html", apply=apply, status=code)


def empty(*, apply: bool = False) -> Action:
    """200 with an empty body."""
    return Action("empty", apply=apply)


def truncated() -> Action:
    """The first half of the answer as if it were the whole."""
    return Action("truncated", apply=True)


def wrong_type(body: bytes | None = None, *, apply: bool = False) -> Action:
    """JSON of a kind nobody expects."""
    return Action("wrong-type", apply=apply, body=body)


def redirect(url: str = "https://masik-gep.invalid/", code: int = 302) -> Action:
    """A redirect to another host."""
    return Action("status", status=code, headers=(("location", url),))


def bomb(megabytes: int = 64) -> Action:
    """A small gzip answer that grows beyond all measure."""
    return Action("bomb", megabytes=megabytes)


@dataclass
class Rule:
    """A rule of when an action applies: after `skip` matching requests, every `every`-th, `times` times."""

    where: Where
    action: Action | Callable[[Request], Action | None]
    times: int | None
    skip: int
    every: int
    seen: int = 0
    done: int = 0

    def action_for(self, request: Request) -> Action | None:
        """The action, if it is this request's turn."""
        if self.times is not None and self.done >= self.times:
            return None
        if not _matches(self.where, request):
            return None
        self.seen += 1
        if self.seen <= self.skip or (self.seen - self.skip) % self.every:
            return None
        self.done += 1
        return self.action if isinstance(self.action, Action) else self.action(request)


def _matches(where: Where, request: Request) -> bool:
    if isinstance(where, int):
        return request.number == where
    if isinstance(where, str):
        return f"{request.method} {request.kind}".startswith(where) or request.kind.startswith(
            where
        )
    return where(request)


def is_write(request: Request) -> bool:
    """Whether the request would change the account."""
    return is_write_path(request.kind)


def is_write_path(kind: str) -> bool:
    """Whether requests of this kind, such as `sa/createproduct`, would change the account."""
    service, _, method = kind.partition("/")
    return service == "sa" and method.split("/", 1)[0] in WRITES


class Faults:
    """The rules in force; the first that matches a request decides."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def at(
        self,
        where: Where,
        action: Action | Callable[[Request], Action | None],
        times: int | None = 1,
        *,
        skip: int = 0,
        every: int = 1,
    ) -> Rule:
        """Add a rule.

        `where` is a request's number (from 1), the beginning of its kind (`"shop/productExtend"`,
        `"POST sa/createproduct"`, `"sa/"`), or a predicate; `times=None` means for ever. An
        action that is None leaves the request to the rules after it.
        """
        rule = Rule(where, action, times, skip, every)
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        """Everything works again."""
        self.rules.clear()

    async def answer(self, request: Request, sandbox: Sandbox) -> Response:
        """The answer to one request, faults included."""
        for rule in self.rules:
            action = rule.action_for(request)
            if action is not None:
                return await action.perform(request, sandbox)
        return await sandbox.serve(request)
