"""Undoing a run: which runs can be undone, and what that would write to the account now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.account.echoes import Memory
from shopsync_gui.core.catalogue import TargetProduct, category_key
from shopsync_gui.core.errors import (
    NothingToUndo,
    RunChangedNothing,
    RunNotFound,
    RunOfOtherAccount,
    RunOfOtherAddress,
    UndoNotUndone,
)
from shopsync_gui.core.planning import undo
from shopsync_gui.core.products.reasons import KeepReason
from shopsync_gui.core.runs.jobs import UNDOABLE_KINDS, Job, JobKind
from shopsync_gui.core.runs.runs import account_user
from shopsync_gui.core.structures.pieces import PIECE
from shopsync_gui.sync.run.tasks import in_pieces

if TYPE_CHECKING:
    from shopsync_gui.core.plan.plan import Plan, Target
    from shopsync_gui.core.planning.written import WrittenName
    from shopsync_gui.core.structures.pieces import Pieces
    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.run.session import Session


def check_undo(store: Store, job: Job, connection: Connection) -> None:
    """Make sure that the job's run can be undone. Raises RunNotFound, NothingToUndo, RunOfOtherAccount."""
    run = store.runs.get(job.undo_run_id or 0)
    if run is None or run.connection_id != job.connection_id:
        raise RunNotFound(run=job.undo_run_id)
    if run.kind is JobKind.UNDO:
        raise UndoNotUndone(run=run.run_id)
    if run.kind in UNDOABLE_KINDS and not (run.writes_carried_out or run.unsettled):
        raise RunChangedNothing(run=run.run_id)
    if run.kind not in UNDOABLE_KINDS or not store.past_writes.has_written(run.run_id):
        raise NothingToUndo(run=run.run_id)
    wrote_to = run.account_key or connection.account_identity
    if wrote_to in ("", connection.account_key):
        return
    user, now = account_user(wrote_to), connection.sa_user
    known = {"run": run.run_id, "shop": connection.name, "former": wrote_to}
    if user == now:
        raise RunOfOtherAddress(**known, now=connection.account_key)
    raise RunOfOtherAccount(**known, user=user, now=now)


def gives_all_back(plan: Plan) -> Pieces[bool]:
    """Whether all that was there before the run is there again, by a plan made after the undo."""
    if plan.categories.notes:
        return False
    for number, item in enumerate(plan.items, 1):
        if item.reason not in (None, KeepReason.CREATED):
            return False
        if not number % PIECE:
            yield
    return True


async def told_alone(session: Session, target: Target) -> Target:
    """The account with what its list does not tell of the run's products, where asking helps."""
    written = session.store.past_writes.written_ids(session.job.undo_run_id or 0)
    found: dict[int, TargetProduct] = {}
    for product in target.products:
        if product.sa_id in written and not product.tells_all:
            alone = await session.account.product(product.sa_id)
            if alone is None or alone == product:
                break
            found[product.sa_id] = alone
    if not found:
        return target
    return msgspec.structs.replace(
        target,
        products=AccountProducts(found.get(p.sa_id, p) for p in target.products),
    )


async def undo_plan(session: Session, target: Target) -> Plan:
    """Plan what undoing the job's run means for the account as it was just read."""
    job, echoes, connection_id = session.job, session.store.echoes, session.connection.id
    past, account = session.store.past_writes, session.store.account_writes
    run_id = job.undo_run_id or 0
    pieces = undo.undo_plan(
        past.written(run_id),
        target,
        memory=Memory(
            echoes=echoes.all(connection_id),
            ways=session.ways,
            showed_net=_showed_net(session.store, run_id),
        ),
        category_ids={
            category_key(pair.wanted): pair.sa_id for pair in echoes.pairs(connection_id).values()
        },
        former_names=account.names_before(connection_id, run_id),
        removed=account.removed_ids(connection_id, run_id),
        renamed=_renamed(session),
        remove_created=job.remove_created,
        shared=_shared(session),
    )
    return await in_pieces(pieces)


def _showed_net(store: Store, run_id: int) -> bool:
    """Whether the account showed net prices as they were written when the run had ended."""
    run = store.runs.get(run_id)
    return run is not None and run.state.ended and "net" not in run.kept_differently


def _shared(session: Session) -> set[int]:
    """Find what the job's run created and another shop of the same account has by now, too."""
    store = session.store
    shops = store.connections.sharers(session.connection)
    return store.past_writes.created_shared(shops, session.job.undo_run_id or 0)


def _renamed(session: Session) -> list[WrittenName]:
    """Categories that the job's run renamed, with the names that the account shows for them."""
    pairs = session.store.echoes.pairs(session.connection.id).values()
    shown = {(pair.sa_id, pair.wanted): pair.shown for pair in pairs}
    return [
        msgspec.structs.replace(rename, shown=shown.get((rename.sa_id, rename.after)))
        for rename in session.store.past_writes.renamed(session.job.undo_run_id or 0)
    ]
