"""Products that the account has and its list lacks: asked for by their ids."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.likeness import is_same
from shopsync_gui.core.runs.jobs import JobKind, Phase
from shopsync_gui.sync.run.list_patience import looks_cut

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from shopsync_gui.core.catalogue import TargetProduct
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.remote import AccountClient
    from shopsync_gui.store.runs.journal_entries import JournalEntry
    from shopsync_gui.sync.run.session import Session

T = TypeVar("T")

#: So many missing products are asked for first.
_SAMPLE = 5
#: So many more are asked for where the sample is gone.
_MORE = 45
#: So many free ids after the newest known one are asked for where a lost create may stand.
FREE_IDS = 5
#: Products that a run asks for one by one, at most.
MOST_ALONE = 5000
#: Ids that are asked for, at most, to see what a list hides.
_MOST_HIDDEN = 500


def with_more(target: Target, more: Sequence[TargetProduct]) -> Target:
    """The reading with products that its list does not hold."""
    products = AccountProducts.of(target.products).and_more(more)
    return replace(target, products=products, unlisted=target.unlisted + len(more))


async def following(
    newest: int, ask: Callable[[int], Awaitable[T | None]], most: float = inf
) -> list[T]:
    """Ask for what stands under the ids after the newest, up to so many that are free, or `most` that are not."""
    found: list[T] = []
    sa_id, free = newest, 0
    while free < FREE_IDS and len(found) < most:
        sa_id += 1
        each = await ask(sa_id)
        free = free + 1 if each is None else 0
        if each is not None:
            found.append(each)
    return found


async def hidden(session: Session, target: Target) -> list[TargetProduct]:
    """The products that a list which leaves some out may hide, by the free ids before those that are known.

    What a run has created may have been there before. They are asked for after writing and in a
    verification only.
    """
    verifies = session.job.kind is JobKind.VERIFY
    if not session.lists.left_out or not (session.writes or verifies):
        return []
    found: list[TargetProduct] = []
    asked = 0
    known = sorted(AccountProducts.of(target.products).ids, reverse=True)
    for newer, older in pairwise((*known, 0)):
        free = 0
        for sa_id in range(newer - 1, older, -1):
            if free == FREE_IDS or asked == _MOST_HIDDEN:
                break
            product = await session.account.product(sa_id)
            asked += 1
            free = free + 1 if product is None else 0
            if product is not None:
                found.append(product)
    return found


async def may_have(account: AccountClient, missing: Sequence[int], target: Target) -> bool:
    """Whether the account has, or may have, one of the products that its list lacks.

    Many are judged by a sample. An account that does not tell of a listed product either, when
    it is asked for that alone, tells nothing.
    """
    step = max(1, len(missing) // _SAMPLE)
    sample = missing[::step][:_SAMPLE]
    rest = [sa_id for sa_id in missing if sa_id not in sample][:_MORE]
    for sa_id in (*sample, *rest):
        if await account.product(sa_id) is not None:
            return True
    listed = target.products[:1] if missing else ()
    return any([await account.product(each.sa_id) is None for each in listed])


async def shown_alone(session: Session, missing: Sequence[int]) -> list[TargetProduct]:
    """Ask for each of these products, and say how far that is."""
    phase, found = session.progress.phase, []
    session.progress.enter(Phase.TARGET, len(missing))
    for done, sa_id in enumerate(missing[:MOST_ALONE], 1):
        product = await session.account.product(sa_id)
        if product is not None:
            found.append(product)
        session.progress.tell(done, len(missing))
    session.progress.enter(phase)
    return found


async def without_gone(
    session: Session, target: Target, missing: Sequence[int], unlisted: Sequence[TargetProduct]
) -> Target:
    """The reading with `unlisted` products, and the `missing` ones that the account does not have any more.

    An account that shows what its list lacks knows what it does not have. What somebody created in its
    place has one of the next ids.
    """
    shown = {product.sa_id for product in unlisted}
    gone = frozenset(missing[:MOST_ALONE]) - shown if unlisted else frozenset()
    more = [*unlisted]
    if gone:
        newest = max(*gone, *shown, *AccountProducts.of(target.products).ids)
        more += await following(newest, session.account.product, FREE_IDS)
    return replace(with_more(target, more), gone=gone)


def note_lacking(
    session: Session,
    target: Target,
    unlisted: Sequence[TargetProduct],
    *,
    shrank: bool,
    stands_still: bool,
) -> None:
    """Note whether a list ends, or leaves products out, where it lacks these, which the account shows alone.

    It ends only before the newest ones; not where an earlier one showed more.
    """
    lists = session.lists
    if session.account.cut_products:
        lists.note_end(len(target.products))
    elif unlisted and (_shows_newer(target, unlisted) or lists.has_left_out or shrank):
        lists.note_left_out(unlisted)
    elif unlisted and stands_still:
        lists.note_end(len(target.products))


def _shows_newer(target: Target, unlisted: Iterable[TargetProduct]) -> bool:
    """Whether the list holds a product that is newer than one that it lacks: it does not end before that.

    A list in no order of ids may end there all the same, where it has as many rows as lists are wont to have.
    """
    products = AccountProducts.of(target.products)
    if not products.ascending and looks_cut(len(products)):
        return False
    newest = max(products.ids, default=0)
    return any(product.sa_id < newest for product in unlisted)


async def named_products(
    session: Session, claims: Iterable[tuple[JournalEntry, int | None]]
) -> dict[int, TargetProduct]:
    """Read what creates made, as it stands under the ids that their answers named, by the entries' ids."""
    found = {}
    for entry, sa_id in claims:
        product = None if sa_id is None else await session.account.product(sa_id)
        if product is not None and is_same(entry.sku, entry.name, product):
            found[entry.id] = product
    return found
