"""One of the two services that a connection joins, as the form has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QLabel, QLineEdit

from shopsync_gui.core.errors import (
    AddressNotUnderstood,
    InsecureAddress,
    SecretMissing,
    ShopSyncError,
)
from shopsync_gui.core.strings.addresses import check_url, shop_name_of, unusual_hosts
from shopsync_gui.core.text import _, sentences
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.connections.side_check import SideCheck, SideState
from shopsync_gui.ui.kit.scrolling import bring_into_view
from shopsync_gui.ui.kit.steady_label import SteadyLabel
from shopsync_gui.ui.kit.widgets import set_style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shopsync_gui.core.errors import Problem
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.connect import SideAnswers


def is_understood(shop: str) -> bool:
    """Whether this is a shop's name or address, or nothing yet."""
    if not shop.strip():
        return True
    try:
        shop_name_of(shop)
    except AddressNotUnderstood:
        return False
    return True


def is_connected(shop: str, connected: Iterable[Connection]) -> bool:
    """Whether this is the name or an address of one of the connected shops."""
    try:
        name = shop_name_of(shop)
    except AddressNotUnderstood:
        return False
    return any(connection.name == name for connection in connected)


def is_safe(url: str) -> bool:
    """Whether an address, or the usual one in the place of an empty one, keeps a secret to itself."""
    if not url.strip():
        return True
    try:
        check_url(url)
    except InsecureAddress:
        return False
    return True


def missing_scopes(problem: Problem | None) -> tuple[str, ...]:
    """The permissions of the shop that a problem says are missing."""
    return () if problem is None else tuple(problem.values.get("scope", "").split(", "))


def test_states(answers: SideAnswers, problem: Problem | None) -> tuple[SideState, SideState]:
    """Return the result of a test of both sides, at the shop and at the account; blank for what it did not ask."""
    shop, account = SideState(answer=answers.shop), SideState(answer=answers.account)
    if not answers.asked or problem is None:
        return shop, account
    if answers.shop is None:
        return SideState(problem=problem), account
    return shop, SideState(problem=problem)


def go_to(field: QLineEdit) -> None:
    """Give a field the focus, in sight, to be typed over."""
    field.setFocus()
    field.selectAll()
    bring_into_view(field)


class Side(msgspec.Struct, frozen=True):
    """One side of a connection: its check, its fields, and the line for what the service answers."""

    check: SideCheck
    status: SteadyLabel
    #: The line for where its secret is sent, where that is not the usual place.
    host: QLabel
    #: The fields that must hold something.
    needed: tuple[QLineEdit, ...]
    #: The secret, of which kind it is; one that is saved may stay untyped.
    secret: QLineEdit
    secret_kind: str
    #: The addresses, which may be left out.
    addresses: tuple[QLineEdit, ...]
    #: The fields that are wrong where the service answers with such an error.
    refused_by: dict[type[ShopSyncError], tuple[QLineEdit, ...]]
    #: What of a connection its fields show, beside the secret.
    shown: frozenset[str]

    @property
    def hint(self) -> str:
        """The words in the place of an answer, as long as something is missing that the check needs."""
        missing = self.missing(saved=False) is not None
        return _("It is checked as soon as all of it is filled in.") if missing else ""

    def is_whole(self, *, saved: bool) -> bool:
        """Whether every field holds something that has to."""
        return self.missing(saved=saved) is None

    def values(self) -> tuple[str, ...]:
        """Return the texts of its fields."""
        return tuple(f.text() for f in (*self.needed, self.secret, *self.addresses))

    def has_safe_addresses(self) -> bool:
        """Whether the secret may be sent to what stands in its addresses."""
        return all(is_safe(field.text()) for field in self.addresses)

    def say_host(self, usual: Iterable[str]) -> bool:
        """Say where its secret is sent, unless to the `usual` addresses; whether it is sent elsewhere."""
        hosts = unusual_hosts((field.text() for field in self.addresses), usual)
        text = _("It goes to {host} instead of the usual address.")
        self.host.setText(text.format(host=", ".join(hosts)))
        self.host.setVisible(bool(hosts))
        return bool(hosts)

    def missing(self, *, saved: bool) -> QLineEdit | None:
        """The first of the fields that hold nothing yet and have to."""
        needed = self.needed if saved else (*self.needed, self.secret)
        return next((field for field in needed if not field.text().strip()), None)

    def refused(self, problem: Problem) -> QLineEdit | None:
        """The first field that is to blame for a problem."""
        for error, fields in self.refused_by.items():
            if problem.is_a(error):
                return next((field for field in fields if not field.isReadOnly()), None)
        return None

    def say(self, state: SideState, fine: str) -> None:
        """Say how far the check is; `fine` is what a good answer comes to."""
        role, text, more = "small", self.hint, ""
        if state.asking:
            text = _("Checking…")
        problem = state.problem
        if fine:
            role, text = Tone.GOOD, f"✓  {fine}"
        elif problem is not None and problem.is_a(SecretMissing):
            role, text = Tone.BAD, "✗  " + _("It is not stored on this computer: type it here.")
            self.secret.setPlaceholderText("")
        elif problem is not None:
            role, text = Tone.BAD, f"✗  {problem.message}"
            more = sentences(problem.message, problem.action_before_run)
        self.status.setText(text, more)
        set_style(self.status, "role", role)
