"""The guide beside the fields of a connection: where each value is found, which permissions to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout

from shopsync_gui.core.settings.scopes import SCOPES
from shopsync_gui.core.text import _, translate
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import ToneBox
from shopsync_gui.ui.kit.widgets import column, label, row, set_style

if TYPE_CHECKING:
    from collections.abc import Collection

#: Pixels.
GUIDE_WIDTH = 400
#: Qt's value for no limit.
_UNBOUNDED = 16_777_215


class ConnectionGuide(ToneBox):
    """The steps on both sides; each permission is marked once the shop has said who has it."""

    def __init__(self) -> None:
        super().__init__(name="connectionGuide")
        layout = column(self, margins=(20, 16, 20, 16), gap=8)
        layout.addWidget(label(_("In the Shoprenter admin"), "title"))
        _steps(
            layout,
            _("Open Beállítások > API beállítások and create an API client."),
            _(
                "Tick these read permissions, at least those in bold; no write permission is needed:"
            ),
        )
        add_layout(layout, self._scopes())
        _steps(layout, _("Copy the client id and the secret into the fields."), first=3)
        layout.addSpacing(12)
        layout.addWidget(label(_("In SalesAutopilot"), "title"))
        _steps(
            layout,
            _("Open Beállítások > Integráció > API kulcsok and create a key pair."),
            _("Copy its user name and password into the fields."),
        )
        layout.addStretch(1)

    def _scopes(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(20, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        self._marks: dict[str, QLabel] = {}
        for line, scope in enumerate(SCOPES):
            mark = label("•", "muted")
            mark.setFixedWidth(14)
            name = label(scope.name, "strong" if scope.needed else "")
            name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            use = label(translate(scope.use), "small", wrap=True)
            for number, widget in enumerate((mark, name, use)):
                grid.addWidget(widget, line, number, Qt.AlignmentFlag.AlignTop)
            self._marks[scope.name] = mark
        return grid

    def stand_beside(self, beside: bool) -> None:
        """Take the width of a guide beside the fields, or that of the fields it stands below."""
        if beside:
            self.setFixedWidth(GUIDE_WIDTH)
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(_UNBOUNDED)

    def mark(self, granted: Collection[str] | None, missing: Collection[str]) -> None:
        """Show what the client may read; `granted` is None where the shop does not say."""
        for name, mark in self._marks.items():
            if name in missing or (granted is not None and name not in granted):
                text, tone, words = "✗", Tone.BAD, _("missing")
            elif granted is not None:
                text, tone, words = "✓", Tone.GOOD, _("granted")
            else:
                text, tone, words = "•", Tone.MUTED, ""
            mark.setText(text)
            mark.setAccessibleName(f"{name}: {words}" if words else name)
            set_style(mark, "role", tone)


def _steps(layout: QVBoxLayout, *texts: str, first: int = 1) -> None:
    for number, text in enumerate(texts, first):
        step = row(gap=8)
        ordinal = label(f"{number}.")
        ordinal.setFixedWidth(12)
        step.addWidget(ordinal, 0, Qt.AlignmentFlag.AlignTop)
        step.addWidget(label(text, wrap=True), 1)
        add_layout(layout, step)
