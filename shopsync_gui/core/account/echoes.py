"""The memory of how the account shows what was written to it, and how two states are compared by it.

An account may keep a value its own way: cut, encoded, rounded. What was written (`wanted`) and what
it then showed (`shown`) are kept, so that the same pair is not written again. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

import msgspec

from shopsync_gui.core.account.known_ways import Ways, is_kept_so
from shopsync_gui.core.account.likeness import reencoded
from shopsync_gui.core.catalogue import MasterProduct, TargetProduct, category_key
from shopsync_gui.core.plan.plan import Cause, Echo, FieldChange
from shopsync_gui.core.products.mapping import fine, money

#: A value that the account did not take is written so often before it counts as failed.
MOST_TRIES = 2
#: Echoes by the account's product id and by field; what is shown as it was written has none.
Echoes = Mapping[int, Mapping[str, Echo]]


class Memory(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The planner's knowledge of the account beside its present state.

    `former` holds products as they were last known, where the account shows them otherwise since;
    `taken` the SKUs, by local product id, for which a create was answered with the id of another
    product; `ways` what a check found the account to make of values. With `again`, values that the
    account did not take are written once more, and what is left out for a doubt (`DOUBTS`) is written
    of the products in `on_purpose`. `deleted` products were created and are there no more, by their local
    ids. `showed_net` says that the account showed net prices as
    they were written when a run that is to be undone had ended, whatever it shows now.
    """

    echoes: Echoes = {}
    former: Mapping[int, TargetProduct] = {}
    taken: Mapping[int, str] = {}
    ways: Ways = {}
    again: bool = False
    on_purpose: frozenset[int] = frozenset()
    deleted: Collection[int] = frozenset()
    showed_net: bool = False


#: The memory of an account that nothing is known of.
NOTHING_KNOWN = Memory()


def knowing_sku(memory: Memory, sa_id: int, echo: Echo) -> Memory:
    """The memory with how the account shows the SKU of one of its products."""
    known = {**memory.echoes.get(sa_id, {}), "sku": echo}
    return msgspec.structs.replace(memory, echoes={**memory.echoes, sa_id: known})


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
        if field == "net" and rounds(known, wanted, shown):
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
                Cause.ACCOUNT
                if _is_edited(field, known, former, wanted, found)
                else _cause(field, known, wanted, shown, again=memory.again),
            )
        )
    return tuple(changes)


def _is_edited(
    field: str, known: Echo | None, former: TargetProduct | None, wanted: str, found: TargetProduct
) -> bool:
    """Whether somebody changed a field in the account that the shop has changed since, too.

    It shows neither what was written last nor what that was shown as, but for other signs for the same
    text.
    """
    shown = shown_text(field, found)
    if known is not None:
        if known.wanted == wanted or known.tries:
            return False
        ours = [known.shown, known.wanted]
    elif former is not None and field not in untold(former):
        ours = [shown_text(field, former)]
    else:
        return False
    texts = field in ("name", "sku")
    return not any(
        shown == each or (texts and (reencoded(each, shown) or reencoded(shown, each)))
        for each in ours
    )


def rounds(known: Echo | None, wanted: str, shown: str) -> bool:
    """Whether the account is known to keep this net price, of four decimals, with two."""
    return known == Echo(wanted, shown) and money(Decimal(wanted)) == money(Decimal(shown))


def _cause(field: str, known: Echo | None, wanted: str, shown: str, *, again: bool) -> Cause:
    """Find the cause of a field's difference, by what was written and shown before."""
    if known is None or known.wanted != wanted:
        return Cause.SHOP
    if known.shown != shown:
        # Of two servers of the account each may write the same text with other signs.
        pairs = ((wanted, shown), (known.shown, shown), (shown, known.shown))
        same = field in ("name", "sku") and any(reencoded(*pair) for pair in pairs)
        return Cause.ALTERED if same else Cause.ACCOUNT
    if known.tries == 0:
        return Cause.ALTERED
    return Cause.ONCE_MORE if known.tries < MOST_TRIES or again else Cause.NOT_TAKEN


def differing(
    desired: MasterProduct, found: TargetProduct, category_ids: Mapping[str, int]
) -> list[str]:
    """The fields in which the two differ; what the account does not tell differs in nothing.

    Prices compare at two decimals, or at four where so many are desired; categories as sets of the
    account's ids; `category_ids` maps `category_key(name)` to the account's id.
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
    """Collect the changes that a comparison makes to the memory of one product.

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
