"""The base of the clients of both services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import timedelta

    from shopsync_gui.core.runs.jobs import Trouble
    from shopsync_gui.remote.transport.http import Http
    from shopsync_gui.remote.transport.trouble_watch import Asked


class ServiceClient:
    """The base of a service's client: an async context manager around its connections."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._http.__aexit__(*error)

    @property
    def service(self) -> str:
        """The service's name, as people know it."""
        return self._http.service

    def tell_trouble(self, told: Callable[[Trouble | None], None]) -> None:
        """Have `told` called each second while the service does not answer well, and with None after that."""
        self._http.troubles.tell(told)

    def asking(self) -> AbstractContextManager[Asked]:
        """Watch something that the caller asks until it is answered well."""
        return self._http.troubles.asking()

    @property
    def requests(self) -> int:
        """Requests sent so far, those for a token included."""
        return self._http.requests

    @property
    def clock_ahead(self) -> timedelta | None:
        """The time by which the service's clock is ahead of this computer's; None while no answer said."""
        return self._http.ahead
