"""The tidying of the data folder after a run: what is old goes, and what is left of removed shops."""

from __future__ import annotations

import asyncio
import logging
from itertools import chain
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import ShopSyncError

if TYPE_CHECKING:
    from shopsync_gui.sync.run.dependencies import RunDependencies

log = logging.getLogger(__name__)

#: Seconds that tidying may take after one run; the rest waits for the next one.
_LONGEST = 5.0


async def tidy(parts: RunDependencies) -> None:
    """Delete in pieces what is not kept any longer. A cancel ends it; nothing is said of it.

    The run has its receipt already, so no failure here is one of the run.
    """
    store, loop = parts.store, asyncio.get_running_loop()
    began = loop.time()
    try:
        pieces = store.retention.pieces(parts.settings.history, parts.now())
        for _ in chain(store.removals.pieces(), pieces):
            if loop.time() - began > _LONGEST:
                break
            await asyncio.sleep(0)
    except asyncio.CancelledError:
        log.info("the tidying was ended early")
    except ShopSyncError as error:
        log.warning("the tidying met %s", type(error).__name__)
    except Exception:
        log.exception("the tidying met an unexpected fault")
