"""The numbers of what a run wrote, and the fields of its receipt that tell them."""

from __future__ import annotations

from typing import Any, NamedTuple


class WriteTally(NamedTuple):
    """The number of products that a run wrote, each once: created, changed only, created and then changed, removed.

    Besides those of categories. `failed` are products of which a write failed, `failed_beside` those of them
    that the run created, or that are among certain products that were asked for; `updated_failed` are others that
    it changed before. `unknown` are writes without an outcome. `created_among` and `updated_among` are those of the
    products that were asked for, `created_since` and `changed_since`, of which none is in both, those by later writes than a certain one.
    """

    created: int
    updated: int
    rewritten: int
    removed: int
    created_categories: int
    renamed_categories: int
    failed: int
    unknown: int
    failed_beside: int = 0
    updated_failed: int = 0
    created_among: int = 0
    updated_among: int = 0
    created_since: int | None = None
    changed_since: int | None = None

    def in_receipt(self, before: tuple[int, int]) -> dict[str, Any]:
        """The fields of a receipt that say what was written; `before` as it stands there by now."""
        return {
            "written_before": self._before(before),
            "created": self.created,
            "updated": self.updated,
            "rewritten": self.rewritten,
            "removed": self.removed,
            "created_categories": self.created_categories,
            "renamed_categories": self.renamed_categories,
        }

    def _before(self, unless: tuple[int, int]) -> tuple[int, int]:
        """Products created, and changed, by earlier writes than those; `unless` where that was not asked."""
        if self.created_since is None or self.changed_since is None:
            return unless
        return self.created - self.created_since, self.updated + self.rewritten - self.changed_since
