"""Syncs of a simulation whose consent is bound to a plan: a preview is looked at, and no more may be written."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from shopsync_gui.core.errors import MoreThanPlanned, PlanMoved
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport, RunState
from tests.sync.computers import Computer
from tests.sync.world import World
from tests.tools.simulated_plans import SeenPlan, asked_write

Expect = Callable[[bool, str], None]
#: A kind of job and its fields.
Job = tuple[JobKind, dict[str, Any]]


class _Consent(NamedTuple):
    """A plan that was agreed to, and the kind and the period of the run that carries it out."""

    plan: SeenPlan
    kind: JobKind
    period: dict[str, Any]


class Consents:
    """The consents to plans of one schedule; `expect` is told what must hold.

    What was looked at is carried out next. An interrupted job of a plan goes on under its consent,
    or that is forgotten.
    """

    def __init__(self, r: random.Random, world: World, expect: Expect) -> None:
        self._random, self._world, self._expect = r, world, expect
        self._at_hand: _Consent | None = None
        self._given: _Consent | None = None
        self._covered: SeenPlan | None = None
        self._asked = 0
        self._beyond: list[str] = []
        world.fails = self._hear

    def _hear(self, request: httpx.Request) -> bool:
        """Note what the account is asked for; whether that is a fault of its own, which it never is."""
        asked = asked_write(request)
        if asked is not None:
            self._asked += 1
            if self._covered is not None and not self._covered.covers(asked):
                self._beyond.append(str(asked))
        return False

    def look(self, since: date | None, note: Callable[[str], None]) -> None:
        """Look at a preview of a sync, or of an import of old orders; the consent to its plan is at hand then."""
        self._at_hand, shown, before = None, len(self._world.plans), self._asked
        period = {} if since is None else {"orders_since": since}
        report = self._world.job(JobKind.PREVIEW, **period)
        self._expect(self._asked == before, "a preview writes nothing")
        note(f"looked at: {report.state}")
        if report.state is RunState.DONE and len(self._world.plans) > shown:
            plan = SeenPlan(self._world.plans[-1], self._world.sandbox.account)
            kind = JobKind.SYNC if since is None else JobKind.ORDERS
            self._at_hand = _Consent(plan, kind, period)

    def job(self, note: Callable[[str], None]) -> Job | None:
        """What was agreed to, or what is left of it where it was interrupted; None for another job."""
        consent, self._at_hand = self._at_hand, None
        self._asked, self._beyond = 0, []
        given, self._given = self._given, consent
        if consent is not None:
            note("under the consent to that plan")
            self._covered = consent.plan
            return consent.kind, consent.period | {"plan_fingerprint": consent.plan.fingerprint}
        if given is None:
            return None
        # Where it has come to its end meanwhile, there is nothing to go on with: the user saw that too late.
        shop = self._world.connection.id
        left = self._world.store.runs.resumable(shop, given.kind) is not None
        if self._random.random() < (0.2 if left else 0.7):
            return None
        note("under the consent of what was interrupted")
        self._given, self._covered = given, given.plan
        return given.kind, given.period | {"goes_on": True}

    def judge(self, report: RunReport | None) -> bool:
        """Have a job have kept to its consent, be it that it was killed; whether it was bound to a plan."""
        covered, self._covered = self._covered, None
        if covered is None:
            return False
        self._expect(not self._beyond, f"written without consent: {self._beyond}")
        if report is None:
            return True
        if report.problem is not None and report.problem.is_a(PlanMoved):
            self._expect(not self._asked, "a plan that has moved is not written")
            self._expect(report.state is RunState.FAILED, f"it has moved: {report}")
        if report.problem is not None and report.problem.is_a(MoreThanPlanned):
            told = report.state is RunState.PARTIAL and not report.verified
            self._expect(told, f"there is more to write: {report}")
        return True

    def doubt(self, report: RunReport, folder: Path, config: dict[str, Any]) -> None:
        """A second computer finds nothing to write where a run says that it is verified."""
        folder.mkdir()
        world = self._world
        judge = Computer(folder, world.sandbox, world.config.seed, **config)
        judge.time = world.time
        planned = judge.job(JobKind.PREVIEW).planned
        judge.store.close()
        shutil.rmtree(folder)
        wrong = planned and planned.update + max(0, planned.create - report.skipped)
        self._expect(wrong == 0, f"it was called verified, and {wrong} products differ: {planned}")
