"""The addresses and users of a connection that are others than before, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.text import N_, _, translate

if TYPE_CHECKING:
    from shopsync_gui.core.team.told_shop import Fields

#: In the order in which they are told.
_FIELDS = {
    "title": N_("name: {value}"),
    "client_id": N_("client id: {value}"),
    "sa_user": N_("API user: {value}"),
    "shop_url": N_("shop address: {value}"),
    "token_url": N_("token address: {value}"),
    "sa_url": N_("SalesAutopilot address: {value}"),
}


def changed_text(before: Fields, after: Fields) -> str:
    """The fields that are others now, each with both values; "" where none is."""
    return _told(before, after, _("{before} → {after}"))


def moved_text(here: Fields, moved: Fields) -> str:
    """The fields that a colleague changed, and how they stand here."""
    return _told(here, moved, _("{after} (here: {before})"))


def _told(before: Fields, after: Fields, both: str) -> str:
    return ", ".join(
        translate(text).format(value=both.format(before=before[name], after=after[name]))
        for name, text in _FIELDS.items()
        if after.get(name, before[name]) != before[name]
    )
