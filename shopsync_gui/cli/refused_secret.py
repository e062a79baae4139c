"""The origin of a secret that a service refused: what gives it stands before what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopsync_gui.core.errors import SecretError, WrongAccountPassword, WrongClientSecret
from shopsync_gui.core.text import _
from shopsync_gui.system.secrets import CLIENT_SECRET, SA_PASSWORD

if TYPE_CHECKING:
    from shopsync_gui.core.errors import Problem
    from shopsync_gui.system.secrets import Secrets


def refused_kind(problem: Problem | None) -> str | None:
    """The kind of secret that a service refused; None for any other problem."""
    if problem is None:
        return None
    if problem.is_a(WrongClientSecret):
        return CLIENT_SECRET
    return SA_PASSWORD if problem.is_a(WrongAccountPassword) else None


def refused_source(problem: Problem | None, shop: str, secrets: Secrets) -> list[str]:
    """The line that names where a refused secret came from; none for any other problem."""
    kind = refused_kind(problem)
    if kind is None:
        return []
    try:
        given = secrets.given(shop, kind)
    except SecretError:
        return []
    if given is None:
        return [_("It came from the operating system's password store.")]
    text = _("It came from here, which comes before what is typed or kept: {source}")
    return [text.format(source=given.source)]
