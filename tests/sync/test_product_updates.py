"""An undo sends the fields that it gives back alone, where the account leaves the others as they are."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from tests.sync.push_situations import Setup, blanks, edited
from tests.sync.pushing import UPDATE, Pushing, said


def kept(push: Pushing) -> None:
    """Nothing is odd about the account."""


def whole_only(push: Pushing) -> None:
    """A body of some fields is refused."""

    def refuse(request: Request) -> f.Action | None:
        return None if b"prod_price" in request.body else said(b"no", 406)

    push.faults.at(UPDATE, refuse, None)


@pytest.mark.parametrize(
    ("setup", "whole", "asked"),
    [
        # Whether a write of some fields spoils the others is looked at once.
        (kept, [False] * 4, 1),
        # Where it does, and where it is refused, all are sent, at once from the second product on.
        (blanks, [False, True, True, True, True], 1),
        (whole_only, [False, True, True, True, True], 0),
    ],
)
def test_some_fields_are_sent_alone_where_that_does_no_harm(
    tmp_path: Path, setup: Setup, whole: list[bool], asked: int
) -> None:
    push = Pushing(tmp_path)
    edited(push)
    before = {sa_id: p.prod_name for sa_id, p in push.account.products.items()}
    run = push.world.job()
    setup(push)
    bodies: list[bool] = []

    def note(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if "modifyproduct" in request.url.path:
            bodies.append(b"prod_price" in request.content)
        return response

    push.world.reshape = note
    requests = push.world.request_count("getproduct")
    undone = push.world.job(JobKind.UNDO, undo_run_id=run.run_id)
    assert (undone.state, undone.updated, undone.verified) == (RunState.DONE, 4, True)
    assert bodies == whole
    assert push.world.request_count("getproduct") - requests == asked
    assert {sa_id: p.prod_name for sa_id, p in push.account.products.items()} == before
