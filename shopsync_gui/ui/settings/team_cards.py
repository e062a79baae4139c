"""Cards about a team that are brought up to date in place: what has the focus keeps it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QLabel

from shopsync_gui.core.team.team import ROLES, Role
from shopsync_gui.core.team.team_words import (
    activity,
    quiet_text,
    run_texts,
    schedule_texts,
    shop_parts,
    shop_text,
    shops_called,
)
from shopsync_gui.core.text import _, format_int, format_when, ngettext, translate
from shopsync_gui.ui.kit.fields import ChoiceField
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.search_field import SearchField
from shopsync_gui.ui.kit.widgets import ElidedLabel, button, clear, column, label, line, row
from shopsync_gui.ui.settings.card_frame import CardFrame

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from PySide6.QtGui import QWheelEvent

    from shopsync_gui.core.team.team import Member, TeamRun, TeamShop, TeamStatus
    from shopsync_gui.ui.kit.theme import Theme

_RUNS_SHOWN = 12
#: Up to so many shops have a row each, and of those that are searched for, so many.
_FEW_SHOPS, _MOST_FOUND = 8, 20
#: How the columns of a table share its width.
_SHARES = (4, 3, 4, 2, 0)


class _RowsCard(CardFrame):
    """A titled card with rows of texts; only where there are other rows is it made anew."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(title, name=name)
        self._keys: list[Hashable] | None = None
        self._labels: list[tuple[QLabel, ...]] = []
        self._rows = column(gap=12)
        add_layout(self.body, self._rows)

    def _begin(self, keys: Sequence[Hashable]) -> bool:
        """Whether the rows have to be made anew: they are then gone."""
        if self._keys == list(keys):
            return False
        self._keys = list(keys)
        self._labels.clear()
        clear(self._rows)
        return True

    def _say(self, texts: Sequence[tuple[str, ...]]) -> None:
        """Set the texts of the rows, where they are others."""
        for labels, said in zip(self._labels, texts, strict=True):
            for widget, text in zip(labels, said, strict=True):
                if widget.text() != text:
                    widget.setText(text)


class ShopsCard(_RowsCard):
    """The team's webshops: who writes there, and the turns and schedules that may be taken.

    Of many shops only those in which something goes on have a row; the others are searched for.
    """

    def __init__(
        self,
        theme: Theme,
        take_schedule: Callable[[TeamShop], None],
        end_turn: Callable[[TeamShop], None],
    ) -> None:
        super().__init__("teamShops", _("Webshops"))
        self._take_schedule = take_schedule
        self._end_turn = end_turn
        self._status: TeamStatus | None = None
        self._search = SearchField(theme, "teamShopSearch")
        self._search.setPlaceholderText(_("Search by webshop or computer"))
        self._search.setAccessibleName(_("Search by webshop or computer"))
        self._search.textChanged.connect(self._search_changed)
        self.body.insertWidget(1, self._search)
        self._rest = label("", "muted", wrap=True, name="teamQuietShops")
        self.body.addWidget(self._rest)

    def show_status(self, status: TeamStatus) -> None:
        """Show the webshops as they are now."""
        self._status = status
        many = len(status.shops) > _FEW_SHOPS
        self._search.setVisible(many)
        search = self._search.text().strip() if many else ""
        if search:
            rows, rest = self._found(status, search)
        else:
            rows, rest = self._at_work(status, many=many)
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        may = [(shop, _may_take(status, shop), _may_end(status, shop)) for shop in rows]
        if self._begin([(shop.id, shop.title, take, end) for shop, take, end in may]):
            for shop, take, end in may:
                self._add(shop, take=take, end=end)
        self._say([(status.title_of(shop), shop_text(status, shop)) for shop in rows])

    @staticmethod
    def _at_work(status: TeamStatus, *, many: bool) -> tuple[list[TeamShop], str]:
        """The shops that have a row, and what is said of the others."""
        if not status.shops:
            return [], _("No webshop is known to the team yet.")
        tell = activity if many else shop_parts
        rows = [shop for shop in status.shops if tell(status, shop)]
        others = [shop for shop in status.shops if not tell(status, shop)]
        quiet = [shop for shop in others if not shop_parts(status, shop)]
        texts = schedule_texts(status, others)
        if quiet:
            texts.append(quiet_text(status, quiet))
        return rows, "\n".join(texts)

    @staticmethod
    def _found(status: TeamStatus, search: str) -> tuple[list[TeamShop], str]:
        """The shops that are searched for, as many as are shown, and what is said of the others."""
        found = shops_called(status, search)
        more = len(found) - _MOST_FOUND
        if more > 0:
            rest = ngettext("and {n} more", "and {n} more", more).format(n=format_int(more))
        else:
            rest = "" if found else _("No webshop matches")
        return found[:_MOST_FOUND], rest

    def _search_changed(self) -> None:
        if self._status is not None:
            self.show_status(self._status)

    def _add(self, shop: TeamShop, *, take: bool, end: bool) -> None:
        title, text = label(wrap=True), label("", "muted", wrap=True, name="teamShopText")
        texts = column(gap=2)
        texts.addWidget(title)
        texts.addWidget(text)
        across = row(gap=12)
        add_layout(across, texts, 1)
        if take:
            clicked = partial(self._take_schedule, shop)
            across.addWidget(button(_("Run the schedule here"), clicked, name="teamScheduleButton"))
        if end:
            clicked = partial(self._end_turn, shop)
            across.addWidget(button(_("End the turn…"), clicked, name="teamEndButton"))
        self._rows.addWidget(line())
        add_layout(self._rows, across)
        self._labels.append((title, text))


def _may_take(status: TeamStatus, shop: TeamShop) -> bool:
    return shop.schedule not in (None, status.me) and status.role is not Role.VIEWER


def _may_end(status: TeamStatus, shop: TeamShop) -> bool:
    return shop.writer is not None and status.role is Role.OWNER


class _TableCard(_RowsCard):
    """A card whose rows stand in columns, below their captions if they have any."""

    def __init__(self, name: str, title: str, captions: Sequence[str] = ()) -> None:
        super().__init__(name, title)
        self._captions = captions
        self._grid = QGridLayout()

    def _new_grid(self) -> None:
        """An empty table; the one before is gone."""
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        for across, share in enumerate(_SHARES):
            self._grid.setColumnStretch(across, share)
        for across, caption in enumerate(self._captions):
            self._grid.addWidget(label(caption, "muted", name="teamCaption"), 0, across)
        self._rows.addWidget(line())
        add_layout(self._rows, self._grid)

    @property
    def _next_row(self) -> int:
        """The row of the table that is added next."""
        return 1 + len(self._labels)

    def _add_texts(self, columns: Sequence[int]) -> None:
        """A row of empty texts in these columns."""
        number = self._next_row
        labels = tuple(ElidedLabel("muted" if across else "") for across in columns)
        for across, widget in zip(columns, labels, strict=True):
            self._grid.addWidget(widget, number, across)
        self._labels.append(labels)


class _RoleField(ChoiceField):
    """A member's role; the wheel always scrolls the page, for a role is not given in passing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class MembersCard(_TableCard):
    """The team's members; an owner may give the others another role."""

    def __init__(self, give_role: Callable[[Member, Role], None]) -> None:
        captions = (_("Name"), _("Computer"), _("Role"), _("Last seen"))
        super().__init__("teamMembers", _("Members"), captions)
        self._give_role = give_role
        self._members: dict[int, Member] = {}
        self._choices: dict[int, ChoiceField] = {}

    def show_status(self, status: TeamStatus) -> None:
        """Show the members as they are now."""
        self._members = {member.id: member for member in status.members}
        chosen = {
            member.id: status.role is Role.OWNER and member.id != status.me
            for member in status.members
        }
        names = [status.name_of(member) for member in status.members]
        if self._begin(list(zip(chosen.items(), names, strict=True))):
            self._choices.clear()
            self._new_grid()
            for member in status.members:
                self._add(member, status.name_of(member), may_choose=chosen[member.id])
        for member in status.members:
            choice = self._choices.get(member.id)
            if choice is not None and not choice.view().isVisible():
                choice.setCurrentIndex(choice.findData(member.role))
        self._say([_member_texts(member, status, chosen[member.id]) for member in status.members])

    def _add(self, member: Member, name: str, *, may_choose: bool) -> None:
        if not may_choose:
            self._add_texts((0, 1, 2, 3))
            return
        choice = _RoleField("teamRole")
        choice.setAccessibleName(_("Role of {name}").format(name=name))
        for role, text in ROLES.items():
            choice.addItem(translate(text), role)
        choice.activated.connect(partial(self._chosen, member.id))
        self._choices[member.id] = choice
        self._grid.addWidget(choice, self._next_row, 2)
        self._add_texts((0, 1, 3))

    def _chosen(self, member_id: int, _index: int) -> None:
        member = self._members[member_id]
        role = Role(self._choices[member_id].currentData())
        if role is not member.role:
            self._give_role(member, role)


def _member_texts(member: Member, status: TeamStatus, chosen: bool) -> tuple[str, ...]:
    name = member.name
    if member.id == status.me:
        name = _("{name} (this computer)").format(name=name)
    role = () if chosen else (translate(ROLES[member.role]),)
    return (name, member.computer, *role, format_when(member.seen_at))


class TeamRunsCard(_TableCard):
    """The newest runs of the whole team, each with its receipt on demand."""

    def __init__(self, show_receipt: Callable[[TeamRun], None]) -> None:
        super().__init__("teamRuns", _("Last runs of the team"))
        self._show_receipt = show_receipt
        self._runs: tuple[TeamRun, ...] = ()

    def show_status(self, status: TeamStatus) -> None:
        """Show the runs that are the newest now."""
        self._runs = status.runs[:_RUNS_SHOWN]
        self.setVisible(bool(self._runs))
        if self._begin(range(len(self._runs))):
            self._new_grid()
            for number in range(len(self._runs)):
                clicked = partial(self._clicked, number)
                receipt = button(_("Receipt…"), clicked, kind="link", name="teamReceiptButton")
                self._grid.addWidget(receipt, self._next_row, 4)
                self._add_texts((0, 1, 2, 3))
        self._say([run_texts(status, run) for run in self._runs])

    def _clicked(self, number: int) -> None:
        self._show_receipt(self._runs[number])
