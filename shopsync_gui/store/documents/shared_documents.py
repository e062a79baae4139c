"""Letters, presets and views as every computer of a team understands them, and their JSON."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from shopsync_gui.core.kept_types import Moment, must_be_amounts
from shopsync_gui.core.newsletter.letter import LetterStyle
from shopsync_gui.core.team.team import DocumentKind
from shopsync_gui.store.documents.views import SavedView

#: How a kept letter speaks of a product that this computer does not know.
UNKNOWN = '"product_id":0,'


class SharedItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A product of a letter by the shop's key, empty where it is not known."""

    inner_id: str
    sku: str
    name: str
    price: Decimal | None
    earlier: Decimal | None
    currency: str
    left_out: bool = False

    def __post_init__(self) -> None:
        must_be_amounts(self.price, self.earlier)


class SharedLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as every computer of a team understands it; `mark` is that of the shop of its keys."""

    name: str
    style: LetterStyle
    items: tuple[SharedItem, ...]
    made_at: Moment
    copied_at: Moment | None
    mark: str = ""


class SharedPreset(msgspec.Struct, frozen=True, kw_only=True):
    """A preset of a shop's letters."""

    name: str
    style: LetterStyle


class SharedView(msgspec.Struct, frozen=True, kw_only=True):
    """A view without local ids: `category` by its name and the shops' keys of it and all below it.

    `marks` are those of the shops, by their names.
    """

    view: SavedView
    category: str = ""
    categories: tuple[tuple[str, str], ...] = ()
    marks: dict[str, str] = {}


def mark_of(address: str) -> str:
    """The mark of the shop that was read from an address: in another one its keys stand for something else.

    Empty where none was read yet.
    """
    return sha256(address.encode()).hexdigest()[:8] if address else ""


def unmarked(kind: DocumentKind, body: str) -> str:
    """A body without the marks of shops: the same document may bear others, or none."""
    if kind is DocumentKind.LETTER:
        return text_of(replace(msgspec.json.decode(body, type=SharedLetter), mark=""))
    if kind is DocumentKind.VIEW:
        return text_of(replace(msgspec.json.decode(body, type=SharedView), marks={}))
    return body


def needed_shops(kind: DocumentKind, shop: str, body: str) -> frozenset[str]:
    """The names of the shops without which a document says nothing; none for a view of all shops."""
    if shop or kind is not DocumentKind.VIEW:
        return frozenset({shop})
    return frozenset(name for name, _ref in msgspec.json.decode(body, type=SharedView).categories)


def text_of(value: object) -> str:
    """A value as JSON that does not depend on the order of sets."""
    return msgspec.json.encode(value, order="deterministic").decode()


_KINDS = {
    DocumentKind.LETTER: SharedLetter,
    DocumentKind.PRESET: SharedPreset,
    DocumentKind.VIEW: SharedView,
}


def is_readable(kind: DocumentKind, body: str) -> bool:
    """Whether this program understands a body; a newer one, or a damaged one, may have written it."""
    try:
        msgspec.json.decode(body, type=_KINDS[kind])
    except (ValueError, RecursionError):
        return False
    return True
