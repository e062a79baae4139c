"""The base of the clients of both services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from datetime import timedelta
    from types import TracebackType

    from shopsync_gui.remote.http import Http


class ServiceClient:
    """The base of a service's client: an async context manager around its connections."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    @property
    def requests(self) -> int:
        """Requests sent so far, those for a token included."""
        return self._http.requests

    @property
    def clock_ahead(self) -> timedelta | None:
        """The time by which the service's clock is ahead of this computer's; None while no answer said."""
        return self._http.ahead
