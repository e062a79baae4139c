"""Answers of an account in place of its own."""

from __future__ import annotations

from collections.abc import Callable

import httpx

Answer = Callable[[httpx.Response], httpx.Response]


def answering(
    part: str, answer: Answer
) -> Callable[[httpx.Request, httpx.Response], httpx.Response]:
    def reshape(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        ours = part in request.url.path and response.status_code == 200
        return answer(response) if ours else response

    return reshape


def says(body: bytes, status: int = 200) -> Answer:
    return lambda _: httpx.Response(status, content=body)
