"""Learning how the account shows what was written to it, from readings after it has come to rest."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.echo_learning import learned
from shopsync_gui.core.account.likeness import alike
from shopsync_gui.core.account.target_index import ProductsById
from shopsync_gui.core.catalogue import category_key
from shopsync_gui.core.plan.plan import Echo
from shopsync_gui.core.runs.jobs import WRITING_KINDS, Phase
from shopsync_gui.core.structures.id_set import IdSet
from shopsync_gui.sync.account.account_reading import read_target
from shopsync_gui.sync.account.recognition import category_ids
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from shopsync_gui.core.account.echoes import Echoes
    from shopsync_gui.core.plan.plan import Target
    from shopsync_gui.sync.run.session import Session

#: Seconds between two readings that have to show the same.
_PAUSE = 5.0


async def learn(session: Session, target: Target) -> Target:
    """Note how what was written is shown; the account as it was read last.

    `target` was read after every write of unknown outcome was settled. What is shown as written
    needs nothing more. Another value is believed when two readings show it, or one after the quiet
    time; one that is still the former value only after the quiet time, for the list may be behind.
    """
    echoes, connection_id = session.store.echoes, session.connection.id
    last = echoes.last_unread(connection_id)
    if last is None:
        return target
    quiet = timedelta(seconds=session.parts.settings.push.quiet_seconds)
    known = echoes.all(connection_id)
    news = await _shown(session, target, known)
    while not _as_written(session, target, news):
        # A clock that was set back must not make the wait longer than the quiet time itself.
        left = min(last + quiet - session.parts.now(), quiet).total_seconds()
        if left <= 0:
            break
        if session.job.kind not in WRITING_KINDS:
            return target  # a later reading will tell
        behind = _may_be_behind(session, target, known, news)
        await session.pause(left if behind else min(left, _PAUSE), Phase.LIST)
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


def _may_be_behind(session: Session, target: Target, known: Echoes, news: Echoes) -> bool:
    """Whether anything is shown as it was before it was written.

    That counts for a value, too, which would be believed because it was shown after an earlier write.
    """
    for sa_id, fields in news.items():
        earlier = known.get(sa_id, {})
        for field, echo in fields.items():
            was = earlier.get(field)
            once = was is not None and was.tries == Echo.UNCONFIRMED and was.shown == echo.shown
            if once or echo.tries > 0:
                return True
    names = _names(target)
    return any(
        names.get(rename.sa_id) in (None, rename.former)
        for rename in session.store.echoes.unread_renames(session.connection.id)
    )


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
