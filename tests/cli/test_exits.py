"""The exit code of each error that keeps a command from beginning."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from shopsync_gui.cli.exits import Exit, exit_of, exit_of_run
from shopsync_gui.core import errors
from shopsync_gui.core.errors import Remedy, ShopSyncError
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.NoNetwork(service="Shoprenter"), Exit.PAUSED),
        (errors.WrongAccountPassword(service="SalesAutopilot", user="a"), Exit.PAUSED),
        (errors.QuotaReached(service="SalesAutopilot"), Exit.PAUSED),
        (errors.SecretMissing(shop="Bolt", kinds=""), Exit.PAUSED),
        (errors.StoreBusy(path="x"), Exit.PAUSED),
        (errors.StoreNotWritten(path="x"), Exit.PAUSED),
        (errors.TeamUnreachable(address="x"), Exit.PAUSED),
        (errors.TeamPasswordMissing(host="x"), Exit.PAUSED),
        (errors.CertificateExpired(service="Shoprenter", host="x"), Exit.PAUSED),
        (errors.TeamSignInRefused(host="x", detail="x"), Exit.PAUSED),
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


@pytest.mark.parametrize(
    "error",
    [
        errors.NoNetwork(service="Shoprenter", host="x"),
        errors.RedirectRefused(service="Shoprenter", host="x"),
        errors.TeamSignInRefused(host="x", detail="x"),
        errors.StoreFolderBlocked(path="x"),
    ],
)
def test_the_code_of_a_run_is_its_state(error: ShopSyncError) -> None:
    paused = RunReport(
        run_id=1,
        kind=JobKind.SYNC,
        state=RunState.PAUSED,
        connection_id=1,
        started_at=datetime.now(UTC),
        problem=error.problem,
    )
    assert exit_of_run(paused) is Exit.PAUSED
    assert exit_of_run(replace(paused, state=RunState.FAILED)) is Exit.FAILED
    assert exit_of_run(replace(paused, state=RunState.DONE, problem=None)) is Exit.DONE
