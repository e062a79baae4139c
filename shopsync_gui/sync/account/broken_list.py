"""An account whose list of products fails, while it tells of single ones: those that are known are read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from shopsync_gui.core.account.account_products import AccountProducts
from shopsync_gui.core.errors import (
    AnswerTooLarge,
    ServiceDown,
    ServiceError,
    ServiceTimeout,
    UnexpectedAnswer,
)
from shopsync_gui.core.plan.plan import Target
from shopsync_gui.sync.account.unlisted_products import MOST_ALONE, shown_alone

if TYPE_CHECKING:
    from shopsync_gui.sync.run.session import Session

log = logging.getLogger(__name__)

#: The trait that says that the list of products failed in the last runs.
_BROKEN = "list.broken"
#: In so many runs in a row it has to fail: the first time it may be down for a while only.
_BELIEVED = 2
_FAILURES = (ServiceDown, ServiceTimeout, AnswerTooLarge, UnexpectedAnswer)


async def listed_or_known(session: Session) -> Target:
    """The account as it lists itself; where that fails again and again, what is known of it by ids.

    Such a reading is not whole: nothing may be created by it. Raises ServiceError.
    """
    try:
        target = await session.account.target()
    except _FAILURES as error:
        session.traits.note(_BROKEN, "yes")
        if session.traits.times(_BROKEN, "yes") < _BELIEVED:
            raise
        return await _known(session, error)
    if session.traits.value(_BROKEN) is not None:
        session.traits.forget(_BROKEN)
    return target


async def _known(session: Session, error: ServiceError) -> Target:
    known = [sa_id for some in session.linked() for sa_id in some]
    if not 0 < len(known) <= MOST_ALONE:
        raise error
    try:
        categories = await session.account.categories()
        products = await shown_alone(session, known)
    except ServiceError:
        raise error from None
    if not products:
        raise error
    log.warning("the account's list of products fails; %d are read one by one", len(products))
    session.lists.incomplete = True
    return Target(AccountProducts(products), tuple(categories), whole=False, unlisted=len(products))
