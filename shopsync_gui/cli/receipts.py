"""Runs and plans as JSON for scripts: keys are added, never renamed (decision 0014)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shopsync_gui.core.runs.account_words import reading_notes
from shopsync_gui.core.runs.runs import account_user
from shopsync_gui.core.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.core.plan.plan import Plan, PlanItem
    from shopsync_gui.core.plan.plan_summary import Brake, Duplicate
    from shopsync_gui.core.products.suspect import SuspectRow
    from shopsync_gui.core.runs.runs import Difference, RunReport

Json = dict[str, Any]


def error_json(problem: Problem) -> Json:
    """A problem in the language in use."""
    return {
        "code": problem.code,
        "title": problem.title,
        "message": problem.message,
        "action": problem.action_in_commands,
    }


def sync_json(receipt: RunReport) -> Json:
    """The receipt of a sync; `error`, `brakes`, `list_ends_at` and `unsettled` only where there are any."""
    shown: Json = {
        "run": receipt.run_id,
        "state": receipt.state.value,
        "pulled": receipt.pulled,
        "shop_products": receipt.in_shop_now,
        "created": receipt.created,
        "updated": receipt.changed,
        "unchanged": receipt.unchanged,
        "skipped": receipt.skipped,
        "suspected": [suspect_json(each.row) | {"of": each.sku} for each in receipt.suspected],
        "refused": receipt.given_up,
        "failed": receipt.all_failed,
        "stays_different": receipt.kept,
        "not_written": receipt.not_written,
        "gone": receipt.gone,
        "verified": None if receipt.had_nothing_to_compare else receipt.verified,
        "requests": {"shop": receipt.requests_shop, "target": receipt.requests_target},
        "seconds": round(receipt.seconds, 3),
        "quick": receipt.quick,
        "duplicates": duplicates_json(receipt),
        "shared_skus": _doubles_json(receipt.shared),
        "other_writer": receipt.other_writer,
        "kept_differently": receipt.kept_differently,
        "edited": receipt.edited,
        "left_edited": receipt.left_edited,
        "edits": [_difference_json(value) for value in receipt.edits],
        "renamed_categories": receipt.renamed_categories,
        "reading_notes": reading_notes_json(receipt),
    }
    if receipt.brakes:
        shown["brakes"] = brakes_json(receipt.brakes)
    if receipt.unsettled:
        shown["unsettled"] = receipt.unsettled
    return _with_error(shown, receipt)


def orders_json(receipt: RunReport) -> Json:
    """The receipt of an import of old orders: that of a sync, and what the orders held."""
    since = receipt.orders_since
    return {
        "since": None if since is None else since.isoformat(),
        "orders": receipt.orders,
        "in_shop": receipt.in_shop,
    } | sync_json(receipt)


def undo_json(receipt: RunReport) -> Json:
    """The receipt of an undo: what was given back, removed, and left as it is."""
    shown: Json = {
        "run": receipt.run_id if receipt.is_kept else None,
        "undone": receipt.undo_of,
        "state": receipt.state.value,
        "updated": receipt.updated,
        "removed": receipt.removed,
        "kept": receipt.kept,
        "failed": receipt.failed,
        "verified": receipt.verified,
        "differences": [_difference_json(difference) for difference in receipt.differences],
        "changed_since": [_difference_json(value) for value in receipt.changed_since],
        "noted_categories": _noted_json(receipt),
        "requests": {"shop": receipt.requests_shop, "target": receipt.requests_target},
        "seconds": round(receipt.seconds, 3),
    }
    return _with_error(shown, receipt)


def _noted_json(receipt: RunReport) -> list[Json]:
    return [
        {
            "sa_id": note.sa_id,
            "note": note.note.value,
            "shown": note.shown,
            "wanted": note.wanted,
            "products": note.products,
        }
        for note in receipt.noted_categories
    ]


def run_json(receipt: RunReport, shop: str) -> Json:
    """A run of the history; `shop` is the connection's name."""
    shown = sync_json(receipt)
    shown.pop("error", None)
    return shown | {
        "kind": receipt.kind.value,
        "removed": receipt.removed,
        "kept": receipt.kept,
        "started": _moment(receipt.started_at),
        "finished": _moment(receipt.finished_at),
        "shop": shop,
        "account": account_user(receipt.account_key) or None,
        "problem": None if receipt.problem is None else error_json(receipt.problem),
    }


def plan_json(receipt: RunReport, plan: Plan | None) -> Json:
    """A preview: the counts and every product that is not unchanged; no run where the history does not keep it."""
    counts = receipt.planned
    shown: Json = {
        "run": receipt.run_id if receipt.is_kept else None,
        "state": receipt.state.value,
        "pulled": receipt.pulled,
        "shop_products": counts.in_shop if counts else 0,
        "create": counts.create if counts else 0,
        "update": counts.update if counts else 0,
        "unchanged": counts.unchanged if counts else 0,
        "gone": counts.gone if counts else 0,
        "skip": counts.skip if counts else 0,
        "only_in_account": counts.only_in_account if counts else 0,
        "remove": counts.remove if counts else 0,
        "keep": counts.stays if counts else 0,
        "failed": counts.not_taken if counts else 0,
        "categories": list(plan.new_categories) if plan else [],
        "renamed_categories": [
            {"sa_id": rename.sa_id, "old": rename.old, "new": rename.new}
            for rename in (plan.categories.renames if plan else ())
        ],
        "kept_differently": receipt.kept_differently,
        "edited": receipt.edited,
        "edits": [_difference_json(value) for value in receipt.edits],
        "noted_categories": _noted_json(receipt),
        "brakes": brakes_json(receipt.brakes),
        "duplicates": duplicates_json(receipt),
        "reading_notes": reading_notes_json(receipt),
        "unclear": list(plan.unclear) if plan else [],
        "items": [_item_json(item) for item in plan.items] if plan else [],
        "fingerprint": receipt.plan_fingerprint,
        "requests": {"shop": receipt.requests_shop, "target": receipt.requests_target},
        "seconds": round(receipt.seconds, 3),
    }
    return _with_error(shown, receipt)


def verify_json(receipt: RunReport) -> Json:
    """A comparison of the whole account with the plan, field by field."""
    shown: Json = {
        "run": receipt.run_id,
        "state": receipt.state.value,
        "verified": receipt.verified,
        "compared": compared(receipt),
        "shop_products": receipt.in_shop_now,
        "unchanged": receipt.unchanged,
        "skipped": receipt.skipped,
        "skip_reasons": receipt.skip_reasons,
        "refused": receipt.given_up,
        "refused_skus": list(receipt.given_up_skus),
        "failed": receipt.all_failed,
        "differences": [_difference_json(difference) for difference in receipt.differences],
        "duplicates": duplicates_json(receipt),
        "kept_differently": receipt.kept_differently,
        "kept_values": [_difference_json(kept) for kept in receipt.kept_values],
        "reading_notes": reading_notes_json(receipt),
    }
    if receipt.brakes:
        shown["brakes"] = brakes_json(receipt.brakes)
    return _with_error(shown, receipt)


def reading_notes_json(receipt: RunReport | None) -> list[Json]:
    """The notes of a run on its readings of both sides, in the language in use; of no run, none."""
    told = () if receipt is None else reading_notes(receipt)
    return [{"code": code, "message": message} for code, message in told]


def duplicates_json(receipt: RunReport) -> list[Json]:
    """SKUs of the shop that stand more than once in the account, with all of their ids."""
    return _doubles_json((*receipt.doubled, *receipt.shared))


def _doubles_json(doubles: Iterable[Duplicate]) -> list[Json]:
    return [{"sku": double.sku, "sa_ids": list(double.sa_ids)} for double in doubles]


def _difference_json(difference: Difference) -> Json:
    return {
        "sku": difference.sku,
        "sa_id": difference.sa_id,
        "field": difference.field,
        "wanted": difference.wanted,
        "found": difference.found,
    }


def compared(receipt: RunReport) -> int:
    """Count the shop's products that were looked for in the account."""
    counts = receipt.planned
    return 0 if counts is None else counts.in_shop - counts.skip


def brakes_json(brakes: Iterable[Brake]) -> list[Json]:
    """List the reasons why a plan stops before it writes."""
    return [
        {
            "kind": brake.kind.value,
            "count": brake.count,
            "total": brake.total,
            "examples": list(brake.examples),
        }
        for brake in brakes
    ]


def _item_json(item: PlanItem) -> Json:
    return {
        "sku": item.sku,
        "name": item.name,
        "sa_id": item.sa_id,
        "action": item.action.value,
        "changes": [
            {
                "field": change.field,
                "old": change.old,
                "new": change.new,
                "cause": change.cause.value,
            }
            for change in item.changes
        ],
        "reason": None if item.reason is None else item.reason.value,
    } | ({} if item.suspect is None else {"suspect": suspect_json(item.suspect)})


def suspect_json(row: SuspectRow) -> Json:
    """A row of the account that may be a product of the shop."""
    return {"sa_id": row.sa_id, "sku": row.sku, "name": row.name}


def _with_error(shown: Json, receipt: RunReport) -> Json:
    if receipt.list_ends_at is not None:
        shown["list_ends_at"] = receipt.list_ends_at
    if receipt.quiet_until is not None:
        shown["quiet_until"] = _moment(receipt.quiet_until)
    if receipt.problem is not None:
        # a list of runs needs none of these words
        from shopsync_gui.core.runs.receipt import quiet_text

        error = error_json(receipt.problem)
        shown["error"] = error | {"action": sentences(error["action"], quiet_text(receipt))}
    return shown


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
