"""Learning how the account shows what was written to it, from readings after it has come to rest."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.echo_learning import learned, shows_change
from shopsync_gui.core.account.echoes import shown_text
from shopsync_gui.core.account.likeness import alike
from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.core.catalogue import category_key
from shopsync_gui.core.plan.plan import Echo
from shopsync_gui.core.runs.jobs import WRITING_KINDS, Phase
from shopsync_gui.core.structures.id_set import IdSet
from shopsync_gui.core.structures.pieces import PIECE
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.account.recognition import category_ids
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from shopsync_gui.core.account.echoes import Echoes
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.core.structures.pieces import Pieces
    from shopsync_gui.sync.run.session import Session

#: Seconds between two readings that have to show the same.
_PAUSE = 5.0
#: So many products are asked for by themselves to see whether the list is behind.
_ASKED_ALONE = 5


async def learn(session: Session, target: Target) -> Target:
    """Note how what was written is shown; the account as it was read last.

    `target` was read after every write of unknown outcome was settled. What is shown as written
    needs nothing more. Another value is believed when two readings show it, or one after the quiet
    time; one that is still the former value only after the quiet time, for the list may be behind,
    unless the account shows that it is not (`_Doubtful`).
    """
    echoes, connection_id = session.store.echoes, session.connection.id
    last = echoes.last_unread(connection_id)
    if last is None:
        return target
    quiet = timedelta(seconds=session.parts.settings.push.quiet_seconds)
    known = echoes.all(connection_id)
    news = await _shown(session, target, known)
    first = True
    while not _as_written(session, target, news):
        # A clock that was set back must not make the wait longer than the quiet time itself.
        left = min(last + quiet - session.parts.now(), quiet).total_seconds()
        if left <= 0:
            break
        if session.job.kind not in WRITING_KINDS:
            return target  # a later reading will tell
        doubtful = _Doubtful.of(session, target, known, news)
        behind = not await in_pieces(_is_up_to_date(session, target, doubtful))
        if behind and not first:
            behind = not await _keeps_alone(session, doubtful, known, news)
            if not behind:
                break
        await session.progress.pause(
            left if behind and not first else min(left, _PAUSE), Phase.LIST
        )
        first = False
        target = await read_target(session)
        before, news = news, await _shown(session, target, known)
        if news == before and not behind:
            break
    _take_over(session, target, known, news)
    return target


async def _shown(session: Session, target: Target, known: Echoes) -> Echoes:
    connection_id = session.connection.id
    ids = category_ids(target)
    for pair in session.store.echoes.pairs(connection_id).values():
        ids[category_key(pair.wanted)] = pair.sa_id
    return await in_pieces(
        learned(
            session.store.echoes.unread(connection_id),
            ProductsById(target.products),
            ids,
            known,
            session.ways,
            earlier=not session.writes,
        )
    )


def _names(target: Target) -> dict[int, str]:
    return {category.sa_id: category.name for category in target.categories}


def _as_written(session: Session, target: Target, news: Echoes) -> bool:
    """Whether nothing is shown otherwise than it was written."""
    if news:
        return False
    names = _names(target)
    return all(
        names.get(rename.sa_id) == rename.name
        for rename in session.store.echoes.unread_renames(session.connection.id)
    )


class _Doubtful(msgspec.Struct, frozen=True):
    """Values that are shown as before they were written, so that the list may be behind.

    `values` are fields by the account's id of their product: as before the first write of a value, or,
    of those `again`, as after an earlier write of the same; `renames` says that a category is.
    """

    values: dict[int, set[str]]
    again: frozenset[int]
    renames: bool

    @classmethod
    def of(cls, session: Session, target: Target, known: Echoes, news: Echoes) -> _Doubtful:
        """Find it in a reading; `known` is what was known before, `news` what the reading shows."""
        values: dict[int, set[str]] = {}
        former = set[int]()
        for sa_id, fields in news.items():
            earlier = known.get(sa_id, {})
            for field, echo in fields.items():
                was = earlier.get(field)
                again = was is not None and was.tries == Echo.UNCONFIRMED
                if echo.tries > 0:
                    former.add(sa_id)
                elif not again or was is None or was.shown != echo.shown:
                    continue
                values.setdefault(sa_id, set()).add(field)
        names = _names(target)
        renames = any(
            names.get(rename.sa_id) in (None, rename.former)
            for rename in session.store.echoes.unread_renames(session.connection.id)
        )
        return cls(values, frozenset(values.keys() - former), renames)


def _is_up_to_date(session: Session, target: Target, doubtful: _Doubtful) -> Pieces[bool]:
    """Whether the list shows what was changed later than, or together with, all that is doubtful."""
    if doubtful.renames:
        return False
    products, ids = ProductsById(target.products), category_ids(target)
    last_doubtful = last_shown = 0
    for number, update in enumerate(session.store.echoes.unread(session.connection.id), 1):
        if update.sa_id in doubtful.values:
            last_doubtful = number
        found = products.get(update.sa_id)
        if found is not None and shows_change(update, found, ids):
            last_shown = number
        if not number % PIECE:
            yield
    return last_shown >= last_doubtful


async def _keeps_alone(session: Session, doubtful: _Doubtful, known: Echoes, news: Echoes) -> bool:
    """Whether what is doubtful is the account's own way, as products show by themselves.

    It may also be that an account carries out its writes later, after somebody else's: it counts only
    where the account is known to keep such fields its own way, or of products created just now.
    """
    if doubtful.renames:
        return False
    own_way = {
        field for fields in known.values() for field, echo in fields.items() if not echo.tries
    }
    created = IdSet(session.store.journal.created(session.run_id, session.began))
    for sa_id, fields in doubtful.values.items():
        if not (fields <= own_way or (sa_id in doubtful.again and sa_id in created)):
            return False
    for sa_id in islice(sorted(doubtful.values, reverse=True), _ASKED_ALONE):
        found = await session.account.product(sa_id)
        if found is None:
            return False
        if any(shown_text(f, found) != news[sa_id][f].shown for f in doubtful.values[sa_id]):
            return False
    return True


def _take_over(session: Session, target: Target, known: Echoes, news: Echoes) -> None:
    store, connection_id = session.store, session.connection.id
    names = _names(target)
    written = IdSet(store.echoes.unread_ids(connection_id))
    with store.transaction():
        store.echoes.replace(connection_id, [each for each in known if each in written], news)
        for rename in store.echoes.unread_renames(connection_id):
            kept = names.get(rename.sa_id) == rename.former != rename.name
            if kept and not alike(rename.name, rename.former):  # else it may have cut the new one
                store.echoes.forget_pairs(connection_id, rename.sa_id)
        store.echoes.keep_pairs(
            connection_id,
            [
                msgspec.structs.replace(pair, shown=names[pair.sa_id])
                for pair in store.echoes.pairs(connection_id).values()
                if pair.shown is None and pair.sa_id in names
            ],
        )
        store.echoes.all_read(connection_id)
    for sa_id in written:
        session.former.pop(sa_id, None)
