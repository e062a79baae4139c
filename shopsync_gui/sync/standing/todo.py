"""The list of what waits for the user in a shop, the most urgent first; every entry has one next step."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from shopsync_gui.core.plan.category_changes import CategoryNote
from shopsync_gui.core.runs.account_words import (
    doubles_advice,
    doubles_text,
    edited_text,
    given_up_text,
    kept_text,
    note_text,
    renamed_text,
    shared_advice,
    shared_title,
    skipped_text,
)
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunReport
from shopsync_gui.core.text import _, format_int, ngettext, sentences, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.schedule.missing_consent import CONSENT_NEEDED, missing_consent_text
from shopsync_gui.sync.schedule.schedule_obstacles import obstacle_text
from shopsync_gui.sync.standing.next_steps import (
    missing_secrets_text,
    missing_secrets_title,
    remarks_on,
)
from shopsync_gui.sync.standing.remark import Step
from shopsync_gui.sync.standing.run_remarks import not_written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shopsync_gui.sync.schedule.missing_consent import MissingConsent
    from shopsync_gui.sync.schedule.schedule_obstacles import Obstacle
    from shopsync_gui.sync.standing.standing import ShopStanding


class TodoKind(StrEnum):
    """The subject of an entry."""

    #: The last run, or a preview since then.
    RUN = "run"
    SECRETS = "secrets"
    SCHEDULE = "schedule"
    CONSENT = "consent"
    FAILED = "failed"
    SKIPPED = "skipped"
    DOUBLES = "doubles"
    SHARED_SKUS = "shared_skus"
    OTHER_WRITER = "other_writer"
    EDITED = "edited"
    REFUSED = "refused"
    KEPT = "kept"
    CATEGORIES = "categories"


class Todo(msgspec.Struct, frozen=True, kw_only=True):
    """An entry: a title, a sentence about it, and the step that helps; `run` is what it is about.

    KEPT and SCHEDULE have no step: they lead to the products, and to where the schedule's first
    obstacle is mended.
    """

    kind: TodoKind
    tone: Tone
    title: str
    text: str = ""
    step: Step | None = None
    run: RunReport | None = None


def todos_on(
    standing: ShopStanding,
    *,
    secrets_missing: bool | None = None,
    obstacles: Sequence[Obstacle] = (),
    missing: MissingConsent | None = None,
) -> list[Todo]:
    """List what is to be done for a shop; nothing while everything is as it should be.

    `obstacles` keep its schedule from running always, the gravest first; `missing` is the consent
    that it waits for.
    """
    found = [*_needed(standing, secrets_missing, obstacles), *_on_products(standing)]
    at_work = standing.activity.running or standing.activity.waiting
    is_told = at_work or any(todo.step in _LEADING_TO_CONSENT for todo in found)
    if missing is not None and not is_told:
        text = missing_consent_text(missing)
        title = translate(CONSENT_NEEDED)
        found.append(
            Todo(kind=TodoKind.CONSENT, tone=Tone.PLAIN, title=title, text=text, step=Step.SYNC)
        )
    latest = standing.latest
    is_undo = latest is not None and latest.kind is JobKind.UNDO and standing.is_undone
    if latest is not None and not (is_undo or standing.is_led_elsewhere):
        found += _on_account(latest)
    return sorted(found, key=lambda todo: _ORDER.index(todo.tone))


_ORDER = (Tone.BAD, Tone.WARNING, Tone.ACCENT, Tone.PLAIN, Tone.GOOD, Tone.MUTED)


#: The steps of other entries by which the user comes to consent.
_LEADING_TO_CONSENT = frozenset({Step.SYNC, Step.APPROVE, Step.PREVIEW, Step.CONTINUE})


def _needed(
    standing: ShopStanding, secrets_missing: bool | None, obstacles: Sequence[Obstacle]
) -> Iterator[Todo]:
    """List what keeps the next sync from running, and what the last runs left."""
    if secrets_missing:
        yield Todo(
            kind=TodoKind.SECRETS,
            tone=Tone.WARNING,
            title=missing_secrets_title(),
            text=missing_secrets_text(standing),
            step=Step.EDIT,
        )
    elif obstacles:
        yield Todo(
            kind=TodoKind.SCHEDULE,
            tone=Tone.WARNING if obstacles[0].stops_all else Tone.PLAIN,
            title=_("The schedule cannot always run"),
            text=obstacle_text(obstacles[0]),
        )
    for remark in remarks_on(msgspec.structs.replace(standing, secrets_missing=secrets_missing)):
        told = (
            remark.tone is Tone.MUTED
            or remark.of_account
            or remark.steps[:1] in ((Step.SKIPPED,), (Step.FAILED,))
        )
        failures_alone = standing.failed > 0 and remark.texts == (not_written(standing.failed),)
        if told or failures_alone or not remark.steps:
            continue
        yield Todo(
            kind=TodoKind.RUN,
            tone=remark.tone,
            title=remark.title,
            text=sentences(*remark.texts),
            step=remark.steps[0],
            run=remark.run,
        )


def _on_products(standing: ShopStanding) -> Iterator[Todo]:
    """The products that are not in the account as they should be."""
    if standing.failed:
        yield Todo(
            kind=TodoKind.FAILED,
            tone=Tone.WARNING,
            title=not_written(standing.failed),
            text=_("The reason is shown beside each of them."),
            step=Step.FAILED,
        )
    if standing.refused:
        yield Todo(
            kind=TodoKind.REFUSED,
            tone=Tone.WARNING,
            title=given_up_text(standing.refused),
            text=_("The reason is shown beside each of them."),
            step=Step.SKIPPED,
        )
    if others := standing.skipped - standing.refused:
        if standing.latest is None and standing.preview is not None:  # nothing was written yet
            title = ngettext(
                "{n} product would be skipped.", "{n} products would be skipped.", others
            ).format(n=format_int(others))
        else:
            title = skipped_text(others)
        yield Todo(
            kind=TodoKind.SKIPPED,
            tone=Tone.WARNING,
            title=title,
            text=_("What to do is shown beside each of them."),
            step=Step.SKIPPED,
        )


def _on_account(latest: RunReport) -> Iterator[Todo]:
    """List what the last run found of the account's own ways."""
    if title := doubles_text(latest):
        yield Todo(
            kind=TodoKind.DOUBLES,
            tone=Tone.WARNING,
            title=title,
            text=doubles_advice(latest),
            step=Step.DETAILS,
            run=latest,
        )
    if latest.shared:
        yield Todo(
            kind=TodoKind.SHARED_SKUS,
            tone=Tone.WARNING,
            title=shared_title(len(latest.shared)),
            text=shared_advice(),
            step=Step.DETAILS,
            run=latest,
        )
    if latest.other_writer:
        yield Todo(
            kind=TodoKind.OTHER_WRITER,
            tone=Tone.WARNING,
            title=_("Another program writes into this account"),
            text=_(
                "Switch the built-in sync off in SalesAutopilot, or sync from one computer only."
            ),
            step=Step.DETAILS,
            run=latest,
        )
    if title := edited_text(latest):
        yield Todo(
            kind=TodoKind.EDITED,
            tone=Tone.WARNING if latest.left_edited else Tone.PLAIN,
            title=title,
            text=_("What became of them is in the details of the run."),
            step=Step.DETAILS,
            run=latest,
        )
    if title := kept_text(latest):
        text = _("Nothing is wrong with them.")
        yield Todo(kind=TodoKind.KEPT, tone=Tone.PLAIN, title=title, text=text, run=latest)
    noted = latest.noted_categories
    renamed = renamed_text(latest) if latest.undo_of is None else ""  # an undo is told by itself
    if noted or renamed:
        first = "" if not noted else note_text(noted[0])
        as_usual = all(note.note is CategoryNote.ALTERED for note in noted)
        yield Todo(
            kind=TodoKind.CATEGORIES,
            tone=Tone.WARNING if noted and not as_usual else Tone.PLAIN,
            title=renamed or _categories_noted(len(noted), as_usual=as_usual),
            text=first,
            step=Step.DETAILS,
            run=latest,
        )


def _categories_noted(count: int, *, as_usual: bool) -> str:
    """Count the categories; where the account only stores their names its own way, nothing is wrong."""
    if as_usual:
        text = ngettext(
            "The account stores the name of {n} category differently",
            "The account stores the names of {n} categories differently",
            count,
        )
        return text.format(n=format_int(count))
    text = ngettext(
        "{n} category of the account needs a look",
        "{n} categories of the account need a look",
        count,
    )
    return text.format(n=format_int(count))
