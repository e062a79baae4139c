"""The names of jobs, their phases, states and writes, and the sentences of the brake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.plan.plan_summary import Brake, BrakeKind
from shopsync_gui.core.runs.jobs import RESUMABLE_KINDS, WRITING_KINDS, Job, JobKind, Phase
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.text import (
    N_,
    NN_,
    _,
    format_duration,
    format_int,
    ngettext,
    pgettext,
    translate,
    translate_counted,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.core.runs.jobs import Progress
    from shopsync_gui.core.runs.runs import RunReport

PHASES = {
    Phase.PREPARE: N_("Preparing"),
    Phase.PULL: N_("Reading products"),
    Phase.UNSEEN: N_("Looking for missing products"),
    Phase.ORDERS: N_("Reading orders"),
    Phase.TARGET: N_("Reading the SalesAutopilot account"),
    Phase.PLAN: N_("Comparing"),
    Phase.PUSH: N_("Writing to SalesAutopilot"),
    Phase.SETTLE: N_("Waiting: some writes got no answer"),
    Phase.LIST: N_("Waiting for the account's list to show what was written"),
    Phase.DOUBT: N_("Reading the account again: it shows less than was there"),
    Phase.TEAM: N_("Waiting for the team's database"),
    Phase.OTHERS: N_("Waiting for another program that is writing to this account"),
    Phase.VERIFY: N_("Verifying"),
    Phase.FINISH: N_("Finishing"),
}

RUN_STATES = {
    RunState.RUNNING: N_("Running"),
    RunState.DONE: N_("Done"),
    RunState.PARTIAL: N_("Partly done"),
    RunState.STOPPED: N_("Stopped by the safety brake"),
    RunState.PAUSED: N_("Paused"),
    RunState.CANCELLED: N_("Cancelled"),
    RunState.FAILED: N_("Failed"),
}

JOB_KINDS = {
    JobKind.SYNC: N_("Product sync"),
    JobKind.PREVIEW: N_("Preview"),
    JobKind.VERIFY: N_("Verification"),
    JobKind.ORDERS: N_("Import of old orders"),
    JobKind.UNDO: N_("Undo"),
    JobKind.RETRY: N_("Retry"),
}

_AT_WORK = {
    JobKind.SYNC: N_("The sync is running in the background; you can keep working."),
    JobKind.PREVIEW: N_("The preview is being made in the background; you can keep working."),
    JobKind.VERIFY: N_("The comparison is running in the background; you can keep working."),
    JobKind.ORDERS: N_("Old orders are being imported in the background; you can keep working."),
    JobKind.UNDO: N_("The undo is running in the background; you can keep working."),
    JobKind.RETRY: N_("The retry is running in the background; you can keep working."),
}

#: Writes to the account, by the values of the journal's operations and states.
WRITE_KINDS = {
    "create_category": N_("New category"),
    "rename_category": N_("Renamed category"),
    "delete_category": N_("Removed category"),
    "create_product": N_("New product"),
    "update_product": N_("Changed product"),
    "delete_product": N_("Removed product"),
}

WRITE_STATES = {
    "planned": N_("Not yet written"),
    "ready": N_("Not yet written"),
    "sent": N_("On its way"),
    "done": N_("Written"),
    "unknown": N_("Outcome not known yet"),
    "failed": N_("Could not be written"),
    "dropped": N_("No longer needed"),
}

#: What became of a message, by the values of MailState (`mail.py` speaks of runs by these labels).
MAIL_STATES = {
    "waiting": N_("Waits to be sent"),
    "sending": N_("Being sent"),
    "sent": N_("Sent"),
    "unsure": N_("Perhaps sent"),
    "given_up": N_("Given up"),
}

#: Reasons of the safety brake: what is about so many products or categories, and about a side as a whole.
_COUNTED_BRAKES = {
    BrakeKind.VANISH: NN_(
        "{n} of {total} products would no longer be in the shop.",
        "{n} of {total} products would no longer be in the shop.",
    ),
    BrakeKind.BLANK: NN_(
        "{n} of {total} products would lose its price or its categories.",
        "{n} of {total} products would lose their price or their categories.",
    ),
    BrakeKind.PRICE: NN_(
        "The price of {n} of {total} products would change by more than half.",
        "The price of {n} of {total} products would change by more than half.",
    ),
    BrakeKind.CURRENCY: NN_(
        "The currency of {n} product would change.",
        "The currency of {n} products would change.",
    ),
    BrakeKind.VAT: NN_(
        "The VAT rate of {n} of {total} products would change.",
        "The VAT rate of {n} of {total} products would change.",
    ),
    BrakeKind.NAMES: NN_(
        "{n} of {total} products would get another name.",
        "{n} of {total} products would get another name.",
    ),
    BrakeKind.MOVED: NN_(
        "{n} of {total} products would get other categories.",
        "{n} of {total} products would get other categories.",
    ),
    BrakeKind.EDITED: NN_(
        "{n} product was changed in the account, which the shop's values would replace.",
        "{n} products were changed in the account, which the shop's values would replace.",
    ),
    BrakeKind.STRANGE_SKUS: NN_(
        "{n} of {total} known products shows another SKU in the account than before.",
        "{n} of {total} known products show another SKU in the account than before.",
    ),
    BrakeKind.OTHER_SKUS: NN_(
        "{n} of {total} products would be created, although the account has one of the same name and price under another SKU.",
        "{n} of {total} products would be created, although the account has one of the same name and price under another SKU.",
    ),
    BrakeKind.CATEGORIES: NN_(
        "{n} of {total} categories of the account would be renamed.",
        "{n} of {total} categories of the account would be renamed.",
    ),
}
_WHOLE_BRAKES = {
    BrakeKind.EMPTY_SHOP: N_("The shop answered with no product at all."),
    BrakeKind.OTHER_SHOP: N_("The connection leads to another shop than before."),
    BrakeKind.GROSS: N_(
        "For products with VAT, the shop tells the same net price as gross price: what would be written as net prices may be too high. Check the prices of a few products in the shop first."
    ),
    BrakeKind.OTHER_ACCOUNT: N_(
        "This is another SalesAutopilot account than before, or its products were deleted there. After a backup was restored they may also have been created anew since it was made."
    ),
}


def kind_label(run: RunReport) -> str:
    """Name the kind of a run; a preview says of what, unless it is that of a sync."""
    if run.kind is JobKind.PREVIEW and run.orders_since is not None:
        return _("Preview of old orders")
    if run.kind is JobKind.PREVIEW and run.undo_of is not None:
        return _("Preview of an undo")
    return translate(JOB_KINDS[run.kind])


def what_label(run: RunReport) -> str:
    """Name the kind of a run, and with an undo the run that it is about."""
    return kind_label(run) if run.undo_of is None else f"{kind_label(run)}: #{run.undo_of}"


def state_label(run: RunReport) -> str:
    """Name a run's state; a preview wrote nothing, a verification that found differences did its work.

    One that is to write and came to its end without having written anything is not partly done.
    """
    if run.state is RunState.PARTIAL and run.kind in WRITING_KINDS and not run.may_have_written:
        return _("Nothing written")
    found = run.difference_count or run.doubled or run.given_up
    return outcome_label(run.kind, run.state, found=bool(found))


def outcome_label(kind: JobKind, state: RunState, *, found: bool) -> str:
    """The same by what is known of a run; `found`: it found differences, or SKUs that stand twice."""
    if kind is JobKind.PREVIEW and state is RunState.DONE:
        return _("Only planned")
    if kind is JobKind.VERIFY and state is RunState.PARTIAL and found:
        return _("Differences found")
    if state is RunState.PAUSED and kind not in RESUMABLE_KINDS:
        return pgettext("a run that another one would have to repeat", "Broken off")
    return translate(RUN_STATES[state])


def waiting_text(progress: Progress) -> str:
    """Say what will come of a wait, and when; empty where the run does not wait or nobody can know."""
    if progress.waiting_seconds is None:
        return ""
    text = {
        Phase.SETTLE: _("in {time} it shows whether SalesAutopilot carried them out"),
        Phase.LIST: _("the next look in {time}"),
        Phase.DOUBT: _("certain in {time} at the latest"),
    }.get(progress.phase, "")
    return text.format(time=format_duration(progress.waiting_seconds))


def trouble_text(progress: Progress) -> str:
    """Say why a service is asked again; empty while all is well."""
    trouble = progress.trouble
    if trouble is None:
        return ""
    time = format_duration(max(1.0, trouble.seconds))
    if not trouble.reason:
        return _("{service} has not answered for {time}").format(service=trouble.service, time=time)
    said = {"trouble": trouble.reason, "time": time, "n": format_int(trouble.tries)}
    if trouble.again_in is None:
        return _("{trouble} (for {time}); try {n} is under way").format(**said)
    wait = format_duration(max(1.0, trouble.again_in))
    return _("{trouble} (for {time}); try {n} in {wait}").format(**said, wait=wait)


def work_label(job: Job) -> str:
    """Say what runs, and that nobody has to wait for it."""
    if job.kind is JobKind.PREVIEW and job.undo_run_id is not None:
        return _("The undo is being prepared in the background; you can keep working.")
    if job.kind is JobKind.PREVIEW and job.orders_since is not None:
        return _("Old orders are being read in the background; you can keep working.")
    return translate(_AT_WORK[job.kind])


def works_label(jobs: Sequence[Job]) -> str:
    """The same of one job or several."""
    if len(jobs) == 1:
        return work_label(jobs[0])
    return ngettext(
        "{n} job runs in the background; you can keep working.",
        "{n} jobs run in the background; you can keep working.",
        len(jobs),
    ).format(n=format_int(len(jobs)))


def others_work_text(kind: JobKind | None) -> str:
    """Say that another program is at work, and with what, where that is known."""
    if kind is None:
        return _("Another window or command works with the same data just now.")
    if kind is JobKind.SYNC:
        return _("Another window or command is syncing just now.")
    what = translate(JOB_KINDS[kind])
    return _("Another window or command is at work just now: {what}").format(what=what)


def nothing_to_undo() -> str:
    """Say that a run left nothing to give back."""
    return _(
        "There is nothing to undo: what the run wrote has already been undone, changed or removed."
    )


def nothing_to_give_back(created: int) -> str:
    """Say that a run has replaced nothing that still stands, and left products that it created."""
    return ngettext(
        "There is no earlier value to give back. {n} product that the run created stays in the account, unless it is removed as well.",
        "There is no earlier value to give back. {n} products that the run created stay in the account, unless they are removed as well.",
        created,
    ).format(n=format_int(created))


def brake_examples(brake: Brake) -> str:
    """Names of products that a reason of the brake is about, and how many more there are."""
    names = [_("“{name}”").format(name=name) for name in brake.examples]
    text = ", ".join(names)
    more = brake.count - len(names)
    if names and more > 0:
        rest = ngettext("and {n} more", "and {n} more", more).format(n=format_int(more))
        text = f"{text} {rest}"
    return text


def brake_label(brake: Brake) -> str:
    """One reason of the safety brake as a sentence."""
    whole = _WHOLE_BRAKES.get(brake.kind)
    if whole is not None:
        return translate(whole)
    text = translate_counted(_COUNTED_BRAKES[brake.kind], brake.count)
    return text.format(n=format_int(brake.count), total=format_int(brake.total))
