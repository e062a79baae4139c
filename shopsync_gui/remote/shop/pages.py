"""Reading the shop's answers: collections page by page, where a bad item fails alone, and items.

Contract "shoprenter" 2, 4, 9.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from shopsync_gui.core.text import _
from shopsync_gui.remote.decoding.embedded_json import without_remarks
from shopsync_gui.remote.decoding.scalars import Scalar, text, whole_number
from shopsync_gui.remote.shop.payloads import Link, Relation, as_list
from shopsync_gui.remote.transport.response import Response, Unreadable, WebPage, is_web_page

if TYPE_CHECKING:
    from collections.abc import Sequence

S = TypeVar("S", bound=msgspec.Struct)


class _Wrapper(msgspec.Struct, gc=False):
    response: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class _Envelope(msgspec.Struct, rename="camel", gc=False):
    response: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    href: Scalar = None
    page_count: Scalar = None
    limit: Scalar = None
    next: Relation | msgspec.UnsetType = msgspec.UNSET
    last: Relation = None


class _RawPage(_Envelope, rename="camel", gc=False):
    items: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class _NamedItem(msgspec.Struct, rename="camel", gc=False):
    inner_id: Scalar = None


class BadItem(msgspec.Struct, frozen=True, gc=False):
    """An item that could not be read: its inner id where that is known, and a short reason."""

    inner_id: str
    detail: str


class Page(msgspec.Struct, Generic[S]):
    """One page of a collection; what it does not say is None.

    `more` is whether a page follows, `limit` how many items a page may hold.
    """

    items: list[S]
    bad: list[BadItem]
    page_count: int | None
    limit: int | None
    more: bool | None
    host: str


class PageReader(Generic[S]):
    """A decoder of pages whose items are of one type; a bad item fails alone."""

    def __init__(self, item: type[S]) -> None:
        self._item = msgspec.json.Decoder(item)
        page = msgspec.defstruct(
            "_TypedPage",
            [("items", list[item] | item | str | None, None)],  # type: ignore[valid-type]
            bases=(_Envelope,),
            rename="camel",
            gc=False,
        )
        self._page = msgspec.json.Decoder(page)

    def page(self, response: Response, wrapped: int = 0) -> Page[S]:
        """The decoded page. Raises Unreadable where the answer as a whole is none.

        `wrapped` is in how many objects it was that hold nothing else.
        """
        body = json_body(response)
        try:
            envelope: Any = self._page.decode(body)
            if envelope.response is not msgspec.UNSET:
                body = bytes(envelope.response)
                envelope = self._page.decode(body)
        except (ValueError, RecursionError):
            return self._one_by_one(body)
        if envelope.items is None and _is_blank(envelope):
            inner = _unwrapped(body) if wrapped < _MOST_WRAPPED else None
            if inner is None:
                raise Unreadable(_("it is no list"))
            return self.page(Response(response.status, response.headers, inner), wrapped + 1)
        items = [item for item in as_list(envelope.items) if not _is_blank(item)]
        if not items and isinstance(envelope.items, msgspec.Struct):
            return self._one_by_one(body)  # perhaps items by their numbers
        return self._filled(envelope, items, [])

    def _one_by_one(self, body: bytes) -> Page[S]:
        try:
            envelope, pieces = _split(_without_lone_surrogates(body))
        except (ValueError, RecursionError):
            raise Unreadable(_("its data are damaged or of another kind")) from None
        items: list[S] = []
        bad: list[BadItem] = []
        for piece in pieces:
            if bytes(piece).strip() == b"null":
                continue
            try:
                item = self._item.decode(piece)
            except (ValueError, RecursionError) as error:
                bad.append(BadItem(_inner_id(piece), _reason(error)))
            else:
                if not _is_blank(item):
                    items.append(item)
        return self._filled(envelope, items, bad)

    @staticmethod
    def _filled(envelope: _Envelope, items: list[S], bad: list[BadItem]) -> Page[S]:
        following = envelope.next
        count = whole_number(envelope.page_count)
        if count is None:
            count = _count_from_last(envelope.last)
        return Page(
            items=items,
            bad=bad,
            page_count=count,
            limit=whole_number(envelope.limit),
            more=None if following is msgspec.UNSET else bool(_href(following)),
            host=_first_label(text(envelope.href)),
        )


class ItemReader(Generic[S]):
    """A decoder of single items."""

    def __init__(self, item: type[S]) -> None:
        self._item = msgspec.json.Decoder(item)

    def item(self, response: Response) -> S:
        """The item that the answer is. Raises Unreadable."""
        body = _without_lone_surrogates(json_body(response))
        try:
            wrapper = _WRAPPER.decode(body)
            if wrapper.response is not msgspec.UNSET:
                body = bytes(wrapper.response)
            item = self._item.decode(body)
            if _is_blank(item) and (inner := _unwrapped(body)) is not None:
                item = self._item.decode(inner)
            return item
        except (ValueError, RecursionError) as error:
            raise Unreadable(_reason(error)) from None


#: An escape in a JSON text; its group is a surrogate without its partner.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_WRAPPER = msgspec.json.Decoder(_Wrapper)
_RAW_PAGE = msgspec.json.Decoder(_RawPage)
_RAW_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
#: Objects around an answer that are looked into, one in the other.
_MOST_WRAPPED = 4
#: Names under which services put a whole answer.
_AROUND = ("body", "data", "result", "payload", "content")
_NAMED = msgspec.json.Decoder(_NamedItem)


def json_body(response: Response) -> bytes:
    """The body of an answer that calls itself JSON and is not empty. Raises Unreadable."""
    body = response.body.removeprefix(b"\xef\xbb\xbf")
    if not body.strip():
        raise Unreadable(_("it is empty"))
    if not response.is_json:
        kind = WebPage if is_web_page(body) else Unreadable
        raise kind(_("it is a web page or text, not data"))
    bare = body.strip()
    if bare[:1] in (b"{", b"[") and bare[-1:] in (b"}", b"]"):
        return body
    return without_remarks(body) or body


def _unwrapped(body: bytes) -> bytes | None:
    """Return the value under the only key of an object, if that is one of a wrapping."""
    try:
        around = _OBJECT.decode(body)
    except (ValueError, RecursionError):
        return None
    inner = [bytes(value) for key, value in around.items() if key.lower() in _AROUND]
    return inner[0] if len(around) == len(inner) == 1 else None


def _split(body: bytes) -> tuple[_Envelope, Sequence[msgspec.Raw]]:
    """A page and its items, not yet decoded. Raises ValueError, RecursionError."""
    envelope = _RAW_PAGE.decode(body)
    if envelope.response is not msgspec.UNSET:
        envelope = _RAW_PAGE.decode(envelope.response)
    if envelope.items is msgspec.UNSET:
        raise ValueError("no items")
    if bytes(envelope.items).lstrip().startswith(b"{"):
        keyed = _OBJECT.decode(envelope.items)
        if keyed and all(key.isdecimal() for key in keyed):
            return envelope, list(keyed.values())
        return envelope, [envelope.items]
    return envelope, _RAW_LIST.decode(envelope.items)


def _without_lone_surrogates(body: bytes) -> bytes:
    """The same JSON with U+FFFD for halves of characters, on which no item could be split off."""
    return _ESCAPE.sub(lambda escape: b"\\ufffd" if escape[1] else escape[0], body)


#: The words of msgspec on a value of another type than the expected.
_OTHER_TYPE = re.compile(r"Expected `([^`]*)`, got `([^`]*)`(?: - at `([^`]*)`)?")


def _reason(error: Exception) -> str:
    """The fault that msgspec names: a place and types, but no values."""
    if not isinstance(error, msgspec.ValidationError):
        return _("its data are damaged")
    if (said := _OTHER_TYPE.search(str(error))) is not None:
        wanted, found, place = said.groups(default="$")
        return _("{found} in place of {wanted}, at {place}").format(
            found=found[:40], wanted=wanted[:40], place=place[:100]
        )
    return _("its data have another form than usual")


def _inner_id(piece: msgspec.Raw | bytes) -> str:
    try:
        return text(_NAMED.decode(piece).inner_id).strip()
    except (ValueError, RecursionError):
        return ""


def _is_blank(item: msgspec.Struct) -> bool:
    """Whether nothing that is known is in the item: `{}` is a sign of an empty collection."""
    return all(
        value is None or value is msgspec.UNSET
        for value in (getattr(item, name) for name in item.__struct_fields__)
    )


def _href(relation: Any) -> str:
    return text(relation.href) if isinstance(relation, Link) else ""


def _count_from_last(last: Relation) -> int | None:
    """Pages by the page number in the link to the last one (contract "shoprenter" 4)."""
    _start, _sign, query = _href(last).partition("?")
    for part in query.split("&"):
        name, _equals, value = part.partition("=")
        if name == "page" and (number := whole_number(value)) is not None:
            return number + 1
    return None


def _first_label(href: str) -> str:
    return href.partition("://")[2].partition("/")[0].partition(".")[0].lower()
