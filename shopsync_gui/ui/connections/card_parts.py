"""The parts of a card that say how the shop stands: its header and its remarks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from shopsync_gui.core.text import _, one_line, pgettext
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.standing.remark import Step, step_label
from shopsync_gui.sync.standing.shop_state import ShopState
from shopsync_gui.sync.standing.state_words import equality_text
from shopsync_gui.ui.jobs.status_icon import StatusIcon
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import FoldingBox, NoteBox
from shopsync_gui.ui.kit.refill import refilling
from shopsync_gui.ui.kit.widgets import (
    ButtonKind,
    ElidedLabel,
    button,
    column,
    icon_button,
    label,
    row,
    set_style,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shopsync_gui.sync.standing.remark import Remark
    from shopsync_gui.sync.standing.standing import ShopStanding
    from shopsync_gui.ui.kit.theme import Theme

#: Pixels to which a shop's title may be cut beside the button of the sync.
_LEAST_TITLE = 160
#: The lines of addresses beside which the button of the sync may still stand.
_MOST_LINES = 3
#: Pixels to which the addresses below a shop's title may be narrowed.
_LEAST_SUBTITLE = 48
#: Steps that a connected shop waits for: a sync, or the end of an undo. Their button is the primary one.
PRIMARY_STEPS = frozenset({Step.SYNC, Step.CONTINUE, Step.APPROVE, Step.UNDO})


def main_step(remarks: Sequence[Remark]) -> tuple[Remark, Step] | None:
    """The one step that a card has its primary button for: what has to come first, else the first to go on."""
    for remark in remarks:
        if remark.comes_first and remark.steps:
            return remark, remark.steps[0]
    steps = ((remark, step) for remark in remarks for step in remark.steps)
    return next(((remark, step) for remark, step in steps if step in PRIMARY_STEPS), None)


class EqualityBadge(QLabel):
    """A mark that both sides are equal, or differ; hidden while nothing is known of it.

    Where it is made `short`, the moment of that is in its tooltip.
    """

    def __init__(self) -> None:
        super().__init__()
        self._standing: ShopStanding | None = None
        self.setObjectName("verifiedBadge")
        self.setProperty("tone", Tone.GOOD)
        self.hide()

    def show_standing(self, standing: ShopStanding) -> None:
        """Say how the two sides stand; nothing while something is at work, or went wrong."""
        self._standing = standing
        text, tone = equality_text(standing) or ("", Tone.GOOD)
        silent = standing.state is ShopState.RUNNING or standing.problem or standing.moved
        set_style(self, "tone", tone)
        self.setText(text)
        self.setToolTip("")
        self.setVisible(bool(text) and not silent)

    def make_short(self, short: bool) -> None:
        """Say it in as few words as can be, or in full."""
        whole = None if self._standing is None else equality_text(self._standing)
        brief = None if self._standing is None else equality_text(self._standing, short=True)
        if whole is not None and brief is not None:
            self.setText(brief[0] if short else whole[0])
            self.setToolTip(whole[0] if short else "")


class CardHeader(QHBoxLayout):
    """The first line of a card: state, names, badge, and the buttons that are always at hand."""

    def __init__(self, sync: Callable[[], object], cancel: Callable[[], object]) -> None:
        super().__init__()
        self.setSpacing(12)
        self.status_icon = StatusIcon()
        self.addWidget(self.status_icon)
        names = column(gap=2)
        self.title = ElidedLabel("title", "connectionTitle", middle=True)
        #: From which address to which account: cut nowhere, since products are written there.
        self.subtitle = label(role="muted", wrap=True, name="connectionSubtitle")
        self.subtitle.setMinimumWidth(_LEAST_SUBTITLE)
        names.addWidget(self.title)
        names.addWidget(self.subtitle)
        add_layout(self, names, 1)
        self._badge = EqualityBadge()
        self.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.sync_button = button(
            step_label(Step.SYNC), sync, kind="primary", name="cardSyncButton"
        )
        self.sync_button.hide()
        self.addWidget(self.sync_button)
        #: Holds that button where the header has no room for it.
        self.below = row()
        cancel_text = pgettext("what is running", "Cancel")
        self.cancel_button = button(cancel_text, cancel, name="cancelButton")
        self.addWidget(self.cancel_button)
        self.menu_button = icon_button(_("What to do with this connection"), "menuButton")
        self.menu_button.setPopupMode(self.menu_button.ToolButtonPopupMode.InstantPopup)
        self.addWidget(self.menu_button)

    def minimumSize(self) -> QSize:
        """Leave out the button of the sync: it goes below where there is no room, and must not keep the card wide."""
        least = super().minimumSize()
        if self.sync_button.isHidden() or self.below.count():
            return least
        return QSize(least.width() - self._width_of(self.sync_button), least.height())

    def show_sync(self, width: int, *, shown: bool) -> None:
        """Show the sync's button in a header of this width, or below it where that is too narrow.

        What is equal since when is told in fewer words first, where the addresses would take more than
        two lines as well; then the title is cut. Where the addresses took many lines, the button goes below.
        """
        if self._has_room_for_sync(width):
            if self.below.count():
                self.below.takeAt(0)
                self.below.takeAt(0)
                self.insertWidget(self.indexOf(self.cancel_button), self.sync_button)
        elif not self.below.count():
            self.removeWidget(self.sync_button)
            self.below.addStretch(1)
            self.below.addWidget(self.sync_button)
        self.sync_button.setVisible(shown)

    def _has_room_for_sync(self, width: int) -> bool:
        title = self.title.sizeHint().width()
        self._badge.make_short(False)
        if width < self._width_beside_title() + max(title, self._width_in_two_lines()):
            self._badge.make_short(True)
        left = width - self._width_beside_title()
        return left >= min(title, _LEAST_TITLE) and self._lines_of_addresses(left) <= _MOST_LINES

    def _lines_of_addresses(self, width: int) -> int:
        return self.subtitle.heightForWidth(width) // self.subtitle.fontMetrics().lineSpacing()

    def _width_in_two_lines(self) -> int:
        """The pixels with which the addresses take two lines, the account's in the second."""
        shop, arrow, account = self.subtitle.text().partition("→")
        return max(map(self.subtitle.fontMetrics().horizontalAdvance, (shop, arrow + account)))

    def _width_beside_title(self) -> int:
        beside = (self.status_icon, self._badge, self.cancel_button, self.menu_button)
        shown = [part for part in beside if not part.isHidden()]
        return sum(self._width_of(part) for part in (*shown, self.sync_button))

    def _width_of(self, part: QWidget) -> int:
        return part.sizeHint().width() + self.spacing()

    def show_standing(self, standing: ShopStanding, theme: Theme, *, known: bool) -> None:
        """Show the state, and what may be cancelled; where it is not `known` yet, no words for it."""
        self.show_state(standing.state, theme)
        self.status_icon.show_standing(standing, theme)
        if not known:
            self.status_icon.setAccessibleName("")
        self._badge.show_standing(standing)
        self.cancel_button.setVisible(standing.activity.running or standing.activity.waiting)

    def show_state(self, state: ShopState, theme: Theme) -> None:
        """Draw the icons in the colours of the look in use."""
        self.menu_button.setIcon(theme.icon("dots-vertical"))
        self.status_icon.show_state(state, theme)


def put_away_link(obstacle: str, put_away: Callable[[str], object]) -> QWidget:
    """A link by which the user is reminded of an obstacle no more."""
    name = f"putAway_{obstacle}"
    return button(_("Do not remind me"), partial(put_away, obstacle), kind="link", name=name)


class CardRemarks(QWidget):
    """The remarks on a shop, as boxes and mentions; hidden while there is none."""

    def __init__(
        self, take: Callable[[Remark, Step], object], put_away: Callable[[str], object]
    ) -> None:
        """`take` is called with the remark and its step that the user chooses."""
        super().__init__()
        self._take = take
        self._put_away = put_away
        self._shown: tuple[Remark, ...] = ()
        self._layout = column(self, gap=8)
        self.hide()

    def show_remarks(self, remarks: Sequence[Remark]) -> None:
        """Show these remarks in the place of earlier ones; the same ones keep their boxes and the focus."""
        if self._shown == (shown := tuple(remarks)):
            return
        self._shown = shown
        with refilling(self._layout):
            main = main_step(remarks)
            for remark in remarks:
                if remark.tone is Tone.MUTED:
                    self._layout.addWidget(self._mention(remark))
                else:
                    buttons = [
                        self._button(remark, step, "primary" if (remark, step) == main else "")
                        for step in remark.steps
                    ]
                    self._layout.addWidget(
                        NoteBox(remark.tone, remark.title, remark.texts, buttons)
                    )
            self.setVisible(bool(remarks))

    def _button(self, remark: Remark, step: Step, kind: ButtonKind = "") -> QWidget:
        take = partial(self._take, remark, step)
        return button(step_label(step), take, kind=kind, name=f"step_{step.name.lower()}")

    def _mention(self, remark: Remark) -> QWidget:
        """A muted sentence with its links."""
        links = [self._button(remark, step, kind="link") for step in remark.steps]
        if remark.obstacle:
            links.append(put_away_link(remark.obstacle, self._put_away))
        mention = FoldingBox(None, links, "mention", is_line=True)
        text = one_line(remark.title, *remark.texts)
        words = label(text, "muted", wrap=True, name="noteTitle")
        words.setMaximumWidth(words.fontMetrics().horizontalAdvance(text) + 4)
        mention.words.addWidget(words)
        return mention
