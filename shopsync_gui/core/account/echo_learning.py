"""Learning how the account shows what was written to it, from a reading after a quiet time; pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec

from shopsync_gui.core.account.echoes import (
    Echoes,
    differing,
    rounds,
    shown_text,
    untold,
    wanted_text,
)
from shopsync_gui.core.account.known_ways import Ways, is_kept_so
from shopsync_gui.core.account.likeness import derives, is_rendering, is_usual_cut, same_letters
from shopsync_gui.core.account.sku_ways import WHOLE, ways
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct, sku_key
from shopsync_gui.core.plan.plan import Echo
from shopsync_gui.core.structures.pieces import PIECE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from shopsync_gui.core.account.target_index import ProductsById
    from shopsync_gui.core.structures.pieces import Pieces

#: So many products whose field is shown alike otherwise make that the account's own way.
_MANY = 8
#: New products that are written once more, at most, to see whether a modify takes what a create did not.
_MOST_REWRITTEN = 1000
_NO_WAYS: Ways = {}
#: So many products that are shown alike otherwise may each have been changed by hand.
_FEW = 2
_FIELDS = ("name", "sku", "net", "vat", "currency", "categories")


class Update(msgspec.Struct, frozen=True, gc=False):
    """A product of the account before and after it was written; `before` is None for a new one.

    `fields` are those that were sent; empty for all.
    """

    sa_id: int
    before: TargetProduct | None
    after: MasterProduct
    fields: tuple[str, ...] = ()


def learned(
    updates: Iterable[Update],
    shown: Mapping[int, TargetProduct] | ProductsById,
    category_ids: Mapping[str, int],
    echoes: Echoes,
    ways: Ways = _NO_WAYS,
    *,
    earlier: bool = False,
) -> Pieces[dict[int, dict[str, Echo]]]:
    """Learn from how the account shows what was written: the fields that it shows otherwise, by product.

    A value that does not come from the written one may be another writer's: it is UNCONFIRMED,
    unless the account shows most products so. One that follows from its known `ways` is believed.
    What it does not tell is remembered, too, so that another value is written. `updates` are in
    their order, the last of a product counts; `shown` is the account as read after
    a quiet time. What it does not list is not learned. Where the writes are those of an `earlier` part of
    a run, which was broken off, single values that do not come from the written ones were changed since:
    these count as shown as they were written, then (`_edited`).
    """
    news: dict[int, dict[str, Echo]] = {}
    #: Of these products, those that were there before.
    modified: set[int] = set()
    written: Counter[str] = Counter()
    for number, update in enumerate(updates, 1):
        fields = _shown_otherwise(update, shown.get(update.sa_id), category_ids, echoes, ways)
        if fields:
            news[update.sa_id] = fields
        else:
            news.pop(update.sa_id, None)
        if fields and update.before is not None:
            modified.add(update.sa_id)
        else:
            modified.discard(update.sa_id)
        written.update(update.fields or _FIELDS)
        if not number % PIECE:
            yield
    return _confirmed(_edited(news, written) if earlier else news, modified)


def _edited(
    news: dict[int, dict[str, Echo]], written: Mapping[str, int]
) -> dict[int, dict[str, Echo]]:
    """The same, with what somebody changed since it was written: few values of a field, each another one.

    A text that an account is wont to make of the written one is none of these, however rare its letters are.
    """
    doubtful = [
        (field, echo.shown)
        for echoes in news.values()
        for field, echo in echoes.items()
        if _may_be_edited(field, echo)
    ]
    of_field, alike = Counter(field for field, _shown in doubtful), Counter(doubtful)
    edited = {
        (field, shown)
        for field, shown in alike
        if of_field[field] <= max(_FEW, written[field] // 3)
        and (alike[field, shown] <= _FEW or field == "categories")
    }
    return {
        sa_id: {
            field: Echo(echo.wanted, echo.wanted)
            if _may_be_edited(field, echo) and (field, echo.shown) in edited
            else echo
            for field, echo in echoes.items()
        }
        for sa_id, echoes in news.items()
    }


def shows_change(update: Update, found: TargetProduct, category_ids: Mapping[str, int]) -> bool:
    """Whether the account shows something as it was written that had been otherwise before."""
    if update.before is None:
        return False
    otherwise = {*differing(update.after, found, category_ids), *untold(found)}
    changed = differing(update.after, update.before, category_ids)
    return any(
        field not in otherwise and (not update.fields or field in update.fields)
        for field in changed
    )


def _shown_otherwise(
    update: Update,
    found: TargetProduct | None,
    category_ids: Mapping[str, int],
    echoes: Echoes,
    ways: Ways,
) -> dict[str, Echo]:
    """The fields of one product that the account shows otherwise than they were written."""
    if found is None:
        return {}
    known = echoes.get(update.sa_id, {})
    kept = {f: e for f, e in known.items() if update.fields and f not in update.fields}
    fields = [
        field
        for field in (*differing(update.after, found, category_ids), *untold(found))
        if not update.fields or field in update.fields
    ]
    return kept | {
        field: Echo(wanted_text(field, update.after, category_ids), shown_text(field, found))
        if is_kept_so(field, update.after, found, ways)
        else _echo(field, update, found, category_ids, known.get(field))
        for field in fields
    }


def _confirmed(
    news: dict[int, dict[str, Echo]], modified: Collection[int]
) -> dict[int, dict[str, Echo]]:
    """The same, with values believed in whose field the account shows many products otherwise.

    Where creates alone did not take a field, a modify may: unless they are very many, each of these
    products is written once more before it is believed. `modified` are products that were there.
    """
    doubtful = [
        (sa_id, _way(field, echo))
        for sa_id, echoes in news.items()
        for field, echo in echoes.items()
        if _is_doubtful(echo)
    ]
    by_modify = {way for sa_id, way in doubtful if sa_id in modified}
    usual = {
        way
        for way, count in Counter(way for _sa_id, way in doubtful).items()
        if count >= _MANY and (way in by_modify or count > _MOST_REWRITTEN)
    }
    return {
        sa_id: {
            field: msgspec.structs.replace(echo, tries=0)
            if _is_doubtful(echo) and _way(field, echo) in usual
            else echo
            for field, echo in echoes.items()
        }
        for sa_id, echoes in news.items()
    }


def _way(field: str, echo: Echo) -> tuple[str, bool]:
    """The field, and whether what is shown holds the written text: a modify and a create are alike then.

    Where a create takes another text, and all are shown with something around them, a modify is not.
    """
    return field, echo.wanted in echo.shown


def _is_doubtful(echo: Echo) -> bool:
    return echo.tries == Echo.UNCONFIRMED


def _echo(
    field: str,
    update: Update,
    found: TargetProduct,
    category_ids: Mapping[str, int],
    known: Echo | None,
) -> Echo:
    wanted = wanted_text(field, update.after, category_ids)
    shown = shown_text(field, found)
    before = update.before
    untouched = before is not None and shown_text(field, before) == shown
    if field in untold(found) or (field == "net" and rounds(Echo(wanted, shown), wanted, shown)):
        return Echo(wanted, shown)
    alike = known is not None and known.shown == shown
    if alike and known is not None and known.tries == 0:
        return Echo(wanted, shown)  # it shows two of ours alike
    if known == Echo(wanted, shown, Echo.UNCONFIRMED):
        return Echo(wanted, shown)  # it made the same of it twice
    if untouched and _is_kept_text(field, wanted, shown):
        return Echo(wanted, shown)  # another computer wrote it before
    if not untouched:
        believed = derives(field, update.after, found)
        return Echo(wanted, shown, 0 if believed else Echo.UNCONFIRMED)
    again = alike and known is not None and known.wanted == wanted
    return Echo(wanted, shown, (known.tries if again and known is not None else 0) + 1)


def _may_be_edited(field: str, echo: Echo) -> bool:
    return _is_doubtful(echo) and not _is_kept_text(field, echo.wanted, echo.shown)


def _is_kept_text(field: str, written: str, shown: str) -> bool:
    """Whether a name or SKU is shown just as an account that alters texts shows the written one.

    It lost nothing that tells it from others, or is cut where texts are wont to be.
    """
    if field == "sku":
        key = sku_key(shown)
        whole = any(kind in WHOLE for kind, _about in ways(written, shown))
        return bool(key) and (whole or key == sku_key(written))
    return field == "name" and (
        is_rendering(written, shown)
        or same_letters(written, unquote(shown))
        or is_usual_cut(written, shown)
    )
