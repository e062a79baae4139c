"""The form by which this computer joins a team, or sets one up: a card of the page Team."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit

from shopsync_gui.core.text import _
from shopsync_gui.ui.kit.fields import SecretField
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.widgets import button, label, row
from shopsync_gui.ui.settings.card_frame import CardFrame

if TYPE_CHECKING:
    from collections.abc import Callable

    from shopsync_gui.ui.kit.theme import Theme


class Typed(NamedTuple):
    """The content of the form."""

    address: str
    password: str
    only_looks: bool


class JoinForm(CardFrame):
    """Address and password of a team's database, and what is done with them."""

    def __init__(
        self, theme: Theme, create: Callable[[Typed], None], join: Callable[[Typed], None]
    ) -> None:
        super().__init__(_("This computer is in no team"), name="teamForm")
        self._address = QLineEdit()
        self._address.setObjectName("teamAddress")
        self._address.setAccessibleName(_("Address of the team's database"))
        self._address.setPlaceholderText("postgresql://shopsync@db.example.com/shopsync")
        self._password = SecretField("teamPassword", _("Password"), theme)
        self._viewer = QCheckBox(_("Only look, never write"))
        self._viewer.setObjectName("teamViewer")
        layout = self.body
        layout.addWidget(
            label(
                _(
                    "Colleagues who write to the same account meet on one PostgreSQL: one writes at a "
                    "time, everybody sees what runs, and nothing is created twice. Each computer keeps "
                    "its own lists, and works offline."
                ),
                wrap=True,
            )
        )
        add_layout(layout, self._fields())
        buttons = row(gap=8)
        buttons.addStretch(1)
        for act, look in (
            (create, button(_("Set up a new team"), name="teamCreateButton")),
            (join, button(_("Join the team"), kind="primary", name="teamJoinButton")),
        ):
            look.clicked.connect(partial(self._enter, act))
            buttons.addWidget(look)
        add_layout(layout, buttons)

    def _fields(self) -> QGridLayout:
        fields = QGridLayout()
        fields.setHorizontalSpacing(24)
        fields.setVerticalSpacing(8)
        fields.setColumnStretch(1, 1)
        fields.addWidget(label(_("Address of the team's database")), 0, 0)
        fields.addWidget(self._address, 0, 1)
        fields.addWidget(label(_("Password")), 1, 0)
        fields.addWidget(self._password, 1, 1)
        fields.addWidget(self._viewer, 2, 0, 1, 2)
        return fields

    def _enter(self, act: Callable[[Typed], None]) -> None:
        act(self.typed)

    @property
    def typed(self) -> Typed:
        """The content of the fields now."""
        password = self._password.edit.text()
        return Typed(self._address.text(), password, self._viewer.isChecked())

    def restore(self, typed: Typed) -> None:
        """Have what was typed in the fields again."""
        self._address.setText(typed.address)
        self._password.edit.setText(typed.password)
        self._viewer.setChecked(typed.only_looks)

    def forget_password(self) -> None:
        """Empty its field, once it is kept elsewhere."""
        self._password.edit.clear()
