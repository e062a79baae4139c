"""The words of a compatibility check: what it does to an account, and what it left there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.text import _, format_int, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence


def left_text(sa_id: int | None, name: str, *, is_product: bool) -> str:
    """Say where to delete a test item of the compatibility check that could not be removed."""
    number = "–" if sa_id is None else str(sa_id)
    text = (
        _("The test product “{name}” (#{id}) is left: delete it in SalesAutopilot, under Termékek.")
        if is_product
        else _("The test category “{name}” (#{id}) is left: delete it in SalesAutopilot.")
    )
    return text.format(name=name, id=number)


def left_items_text(names: Sequence[str]) -> str:
    """Name the test items that an earlier compatibility check may have left in the account."""
    return ngettext(
        "A test item of an earlier compatibility check may still be in the account: {names}.",
        "{n} test items of an earlier compatibility check may still be in the account: {names}.",
        len(names),
    ).format(n=format_int(len(names)), names=", ".join(names))


def probe_text() -> str:
    """Describe the writing part of the compatibility check, before anybody agrees to it."""
    return _(
        "A recognisable test product and a few test categories are created in the account, changed"
        " and removed again: some 50 requests, about a minute. No e-mail is sent, and nothing else"
        " is touched. Do not run it while SalesAutopilot's built-in sync works."
    )
