"""The exit code of each error that keeps a command from beginning."""

from __future__ import annotations

import pytest

from shopsync_gui.cli.exits import Exit, exit_of
from shopsync_gui.core import errors
from shopsync_gui.core.errors import Remedy, ShopSyncError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.NoNetwork(service="Shoprenter"), Exit.PAUSED),
        (errors.WrongAccountPassword(service="SalesAutopilot", user="a"), Exit.PAUSED),
        (errors.QuotaReached(service="SalesAutopilot"), Exit.PAUSED),
        (errors.SecretMissing(shop="Bolt", kinds=""), Exit.PAUSED),
        (errors.StoreBusy(path="x"), Exit.PAUSED),
        (errors.StoreFull(path="x"), Exit.PAUSED),
        (errors.TeamUnreachable(address="x"), Exit.PAUSED),
        (errors.StoreFolderBlocked(path="x"), Exit.FAILED),
        (errors.StoreFolderForbidden(path="x"), Exit.FAILED),
        (errors.StoreForbidden(path="x"), Exit.FAILED),
        (errors.StoreOnReadOnlyDisk(path="x"), Exit.FAILED),
        (errors.StoreDamaged(path="x"), Exit.FAILED),
        (errors.SecretFileMissing(path="x"), Exit.FAILED),
        (errors.SecretsStay(shop="x"), Exit.FAILED),
        (errors.AlreadyRunning(), Exit.BUSY),
        (errors.ShopNotConnected(shop="x"), Exit.USAGE),
    ],
)
def test_only_what_goes_on_where_it_was_is_paused(error: ShopSyncError, code: Exit) -> None:
    assert exit_of(error) is code
    if code is Exit.PAUSED:
        assert error.problem.remedy is not Remedy.CORRECT_INPUT
