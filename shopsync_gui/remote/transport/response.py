"""One whole answer of a service, and the ways in which it can be none."""

from __future__ import annotations

import httpx
import msgspec

from shopsync_gui.core.errors import AnswerUnreadable, UnexpectedAnswer, WebPageInstead
from shopsync_gui.remote.transport.bodies import LongBody


class OutcomeUnknown(Exception):
    """The connection broke after the request may have been sent; its outcome is unknown."""


class Unreadable(Exception):
    """An answer that is not what it should be; the text is short, safe and translated."""


class WebPage(Unreadable):
    """A web page in place of data."""


class UnknownForm(Unreadable):
    """An answer that is data, or text, in a form that the program does not know."""


def is_web_page(body: bytes) -> bool:
    """Whether a body is, by its beginning, a web page."""
    start = body[:1000].lstrip().lower()
    return b"<html" in start or start.startswith(b"<!doctype")


def not_data(error: Unreadable, service: str) -> UnexpectedAnswer:
    """Return the error that an answer to a read that is no data means for the user."""
    if isinstance(error, WebPage):
        return WebPageInstead(service=service, detail=error)
    kind = AnswerUnreadable if isinstance(error, UnknownForm) else UnexpectedAnswer
    return kind(service=service, detail=error)


class Response(msgspec.Struct, frozen=True):
    """One whole answer, decompressed; not yet judged by its status."""

    status: int
    headers: httpx.Headers
    content: bytes | LongBody

    @property
    def body(self) -> bytes:
        """The body in one piece."""
        return self.content if isinstance(self.content, bytes) else b"".join(self.content)

    @property
    def size(self) -> int:
        """The bytes of the body."""
        return len(self.content)

    def __repr__(self) -> str:
        """The status only: headers and body may hold what must not get into a log."""
        return f"Response({self.status})"

    @property
    def is_json(self) -> bool:
        """Whether the answer calls itself JSON."""
        return "json" in self.headers.get("content-type", "").lower()

    @property
    def charset(self) -> str:
        """The encoding of its text, as far as it says one."""
        kind: str = self.headers.get("content-type", "")
        _start, _sign, named = kind.lower().partition("charset=")
        return named.partition(";")[0].strip(" \"'")
