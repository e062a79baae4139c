"""The memory of how the account shows what was written to it, and how two states are compared by it.

An account may keep a value its own way: cut, encoded, rounded. What was written (`wanted`) and what
it then showed (`shown`) are kept, so that the same pair is not written again. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.catalogue import MasterProduct, TargetProduct, category_key
from shopsync_gui.core.known_ways import Ways, is_kept_so
from shopsync_gui.core.likeness import derives, reencoded
from shopsync_gui.core.mapping import fine, money
from shopsync_gui.core.plan import Cause, Echo, FieldChange

if TYPE_CHECKING:
    from shopsync_gui.core.target_index import ProductsById

#: A value that the account did not take is written so often before it counts as failed.
MOST_TRIES = 2
#: So many products whose field is shown alike otherwise make that the account's own way.
_MANY = 8
#: New products that are written once more, at most, to see whether a modify takes what a create did not.
_MOST_REWRITTEN = 1000


NO_WAYS: Ways = {}
#: Echoes by the account's product id and by field; what is shown as it was written has none.
Echoes = Mapping[int, Mapping[str, Echo]]


class Memory(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the planner knows of the account beside its present state.

    `former` holds products as they were last known, where the account shows them otherwise since;
    `taken` the SKUs, by local product id, for which a create was answered with the id of another
    product; `ways` what a check found the account to make of values. With `again`, values that the
    account did not take are written once more.
    """

    echoes: Echoes = {}
    former: Mapping[int, TargetProduct] = {}
    taken: Mapping[int, str] = {}
    ways: Ways = {}
    again: bool = False


class Update(msgspec.Struct, frozen=True, gc=False):
    """A product of the account before and after it was written; `before` is None for a new one.

    `fields` are those that were sent; empty for all.
    """

    sa_id: int
    before: TargetProduct | None
    after: MasterProduct
    fields: tuple[str, ...] = ()


def compared(
    desired: MasterProduct,
    found: TargetProduct,
    category_ids: Mapping[str, int],
    category_names: Mapping[int, str],
    memory: Memory,
) -> tuple[FieldChange, ...]:
    """The fields that the account shows otherwise than desired, each with its cause."""
    echoes = memory.echoes.get(found.sa_id, {})
    fields = differing(desired, found, category_ids)
    fields += [
        field
        for field in untold(found)
        if field in echoes and echoes[field].wanted != wanted_text(field, desired, category_ids)
    ]
    if not fields:
        return ()
    former = memory.former.get(found.sa_id)
    changes = []
    for field in fields:
        wanted = wanted_text(field, desired, category_ids)
        shown = shown_text(field, found)
        known = echoes.get(field)
        if field == "net" and _rounds(known, wanted, shown):
            continue
        if known is None and former is not None and shown_text(field, former) == wanted:
            known = Echo(wanted, wanted)
        if known is None and is_kept_so(field, desired, found, memory.ways):
            known = Echo(wanted, shown)
        changes.append(
            FieldChange(
                field,
                _display(field, shown, found, category_names),
                ", ".join(desired.categories) if field == "categories" else wanted,
                _cause(field, known, wanted, shown, again=memory.again),
            )
        )
    return tuple(changes)


def _rounds(known: Echo | None, wanted: str, shown: str) -> bool:
    """Whether the account is known to keep this net price, of four decimals, with two."""
    return known == Echo(wanted, shown) and money(Decimal(wanted)) == money(Decimal(shown))


def _cause(field: str, known: Echo | None, wanted: str, shown: str, *, again: bool) -> Cause:
    """Who made a field differ, by what was written and shown before."""
    if known is None or known.wanted != wanted:
        return Cause.SHOP
    if known.shown != shown:
        same = field in ("name", "sku") and reencoded(wanted, shown)
        return Cause.ALTERED if same else Cause.ACCOUNT
    if known.tries == 0:
        return Cause.ALTERED
    return Cause.ONCE_MORE if known.tries < MOST_TRIES or again else Cause.NOT_TAKEN


def differing(
    desired: MasterProduct, found: TargetProduct, category_ids: Mapping[str, int]
) -> list[str]:
    """The fields in which the two differ; what the account does not tell differs in nothing.

    Prices compare at two decimals, or at four where so many are desired; categories as sets of the account's ids; `category_ids` maps
    `category_key(name)` to the account's id.
    """
    fields = []
    if desired.name != found.name:
        fields.append("name")
    if desired.sku != found.sku:
        fields.append("sku")
    if found.net is not None and not _same_price(desired.net, found.net):
        fields.append("net")
    if found.vat is not None and found.vat != desired.vat:
        fields.append("vat")
    if found.currency is not None and desired.currency != found.currency:
        fields.append("currency")
    if found.category_ids is not None:
        wanted = {category_ids.get(category_key(name)) for name in desired.categories}
        if wanted != set(found.category_ids):
            fields.append("categories")
    return fields


def _same_price(desired: Decimal, shown: Decimal) -> bool:
    round_alike = money if desired == money(desired) else fine
    return round_alike(shown) == round_alike(desired)


def untold(found: TargetProduct) -> list[str]:
    """The fields that the account does not tell of a product."""
    values = {"net": found.net, "vat": found.vat, "currency": found.currency}
    return [
        field
        for field, value in (values | {"categories": found.category_ids}).items()
        if value is None
    ]


def wanted_text(field: str, desired: MasterProduct, category_ids: Mapping[str, int]) -> str:
    """A desired value as text; categories by the account's ids, by name where it has none."""
    if field == "categories":
        ids = {category_ids.get(category_key(name)) for name in desired.categories}
        known = sorted(sa_id for sa_id in ids if sa_id is not None)
        return ",".join(map(str, known)) if len(known) == len(ids) else repr(desired.categories)
    return _text(field, getattr(desired, field))


def shown_text(field: str, found: TargetProduct) -> str:
    """A value that the account shows as text; empty where it tells none."""
    if field == "categories":
        return ",".join(map(str, sorted(set(found.category_ids or ()))))
    return _text(field, getattr(found, field))


def _text(field: str, value: str | Decimal | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return plain_number(fine(value) if field == "net" else value)


def plain_number(value: Decimal | None) -> str:
    """A number without needless zeros; empty for None."""
    return "" if value is None else f"{value.normalize():f}"


def _display(
    field: str, shown: str, found: TargetProduct, category_names: Mapping[int, str]
) -> str:
    if field != "categories":
        return shown
    names = (category_names.get(sa_id, f"#{sa_id}") for sa_id in found.category_ids or ())
    return ", ".join(sorted(names))


def echo_news(
    desired: MasterProduct,
    found: TargetProduct,
    category_ids: Mapping[str, int],
    changes: Iterable[FieldChange],
    memory: Memory,
) -> dict[str, Echo | None]:
    """What the memory of one product has to take over from a comparison.

    An echo of a field that is equal by now is forgotten (None), unless the account was seen to keep
    just what is desired its own way: of two servers of it each may show it otherwise. An edit in the
    account is kept as such until it is written over, be the account read ever so often meanwhile.
    """
    echoes = memory.echoes.get(found.sa_id, {})
    differ = (*differing(desired, found, category_ids), *untold(found)) if echoes else ()
    news: dict[str, Echo | None] = {
        field: None
        for field, echo in echoes.items()
        if field not in differ
        and (echo.tries or echo.wanted != wanted_text(field, desired, category_ids))
    }
    former = memory.former.get(found.sa_id)
    for change in changes:
        edited = change.cause is Cause.ACCOUNT
        if edited and change.field not in echoes and former is not None:
            value = shown_text(change.field, former)
            news[change.field] = Echo(value, value)
        if change.cause is Cause.ALTERED and change.field not in echoes:
            wanted = wanted_text(change.field, desired, category_ids)
            news[change.field] = Echo(wanted, shown_text(change.field, found))
    return news


def learned(
    updates: Iterable[Update],
    shown: Mapping[int, TargetProduct] | ProductsById,
    category_ids: Mapping[str, int],
    echoes: Echoes,
    ways: Ways = NO_WAYS,
) -> dict[int, dict[str, Echo]]:
    """How the account shows what was written: the fields that it shows otherwise, by product.

    A value that does not come from the written one may be another writer's: it is UNCONFIRMED,
    unless the account shows most products so. One that follows from its known `ways` is believed.
    What it does not tell is remembered, too, so that another value is written. `updates` are in
    their order, the last of a product counts; `shown` is the account as read after
    a quiet time. What it does not list is not learned.
    """
    news: dict[int, dict[str, Echo]] = {}
    last: dict[int, Update] = {}
    for update in updates:
        last[update.sa_id] = update
        news.pop(update.sa_id, None)
        found = shown.get(update.sa_id)
        if found is None:
            continue
        known = echoes.get(update.sa_id, {})
        kept = {f: e for f, e in known.items() if update.fields and f not in update.fields}
        fields = [
            field
            for field in (*differing(update.after, found, category_ids), *untold(found))
            if not update.fields or field in update.fields
        ]
        if kept or fields:
            news[update.sa_id] = kept | {
                field: Echo(
                    wanted_text(field, update.after, category_ids), shown_text(field, found)
                )
                if is_kept_so(field, update.after, found, ways)
                else _echo(field, update, found, category_ids, known.get(field))
                for field in fields
            }
    return _confirmed(news, {update.sa_id for update in last.values() if update.before is not None})


def _confirmed(
    news: dict[int, dict[str, Echo]], modified: Collection[int]
) -> dict[int, dict[str, Echo]]:
    """The same, with values believed in whose field the account shows many products otherwise.

    Where creates alone did not take a field, a modify may: unless they are very many, each of these
    products is written once more before it is believed. `modified` are products that were there.
    """
    doubtful = Counter(
        field for echoes in news.values() for field, echo in echoes.items() if _is_doubtful(echo)
    )
    by_modify = {
        field
        for sa_id, echoes in news.items()
        if sa_id in modified
        for field, echo in echoes.items()
        if _is_doubtful(echo)
    }
    usual = {
        field
        for field, count in doubtful.items()
        if count >= _MANY and (field in by_modify or count > _MOST_REWRITTEN)
    }
    return {
        sa_id: {
            field: msgspec.structs.replace(echo, tries=0)
            if field in usual and _is_doubtful(echo)
            else echo
            for field, echo in echoes.items()
        }
        for sa_id, echoes in news.items()
    }


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
    if field in untold(found) or (field == "net" and _rounds(Echo(wanted, shown), wanted, shown)):
        return Echo(wanted, shown)
    alike = known is not None and known.shown == shown
    if alike and known is not None and known.tries == 0:
        return Echo(wanted, shown)  # it shows two of ours alike
    if known == Echo(wanted, shown, Echo.UNCONFIRMED):
        return Echo(wanted, shown)  # it made the same of it twice
    if not untouched:
        believed = derives(field, update.after, found)
        return Echo(wanted, shown, 0 if believed else Echo.UNCONFIRMED)
    again = alike and known is not None and known.wanted == wanted
    return Echo(wanted, shown, (known.tries if again and known is not None else 0) + 1)
