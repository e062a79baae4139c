"""How far a job is, in one line; orders and products are counted by their own names."""

from __future__ import annotations

from shopsync_gui.core.runs import Phase, Progress
from shopsync_gui.core.text import _, format_int, ngettext


def progress_line(progress: Progress) -> str:
    """As far as it is known: "5 740 / 12 480 products · 61 products/s"."""
    if progress.waiting_seconds is not None:
        return ""
    if progress.total is None or progress.total == 0:
        return format_int(progress.done) if progress.done else ""
    orders = progress.phase is Phase.ORDERS
    if orders:
        text = ngettext("{done} / {total} order", "{done} / {total} orders", progress.total)
    else:
        text = ngettext("{done} / {total} product", "{done} / {total} products", progress.total)
    text = text.format(done=format_int(progress.done), total=format_int(progress.total))
    if progress.per_second is not None and progress.per_second >= 0.5:
        rate = _("{rate} orders/s") if orders else _("{rate} products/s")
        text += " · " + rate.format(rate=format_int(round(progress.per_second)))
    return text
