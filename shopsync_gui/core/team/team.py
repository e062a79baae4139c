"""A team: its members, and the rows that are common knowledge in it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from shopsync_gui.core.text import N_

if TYPE_CHECKING:
    from shopsync_gui.core.runs.jobs import JobKind


#: The kind of a turn that tries the account out; runs have none like it.
CHECK = "check"


class Role(StrEnum):
    """The right of a member of a team."""

    OWNER = "owner"
    MEMBER = "member"
    VIEWER = "viewer"

    @classmethod
    def _missing_(cls, value: object) -> Role:
        """Let a role that only a newer version knows look at least."""
        return cls.VIEWER


ROLES = {Role.OWNER: N_("owner"), Role.MEMBER: N_("member"), Role.VIEWER: N_("viewer")}


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """The membership of this data folder in a team. `computer_key` tells it from every other one."""

    address: str
    member_id: int
    computer_key: str
    name: str
    role: Role
    joined_at: datetime


class Fact(NamedTuple):
    """A row of common knowledge; `body` is None where it is known no more."""

    kind: str
    key: str
    body: str | None


class DocumentKind(StrEnum):
    """The kinds of documents that the members of a team make for each other."""

    LETTER = "letter"
    PRESET = "preset"
    VIEW = "view"


class Document(NamedTuple):
    """A letter, a preset of its looks or a saved view in a team; `body` is None once it is deleted.

    `shop` is the name of the shop that it belongs to, empty for a view of all shops.
    """

    kind: DocumentKind
    key: str
    shop: str
    body: str | None


class DocumentChange(NamedTuple):
    """A document as it stands on this computer; `before` is what the team was last seen to hold."""

    document: Document
    before: str | None
    here: str


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """The result of an exchange: how many shops, documents and news of runs came, how many documents went.

    `beside` are the names under which this computer's own version stands beside a colleague's, where
    both had changed the same one.
    """

    came: int = 0
    went: int = 0
    beside: tuple[str, ...] = ()


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A computer of a team and whose it is."""

    id: int
    name: str
    computer: str
    role: Role
    seen_at: datetime


class TeamShop(msgspec.Struct, frozen=True, kw_only=True):
    """A shop of a team: who writes to its account now, who runs its schedule, who plans.

    `approved_by` is who approved the plan at which the brake stopped, while that still holds.
    `writer` is None where nobody does; `alive` says whether the writer's computer is connected.
    """

    id: int
    name: str
    title: str
    account_id: int
    writer: int | None = None
    kind: str = ""
    since: datetime | None = None
    alive: bool = False
    schedule: int | None = None
    planners: tuple[int, ...] = ()
    approved_by: int | None = None

    @property
    def job(self) -> JobKind | None:
        """The kind of the writer's job; None for one that this version does not know."""
        from shopsync_gui.core.runs.jobs import JobKind  # the window's start does without

        return next((kind for kind in JobKind if kind.value == self.kind), None)


class TeamRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run of the team, as its receipt says; `run_id` is its number on the member's computer.

    `name` and `computer` are the member's, who may have left.
    """

    shop: str
    shop_id: int
    member_id: int
    name: str
    computer: str
    run_id: int
    kind: str
    state: str
    started_at: datetime
    created: int
    updated: int
    #: Differences, or SKUs that stand twice; asked of what is partly done only.
    found_differences: bool = False


class TeamStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A team as it is now. `me` is the id of this computer."""

    address: str
    me: int
    role: Role
    members: tuple[Member, ...]
    shops: tuple[TeamShop, ...]
    runs: tuple[TeamRun, ...]
    open_intents: int

    def member(self, member_id: int | None) -> Member | None:
        """The member with this id."""
        return next((member for member in self.members if member.id == member_id), None)

    def name_of(self, member: Member) -> str:
        """The name of a member, with the computer where another one has the same name."""
        same = sum(other.name == member.name for other in self.members)
        name = f"{member.name} ({member.computer})" if same > 1 else member.name
        return name + self.number_of(member)

    def computer_of(self, member: Member) -> str:
        """The computer of a member, with whose it is where another one is called the same."""
        same = sum(other.computer == member.computer for other in self.members)
        name = f"{member.computer} ({member.name})" if same > 1 else member.computer
        return name + self.number_of(member)

    def number_of(self, member: Member | TeamRun) -> str:
        """The number of a member, or of a run's, behind its name where another one, be it gone, is called the same."""

        def called(each: Member | TeamRun) -> tuple[int, str, str]:
            number = each.id if isinstance(each, Member) else each.member_id
            return number, each.name, each.computer

        own = called(member)
        everybody = {*map(called, self.members), *map(called, self.runs)}
        same = any(each[1:] == own[1:] and each != own for each in everybody)
        return f" #{own[0]}" if same else ""

    def title_of(self, shop: TeamShop) -> str:
        """The title of a shop, with its name where another one has the same title."""
        same = sum(other.title == shop.title for other in self.shops)
        return f"{shop.title} ({shop.name})" if same > 1 else shop.title
