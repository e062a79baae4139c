"""The remarks on a shop with the steps that this user can take from here; every front end says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core import errors
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import _
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.standing.remark import ASKING_STEPS, WRITING_STEPS, Remark, Step
from shopsync_gui.sync.standing.shop_remarks import shop_remarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shopsync_gui.sync.schedule.missing_consent import MissingConsent
    from shopsync_gui.sync.schedule.schedule_obstacles import Obstacle
    from shopsync_gui.sync.standing.standing import ShopStanding


def remarks_on(standing: ShopStanding) -> Iterator[Remark]:
    """The remarks worth making on a shop; none while a job of this program is at work for it.

    A viewer of a team is offered nothing that writes, nobody what a missing password keeps from
    beginning.
    """
    refused: frozenset[Step] = frozenset()
    if standing.looks_only:
        refused |= WRITING_STEPS
    if standing.secrets_missing:
        refused |= ASKING_STEPS
    for remark in shop_remarks(standing):
        if standing.secrets_missing and (
            _is_on_connection(remark) or _waits_for_secrets(standing, remark)
        ):
            continue  # what is missing, and what goes on with it, is said beside it
        told = _with_secrets(remark) if _has_secrets_since(standing, remark) else remark
        steps = tuple(step for step in told.steps if step not in refused)
        yield msgspec.structs.replace(told, steps=steps)


def on_missing_secrets(standing: ShopStanding) -> Remark:
    """Remark that a password is not kept, and where it is typed."""
    title, texts = missing_secrets_title(), (missing_secrets_text(standing),)
    return Remark(Tone.WARNING, title, texts, (Step.EDIT,), comes_first=True)


def missing_secrets_title() -> str:
    """Say in a few words that a password is not kept."""
    return _("A password is missing")


def missing_secrets_text(standing: ShopStanding) -> str:
    """Say what a missing password means: where a run was broken off, that it goes on with it."""
    if any(_waits_for_secrets(standing, remark) for remark in shop_remarks(standing)):
        return _(
            "It is not kept on this computer. Type it, and what was interrupted can go on from there;"
            " nothing is written twice."
        )
    return _("It is not kept on this computer; without it nothing can be synced.")


def _is_on_connection(remark: Remark) -> bool:
    """Whether it asks for the passwords of a run, or says that it can go on with those typed since."""
    run = remark.run
    if run is None or run.problem is None:
        return False
    return run.mended or _lacked_secrets(remark)


def _has_secrets_since(standing: ShopStanding, remark: Remark) -> bool:
    """Whether it is on a run that had no passwords, and they are at hand here."""
    return standing.secrets_missing is False and _lacked_secrets(remark)


def _lacked_secrets(remark: Remark) -> bool:
    """Whether it is on a run that had no passwords."""
    run = remark.run
    return run is not None and run.problem is not None and run.problem.is_a(errors.SecretMissing)


def _with_secrets(remark: Remark) -> Remark:
    """Say of a run that had no passwords that they are at hand here, so that nothing has to be typed."""
    steps = tuple(sorted(remark.steps, key=lambda step: step is Step.EDIT))
    if steps == remark.steps:
        return remark
    title = _("The last run had no password; this program has it")
    texts = (_("It was started elsewhere, and can go on from here."), *remark.texts[2:])
    return msgspec.structs.replace(remark, title=title, texts=texts, steps=steps, comes_first=False)


def _waits_for_secrets(standing: ShopStanding, remark: Remark) -> bool:
    """Whether all that it says is that a run was broken off, with which this user can go on."""
    run = remark.run
    if run is None or standing.looks_only or remark.steps != (Step.CONTINUE,):
        return False
    if run.problem is None:
        return run.state is RunState.CANCELLED
    return run.problem.is_a(errors.Interrupted)


def on_schedule(
    obstacles: Sequence[Obstacle], missing: MissingConsent | None = None
) -> Iterator[Remark]:
    """Remark on what keeps scheduled syncs from running: a warning where none can, else a mention.

    Where consent is `missing`, the remarks on the shop itself have the button.
    """
    from shopsync_gui.sync.schedule.schedule_obstacles import obstacle_text

    for obstacle in obstacles:
        if obstacle.stops_all:
            title = _("The schedule cannot run")
            yield Remark(Tone.WARNING, title, (obstacle_text(obstacle),), (Step.EDIT,))
        else:
            yield Remark(Tone.MUTED, obstacle_text(obstacle), obstacle=obstacle.value)
    if missing is not None:
        from shopsync_gui.sync.schedule.missing_consent import missing_consent_text

        yield Remark(Tone.MUTED, missing_consent_text(missing))
